"""The page of one order: what it is, where it is, what must happen next, why, and everything that happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.console import order_parts
from orderway.console.action_choices import MAIN, Action
from orderway.console.action_table import ACTIONS, HEADER
from orderway.console.alike import others_of
from orderway.console.asked import questions_of
from orderway.console.invoice_words import kind_words
from orderway.console.marks import mark_of
from orderway.console.reading import read_order, references
from orderway.console.refusals import refusal_text
from orderway.console.scope import scope_of, seen
from orderway.console.timeline import Happened, events_of, timeline
from orderway.console.trying import refusals
from orderway.console.why import decisions
from orderway.flow import wishes
from orderway.flow.command import Target
from orderway.flow.order import Order
from orderway.kernel.digits import whole
from orderway.kernel.errors import Refusal
from orderway.kernel.links import TRACK, signed_path
from orderway.kernel.sql import named
from orderway.lifecycle.reasons import REASONS
from orderway.web.engine import commands, engine
from orderway.web.permissions import actor_of, may, needs
from orderway.web.words_holds import WISH_STATES

SQL = named(__file__, "order.sql")
BESIDE = 3
"""Actions shown as buttons beside the main one; the others stand in the menu."""
BUTTONS = tuple("correct_address ask decide_shortage approve withdraw hold claim add_note".split())
Offer = dict[str, Any]


def found(request: HttpRequest, order_id: int) -> Order:
    """The order, if this reader may see it; 404 otherwise."""
    order = read_order(order_id) if seen(scope_of(request.user), [order_id]) else None
    if order is None:
        raise Http404
    return order


def as_seen(request: HttpRequest, one: Order) -> Target:
    """The order at the version that the page showed, so that a deed on what has changed since is refused."""
    version = whole(request.POST.get("version", ""))
    return Target(one.id, one.version if version is None else version)


@needs("order.view")
@require_GET
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """The whole page."""
    one = found(request, order_id)
    return render(request, "console/order.html", {"section": "orders", **page(request, one)})


@needs("order.view")
@require_GET
def panel(request: HttpRequest, order_id: int) -> HttpResponse:
    """What is needed to decide, beside a list."""
    one = found(request, order_id)
    return render(request, "console/panel.html", basics(request, one))


def basics(request: HttpRequest, one: Order) -> dict[str, Any]:
    """What both the page and the panel show."""
    refs = references()
    shop = refs.shops.get(one.shop_id)
    places = {warehouse.id: warehouse.name for warehouse in refs.warehouses.values()}
    skus = _skus(one)
    offers, released = offers_for(request, one)
    holds = [_way_out(hold, request, one, released[hold["id"]]) for hold in order_parts.holds_of(one)]
    return {
        "order": one,
        "shop": shop,
        "mark": mark_of(shop.channel if shop else ""),
        "lines": order_parts.lines_of(one, places, skus),
        "holds": holds,
        "match_url": next((hold["match_url"] for hold in holds if hold["match_url"]), ""),
        "questions": questions_of(one),
        "buyer": order_parts.masked(one.person),
        "may_reveal": may(request.user, "person.reveal") and not one.person.erased_at,
        "main": _main(one, offers, holds),
        "offers": offers,
        "held": bool(one.open_holds()),
        "claimed_by": next((hold.claimed_by for hold in one.open_holds() if hold.claimed_by), ""),
    }


def page(request: HttpRequest, one: Order) -> dict[str, Any]:
    """Everything of the page."""
    refs = references()
    places = {warehouse.id: warehouse.name for warehouse in refs.warehouses.values()}
    codes = {warehouse.code: warehouse.name for warehouse in refs.warehouses.values()}
    carriers = {carrier.id: carrier.name for carrier in refs.carriers.values()}
    costs = next((warehouse.currency for warehouse in refs.warehouses.values()), one.currency)
    events = events_of(one.id)
    known = basics(request, one)
    return {
        **known,
        **_arranged(known["offers"], known["main"]),
        "money": order_parts.money_of(one),
        "parcels": order_parts.parcels_of(one, places, carriers),
        "buyer_page": _buyer_page(request, one),
        "fulfilments": order_parts.fulfilments_of(one, places, carriers),
        "decisions": decisions(one, events, codes, costs),
        "entries": timeline(one, events, _people(events, one), codes),
        "refunds": [_part_offers(request, one, refund, "refund") for refund in one.refunds],
        "returns": [_part_offers(request, one, case, "return") for case in one.returns],
        "alike": others_of(one),
        "invoices": [
            {**_part_offers(request, one, each, "invoice"), "kind": kind_words(each.kind)} for each in one.invoices
        ],
        "wishes": _wishes(one),
        "talk": one.conversations[0] if one.conversations else None,
        "others": _numbers([hold["other"] for hold in known["holds"] if hold["other"]]),
    }


def _buyer_page(request: HttpRequest, one: Order) -> str:
    """Where the buyer follows the order, for who may write to buyers: the page can do what a buyer can."""
    if not may(request.user, commands()["ask"].permission):
        return ""
    return signed_path(settings.SECRET_KEY.encode(), TRACK, one.id)


def _wishes(one: Order) -> list[dict[str, Any]]:
    """Each wish with what became of it, and whether it is done."""
    found = []
    for key, value in one.wishes.items():
        answer = wishes.answer_of(one, key)
        found.append(
            {
                "wish": key,
                "text": value,
                "state": WISH_STATES.get(str(answer.get("state", "")), ""),
                "instead": answer.get("text", ""),
                "done_by": answer.get("done_by", ""),
            }
        )
    return found


def _skus(one: Order) -> dict[int, tuple[str, str]]:
    chinese = (get_language() or "").startswith("zh")
    wanted = [line.sku_id for line in one.lines if line.sku_id]
    with engine().connection.cursor() as cursor:
        rows = cursor.execute(SQL.skus, [wanted]).fetchall()
    return {row[0]: (row[1], (row[3] if chinese else "") or row[2]) for row in rows}


def _people(events: Sequence[Happened], one: Order) -> list[str]:
    names = list({event.actor for event in events} | {hold.claimed_by for hold in one.holds})
    with engine().connection.cursor() as cursor:
        return [row[0] for row in cursor.execute(SQL.people, [names]).fetchall()]


def _numbers(order_ids: Sequence[int]) -> dict[int, str]:
    with engine().connection.cursor() as cursor:
        return dict(cursor.execute(SQL.ids_of, [list(order_ids)]).fetchall()) if order_ids else {}


def offers_for(request: HttpRequest, one: Order) -> tuple[list[Offer], dict[int, Refusal | None]]:
    """Every action of the header: what it is called, where it is asked for, or why it is not possible now.

    Beside them, by the id of each open hold, what would refuse its release.
    """
    holds = one.open_holds()
    wanted = [(action.command, action.trial(one)) for action in HEADER if action.trial is not None]
    wanted += [("release_hold", {"hold_id": hold.id}) for hold in holds]
    answers = refusals(one, wanted, actor_of(request.user))
    offers = [_offer(request, one, action, answer) for action, answer in zip(HEADER, answers, strict=False)]
    return offers, {hold.id: answer for hold, answer in zip(holds, answers[len(HEADER) :], strict=True)}


def _offer(
    request: HttpRequest, one: Order, action: Action, refusal: Refusal | None, part_id: int | None = None
) -> Offer:
    if not may(request.user, commands()[action.command].permission):
        refusal = Refusal("no_permission")
    url = reverse("order_do", args=[one.id, action.command])
    return {
        "command": action.command,
        "label": action.label,
        "icon": action.icon,
        "key": action.key,
        "danger": action.danger,
        "get": f"{url}?part={part_id}" if part_id else url,
        "refused": "" if refusal is None else refusal_text(refusal, one.currency),
        "foreign": refusal is not None and refusal.code == "no_permission",
    }


def _way_out(hold: dict[str, Any], request: HttpRequest, one: Order, refusal: Refusal | None) -> dict[str, Any]:
    """A hold with the actions that end it: correcting its cause, asking, releasing."""
    action = ACTIONS["release_hold"]
    release = {**_offer(request, one, action, refusal, hold["id"]), "key": ""}
    reason = REASONS.get(hold["reason"])
    ways = MAIN.get(reason.next_action, ()) if reason else ()
    match = _match_url(one, hold) if may(request.user, "listing.map") else ""
    return {
        **hold,
        "release": release,
        "match_url": match,
        "ways": [name for name in ways if name not in ("approve", "release_hold")],
    }


def _match_url(one: Order, hold: Mapping[str, Any]) -> str:
    """Where a listing that nobody knows gets its SKU; the way leads back to this order."""
    key = hold["listing"]
    if hold["reason"] != "listing_unmatched" or not key:
        return ""
    return f"{reverse('listing_panel')}?{urlencode({'shop': one.shop_id, 'key': key, 'order': one.id})}"


def _part_offers(request: HttpRequest, one: Order, part: Any, kind: str) -> dict[str, Any]:
    """A refund or return with what can be done to it now; what never fits its state is left out."""
    actions = [action for action in ACTIONS.values() if action.part == kind]
    wanted = [(a.command, {f"{kind}_id": part.id, "reference": "?", "note": "-", "number": "?"}) for a in actions]
    answers = refusals(one, wanted, actor_of(request.user))
    offers = [
        _offer(request, one, action, answer, part.id)
        for action, answer in zip(actions, answers, strict=True)
        if answer is None or answer.code not in ("not_in_this_state", "refunded_already")
    ]
    return {"part": part, "offers": offers}


def _main(one: Order, offers: Sequence[Offer], holds: Sequence[dict[str, Any]]) -> Offer | None:
    """The one most likely next action that this reader may do; none where nobody has to do anything."""
    by_name = {offer["command"]: offer for offer in offers}
    if holds:
        first = min(holds, key=lambda hold: (REASONS[hold["reason"]].urgency, hold["id"]))
        by_name["release_hold"] = {**first["release"], "key": ACTIONS["release_hold"].key}
    for name in MAIN.get(one.next_action, ()):
        if name in by_name and not by_name[name]["refused"]:
            return by_name[name]
    return None


def _arranged(offers: Sequence[Offer], main: Mapping[str, Any] | None) -> dict[str, Any]:
    """A few buttons beside the main one, the rest in the menu: the possible ones first, foreign ones left out."""
    left = [offer for offer in offers if not (main and offer["command"] == main["command"]) and not offer["foreign"]]
    beside = [offer for name in BUTTONS for offer in left if offer["command"] == name and not offer["refused"]][:BESIDE]
    menu = [offer for offer in left if offer not in beside]
    menu.sort(key=lambda offer: (offer["danger"], bool(offer["refused"])))
    return {"beside": beside, "menu": menu, "menu_label": pgettext("menu", "More"), "nothing": _("Nothing to do")}

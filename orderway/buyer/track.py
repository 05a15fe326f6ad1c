"""Where is it? The tracking page, its way in by number and phone, and a message to the shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderway.buyer import hidden, links, reading, tries, when
from orderway.buyer.page import BUYER, face, gone, policy_of, public
from orderway.buyer.seen import NoteSeen, OrderSeen, ParcelSeen
from orderway.buyer.story import Story, is_moving, story
from orderway.buyer.words import EVENTS, STEPS, refusal_text
from orderway.flow.command import Target
from orderway.kernel import clock
from orderway.kernel.limits import TEXT_CHARS_MAX
from orderway.kernel.links import TRACK
from orderway.web.engine import carry_out

MESSAGES_OPEN_MAX = 5
"""Messages that a buyer may write before somebody answers."""
EVENTS_SHOWN = 4
"""Events of a parcel before the rest is folded away."""


@public
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The way in without a link: the order's number and the phone's last four digits. A wrong number and wrong digits
    get the same answer, and too many tries get none. Open to all: this is where buyers come from."""
    number = request.POST.get("number", "").strip()
    last_four = request.POST.get("last_four", "").strip()
    context: dict[str, Any] = {"shop": {"name": "Orderway"}, "number": number[: reading.NUMBER_CHARS_MAX]}
    if request.method != "POST":
        return render(request, "buyer/find.html", context)
    now, address = clock.now(), tries.address_of(request)
    if tries.too_many(address, number, now):
        context["error"] = _("Too many tries. Please wait an hour, or open the link that the shop sent you.")
        return render(request, "buyer/find.html", context, status=429)
    order_id = reading.find(number, last_four, now)
    if order_id is None:
        tries.in_vain(address, number, now)
        context["error"] = _("We find no order with this number and these four digits.")
        return render(request, "buyer/find.html", context, status=422)
    return HttpResponseRedirect(links.tracking_path(order_id))


@public
@require_http_methods(["GET"])
def track(request: HttpRequest, code: str, sign: str) -> HttpResponse:
    """One order's page, open to whoever holds its link."""
    seen = _opened(code, sign)
    if seen is None or _is_over(seen):
        return gone(request, seen.shop if seen else None)
    return render(request, "buyer/track.html", shown(seen, clock.now()))


@public
@require_POST
def message(request: HttpRequest, code: str, sign: str) -> HttpResponse:
    """A message to the shop, written on the order's page; open to whoever holds its link."""
    seen = _opened(code, sign)
    if seen is None or _is_over(seen):
        return gone(request, seen.shop if seen else None)
    text = request.POST.get("text", "").strip()
    refused = "too_many_messages" if unanswered(seen.notes) >= MESSAGES_OPEN_MAX else ""
    if not refused:
        (result,) = carry_out("contact_shop", [Target(seen.id)], {"text": text}, BUYER)
        refused = result.refusal.code if result.refusal else ""
    if not refused:
        return HttpResponseRedirect(f"{links.tracking_path(seen.id)}#help")
    context = {**shown(seen, clock.now()), "message": text[:TEXT_CHARS_MAX], "message_error": refusal_text(refused)}
    return render(request, "buyer/track.html", context, status=422)


def unanswered(notes: Sequence[NoteSeen]) -> int:
    """How many messages of the buyer stand after the last reply."""
    count = 0
    for note in reversed(notes):
        if note.kind != "buyer":
            break
        count += 1
    return count


def _opened(code: str, sign: str) -> OrderSeen | None:
    order_id = links.opened(TRACK, code, sign)
    return reading.order_seen(order_id) if order_id is not None else None


def _is_over(seen: OrderSeen) -> bool:
    return links.is_over(seen.closed_at, links.TRACKING_DAYS, clock.now())


def shown(seen: OrderSeen, now: datetime) -> dict[str, Any]:
    """Everything the tracking page shows."""
    told = story(seen, now)
    zone = when.zone_of(seen.shop.time_zone)
    parcels = [_parcel(parcel, seen, now) for parcel in seen.parcels]
    sent = [parcel for parcel in seen.parcels if parcel.shipped_at]
    return {
        "shop": face(seen.shop),
        "help": seen.shop,
        "order": seen,
        "story": told,
        "steps": steps(told),
        "has_question": any(delay.link for delay in told.delays),
        "parcels": parcels,
        "several": len(sent) > 1,
        "lines": [line for line in seen.lines if line.kept],
        "coming": [{"line": line, "units": units} for line, units in _coming(seen)] if sent else [],
        "receiver": hidden.receiver(seen),
        "placed": when.moment(seen.placed_at, now, zone),
        "notes": [
            {"mine": note.kind == "buyer", "text": note.text, "when": when.moment(note.at, now, zone)}
            for note in seen.notes
        ],
        "message_path": f"{links.tracking_path(seen.id)}/message",
        "message_chars_max": TEXT_CHARS_MAX,
        "return_path": links.return_path(seen.id) if may_return(seen, now) else "",
        "survey_path": links.survey_path(seen.id) if seen.surveyed is False else "",
    }


def steps(told: Story) -> list[dict[str, Any]]:
    """The steps from ordered to delivered, done and present ones marked; none where the order ended another way."""
    if told.step is None:
        return []
    return [
        {"label": label, "done": at < told.step or told.done, "here": at == told.step and not told.done}
        for at, label in enumerate(STEPS)
    ]


def may_return(seen: OrderSeen, now: datetime) -> bool:
    """Whether the page for sending something back has anything to say."""
    if seen.returns:
        return True
    days = timedelta(days=policy_of(seen.shop).return_days)
    return seen.delivered_at is not None and now <= seen.delivered_at + days


def _parcel(parcel: ParcelSeen, seen: OrderSeen, now: datetime) -> dict[str, Any]:
    zone = when.zone_of(seen.shop.time_zone)
    events = [
        {
            "label": EVENTS.get(scan.code) or hidden.without_person(scan.text, seen),
            "text": hidden.without_person(scan.text, seen) if scan.code in EVENTS else "",
            "place": scan.place,
            "when": when.moment(scan.at, now, zone),
        }
        for scan in seen.scans
        if scan.parcel_id == parcel.id and (scan.code in EVENTS or scan.text)
    ]
    if parcel.shipped_at:
        events.append({"label": _("Left our warehouse"), "when": when.moment(parcel.shipped_at, now, zone)})
    titles = {line.id: line for line in seen.lines}
    arrival = ""
    if is_moving(parcel) and parcel.due_until and parcel.due_until >= now:
        arrival = when.arrival(parcel.due_from, parcel.due_until, now, zone)
    return {
        "seen": parcel,
        "state": "PICKED_UP" if parcel.state == "LABELLED" and parcel.shipped_at else parcel.state,
        "arrival": arrival,
        "events": events[:EVENTS_SHOWN],
        "earlier": events[EVENTS_SHOWN:],
        "items": [
            {"line": titles[line_id], "units": many} for line_id, many in parcel.contents.items() if line_id in titles
        ],
    }


def _coming(seen: OrderSeen) -> list[tuple[Any, int]]:
    """What was not sent yet, by line."""
    return [(line, line.kept - line.shipped) for line in seen.lines if line.kept > line.shipped]

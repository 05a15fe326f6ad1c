"""Special wishes: answered (agreed, not possible, something else), told to the buyer, ticked off before shipping; and
ship dates agreed with the buyer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from orderway.flow import change, wishes
from orderway.flow.channel_news import SHIP_DATE
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX

LETTER = "letter"
"""Topic of the outbox: words to a buyer that no question and no survey is."""
OVER = ("road", "settled", "closed")
AGREED_DAYS_MAX = 365
AGREED = "ship_date"
"""Key in `Order.extra`: the ship date that was agreed, how, by whom, and the one of before."""


def decide_wish(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Answer a `wish` (delivery_date, time_window, locker, gift_message, invoice): `outcome` agreed, not_possible or
    alternative (`text`: which). The buyer is told, unless `silent`. A wish that the buyer said otherwise (by phone)
    comes along with it: `wished`."""
    wish, outcome = str(args.get("wish") or ""), str(args.get("outcome") or "")
    text = str(args.get("text") or "").replace("\x00", "").strip()[:NAME_CHARS_MAX]
    wished = str(args.get("wished") or "").replace("\x00", "").strip()[:NAME_CHARS_MAX]
    if order.stage in OVER:
        return Refusal("already_shipped", {"status": order.status})
    if wish not in wishes.KINDS or not (wished or order.wishes.get(wish)):
        return Refusal("unknown_wish", {"known": sorted(order.wishes)})
    if outcome not in wishes.STATES:
        return Refusal("unknown_outcome", {"known": list(wishes.STATES)})
    if outcome == wishes.ALTERNATIVE and not text:
        return Refusal("text_missing")
    if wished:
        order.wishes = {**order.wishes, wish: wished}
    now = scene.world.now
    wishes.put(order, wish, {"state": outcome, "text": text, "by": scene.actor.name, "at": now.isoformat()})
    if not args.get("silent"):
        payload = {"kind": f"wish.{outcome}", "wish": wish}
        scene.batch.outgoing.append(Outgoing(LETTER, f"shop:{order.shop_id}", payload, order.id))
    change.note(order, "wish", outcome, wish=wish)
    return None


def tick_wish(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A granted `wish` was carried out (`undo`: it was not, after all)."""
    wish = str(args.get("wish") or "")
    answer = wishes.answer_of(order, wish)
    if answer.get("state") not in (wishes.AGREED, wishes.ALTERNATIVE):
        return Refusal("unknown_wish", {"known": sorted(order.extra.get(wishes.ANSWERS, {}))})
    kept = {key: value for key, value in answer.items() if key not in ("done_by", "done_at")}
    if not args.get("undo"):
        kept |= {"done_by": scene.actor.name, "done_at": scene.world.now.isoformat()}
    wishes.put(order, wish, kept)
    change.note(order, "wish", "not_done" if args.get("undo") else "done", wish=wish)
    return None


def agree_ship_date(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The buyer agrees to another ship date (协商发货时间): `date` (ISO day, its end in the shop's time counts as the
    deadline; or an instant), `consent` (how they agreed; required). The clock of the promise moves; the platform and
    the buyer are told."""
    consent = str(args.get("consent") or "").replace("\x00", "").strip()[:NAME_CHARS_MAX]
    if not consent:
        return Refusal("consent_missing")
    if order.stage in OVER:
        return Refusal("already_shipped", {"status": order.status})
    at = _end_of(str(args.get("date") or ""), scene.world.refs.shops[order.shop_id].time_zone)
    now = scene.world.now
    if at is None or not now < at <= now + timedelta(days=AGREED_DAYS_MAX):
        return Refusal("bad_date")
    was = order.ship_by
    order.ship_by = at
    for fulfilment in order.live_fulfilments():
        fulfilment.ship_by = at
    order.extra = {
        **order.extra,
        AGREED: {
            "at": at.isoformat(),
            "was": was.isoformat() if was else "",
            "consent": consent,
            "by": scene.actor.name,
            "agreed_at": now.isoformat(),
        },
    }
    target, told = f"shop:{order.shop_id}", {"order": order.external_id, "at": at.isoformat()}
    if order.origin == "channel" and "ship_date" in scene.world.refs.tells.get(order.shop_id, ()):
        scene.batch.outgoing.append(Outgoing(SHIP_DATE, target, told, order.id))
    scene.batch.outgoing.append(Outgoing(LETTER, target, {"kind": "ship_date", "at": at.isoformat()}, order.id))
    change.note(order, "ship_date", "agreed", at=at.isoformat(), was=was.isoformat() if was else "")
    return None


def _end_of(text: str, zone: str) -> datetime | None:
    """The end of a day in the shop's time, or the instant; None where it cannot be read."""
    try:
        if len(text) == len("2026-01-31"):
            day = date.fromisoformat(text) + timedelta(days=1)
            return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


COMMANDS = (
    Command(
        "decide_wish",
        "order.contact",
        decide_wish,
        {"wish": "text", "outcome": "text", "text": "text", "wished": "text", "silent": "bool"},
    ),
    Command("tick_wish", "order.tick", tick_wish, {"wish": "text", "undo": "bool"}),
    Command("agree_ship_date", "order.contact", agree_ship_date, {"date": "text", "consent": "text"}),
)
"""Commands of wishes, in the list of the stage."""

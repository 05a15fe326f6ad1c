"""Asking a platform about an order before it is released: whether it was shipped or called off there meanwhile. Pure.

Only for shops whose access says so (`ask` among what they are told); the question goes through the outbox.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from orderway.flow.gate import Raise, Verdict
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.lifecycle.moves import HOLD, move

ASK = "ask"
"""Kind in `References.tells`: read an order again before it is released."""
WAITS_FOR = "channel"
ASKED, HEARD, FIRST = "channel_asked", "channel_heard", "channel_asked_first"
"""Keys in `Order.extra`: when the platform was asked last, when it answered last, and since when it owes an answer
(minutes since 1970)."""
SILENT = "channel_silent"
"""Reason of the hold where no answer comes; a person who releases it lets the order go without."""
WORD_FRESH_MINUTES = 30
"""An answer holds so long; an order released later is asked about again."""
ANSWER_WAIT_MINUTES = 15
"""After so long without an answer the platform is asked once more."""
SILENT_MINUTES = 120
"""After so long without an answer a person decides."""


def word_before_release(order: Order, world: World) -> Verdict | None:
    """The wait for the platform's word; None where none is needed, or it was heard just now."""
    if ASK not in world.refs.tells.get(order.shop_id, ()) or order.origin != "channel" or order.shipped_at is not None:
        return None
    heard = _at(order, HEARD)
    if heard is not None and world.now - heard <= timedelta(minutes=WORD_FRESH_MINUTES):
        return None
    until = world.now + timedelta(minutes=ANSWER_WAIT_MINUTES)
    first = _at(order, FIRST)
    if first is None or world.now - first < timedelta(minutes=SILENT_MINUTES):
        return Verdict({"channel": "asked"}, waits_for=WAITS_FOR, until=until)
    facts = {"since": order.extra[FIRST]}
    if any(h.reason == SILENT and h.state == "RELEASED" and h.facts == facts for h in order.holds):
        return None
    return Verdict({"channel": "silent"}, [Raise(SILENT, facts)], WAITS_FOR, until)


def is_to_be_asked(order: Order, now: datetime) -> bool:
    """Whether the order waits for a word that nobody has asked for yet, or too long ago; marks it as asked."""
    if order.waits_for != WAITS_FOR or order.stage != "release":
        return False
    asked = _at(order, ASKED)
    if asked is not None and now - asked < timedelta(minutes=ANSWER_WAIT_MINUTES):
        return False
    order.extra = {FIRST: _minutes(now), **order.extra, ASKED: _minutes(now)}
    return True


def hear(order: Order, now: datetime) -> None:
    """The platform has answered: a hold for its silence ends."""
    order.extra = {**{key: value for key, value in order.extra.items() if key != FIRST}, HEARD: _minutes(now)}
    for hold in order.holds:
        if hold.reason == SILENT and hold.state == "OPEN":
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = now, WAITS_FOR, "cause_gone"


def _at(order: Order, key: str) -> datetime | None:
    minutes = order.extra.get(key)
    return datetime.fromtimestamp(minutes * 60, UTC) if minutes else None


def _minutes(at: datetime) -> int:
    """Minutes since 1970: a figure that a run record keeps."""
    return int(at.timestamp()) // 60

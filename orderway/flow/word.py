"""A word from outside that an order waits for before it is released: asked by the outbox, heard as a message. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from orderway.flow.gate import Raise, Verdict
from orderway.flow.order import Order
from orderway.lifecycle.moves import HOLD, move

FRESH_MINUTES = 30
"""An answer holds so long; an order released later is asked about again."""
ANSWER_WAIT_MINUTES = 15
"""After so long without an answer it is asked once more."""


class Word(NamedTuple):
    """Whose word it is, and how long a silence is borne. The times stand in `Order.extra`, in minutes since 1970, so
    that a run record keeps them."""

    waits_for: str
    """What the order waits for meanwhile: channel, gateway."""
    about: str
    """Begins its keys in `Order.extra`: ABOUT_asked and ABOUT_heard (last), ABOUT_asked_first (an answer is owed)."""
    silent: str
    """Reason of the hold where no answer comes; a person who releases it lets the order go without."""
    silent_minutes: int
    """After so long without an answer a person decides."""

    def awaited(self, order: Order, now: datetime, *, goes_on: bool = False) -> Verdict | None:
        """The wait for it; None where it was heard just now, or silence is borne (`goes_on`, or by a person)."""
        heard = _at(order, f"{self.about}_heard")
        if heard is not None and now - heard <= timedelta(minutes=FRESH_MINUTES):
            return None
        until = now + timedelta(minutes=ANSWER_WAIT_MINUTES)
        first = _at(order, f"{self.about}_asked_first")
        if first is None or now - first < timedelta(minutes=self.silent_minutes):
            return Verdict({self.waits_for: "asked"}, waits_for=self.waits_for, until=until)
        facts = {"since": order.extra[f"{self.about}_asked_first"]}
        borne = any(h.reason == self.silent and h.state == "RELEASED" and h.facts == facts for h in order.holds)
        if goes_on or borne:
            return None
        return Verdict({self.waits_for: "silent"}, [Raise(self.silent, facts)], self.waits_for, until)

    def is_waited_for(self, order: Order) -> bool:
        """Whether the order stands before release for want of it."""
        return order.waits_for == self.waits_for and order.stage == "release"

    def is_to_be_asked(self, order: Order, now: datetime) -> bool:
        """Whether nobody has asked yet, or too long ago; marks it as asked."""
        if not self.is_waited_for(order):
            return False
        asked = _at(order, f"{self.about}_asked")
        if asked is not None and now - asked < timedelta(minutes=ANSWER_WAIT_MINUTES):
            return False
        first, last = f"{self.about}_asked_first", f"{self.about}_asked"
        order.extra = {first: _minutes(now), **order.extra, last: _minutes(now)}
        return True

    def hear(self, order: Order, now: datetime) -> None:
        """It came: a hold for its silence ends."""
        first = f"{self.about}_asked_first"
        rest = {key: value for key, value in order.extra.items() if key != first}
        order.extra = {**rest, f"{self.about}_heard": _minutes(now)}
        for hold in order.holds:
            if hold.reason == self.silent and hold.state == "OPEN":
                move(hold, HOLD, "RELEASED")
                hold.resolved_at, hold.resolved_by, hold.note = now, self.waits_for, "cause_gone"


def _at(order: Order, key: str) -> datetime | None:
    minutes = order.extra.get(key)
    return datetime.fromtimestamp(minutes * 60, UTC) if minutes else None


def _minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60

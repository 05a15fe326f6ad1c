"""What becomes of an order that is short: decided by a person, by the buyer's answer, or by the clock. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderway.flow import change, taking
from orderway.flow.choice import CANCEL, CANCEL_SHORT, PART, TRANSFER, WAIT, Choice
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import HOLD, move

CHOICES = ("part", "wait", "cancel_short")
"""Choices that need nothing but the order; those of `flow.taking` need to know the goods as well."""
DECIDED = "shortage"
"""Key in `Order.extra`: the choice; `ask` where it must be made again."""
UNTIL = "shortage_until"
"""Key in `Order.extra`: the day that the decision to wait counted on. If it is not kept, it is decided again."""
AGAIN = "shortage_again"
"""Key in `Order.extra`: how often it had to be decided again."""
OFF = (CANCEL, CANCEL_SHORT)
UNSAID = ("", "no_answer", "policy")
"""Consents that nobody gave."""


def decide(
    order: Order,
    choice: str,
    consent: str,
    by: str,
    world: World,
    ids: Ids,
    way: Choice | None = None,
    by_buyer: bool = False,
) -> Refusal | None:
    """`choice`: part (ship what is there, the rest when it comes), wait, cancel_short (cancel and refund what is
    missing), or one of `taking.CHANGES`, for which `way` says how. `consent` says how the buyer agreed; it is kept.

    Where the platform punishes a cancellation by the seller, it needs a consent (`buyer_must_file`); said by the buyer
    on a page of ours it waits until they have filed the refund at the platform.
    """
    short = {line.id: line.backordered for line in order.lines if line.backordered}
    refusal = _impossible(order, choice, way, short)
    if refusal is not None:
        return refusal
    if choice in OFF and taking.punished(order, world):
        if by_buyer:
            _await_filing(order, choice, consent, world, sum(short.values()))
            return None
        if consent in UNSAID:
            return Refusal("buyer_must_file")
    refusal = _do(order, choice, by, world, ids, way, short)
    if refusal is not None:
        return refusal
    for hold in order.holds:
        if hold.state == "OPEN" and hold.reason in ("shortage", "short_pick"):
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = world.now, by, choice
    _keep(order, choice, consent, way)
    if order.stage != "closed":
        order.waits_for, order.ready_at = "", None
        if choice in taking.CHANGES and order.stage in ("confirm", "review", "source", "release"):
            order.stage = "promise"
    change.note(order, "shortage", choice, units=sum(short.values()), consent=bool(consent), **_figures(way))
    return None


def _impossible(order: Order, choice: str, way: Choice | None, short: dict[int, int]) -> Refusal | None:
    if choice not in (*CHOICES, *taking.CHANGES):
        return Refusal("unknown_choice", {"known": [*CHOICES, *taking.CHANGES]})
    if not short:
        return Refusal("nothing_short")
    if choice == PART and not any(line.promised or line.allocated for line in order.lines):
        return Refusal("nothing_to_ship")
    return Refusal("not_offered", {"choice": choice}) if choice in taking.CHANGES and way is None else None


def _do(
    order: Order, choice: str, by: str, world: World, ids: Ids, way: Choice | None, short: dict[int, int]
) -> Refusal | None:
    if choice == CANCEL_SHORT:
        return change.cancel(order, world, ids, "shortage", by, short)
    if way is not None and choice in taking.CHANGES:
        return taking.take(order, way, by, world, ids)
    return None


def _keep(order: Order, choice: str, consent: str, way: Choice | None) -> None:
    """The decision, and where it is to wait the day it counts on."""
    kept = {key: value for key, value in order.extra.items() if key not in (UNTIL, taking.AWAITED)}
    expected = (order.extra.get("expected") or {}).get("at", "")
    if way is not None and way.ship_at is not None:
        expected = way.ship_at.isoformat()
    if choice in (WAIT, PART, TRANSFER) and expected:
        kept[UNTIL] = expected
    order.extra = {**kept, DECIDED: choice, "consent": consent[:200]}


def _figures(way: Choice | None) -> dict[str, Any]:
    """What was known of the way that was taken, for the history."""
    if way is None:
        return {}
    ship, deliver = (at.isoformat() if at else "" for at in (way.ship_at, way.deliver_at))
    return {"ship_at": ship, "deliver_at": deliver, "total": way.total_minor, "refund": way.refund_minor}


def _await_filing(order: Order, choice: str, consent: str, world: World, units: int) -> None:
    """The buyer agreed; the platform wants them to file the refund, which then cancels what it is for."""
    order.extra = {
        **order.extra,
        taking.AWAITED: {"choice": choice, "consent": consent[:200], "at": world.now.isoformat()},
    }
    change.note(order, "shortage", "refund_awaited", units=units, consent=bool(consent))


def reopen(order: Order, day: datetime | None) -> bool:
    """The goods come later than the decision to wait counted on (`day`; None: nobody knows): it is made again."""
    until = order.extra.get(UNTIL)
    if not until or (day is not None and day <= datetime.fromisoformat(until)):
        return False
    _ask(order)
    change.note(order, "shortage", "again", was=until, at=day.isoformat() if day else "")
    return True


def put_before_a_person(order: Order) -> Refusal | None:
    """Nobody but a person can decide it: it is held for one."""
    if not any(line.backordered for line in order.lines):
        return Refusal("nothing_short")
    _ask(order)
    change.note(order, "shortage", "asked")
    return None


def _ask(order: Order) -> None:
    kept = {key: value for key, value in order.extra.items() if key != UNTIL}
    order.extra = {**kept, DECIDED: "ask", AGAIN: int(order.extra.get(AGAIN, 0)) + 1}
    order.waits_for, order.ready_at = "", None

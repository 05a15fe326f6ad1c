"""Holds that end by the clock: released, the order cancelled, or passed on to somebody else. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderway.flow import change
from orderway.flow.order import Hold, Order
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import HOLD, move

CLOCK = "clock"
"""Who ends a hold when its time is over."""
ESCALATE_TO = "reviewer"
"""Whose it becomes where its kind names nobody."""
OVER = ("road", "settled", "closed")
"""Stages in which a hold stops nothing any more."""


def wake_at(order: Order) -> datetime | None:
    """When the clock ends a hold of the order next; None where none has an end."""
    if order.stage in OVER:
        return None
    return min((hold.until for hold in order.holds if hold.state == "OPEN" and hold.until is not None), default=None)


def end_holds(order: Order, world: World, ids: Ids) -> bool:
    """End the holds whose time is over; whether there were any."""
    ended = [h for h in order.holds if h.state == "OPEN" and h.until is not None and h.until <= world.now]
    for hold in ended:
        if hold.state != "OPEN":  # an earlier one cancelled the order, and this with it
            continue
        if hold.at_end == "escalate" or (hold.at_end == "cancel" and not _cancel(order, hold, world, ids)):
            _escalate(order, hold, world)
        elif hold.at_end != "cancel":
            move(hold, HOLD, "EXPIRED")
            hold.resolved_at, hold.resolved_by, hold.note = world.now, CLOCK, "time_over"
            change.note(order, "hold_ended", "released", reason=hold.reason)
    return bool(ended)


def _cancel(order: Order, hold: Hold, world: World, ids: Ids) -> bool:
    """Cancel the order for the hold; False where it cannot be cancelled any more."""
    change.note(order, "hold_ended", "cancelled", reason=hold.reason)
    if change.cancel(order, world, ids, "hold_expired", CLOCK) is not None:
        order.steps.pop()
        return False
    if hold.state == "OPEN":  # the warehouse was asked back first; nothing more goes out meanwhile
        hold.until = None
    return True


def _escalate(order: Order, hold: Hold, world: World) -> None:
    kind = world.refs.hold_kind(hold.reason)
    hold.until, hold.claimed_by = None, ""
    hold.owner_role = kind.escalate_to or ESCALATE_TO
    hold.due_at = world.now + timedelta(hours=kind.hours)
    change.note(order, "hold_ended", "escalated", reason=hold.reason, to=hold.owner_role)

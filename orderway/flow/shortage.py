"""What becomes of an order that is short: decided by a person, by the buyer's answer, or by the clock. Pure."""

from __future__ import annotations

from orderway.flow import change
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import HOLD, move

CHOICES = ("part", "wait", "cancel_short")


def decide(order: Order, choice: str, consent: str, by: str, world: World, ids: Ids) -> Refusal | None:
    """`choice`: part (ship what is there, the rest when it comes), wait, cancel_short (cancel and refund what is
    missing). `consent` says how the buyer agreed; it is kept with the decision."""
    if choice not in CHOICES:
        return Refusal("unknown_choice", {"known": list(CHOICES)})
    short = {line.id: line.backordered for line in order.lines if line.backordered}
    if not short:
        return Refusal("nothing_short")
    if choice == "part" and not any(line.promised or line.allocated for line in order.lines):
        return Refusal("nothing_to_ship")
    for hold in order.holds:
        if hold.state == "OPEN" and hold.reason in ("shortage", "short_pick"):
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = world.now, by, choice
    if choice == "cancel_short":
        refusal = change.cancel(order, world, ids, "shortage", by, short)
        if refusal is not None:
            return refusal
    order.extra = {**order.extra, "shortage": choice, "consent": consent[:200]}
    if order.stage != "closed":
        order.waits_for, order.ready_at = "", None
    change.note(order, "shortage", choice, units=sum(short.values()), consent=bool(consent))
    return None

"""Taking a released order back from the warehouse."""

from __future__ import annotations

from orderway.flow import change
from orderway.flow.advance import hold_of
from orderway.flow.command import Args, Command, Scene
from orderway.flow.gate import Raise
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal


def withdraw(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Ask the warehouse to stop; what it agrees to is held for a new decision."""
    live = order.live_fulfilments()
    if not live:
        return Refusal("nothing_released", {"status": order.status})
    pending = [f for f in live if not change.stop(order, f, scene.world, "withdrawn")]
    if not any(h.reason == "withdrawn" and h.state == "OPEN" for h in order.holds):
        order.holds.append(
            hold_of(order, Raise("withdrawn", {"by": scene.actor.name}), scene.actor.name, scene.world, scene.ids)
        )
    if not pending and order.stage == "warehouse":
        order.stage = "review"
    change.note(order, "withdraw", "asked" if pending else "done")
    return None


COMMANDS = (Command("withdraw", "order.release", withdraw, {"note": "text"}),)

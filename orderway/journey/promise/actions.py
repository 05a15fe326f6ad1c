"""Deciding what happens when stock is short."""

from __future__ import annotations

from orderway.flow import change
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import HOLD, move

CHOICES = ("part", "wait", "cancel_short")


def decide_shortage(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """`choice`: part (ship what is there, the rest when it comes), wait, cancel_short (cancel and refund what is
    missing).

    `consent` says how the buyer agreed; it is kept with the decision.
    """
    choice = str(args.get("choice", ""))
    if choice not in CHOICES:
        return Refusal("unknown_choice", {"known": list(CHOICES)})
    short = {line.id: line.backordered for line in order.lines if line.backordered}
    if not short:
        return Refusal("nothing_short")
    if choice == "part" and not any(line.promised or line.allocated for line in order.lines):
        return Refusal("nothing_to_ship")
    for hold in order.open_holds():
        if hold.reason in ("shortage", "short_pick"):
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = scene.world.now, scene.actor.name, choice
    if choice == "cancel_short":
        refusal = change.cancel(order, scene.world, scene.ids, "shortage", scene.actor.name, short)
        if refusal is not None:
            return refusal
    order.extra = {**order.extra, "shortage": choice, "consent": str(args.get("consent", ""))[:200]}
    if order.stage != "closed":
        order.waits_for, order.ready_at = "", None
    change.note(order, "shortage", choice, units=sum(short.values()), consent=bool(args.get("consent")))
    return None


COMMANDS = (Command("decide_shortage", "order.shortage", decide_shortage, {"choice": "text", "consent": "text"}),)

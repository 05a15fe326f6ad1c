"""Choosing the warehouse by hand."""

from __future__ import annotations

from orderway.flow import buckets, change
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import HOLD, move


def choose_warehouse(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Only `warehouse` (its code) may ship this order; empty gives the choice back to the engine."""
    code = str(args.get("warehouse") or "")
    chosen = scene.world.refs.warehouses_by_code.get(code)
    if code and chosen is None:
        return names_nothing("unknown_warehouse", "warehouse")
    if order.stage in ("warehouse", "road", "settled", "closed"):
        return Refusal("withdraw_first", {"status": order.status})
    order.warehouse_id = chosen.id if chosen else None
    for reservation in [r for r in order.reservations if r.state == "SOFT"]:
        buckets.give_back(order, reservation, scene.world)
    for hold in order.open_holds():
        if hold.reason == "unreachable":
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = scene.world.now, scene.actor.name, "warehouse_chosen"
    if order.stage in ("confirm", "review", "source", "release"):
        order.stage = "promise"
    order.waits_for, order.ready_at = "", None
    change.note(order, "choose_warehouse", code or "engine")
    return None


COMMANDS = (Command("choose_warehouse", "order.source", choose_warehouse, {"warehouse": "text"}, needs=("warehouse",)),)

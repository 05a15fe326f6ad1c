"""Ticking off what must be settled before an order is released."""

from __future__ import annotations

from orderway.flow import change, settling
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import HOLD, move

KEYS_MAX = 200
UNSETTLED = "unsettled"


def tick_off(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Somebody has seen to things: `keys` of them (with commas between), or all where none is named."""
    told = args.get("keys") or []
    keys = [str(key).strip() for key in (told.split(",") if isinstance(told, str) else told)][:KEYS_MAX]
    keys = [key for key in keys if key] or [item.key for item in settling.items(order)]
    done = settling.tick(order, keys, scene.actor.name, scene.world.now)
    if not done:
        return Refusal("nothing_to_tick")
    change.note(order, "tick_off", "done", count=len(done))
    kinds = scene.world.refs.shops[order.shop_id].policy.tick_off
    if not settling.missing(order, kinds):
        for hold in order.open_holds():
            if hold.reason == UNSETTLED:
                move(hold, HOLD, "RELEASED")
                hold.resolved_at, hold.resolved_by, hold.note = scene.world.now, scene.actor.name, "ticked"
        settling.finance_next(order, scene.world, scene.ids)
    return None


COMMANDS = (Command("tick_off", "order.tick", tick_off, {"keys": "texts"}),)

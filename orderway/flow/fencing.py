"""Ring-fencing units for a shop, and letting go of earmarks nobody needs."""

from __future__ import annotations

from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.supply import in_one, see
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import QUANTITY_MAX
from orderway.stock import fences
from orderway.stock.fences import Fence
from orderway.stock.ledger import StockTaken

IDLE_AT_ONCE = 200


def set_fence(engine: Engine, sku_id: int, warehouse_id: int, shop_id: int, units: int, actor: str) -> Refusal | None:
    """Set `units` of what is free apart for a shop, from now on; 0 ends it. `bad_units`, `not_enough_there`.

    What its orders take leaves the fence, what they give back before shipping goes into it again.
    """
    if not 0 <= units <= QUANTITY_MAX:
        return Refusal("bad_units")

    def work(batch: Batch) -> Refusal | None:
        see(batch, [sku_id])
        world = batch.world
        if not world.fences:
            world.see_fences(fences.read(batch.cursor, [sku_id]))
        own = next((f for f in world.fences.get((sku_id, warehouse_id), ()) if f.shop_id == shop_id), None)
        if own is None:
            own = Fence(batch.ids.next(), sku_id, warehouse_id, shop_id, None, None, 0)
            fences.add(batch.cursor, [own], actor, batch.now)
            world.see_fences([own])
        more = units - own.units
        free = world.available(sku_id, warehouse_id)
        if more > free:
            return Refusal("not_enough_there", {"free": free + own.units, "asked": units})
        if more:
            world.fence(own, more)
            batch.save(actor, "fence")
        return None

    try:
        return in_one(engine, work)
    except StockTaken:
        return Refusal("not_enough_there")


def let_idle_go(engine: Engine, limit: int = IDLE_AT_ONCE) -> int:
    """Earmarks whose orders need them no more are everybody's; what is empty is forgotten. How many were freed."""

    def work(batch: Batch) -> int:
        kept = fences.idle(batch.cursor, limit)
        if kept:
            see(batch, [fence.sku_id for fence in kept])
            if not batch.world.fences:
                batch.world.see_fences(fences.read(batch.cursor, [fence.sku_id for fence in kept]))
            idle = {fence.id for fence in kept}
            for own in batch.world.fences.values():
                for fence in own:
                    if fence.id in idle and fence.units:
                        batch.world.fence(fence, -fence.units)
            batch.save("machine", "fence")
        fences.forget_empty(batch.cursor, limit)
        return len(kept)

    answer = in_one(engine, work)
    return answer if isinstance(answer, int) else 0

"""Physical changes of stock that no order causes: goods received, counted, adjusted, set aside. In batches, guarded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.flow import reading
from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.kernel.errors import Refusal, TooMany
from orderway.stock.ledger import StockTaken

ROWS_MAX = 5_000
KINDS = ("receive", "adjust", "count", "damage", "opening")


class Change(NamedTuple):
    """One change: `units` is signed; for a count it is what was found on the shelf."""

    sku_id: int
    warehouse_id: int
    units: int


def change_goods(engine: Engine, changes: Sequence[Change], kind: str, reason: str, actor: str) -> Refusal | None:
    """Apply all changes in one transaction and wake the orders they can serve; a refusal has changed nothing.

    kinds: receive, adjust (signed), count (the quantity found), damage (from sellable to damaged), opening. What is
    reserved cannot be taken away: `below_reserved`.
    """
    if kind not in KINDS:
        return Refusal("unknown_kind", {"known": list(KINDS)})
    if len(changes) > ROWS_MAX:
        raise TooMany(f"{len(changes)} rows, at most {ROWS_MAX}")

    def work(batch: Batch) -> None:
        world = batch.world
        skus = sorted({c.sku_id for c in changes})
        batch.lock_skus = skus  # a count must see what it corrects
        reading.need_skus(world.refs, batch.cursor, skus)
        batch.see_stock(skus)
        for change in changes:
            on_hand = world.seen.get((change.sku_id, change.warehouse_id), (0, 0, 0, 0, 0, 0))[2]
            units = change.units - on_hand if kind == "count" else change.units
            if kind == "damage":
                world.damage(change.sku_id, change.warehouse_id, units)
                units = -units
            world.move(change.sku_id, change.warehouse_id, units, kind, reason)
        batch.save(actor, kind)

    try:
        engine.transact("goods", work, retries=1)
    except StockTaken:
        return Refusal("below_reserved")
    return None

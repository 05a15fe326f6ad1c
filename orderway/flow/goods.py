"""Physical changes of stock that no order causes: goods received, counted, adjusted, set aside. In batches, guarded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.flow import reading
from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.world import World
from orderway.kernel.errors import Refusal, TooMany
from orderway.stock.ledger import StockTaken

ROWS_MAX = 5_000
KINDS = ("receive", "adjust", "count", "damage", "opening")


class _Below(Exception):
    """A row would fall below what is reserved; the transaction is undone."""


class Change(NamedTuple):
    """One change: `units` is signed; for a count it is what was found on the shelf."""

    sku_id: int
    warehouse_id: int
    units: int


def change_goods(engine: Engine, changes: Sequence[Change], kind: str, reason: str, actor: str) -> Refusal | None:
    """Apply all changes in one transaction and wake the orders they can serve; a refusal has changed nothing.

    kinds: receive, adjust (signed), count (the quantity found), damage (from sellable to damaged), opening. What is
    reserved cannot be taken away: `below_reserved`, with the row (from 0), its codes, and the units that are free.
    """
    if kind not in KINDS:
        return Refusal("unknown_kind", {"known": list(KINDS)})
    if len(changes) > ROWS_MAX:
        raise TooMany(f"{len(changes)} rows, at most {ROWS_MAX}")

    def work(batch: Batch) -> Refusal | None:
        world = batch.world
        skus = sorted({c.sku_id for c in changes})
        batch.lock_skus = skus  # a count must see what it corrects
        reading.need_skus(world.refs, batch.cursor, skus)
        batch.see_stock(skus)
        if (refusal := _below(changes, kind, world)) is not None:
            return refusal
        for change in changes:
            on_hand = world.seen.get((change.sku_id, change.warehouse_id), (0, 0, 0, 0, 0, 0))[2]
            units = change.units - on_hand if kind == "count" else change.units
            if kind == "damage":
                world.damage(change.sku_id, change.warehouse_id, units)
                units = -units
            world.move(change.sku_id, change.warehouse_id, units, kind, reason)
        try:
            batch.save(actor, kind)
        except StockTaken as taken:  # the rows are locked: nobody was faster, the database's guard says no
            raise _Below from taken
        return None

    try:
        return engine.transact("goods", work)
    except _Below:
        return Refusal("below_reserved")


def _below(changes: Sequence[Change], kind: str, world: World) -> Refusal | None:
    """The first change that would leave less than orders hold. Stock that moves meanwhile: the database's guard."""
    left: dict[tuple[int, int], int] = {}
    for at, (sku_id, place_id, units) in enumerate(changes):
        row = world.seen.get((sku_id, place_id))
        on_hand, reserved = (row[2], row[3]) if row else (0, 0)
        before = left.get((sku_id, place_id), on_hand)
        after = units if kind == "count" else before - units if kind == "damage" else before + units
        if after < reserved:
            place = world.refs.warehouses.get(place_id)
            codes = {"sku": world.refs.skus[sku_id].code, "warehouse": place.code if place else ""}
            return Refusal("below_reserved", {"row": at, **codes, "free": max(0, before - reserved)})
        left[sku_id, place_id] = after
    return None

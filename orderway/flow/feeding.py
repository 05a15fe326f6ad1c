"""Feeds of outside warehouses: what lies there by their word, each with a number that only rises.

Told twice or out of order, a feed changes nothing. Differences to our books are kept and shown; where the feed is the
truth they are booked, else only told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.supply import in_one, see
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import QUANTITY_MAX
from orderway.stock import feeds

ROWS_MAX = 5_000
SOURCE_CHARS_MAX = 100


class Fed(NamedTuple):
    """What a feed did: rows told, rows that differed from the books, those booked, those that orders hold more of."""

    rows: int
    differences: list[feeds.Difference]
    booked: int
    held: int


def take_feed(
    engine: Engine, source: str, warehouse_id: int, sequence: int, on_hand: Mapping[int, int], truth: bool = True
) -> Fed | Refusal:
    """Take what a source says lies at a warehouse, by SKU id. `seen_already`, `out_of_order`, `negative_units` (with
    the SKU), `too_many_lines`. Where less lies there than orders hold, the books keep what is held and the rest is
    told as a difference."""
    if not source.strip() or len(source) > SOURCE_CHARS_MAX or sequence < 0:
        return Refusal("bad_source")
    if len(on_hand) > ROWS_MAX:
        return Refusal("too_many_lines", {"limit": ROWS_MAX})
    for sku, units in on_hand.items():
        if not 0 <= units <= QUANTITY_MAX:
            return Refusal("negative_units", {"sku": sku, "units": units})

    def work(batch: Batch) -> Fed | Refusal:
        last = feeds.last(batch.cursor, source, warehouse_id)
        if last is not None and sequence <= last:
            return Refusal("seen_already" if sequence == last else "out_of_order", {"last": last})
        see(batch, list(on_hand))
        world, found, booked, held = batch.world, [], 0, 0
        for sku, units in sorted(on_hand.items()):
            row = world.seen.get((sku, warehouse_id))
            ours, reserved = (row[2], row[3]) if row else (0, 0)
            if units == ours:
                continue
            to = max(units, reserved)
            held += to > units
            found.append(feeds.Difference(sku, ours, units, to if truth else ours))
            if truth and to != ours:
                world.move(sku, warehouse_id, to - ours, "count", f"feed {source}"[:100])
                booked += 1
        if booked:
            batch.save(f"feed:{source}", "count")
        feeds.keep(batch.cursor, source, warehouse_id, sequence, len(on_hand), found, batch.now)
        return Fed(len(on_hand), found, booked, held)

    return in_one(engine, work)

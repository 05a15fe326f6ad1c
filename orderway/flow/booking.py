"""Booking what a batch did to stock, last in its transaction: movements, the guarded change, lots, serial numbers,
bins to be counted again, what shops are told, who waits and who can be served.

What nothing moved costs a look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import psycopg

from orderway.flow import reading
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.history import log
from orderway.kernel.errors import Broken
from orderway.kernel.ids import Ids
from orderway.kernel.sql import named
from orderway.stock import counts, fences, ledger, lots, serials

Cursor = psycopg.Cursor[Any]
_sql = named(__file__)


class SerialTaken(Broken):
    """This serial number is in another parcel or with a buyer already; look at the goods again."""


class Serials(msgspec.Struct):
    """Serial numbers that deeds moved: packed; order and lines unpacked; order, (line, number), sellable of what came
    back."""

    packed: list[serials.Scanned] = []
    unpacked: list[tuple[int, list[int]]] = []
    taken_back: list[tuple[int, list[tuple[int, str]], bool]] = []


class Booking:
    """One batch's booking. `lotted` says afterwards which lots the movements were of."""

    def __init__(self, cursor: Cursor, world: World, now: datetime, ids: Ids, actor: str) -> None:
        self.cursor = cursor
        self.world = world
        self.now = now
        self.ids = ids
        self.actor = actor
        self.lotted: list[ledger.Lotted] = []

    def book(self, orders: Sequence[Order], moved: Serials) -> None:
        """Write it. StockTaken where others were faster, SerialTaken where a serial number is elsewhere."""
        world = self.world
        if world.fences:
            self._let_earmarks_go(orders)
        plain, lotted = self._by_lot()
        ledger.record(self.cursor, plain, self.actor, self.now, self.ids)
        crossed = ledger.apply(
            self.cursor, world.reserve_change, world.on_hand_change, world.damaged_change, world.fenced_change,
            world.transit_change, world.needed,
        )  # fmt: skip
        if not fences.apply(self.cursor, world.fence_change):
            raise ledger.StockTaken(sorted({key[0] for key in world.fences}))
        if lotted:
            near = {sku.id: sku.near_days for sku in world.refs.skus.values() if sku.lot_kept}
            self.lotted = lots.apply(self.cursor, lotted, near, self.now)
            ledger.record(self.cursor, self.lotted, self.actor, self.now, self.ids)
        self._move_serials(moved)
        self._ask_recounts()
        self._tell_shops(crossed)
        self._wait_and_wake()

    def _let_earmarks_go(self, orders: Sequence[Order]) -> None:
        """What is set apart for an order that needs it no more is everybody's."""
        wanted = {(order.id, line.sku_id) for order in orders for line in order.lines if line.open + line.backordered}
        here = {order.id for order in orders}
        for kept in self.world.fences.values():
            for fence in kept:
                if fence.order_id in here and fence.units and (fence.order_id, fence.sku_id) not in wanted:
                    self.world.fence(fence, -fence.units)

    def _by_lot(self) -> tuple[list[ledger.Movement], list[tuple[ledger.Movement, lots.Lot | None]]]:
        """The movements of SKUs that are kept plainly, and of those kept by lot with the lot that was named."""
        skus, named_lots = self.world.refs.skus, self.world.lots
        plain: list[ledger.Movement] = []
        lotted: list[tuple[ledger.Movement, lots.Lot | None]] = []
        for at, movement in enumerate(self.world.movements):
            sku = skus.get(movement[0])
            if sku is None or not sku.lot_kept:
                plain.append(movement)
                continue
            lot = named_lots.get(at)
            lotted.append((movement, lots.Lot(lot[0], lot[1], 0) if lot else None))
        return plain, lotted

    def _ask_recounts(self) -> None:
        """A bin that was found empty, or emptier than the books said, is counted again."""
        wanted = {(m[0], m[1], m[5]) for m in self.world.movements if m[3] in ("short_pick", "recount")}
        if wanted:
            counts.ask(self.cursor, sorted(wanted, key=str), "empty_bin", self.actor, self.now, self.ids)

    def _move_serials(self, moved: Serials) -> None:
        """Serial numbers follow what was packed, shipped and taken back."""
        for order_id, line_ids in moved.unpacked:
            serials.unpack(self.cursor, order_id, line_ids, self.now)
        if moved.packed:
            refused = serials.pack(self.cursor, moved.packed, self.actor, self.now, self.ids)
            if refused:
                raise SerialTaken(refused[0].serial)
        skus = self.world.refs.skus
        left = {m[5] for m in self.world.movements if m[3] == "ship" and m[0] in skus and skus[m[0]].serial_kept}
        if left:
            serials.ship(self.cursor, sorted(order_id for order_id in left if order_id), self.now)
        for order_id, numbers_back, sellable in moved.taken_back:
            serials.take_back(self.cursor, order_id, numbers_back, sellable, self.now)

    def _tell_shops(self, changes: Mapping[int, int]) -> None:
        """What ran out everywhere, or is there again, is told to every shop that sells it, in the same transaction."""
        if not changes:
            return
        free = ledger.read_free(self.cursor, list(changes))
        turned = [sku for sku, change in changes.items() if (free.get(sku, 0) > 0) != (free.get(sku, 0) - change > 0)]
        if not turned:
            return
        codes = self.world.refs.skus
        reading.need_skus(self.world.refs, self.cursor, turned)
        news = [
            log.Outgoing("stock", f"shop:{shop}", {"sku": codes[sku].code, "available": free.get(sku, 0)})
            for sku, shop in self.cursor.execute(_sql.shops_selling, [turned]).fetchall()
        ]
        log.send(self.cursor, news, self.now, self.ids)

    def _wait_and_wake(self) -> None:
        """Who waits is counted, who can be served now is woken; StockTaken where goods came while we chose to wait."""
        world = self.world
        freed = world.freed()
        waiting = ledger.wait(self.cursor, world.demand_change, freed)
        late = self._came_meanwhile({sku for sku, units in world.demand_change.items() if units > 0}, waiting)
        if late:
            raise ledger.StockTaken(late)
        ledger.wake(self.cursor, [sku for sku in freed if waiting[sku] > 0], self.now)

    def _came_meanwhile(self, skus: set[int], waiting: Mapping[int, int]) -> list[int]:
        """Of SKUs that this batch begins to wait for: those of which there is more, or fewer wait, than was seen."""
        world, late = self.world, set()
        for sku, place, on_hand, reserved, kept, fenced in ledger.read(self.cursor, sorted(skus)) if skus else ():
            free = on_hand - reserved - kept - fenced
            before_us = waiting[sku] - world.demand_change[sku]
            if free > world.available(sku, place) or (free > 0 and before_us < world.waiting.get(sku, 0)):
                late.add(sku)
        return sorted(late)

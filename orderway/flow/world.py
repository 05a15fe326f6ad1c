"""What decisions may look at besides the orders: stock as loaded, reference data, the time. No database, no network.

Taking stock in memory changes the world, so that the next order of the batch sees what is left. What was taken in all
is
the difference that `stock.save` applies under its guard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from orderway.flow.reference import References
from orderway.stock.fences import Fence

StockRow = tuple[int, int, int, int, int, int]
"""(sku, warehouse, on hand, reserved, kept from everybody: safety and what is too old to be sold, ring-fenced)"""
Key = tuple[int, int]
"""(sku, warehouse)"""


class World:
    """The world of one batch. Quantities are units; keys are (sku id, warehouse id)."""

    def __init__(self, now: datetime, references: References) -> None:
        self.now = now
        self.refs = references
        self.stock: defaultdict[int, dict[int, int]] = defaultdict(dict)
        """sku -> warehouse -> on hand - reserved - kept - ring-fenced: what everybody may be promised; below 0 where
        safety rose."""
        self.rows: list[StockRow] = []
        """The rows as loaded, for the run record; by key in `seen`."""
        self._seen: dict[Key, StockRow] = {}
        self._keyed = 0
        self.waiting: dict[int, int] = {}
        """sku -> units that orders before us already wait for."""
        self.load: dict[int, int] = {}
        """warehouse -> fulfilments released today, where it has a daily limit."""
        self.busy: dict[int, int] = {}
        """warehouse -> fulfilments not yet on their way, where that load counts in the choice."""
        self.reserve_change: dict[tuple[int, int], int] = {}
        self.on_hand_change: dict[tuple[int, int], int] = {}
        self.damaged_change: dict[tuple[int, int], int] = {}
        self.demand_change: dict[int, int] = {}
        self.movements: list[tuple[int, int, int, str, str, int | None]] = []
        """(sku, warehouse, signed units, kind, reason, order) of each physical change."""
        self.fences: dict[Key, list[Fence]] = {}
        """Units set apart for a shop or an order, where there are any."""
        self.fence_change: dict[int, int] = {}
        self.fenced_change: dict[Key, int] = {}
        self.transit_change: dict[Key, int] = {}
        self.needed: dict[Key, int] = {}
        """What must have been free before this batch, so that a shop with a safety stock of its own could take."""
        self.lots: dict[int, tuple[str, date | None]] = {}
        """Place in `movements` -> the lot a person named, with its last day."""
        self.gifts: dict[str, tuple[int, int]] = {}
        """Rule of a gift -> (units more given, the most that may be given in all; 0: no limit)."""
        self.memo: dict[Any, Any] = {}
        """What a gate worked out for one order of the batch and the next one may use; keyed by its own tuples."""
        self.facts: dict[str, Any] = {}
        """What else was loaded for the gates, by name (recent orders of the same buyers …). Plain data: the run record
        keeps it, with hashes of phones replaced."""
        self.findings: dict[tuple[str, int], Any] = {}
        """(what, order) -> what `of_person` answered, where that was not the usual."""
        self.past = False
        """True in replay: no personal data is there, `findings` are those of the record."""

    def of_person(self, what: str, order_id: int, look: Callable[[], Any], usual: Any) -> Any:
        """What a gate needs of personal data: `look` reads it, its answer (plain data, nothing personal in it) is kept
        in the run record unless it is the usual one, so that replay can decide without the person."""
        if self.past:
            return self.findings.get((what, order_id), usual)
        found = look()
        if found != usual:
            self.findings[(what, order_id)] = found
        return found

    def see(self, sku: int, warehouse: int, on_hand: int, reserved: int, safety: int, fenced: int = 0) -> None:
        """Put one stock row into the world."""
        self.see_rows([(sku, warehouse, on_hand, reserved, safety, fenced)])

    def see_rows(self, rows: Sequence[StockRow]) -> None:
        """Put loaded stock rows into the world; what this batch took or gave back before counts on top."""
        self.rows += rows
        stock = self.stock
        for sku, warehouse, on_hand, reserved, kept, fenced in rows:
            stock[sku][warehouse] = on_hand - reserved - kept - fenced
        if self.reserve_change or self.on_hand_change:
            for key in [row[:2] for row in rows]:
                stock[key[0]][key[1]] += self.on_hand_change.get(key, 0) - self.reserve_change.get(key, 0)

    @property
    def seen(self) -> Mapping[Key, StockRow]:
        """The rows as loaded, by SKU and warehouse."""
        if self._keyed != len(self.rows):
            self._seen, self._keyed = {row[:2]: row for row in self.rows}, len(self.rows)
        return self._seen

    def see_fences(self, fences: Iterable[Fence]) -> None:
        """Put loaded ring-fences and earmarks into the world."""
        for fence in fences:
            self.fences.setdefault((fence.sku_id, fence.warehouse_id), []).append(fence)

    def available(self, sku: int, warehouse: int) -> int:
        """Units that everybody may be promised now."""
        return max(0, self.stock.get(sku, _NONE).get(warehouse, 0))

    @property
    def special(self) -> bool:
        """Whether shops and orders differ in what they may be promised; where not, `available` is the answer."""
        return bool(self.fences or self.refs.safeties)

    def extra_safety(self, shop_id: int, sku: int, warehouse: int) -> int:
        """Units that everybody but this shop may be promised."""
        return self.refs.safety_of(shop_id, warehouse, sku) if self.refs.safeties else 0

    def own_fences(self, shop_id: int, order_id: int, sku: int, warehouse: int) -> list[Fence]:
        """What is set apart for this order, then for its shop, as long as units are left in it."""
        found = [f for f in self.fences.get((sku, warehouse), ()) if f.units > 0]
        mine = [f for f in found if f.order_id == order_id]
        return mine + [f for f in found if f.shop_id == shop_id]

    def room(self, shop_id: int, order_id: int, sku: int, warehouse: int) -> tuple[int, int]:
        """(set apart for this order or its shop, free for it besides): what it may be promised there now."""
        free = self.stock.get(sku, _NONE).get(warehouse, 0)
        own = sum(fence.units for fence in self.own_fences(shop_id, order_id, sku, warehouse))
        besides = max(0, free - self.extra_safety(shop_id, sku, warehouse))
        return max(0, own + min(0, free)), besides

    def fence(self, fence: Fence, units: int) -> None:
        """Units go into (or with a negative number out of) what is set apart."""
        key = (fence.sku_id, fence.warehouse_id)
        fence.units += units
        places = self.stock[fence.sku_id]
        places[fence.warehouse_id] = places.get(fence.warehouse_id, 0) - units
        self.fence_change[fence.id] = self.fence_change.get(fence.id, 0) + units
        self.fenced_change[key] = self.fenced_change.get(key, 0) + units

    def need(self, sku: int, warehouse: int, safety: int) -> None:
        """After what was taken so far, `safety` units must be left: the guard asks the same of the database."""
        key = (sku, warehouse)
        used = self.reserve_change.get(key, 0) + self.fenced_change.get(key, 0) - self.on_hand_change.get(key, 0)
        self.needed[key] = max(self.needed.get(key, used + safety), used + safety)

    def transit(self, sku: int, warehouse: int, units: int) -> None:
        """More (or fewer) units are on their way to a warehouse."""
        key = (sku, warehouse)
        self.transit_change[key] = self.transit_change.get(key, 0) + units

    def name_lot(self, lot: str, expires_on: date | None = None) -> None:
        """Say of which lot the last movement is."""
        self.lots[len(self.movements) - 1] = (lot, expires_on)

    def reserve(self, sku: int, warehouse: int, units: int) -> None:
        """Take (or with a negative number give back) units from what may be promised."""
        places = self.stock[sku]
        places[warehouse] = places.get(warehouse, 0) - units
        key = (sku, warehouse)
        self.reserve_change[key] = self.reserve_change.get(key, 0) + units

    def move(self, sku: int, warehouse: int, units: int, kind: str, reason: str, order_id: int | None = None) -> None:
        """A physical change: goods came (positive) or went (negative). What was reserved is told by `reserve`."""
        if not units:
            return
        places = self.stock[sku]
        places[warehouse] = places.get(warehouse, 0) + units
        key = (sku, warehouse)
        self.on_hand_change[key] = self.on_hand_change.get(key, 0) + units
        self.movements.append((sku, warehouse, units, kind, reason, order_id))

    def damage(self, sku: int, warehouse: int, units: int) -> None:
        """Units set aside as damaged; they are not on hand."""
        key = (sku, warehouse)
        self.damaged_change[key] = self.damaged_change.get(key, 0) + units

    def freed(self) -> list[int]:
        """The SKUs of which more can be promised than before, or fewer units are waited for."""
        more = {sku for sku, units in self.demand_change.items() if units < 0}
        for key in self.reserve_change.keys() | self.on_hand_change.keys():
            if self.on_hand_change.get(key, 0) > self.reserve_change.get(key, 0):
                more.add(key[0])
        more.update(key[0] for key, units in self.fenced_change.items() if units)
        return sorted(more)

    def wait(self, sku: int, units: int) -> None:
        """More (or with a negative number fewer) units are waited for."""
        self.demand_change[sku] = self.demand_change.get(sku, 0) + units


_NONE: dict[int, int] = {}

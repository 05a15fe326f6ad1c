"""What decisions may look at besides the orders: stock as loaded, reference data, the time. No database, no network.

Taking stock in memory changes the world, so that the next order of the batch sees what is left. What was taken in all
is
the difference that `stock.save` applies under its guard.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from orderway.flow.reference import References

StockRow = tuple[int, int, int, int, int]
"""(sku, warehouse, on hand, reserved, safety)"""


class World:
    """The world of one batch. Quantities are units; keys are (sku id, warehouse id)."""

    def __init__(self, now: datetime, references: References) -> None:
        self.now = now
        self.refs = references
        self.stock: dict[int, dict[int, int]] = {}
        """sku -> warehouse -> what may still be promised: on hand - reserved - safety; below 0 where safety rose."""
        self.seen: dict[tuple[int, int], StockRow] = {}
        """The rows as loaded, for the run record."""
        self.waiting: dict[int, int] = {}
        """sku -> units that orders before us already wait for."""
        self.load: dict[int, int] = {}
        """warehouse -> fulfilments released today, where it has a daily limit."""
        self.reserve_change: dict[tuple[int, int], int] = {}
        self.on_hand_change: dict[tuple[int, int], int] = {}
        self.damaged_change: dict[tuple[int, int], int] = {}
        self.demand_change: dict[int, int] = {}
        self.movements: list[tuple[int, int, int, str, str, int | None]] = []
        """(sku, warehouse, signed units, kind, reason, order) of each physical change."""
        self.memo: dict[Any, Any] = {}
        """What a gate worked out for one order of the batch and the next one may use; keyed by its own tuples."""
        self.facts: dict[str, Any] = {}
        """What else was loaded for the gates, by name (recent orders of the same buyers …)."""

    def see(self, sku: int, warehouse: int, on_hand: int, reserved: int, safety: int) -> None:
        """Put one stock row into the world."""
        self.see_rows([(sku, warehouse, on_hand, reserved, safety)])

    def see_rows(self, rows: Iterable[StockRow]) -> None:
        """Put loaded stock rows into the world."""
        seen, stock = self.seen, self.stock
        for row in rows:
            sku, warehouse, on_hand, reserved, safety = row
            seen[(sku, warehouse)] = row
            places = stock.get(sku)
            if places is None:
                places = stock[sku] = {}
            places[warehouse] = on_hand - reserved - safety

    def available(self, sku: int, warehouse: int) -> int:
        """Units that may be promised now."""
        return max(0, self.stock.get(sku, _NONE).get(warehouse, 0))

    def reserve(self, sku: int, warehouse: int, units: int) -> None:
        """Take (or with a negative number give back) units from what may be promised."""
        places = self.stock.setdefault(sku, {})
        places[warehouse] = places.get(warehouse, 0) - units
        key = (sku, warehouse)
        self.reserve_change[key] = self.reserve_change.get(key, 0) + units

    def move(self, sku: int, warehouse: int, units: int, kind: str, reason: str, order_id: int | None = None) -> None:
        """A physical change: goods came (positive) or went (negative). What was reserved is told by `reserve`."""
        if not units:
            return
        places = self.stock.setdefault(sku, {})
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
        return sorted(more)

    def wait(self, sku: int, units: int) -> None:
        """More (or with a negative number fewer) units are waited for."""
        self.demand_change[sku] = self.demand_change.get(sku, 0) + units


_NONE: dict[int, int] = {}

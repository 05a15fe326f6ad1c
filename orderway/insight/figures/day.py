"""What passed in some days as counts that add up, and the shares that are made of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

COUNTS = (
    "shipments", "on_time", "orders", "cost_minor", "decided", "collected", "returns", "wrong", "refused",
)  # fmt: skip


class Cell(msgspec.Struct, frozen=True):
    """One day of one shop, warehouse and carrier; ids are 0 where nothing is known."""

    day: date
    shop_id: int
    warehouse_id: int
    carrier_id: int
    shipments: int = 0
    on_time: int = 0
    orders: int = 0
    cost_minor: int = 0
    decided: int = 0
    collected: int = 0
    returns: int = 0
    wrong: int = 0
    refused: int = 0


class Score(msgspec.Struct, frozen=True):
    """The answers of surveys of one shop, warehouse and carrier: how many, and the sums of their scores."""

    shop_id: int
    warehouse_id: int
    carrier_id: int
    answers: int = 0
    product: int = 0
    delivery: int = 0
    service: int = 0


class Total(msgspec.Struct):
    """Cells and scores added up, with the shares made of them; a share of nothing is None."""

    shipments: int = 0
    on_time: int = 0
    orders: int = 0
    cost_minor: int = 0
    decided: int = 0
    collected: int = 0
    returns: int = 0
    wrong: int = 0
    refused: int = 0
    answers: int = 0
    product: int = 0
    delivery: int = 0
    service: int = 0

    @property
    def late(self) -> int:
        """Shipments that left after their time."""
        return self.shipments - self.on_time

    @property
    def on_time_share(self) -> Decimal | None:
        """Shipments that left in time, of all that left."""
        return share(self.on_time, self.shipments)

    @property
    def collected_late(self) -> int:
        """Parcels that the carrier collected too late, or not yet although the time is over."""
        return self.decided - self.collected

    @property
    def collected_share(self) -> Decimal | None:
        """Parcels collected in time, of those of which it is known."""
        return share(self.collected, self.decided)

    @property
    def return_share(self) -> Decimal | None:
        """Returns asked for, for each shipment."""
        return share(self.returns, self.shipments)

    @property
    def wrong_share(self) -> Decimal | None:
        """Returns because of a wrong or missing item, for each shipment."""
        return share(self.wrong, self.shipments)

    @property
    def order_cost_minor(self) -> int | None:
        """Handling and freight for each order, in whole minor units."""
        return (
            None
            if not self.orders
            else int((Decimal(self.cost_minor) / self.orders).quantize(Decimal(1), ROUND_HALF_UP))
        )

    @property
    def scores(self) -> dict[str, Decimal | None]:
        """The mean scores from 1 to 5; `all` is the mean of the three."""
        each = {name: share(getattr(self, name), self.answers) for name in ("product", "delivery", "service")}
        return {**each, "all": share(self.product + self.delivery + self.service, 3 * self.answers)}


def share(part: int, whole: int) -> Decimal | None:
    """A part of a whole; None of nothing."""
    return Decimal(part) / Decimal(whole) if whole else None


def added(cells: Iterable[Cell], scores: Iterable[Score] = ()) -> Total:
    """The sum of cells and scores."""
    total = Total()
    for cell in cells:
        for name in COUNTS:
            setattr(total, name, getattr(total, name) + getattr(cell, name))
    for score in scores:
        for name in ("answers", "product", "delivery", "service"):
            setattr(total, name, getattr(total, name) + getattr(score, name))
    return total


def grouped(cells: Sequence[Cell], scores: Sequence[Score], by: str) -> dict[int, Total]:
    """The sums by `shop_id`, `warehouse_id` or `carrier_id`; what has none is left out."""
    keys = {getattr(one, by) for one in (*cells, *scores)} - {0}
    return {
        key: added([c for c in cells if getattr(c, by) == key], [s for s in scores if getattr(s, by) == key])
        for key in sorted(keys)
    }


def within(rows: Iterable[Any], shops: Sequence[int] | None, warehouses: Sequence[int] | None) -> list[Any]:
    """The cells or scores of these shops and warehouses; None: of all."""
    return [
        row
        for row in rows
        if (shops is None or row.shop_id in shops) and (warehouses is None or row.warehouse_id in warehouses)
    ]

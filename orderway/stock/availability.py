"""The one availability number, with the rows it follows from. Promise, API, pages and publishing all ask here.

available = on hand - reserved - safety - too old to be sold - ring-fenced for others, by warehouse, never below 0;
with inbound goods for a promise on a day. What orders wait for already is told beside it: who comes later gets what is
available beyond that (`for_new`), just as the promise gate decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import psycopg

from orderway.kernel.rows import numbers
from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
_sql = named(__file__, "availability.sql")


class Row(msgspec.Struct):
    """One warehouse. `ring_fenced` is what is set apart for others than the shop asked for; `own` what is set apart for
    it (and is within `available`); `shop_safety` the units this shop may not sell in addition to `safety`."""

    warehouse_id: int
    warehouse: str
    name: str
    on_hand: int
    reserved: int
    safety: int
    too_old: int
    ring_fenced: int
    own: int = 0
    shop_safety: int = 0
    damaged: int = 0
    in_transit: int = 0
    practice: bool = False

    @property
    def available(self) -> int:
        """What may be promised here now; never below 0."""
        free = self.on_hand - self.reserved - self.safety - self.too_old - self.ring_fenced - self.own
        return max(0, self.own + min(0, free)) + max(0, free - self.shop_safety)


class Inbound(msgspec.Struct):
    """Goods that are expected: from a purchase order, or a transfer on its way. `units` are those not yet there."""

    kind: str
    id: int
    number: str
    warehouse_id: int
    units: int
    at: datetime | None


class Availability(NamedTuple):
    """What can be promised of a SKU, and why."""

    sku_id: int
    shop_id: int | None
    rows: list[Row]
    waiting: int
    inbound: list[Inbound]

    @property
    def available(self) -> int:
        """Units that may be promised now, over all warehouses."""
        return sum(row.available for row in self.rows)

    @property
    def for_new(self) -> int:
        """What an order that comes now can get: beyond what others wait for already."""
        return max(0, self.available - self.waiting)

    def by(self, day: datetime) -> int:
        """Units that can be promised for a day: what is available and what is expected until then, less who waits."""
        coming = sum(i.units for i in self.inbound if i.at is not None and i.at <= day)
        return max(0, self.available + coming - self.waiting)

    def without(self, warehouses: Iterable[int]) -> Availability:
        """The same, some warehouses left out."""
        out = set(warehouses)
        return self._replace(rows=[row for row in self.rows if row.warehouse_id not in out])


def availability(
    cursor: Cursor, skus: Sequence[int], shop_id: int | None = None, only: Sequence[int] | None = None
) -> dict[int, Availability]:
    """What of each SKU can be promised (to orders of a shop), with its rows; `only` limits the warehouses shown.

    A practice shop sees practice warehouses and no others; so does a SKU asked for without a shop. Six queries for any
    number of SKUs.
    """
    values = {"skus": numbers(sorted(set(skus))), "shop": shop_id, "only": list(only) if only is not None else None}
    found: dict[int, Availability] = {sku: Availability(sku, shop_id, [], 0, []) for sku in skus}
    for sku, *row in cursor.execute(_sql.rows, values).fetchall():
        found[sku].rows.append(Row(*row))
    waiting = dict(cursor.execute(_sql.waiting, values).fetchall())
    inbound: dict[int, list[Inbound]] = {}
    for sku, *one in cursor.execute(_sql.inbound, values).fetchall():
        inbound.setdefault(sku, []).append(Inbound(*one))
    return {sku: one._replace(waiting=waiting.get(sku, 0), inbound=inbound.get(sku, [])) for sku, one in found.items()}


def sentence(one: Availability) -> str:
    """The sum, written out, for machines and the curious: each warehouse with its terms."""
    parts = []
    for row in one.rows:
        text = f"{row.warehouse}: {row.on_hand} - {row.reserved} - {row.safety}"
        extra = (("too old", row.too_old), ("ring-fenced", row.ring_fenced), ("shop safety", row.shop_safety))
        text += "".join(f" - {units} {label}" for label, units in extra if units)
        parts.append(f"{text} = {row.available}")
    return "on_hand - reserved - safety; " + ("; ".join(parts) or "no warehouse has it")


def told(one: Availability) -> Mapping[str, int]:
    """The figures that a formula of publishing may use."""
    coming = sum(i.units for i in one.inbound)
    on_hand = sum(row.on_hand for row in one.rows)
    return {"available": one.for_new, "on_hand": on_hand, "waiting": one.waiting, "inbound": coming}

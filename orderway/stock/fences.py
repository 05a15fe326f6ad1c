"""Units set apart: for a shop (ring-fence), for an order that waited (earmark), for a transfer that will take them.

`stock.fenced` is their sum by SKU and warehouse, always. Who changes a fence holds the lock of its stock row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import psycopg

from orderway.kernel.rows import numbers
from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
_sql = named(__file__, "fences.sql")


class Fence(msgspec.Struct):
    """Units of a SKU at a warehouse for exactly one of: a shop, an order, a transfer."""

    id: int
    sku_id: int
    warehouse_id: int
    shop_id: int | None
    order_id: int | None
    transfer_id: int | None
    units: int


def read(cursor: Cursor, skus: Sequence[int]) -> list[Fence]:
    """Every fence of these SKUs, emptied ones too: what is given back goes there again."""
    return [Fence(*row) for row in cursor.execute(_sql.read, [numbers(sorted(skus))]).fetchall()]


def add(cursor: Cursor, fences: Sequence[Fence], actor: str, now: datetime) -> None:
    """New, empty fences; what goes into them is a change like any other. A shop has one a SKU and warehouse."""
    for fence in fences:
        values = (
            fence.id,
            fence.sku_id,
            fence.warehouse_id,
            fence.shop_id,
            fence.order_id,
            fence.transfer_id,
            actor,
            now,
        )
        cursor.execute(_sql.add, values)


def apply(cursor: Cursor, changes: Mapping[int, int]) -> bool:
    """Change the units of fences; False where one of them has not as many, and the caller must begin again."""
    wanted = {key: units for key, units in sorted(changes.items()) if units}
    if not wanted:
        return True
    cursor.execute(_sql.apply, [numbers(list(wanted)), numbers(list(wanted.values()))])
    return cursor.rowcount == len(wanted)


def forget_empty(cursor: Cursor, limit: int) -> int:
    """Forget earmarks and fences of transfers that are empty and whose order or transfer has ended; how many."""
    return cursor.execute(_sql.forget, [limit]).rowcount


def idle(cursor: Cursor, limit: int) -> list[Fence]:
    """Earmarks with units whose order no longer waits for that SKU."""
    return [Fence(*row) for row in cursor.execute(_sql.idle, [limit]).fetchall()]


def of_shops(cursor: Cursor, only: Sequence[int] | None) -> list[tuple[Any, ...]]:
    """Ring-fences of shops with their words: (id, sku id, SKU, warehouse id, warehouse, shop id, shop, units,
    given)."""
    return cursor.execute(_sql.of_shops, {"only": list(only) if only is not None else None}).fetchall()

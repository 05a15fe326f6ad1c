"""Serial numbers: scanned at packing, gone with the parcel, known again when they come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from orderway.kernel.ids import Ids
from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
_sql = named(__file__, "serials.sql")


class Scanned(NamedTuple):
    """A serial number of a SKU scanned for a line of an order, at a warehouse."""

    sku_id: int
    serial: str
    warehouse_id: int
    order_id: int
    line_id: int


def pack(cursor: Cursor, scanned: Sequence[Scanned], actor: str, now: datetime, ids: Ids) -> list[Scanned]:
    """Serials go into parcels; those that are on their way in another order's parcel, or with a buyer, come back as
    refused, and nothing of them was changed."""
    refused = []
    for one in scanned:
        values = {**one._asdict(), "id": ids.next(), "by": actor, "now": now}
        if cursor.execute(_sql.pack, values).rowcount != 1:
            refused.append(one)
    return refused


def unpack(cursor: Cursor, order_id: int, line_ids: Sequence[int], now: datetime) -> None:
    """Serials packed for these lines are on the shelf again."""
    cursor.execute(_sql.unpack, {"order": order_id, "lines": list(line_ids), "now": now})


def ship(cursor: Cursor, order_ids: Sequence[int], now: datetime) -> None:
    """What was packed for these orders has left."""
    cursor.execute(_sql.ship, {"orders": list(order_ids), "now": now})


def take_back(cursor: Cursor, order_id: int, serials: Sequence[tuple[int, str]], sellable: bool, now: datetime) -> int:
    """Serials (line, number) that came back with a return: on the shelf again or set aside; how many were known."""
    values = {
        "order": order_id,
        "lines": [line for line, _ in serials],
        "serials": [serial for _, serial in serials],
        "state": "IN_STOCK" if sellable else "SET_ASIDE",
        "now": now,
    }
    return cursor.execute(_sql.take_back, values).rowcount


def unpack_idle(cursor: Cursor, now: datetime) -> int:
    """Numbers packed for orders that were cancelled are on the shelf again; how many."""
    return cursor.execute(_sql.unpack_idle, {"now": now}).rowcount


def find(cursor: Cursor, text: str, limit: int) -> list[tuple[Any, ...]]:
    """Where a serial number is: (SKU, serial, state, warehouse, order id, order number, when)."""
    return cursor.execute(_sql.find, {"text": text, "limit": limit}).fetchall()

"""Where stock lies: bins and safety stock of many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from orderway.kernel.sql import named

_sql = named(__file__, "shelves.sql")


def set_places(cursor: psycopg.Cursor[Any], rows: Sequence[tuple[int, int, str, int]]) -> None:
    """Bin and safety stock of (sku, warehouse, bin, safety) rows; empty rows are made for what has none yet."""
    if rows:
        skus, warehouses, bins, safety = (list(column) for column in zip(*rows, strict=True))
        cursor.execute(_sql.make, [skus, warehouses])
        cursor.execute(_sql.place, [skus, warehouses, bins, safety])

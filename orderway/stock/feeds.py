"""What outside warehouses told last, and where they differ from our books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from orderway.kernel.rows import json_text
from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
DIFFERENCES_KEPT_MAX = 500
_sql = named(__file__, "feeds.sql")


class Difference(NamedTuple):
    """A SKU of which a feed told another figure than our books: ours before, theirs, ours after."""

    sku_id: int
    ours: int
    theirs: int
    after: int


def last(cursor: Cursor, source: str, warehouse_id: int) -> int | None:
    """The number of the last feed of a source for a warehouse; its row is locked where there is one."""
    row = cursor.execute(_sql.last, [source, warehouse_id]).fetchone()
    return int(row[0]) if row else None


def keep(
    cursor: Cursor,
    source: str,
    warehouse_id: int,
    sequence: int,
    rows: int,
    differences: Sequence[Difference],
    now: datetime,
) -> None:
    """Remember a feed; the first DIFFERENCES_KEPT_MAX differences are shown."""
    kept = json_text([list(one) for one in differences[:DIFFERENCES_KEPT_MAX]])
    cursor.execute(_sql.keep, [source, warehouse_id, sequence, now, rows, kept])


def all_of(cursor: Cursor, only: Sequence[int] | None) -> list[tuple[Any, ...]]:
    """The feeds: (source, warehouse id, warehouse, number, when, rows, differences)."""
    return cursor.execute(_sql.all_of, {"only": list(only) if only is not None else None}).fetchall()

"""What an order's receiver was before a change, kept beside it for who may see it. Personal data, like the receiver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import psycopg

from orderway.flow import tables
from orderway.flow.order import Person
from orderway.kernel.sql import named

_SQL = named(__file__)
_VERSION = next(i for i, column in enumerate(tables.PERSONS.columns) if column.name == "version")


def keep_former(
    cursor: psycopg.Cursor[Any], persons: Iterable[Person], then: Mapping[int, tuple[Any, ...]], now: datetime
) -> None:
    """Keep the stored receivers that are about to be replaced by another version. `then`: rows as loaded, by order."""
    moved = [p.order_id for p in persons if p.order_id in then and p.version != then[p.order_id][_VERSION]]
    if moved:
        cursor.execute(_SQL.keep_persons, {"ids": moved, "now": now})

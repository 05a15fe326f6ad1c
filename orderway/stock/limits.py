"""What the company decided about counting, buying and what lies too long; one row of the settings."""

from __future__ import annotations

from typing import Any

import msgspec
import psycopg

from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
KEY = "stock_limits"
"""Key of the table of settings."""
_sql = named(__file__, "limits.sql")


class StockLimits(msgspec.Struct, frozen=True):
    """Limits with what holds where nobody decided. A difference up to `count_units`, or `count_percent` of the books if
    that is more, is booked by who counted; beyond it by a second person, where one is wanted."""

    count_units: int = 5
    count_percent: int = 5
    count_second_person: bool = True
    """False where nobody else is there: a one-person shop must not stand still."""
    demand_days: int = 30
    """The demand of so many days is taken as that of the days to come."""
    lead_days: int = 14
    """Where neither the SKU nor its supplier says."""
    cover_days: int = 30
    """How long a purchase lasts, where the SKU does not say."""
    slow_days: int = 60
    """What nobody asked for in so long is slow."""
    excess_days: int = 180
    """What lasts longer than this is too much."""


USUAL = StockLimits()


def read(cursor: Cursor) -> StockLimits:
    """The limits that hold now."""
    row = cursor.execute(_sql.limits, [KEY]).fetchone()
    return msgspec.convert(row[0], StockLimits) if row else USUAL

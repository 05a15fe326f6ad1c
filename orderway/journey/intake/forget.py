"""Forgetting what only kept a delivery or request from being taken twice, once its time is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from orderway.kernel.sql import named

_SQL = named(__file__, "forget.sql")
Cursor = psycopg.Cursor[Any]


def forget_deliveries(cursor: Cursor, before: datetime, limit: int) -> int:
    """Delete up to `limit` keys of signed deliveries from before that time; how many."""
    return cursor.execute(_SQL.forget_deliveries, {"before": before, "limit": limit}).rowcount


def forget_keys(cursor: Cursor, before: datetime, limit: int) -> int:
    """Delete up to `limit` answers kept for repeated requests; how many."""
    return cursor.execute(_SQL.forget_keys, {"before": before, "limit": limit}).rowcount


def forget_leases(cursor: Cursor, before: datetime, limit: int) -> int:
    """Delete up to `limit` leases of workers that never came back; how many."""
    return cursor.execute(_SQL.forget_leases, {"before": before, "limit": limit}).rowcount

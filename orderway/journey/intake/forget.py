"""Forgetting what only kept a delivery or request from being taken twice, once its time is over."""

from __future__ import annotations

from collections.abc import Sequence
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


def erase_messages(cursor: Cursor, order_ids: Sequence[int]) -> tuple[int, int]:
    """Empty what channels sent about these orders; how many messages, and how many are left because nobody has read
    them yet (they stand in the inbox)."""
    emptied = cursor.execute(_SQL.empty_messages, {"orders": list(order_ids)}).rowcount
    left = cursor.execute(_SQL.count_unread, {"orders": list(order_ids)}).fetchone()
    return emptied, int(left[0]) if left else 0

"""Months of the append-only tables, made ahead of time."""

from __future__ import annotations

from datetime import date
from typing import Any

PARTITIONED = ("movement", "scan", "event", "inbox", "run_record")
MONTHS_AHEAD = 3


def ensure_months(cursor: Any, today: date, months_ahead: int = MONTHS_AHEAD) -> None:
    """Make the default partition and those of this and the next months, where missing. Run from migrate and daily."""
    for table in PARTITIONED:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table}_rest PARTITION OF {table} DEFAULT")
        for ahead in range(months_ahead + 1):
            begin, end = _month(today, ahead), _month(today, ahead + 1)
            name = f"{table}_{begin:%Y_%m}"
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0] is None:
                cursor.execute(f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ('{begin}') TO ('{end}')")


def _month(day: date, ahead: int) -> date:
    index = day.year * 12 + day.month - 1 + ahead
    return date(index // 12, index % 12 + 1, 1)

"""Housekeeping of the books: counts folded, months made ahead, what is no longer needed forgotten, in batches."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow.engine import Engine
from orderway.history import log
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.records.partitions import ensure_months
from orderway.web.openapi_once import KEPT_DAYS

DELIVERIES_KEPT_DAYS = 40
LEASES_KEPT_HOURS = 24
DELIVERED_KEPT_DAYS = 180
"""Delivered messages are kept as long as somebody may ask what was sent when."""
ROWS_AT_ONCE = 5_000
ROUNDS_MAX = 200
"""Batches of one run; what is left waits for the next."""
_sql = named(__file__, "chores.sql")


def fold(engine: Engine) -> None:
    """Fold the differences of the board's counts into one row a count."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        log.fold_counts(cursor, clock.now())


def make_months(engine: Engine) -> None:
    """Make the partitions of the coming months, where missing."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        ensure_months(cursor, clock.now().date())


def forget_old(engine: Engine, rows_at_once: int = ROWS_AT_ONCE) -> int:
    """Forget what only the past needed; how many rows. Each batch is a transaction of its own."""
    now = clock.now()
    todo = (
        (_sql.forget_deliveries, now - timedelta(days=DELIVERIES_KEPT_DAYS)),
        (_sql.forget_keys, now - timedelta(days=KEPT_DAYS)),
        (_sql.forget_leases, now - timedelta(hours=LEASES_KEPT_HOURS)),
    )
    total = 0
    for sql, before in todo:
        for _ in range(ROUNDS_MAX):
            with engine.connection.transaction(), engine.connection.cursor() as cursor:
                gone = cursor.execute(sql, {"before": before, "limit": rows_at_once}).rowcount
            total += gone
            if gone < rows_at_once:
                break
    for _ in range(ROUNDS_MAX):
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            gone = log.forget_delivered(cursor, now - timedelta(days=DELIVERED_KEPT_DAYS), rows_at_once)
        total += gone
        if gone < rows_at_once:
            break
    return total

"""Housekeeping of the books: counts folded, months made ahead, what is no longer needed forgotten, in batches."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow.engine import Engine
from orderway.history import log
from orderway.journey.intake.forget import forget_deliveries, forget_keys, forget_leases
from orderway.kernel import clock
from orderway.records.partitions import ensure_months
from orderway.web.openapi_once import KEPT_DAYS

DELIVERIES_KEPT_DAYS = 40
LEASES_KEPT_HOURS = 24
DELIVERED_KEPT_DAYS = 180
"""Delivered messages are kept as long as somebody may ask what was sent when."""
ROWS_AT_ONCE = 5_000
ROUNDS_MAX = 200
"""Batches of one run; what is left waits for the next."""


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
        (forget_deliveries, now - timedelta(days=DELIVERIES_KEPT_DAYS)),
        (forget_keys, now - timedelta(days=KEPT_DAYS)),
        (forget_leases, now - timedelta(hours=LEASES_KEPT_HOURS)),
        (log.forget_delivered, now - timedelta(days=DELIVERED_KEPT_DAYS)),
    )
    total = 0
    for forget, before in todo:
        for _ in range(ROUNDS_MAX):
            with engine.connection.transaction(), engine.connection.cursor() as cursor:
                gone = forget(cursor, before, rows_at_once)
            total += gone
            if gone < rows_at_once:
                break
    return total

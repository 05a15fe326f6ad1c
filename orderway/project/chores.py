"""Housekeeping of the books: counts folded, months made ahead, what is no longer needed forgotten, in batches."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow import reading
from orderway.flow.command import Target, run
from orderway.flow.engine import Engine
from orderway.history import log
from orderway.journey.commands import COMMANDS
from orderway.journey.intake.forget import forget_deliveries, forget_keys, forget_leases
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.project.relay_erasing import ERASER
from orderway.records.partitions import ensure_months
from orderway.web.openapi_once import KEPT_DAYS

_SQL = named(__file__, "chores.sql")
DELIVERIES_KEPT_DAYS = 40
LEASES_KEPT_HOURS = 24
DELIVERED_KEPT_DAYS = 180
"""Delivered messages are kept as long as somebody may ask what was sent when."""
ROWS_AT_ONCE = 5_000
ERASED_AT_ONCE = 200
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


def erase_old(engine: Engine, at_once: int = ERASED_AT_ONCE) -> int:
    """Erase the buyers of orders that closed longer ago than their shop keeps anybody; how many orders."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        reading.refresh(engine.references, cursor)
    total = 0
    for shop in engine.references.shops.values():
        if shop.policy.erase_after_days <= 0:
            continue
        before = clock.now() - timedelta(days=shop.policy.erase_after_days)
        after = 0
        for _ in range(ROUNDS_MAX):
            with engine.connection.transaction(), engine.connection.cursor() as cursor:
                found = {"shop": shop.id, "before": before, "after": after, "limit": at_once}
                ids = [row[0] for row in cursor.execute(_SQL.kept_too_long, found)]
            results = run(engine, COMMANDS["erase_buyer"], [Target(one) for one in ids], {"why": "time"}, ERASER)
            total += sum(result.done for result in results)
            if len(ids) < at_once:
                break
            after = ids[-1]
    return total

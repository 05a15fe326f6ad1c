"""Rolling days up: a day that is over is added up once and read from then on in a few rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from orderway.insight.figures.day import COUNTS
from orderway.insight.figures.period import PERIOD_DAYS_MAX, Period
from orderway.insight.figures.reading import SQL, read_days

UNSETTLED_DAYS = 4
"""Days so young are added up again: only then is it known of every parcel whether it was collected in time."""
LOCK = 0x666967757265
"""One process at a time rolls up."""


def roll_up(zone: str, now: datetime, again: bool = False, days: int = PERIOD_DAYS_MAX) -> int:
    """Add up the days before today that were not, and the last few (`again`: all) anew; how many there were.

    Run twice it changes nothing. A day on which nothing happened is not kept: looking at it again costs nothing, and
    what is brought in later is seen.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    over = [today - timedelta(at) for at in range(1, days + 1)]
    with connection.cursor() as cursor:
        cursor.execute(SQL.kept_days, {"zone": zone, "days": over})
        kept = {row[0] for row in cursor.fetchall()}
    todo = [day for day in over if again or day not in kept or (today - day).days <= UNSETTLED_DAYS]
    for day in sorted(todo):
        _roll(Period(day, day, place), now)
    return len(todo)


def _roll(period: Period, now: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        key = [str(period.zone), period.first]
        found = read_days(cursor, period, now)
        rows: list[list[Any]] = [[*key, 0, 0, 0, *[0] * len(COUNTS)]] if found else []
        for cell in found:
            ids = [cell.shop_id, cell.warehouse_id, cell.carrier_id]
            rows.append([*key, *ids, *[getattr(cell, name) for name in COUNTS]])
        cursor.executemany(SQL.keep, rows)

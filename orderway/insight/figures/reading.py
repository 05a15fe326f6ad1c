"""Reading the figures: days that are over from their roll-up, the rest as it stands, kept for some seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection, transaction

from orderway.history import log
from orderway.insight.figures.day import Cell, Score
from orderway.insight.figures.period import Period
from orderway.kernel.sql import named

COLLECT_HOURS = 48
"""Within this of the hand-over the carrier must have scanned a parcel."""
WRONG_REASONS = ("wrong_item", "missing")
AGE_DAYS = (1, 2, 3, 7, 14)
"""Where one class of ages ends and the next begins."""
KEPT_SECONDS = 60
READ_SECONDS_MAX = 10
"""A figure that takes longer is refused rather than making the database slow for those who work."""
SQL = named(__file__)


class Places(NamedTuple):
    """The names behind the ids."""

    shops: dict[int, tuple[str, str]]
    """Code and name."""
    warehouses: dict[int, tuple[str, str]]
    currencies: dict[int, str]
    """In which currency a warehouse counts its costs."""
    carriers: dict[int, str]
    zone: str
    """In which the company's days begin: that of its first shop."""


def places() -> Places:
    """Shops, warehouses and carriers as they are called."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.places)
        rows = cursor.fetchall()
    of = {kind: [row for row in rows if row[0] == kind] for kind in ("shop", "warehouse", "carrier")}
    return Places(
        {row[1]: (row[2], row[3]) for row in of["shop"]},
        {row[1]: (row[2], row[3]) for row in of["warehouse"]},
        {row[1]: row[4] for row in of["warehouse"]},
        {row[1]: row[3] for row in of["carrier"]},
        of["shop"][0][4] if of["shop"] else "UTC",
    )


def cells(period: Period, now: datetime) -> list[Cell]:
    """What passed in a period, of all shops and warehouses."""
    key = _key("cells", period)
    found: list[Cell] | None = cache.get(key)
    if found is None:
        found = _read_cells(period, now)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _read_cells(period: Period, now: datetime) -> list[Cell]:
    today = now.astimezone(period.zone).date()
    with _bounded() as cursor:
        over = [day for day in period.days if day < today]
        values = {"zone": str(period.zone), "days": over}
        cursor.execute(SQL.kept_days, values)
        kept = {row[0] for row in cursor.fetchall()}
        cursor.execute(SQL.kept, {**values, "days": sorted(kept)})
        found = [Cell(*row) for row in cursor.fetchall() if row[1]]
        for first, last in _runs([day for day in period.days if day not in kept]):
            found += read_days(cursor, Period(first, last, period.zone), now)
    return found


def read_days(cursor: Any, period: Period, now: datetime) -> list[Cell]:
    """What passed in some days, from the engine's tables."""
    values = {
        "zone": str(period.zone),
        "since": period.since,
        "until": period.until,
        "now": now,
        "collect": timedelta(hours=COLLECT_HOURS),
        "wrong": list(WRONG_REASONS),
    }
    cursor.execute(SQL.days, values)
    return [Cell(*row) for row in cursor.fetchall()]


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as pairs of first and last."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def scores(period: Period) -> list[Score]:
    """What buyers said in a period."""
    key = _key("scores", period)
    found: list[Score] | None = cache.get(key)
    if found is None:
        with _bounded() as cursor:
            cursor.execute(SQL.scores, {"since": period.since, "until": period.until})
            found = [Score(*row) for row in cursor.fetchall()]
        cache.set(key, found, KEPT_SECONDS)
    return found


class Now(NamedTuple):
    """How the unfinished orders stand at this moment."""

    stages: dict[str, int]
    ages: list[int]
    """Orders in each class of ages, the youngest first; one class more than AGE_DAYS."""
    holds: list[tuple[str, int, datetime]]
    """Reason, how many, since when the oldest."""


def now_standing(shops: Sequence[int] | None, warehouses: Sequence[int] | None, now: datetime) -> Now:
    """How unfinished orders of these shops and warehouses stand (None: of all)."""
    key = _key("now", f"{shops}/{warehouses}")
    found: Now | None = cache.get(key)
    if found is None:
        found = _read_now(shops, warehouses, now)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _read_now(shops: Sequence[int] | None, warehouses: Sequence[int] | None, now: datetime) -> Now:
    scope, values = scoped(shops, warehouses)
    edges = [days * 86_400 for days in AGE_DAYS]
    with _bounded() as cursor:
        stages = _stages(cursor, shops, warehouses)
        cursor.execute(SQL.ages.replace("/*scope*/", scope), {**values, "now": now, "edges": edges})
        ages = dict(cursor.fetchall())
        cursor.execute(SQL.holds.replace("/*scope*/", scope), values)
        holds = [tuple(row) for row in cursor.fetchall()]
    return Now(stages, [ages.get(at, 0) for at in range(len(AGE_DAYS) + 1)], holds)


def _stages(cursor: Any, shops: Sequence[int] | None, warehouses: Sequence[int] | None) -> dict[str, int]:
    """Orders by stage: from the counts that the engine keeps, or counted where only some warehouses are meant."""
    if warehouses is None:
        kept = log.counts(cursor.cursor, "stage")
        rows = [(int(key.partition(":")[0]), key.partition(":")[2], many) for key, many in kept.items()]
    else:
        cursor.execute(SQL.stages, {"warehouses": list(warehouses)})
        rows = cursor.fetchall()
    found: dict[str, int] = {}
    for shop, stage, many in rows:
        if (shops is None or shop in shops) and stage != "closed":
            found[stage] = found.get(stage, 0) + many
    return found


def scoped(
    shops: Sequence[int] | None, warehouses: Sequence[int] | None, order: str = "o"
) -> tuple[str, dict[str, Any]]:
    """A condition on the table of orders that begins with AND, and its values."""
    condition, values = "", {}
    if shops is not None:
        condition += f" AND {order}.shop_id = ANY(%(shops)s)"
        values["shops"] = list(shops)
    if warehouses is not None:
        condition += (
            f" AND EXISTS (SELECT 1 FROM reservation rw WHERE rw.order_id = {order}.id"
            " AND rw.warehouse_id = ANY(%(warehouses)s))"
        )
        values["warehouses"] = list(warehouses)
    return condition, values


@contextmanager
def _bounded() -> Iterator[Any]:
    """A cursor whose statements end after READ_SECONDS_MAX."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{READ_SECONDS_MAX}s'; SET LOCAL jit = off")
        yield cursor


def _key(what: str, of: object) -> str:
    text = f"{of.first}.{of.last}.{of.zone}" if isinstance(of, Period) else str(of)
    return f"figures.{what}.{connection.settings_dict['NAME']}.{text}".replace(" ", "")

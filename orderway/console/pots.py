"""How many orders lie in each pot and stand at each stage, from the counts that the engine keeps."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from orderway.console.filter_sql import Criteria
from orderway.console.scope import Scope
from orderway.history import log
from orderway.kernel.sql import named

COUNT_MAX = 10_000
SQL = named(__file__, "pots.sql")


def counts(scope: Scope, kind: str) -> dict[str, int]:
    """Orders by standing or stage (`kind`) that the scope lets see; bounded where it is limited to warehouses."""
    if not scope.counted:
        return _by_counting(scope, kind)
    with connection.cursor() as cursor:
        kept = log.counts(cursor.cursor, kind)
    return summed(kept, scope.shops)


def summed(kept: Mapping[str, int], shops: list[int] | None) -> dict[str, int]:
    """Counts by name from those kept by `shop:name`."""
    found: dict[str, int] = {}
    for key, amount in kept.items():
        shop, _, name = key.partition(":")
        if shops is None or int(shop) in shops:
            found[name] = found.get(name, 0) + amount
    return found


def _by_counting(scope: Scope, kind: str) -> dict[str, int]:
    condition, values = scope.where()
    sql = SQL.bounded.replace("/*scope*/", condition).replace("/*kind*/", "stage" if kind == "stage" else "standing")
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, COUNT_MAX])
        return dict(cursor.fetchall())


def kept_count(criteria: Criteria, scope: Scope) -> int | None:
    """How many match, where the counts kept answer it; None otherwise."""
    if not scope.counted:
        return None
    if criteria.plain:
        found = counts(scope, "standing")
        return sum(found.get(pot, 0) for pot in criteria.pots)
    if criteria.stages:
        found = counts(scope, "stage")
        return sum(found.get(stage, 0) for stage in criteria.stages)
    return None

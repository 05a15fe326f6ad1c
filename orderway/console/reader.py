"""Who is reading: scope, name, the zone in which their days begin, and the codes that exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.cache import cache
from django.db import connection

from orderway.console.filter_sql import Reader
from orderway.console.scope import Scope, scope_of
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.web.engine import engine

NAMES_SECONDS = 5
"""Shops and warehouses are read anew after this."""
SQL = named(__file__, "reader.sql")


class Names(NamedTuple):
    """The shops and warehouses that exist: names by code, and the zone of the first shop."""

    shops: dict[str, str]
    warehouses: dict[str, str]
    zone: str

    @property
    def codes(self) -> dict[str, list[str]]:
        """The codes by the name of their filter."""
        return {"shop": list(self.shops), "warehouse": list(self.warehouses)}


def names_of(scope: Scope) -> Names:
    """The shops and warehouses that a scope covers."""
    key = f"console.names.{connection.settings_dict['NAME']}.{scope.key}"
    found: Names | None = cache.get(key)
    if found is None:
        found = _read_names(scope)
        cache.set(key, found, NAMES_SECONDS)
    return found


def _read_names(scope: Scope) -> Names:
    with connection.cursor() as cursor:
        cursor.execute(SQL.names)
        rows = cursor.fetchall()
    shops = [row for row in rows if row[0] == "shop" and (scope.shops is None or row[1] in scope.shops)]
    places = [row for row in rows if row[0] == "warehouse" and (scope.warehouses is None or row[1] in scope.warehouses)]
    return Names({r[2]: r[3] for r in shops}, {r[2]: r[3] for r in places}, shops[0][4] if shops else "UTC")


def reader_of(user: Any) -> Reader:
    """A signed-in user as filters know them."""
    zone = zone_of(names_of(scope_of(user)).zone)
    return Reader(clock.now(), zone, user.get_username(), engine().hash_key, skus_of)


def skus_of(codes: Sequence[str]) -> list[int]:
    """The ids of the SKUs with one of these codes or barcodes."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.skus, {"codes": list(codes)})
        return [row[0] for row in cursor.fetchall()]


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

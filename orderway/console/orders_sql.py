"""A page of orders by keyset, the count as far as it is worth counting, and what their rows show. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.utils.translation import get_language

from orderway.console import pots
from orderway.console.filter_fields import ENDED, OPEN
from orderway.console.filter_sql import Criteria
from orderway.console.scope import Scope
from orderway.kernel.sql import named

PAGE_ROWS = 50
COUNT_MAX = 10_000
COUNT_SECONDS = 10
"""A count is kept so long."""
COUNT_MILLISECONDS_MAX = 80
"""A count that takes longer is not worth waiting for: the page says "many" instead."""
LIST_MILLISECONDS_MAX = 5_000
"""A list that takes longer is refused with the advice to ask for less."""

SQL = named(__file__, "orders.sql")
SORTS = ("due", "todo", "new", "old")
_COLUMN = {"due": "ship_by", "todo": "due_at"}
_OPEN = f"o.standing NOT IN ({', '.join(repr(pot) for pot in ENDED)})"
_ENDED = f"o.standing IN ({', '.join(repr(pot) for pot in ENDED)})"


class TooSlow(Exception):
    """The filter is too wide for this many orders; add a shop, a stage or a day to it."""


class Place(NamedTuple):
    """Where a page begins: the sort key of the row before it (None where that has none) and its id."""

    key: datetime | None
    id: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.key.isoformat() if self.key else ''}~{self.id}"


class Page(NamedTuple):
    """Ids in their sequence, with where the pages before and after begin; None where there is none."""

    ids: list[int]
    first: Place | None
    last: Place | None


def place_of(text: str) -> Place | None:
    """The place that stands in an address; None where it is none."""
    key, _, order_id = text.partition("~")
    try:
        return Place(datetime.fromisoformat(key) if key else None, int(order_id))
    except ValueError:
        return None


def page(
    criteria: Criteria, scope: Scope, sort: str, after: Place | None, before: Place | None, rows: int = PAGE_ROWS
) -> Page:
    """The ids of one page. TooSlow where the database would need too long."""
    backward = before is not None
    found = _limited(lambda: _fetch(criteria, scope, sort, before or after, backward, rows + 1), LIST_MILLISECONDS_MAX)
    if found is None:
        raise TooSlow
    more = len(found) > rows
    found = found[:rows]
    if backward:
        found.reverse()
    earlier = bool(found) and (more if backward else after is not None)
    later = bool(found) and (backward or more)
    return Page([p.id for p in found], found[0] if earlier else None, found[-1] if later else None)


def _fetch(criteria: Criteria, scope: Scope, sort: str, start: Place | None, backward: bool, rows: int) -> list[Place]:
    if not criteria.pots:
        return []
    if sort in ("new", "old"):
        return _segment(criteria, scope, None, False, start, (sort == "new") != backward, rows)
    column = _COLUMN[sort]
    halves = [False, True]  # those with a time first, then those without
    if backward:
        halves.reverse()
    if start is not None and (start.key is None) == (not backward):
        halves.pop(0)
    found: list[Place] = []
    for half in halves:
        begin = start if start is not None and (start.key is None) == half else None
        if len(found) < rows:
            found += _segment(criteria, scope, column, half, begin, backward, rows - len(found))
    return found


def _segment(
    criteria: Criteria, scope: Scope, column: str | None, null: bool, start: Place | None, down: bool, rows: int
) -> list[Place]:
    """Rows of one kind of key (a time, none, or the id alone), in their sequence from `start` on."""
    conditions, values = scope.conditions()
    conditions += criteria.conditions
    values += criteria.values
    sign, way = ("<", "DESC") if down else (">", "ASC")
    keyed = column is not None and not null
    if column is not None:
        conditions.append(f"o.{column} IS {'NULL' if null else 'NOT NULL'}")
    if start is not None and keyed:
        conditions.append(f"(o.{column}, o.id) {sign} (%s, %s)")
        values += [start.key, start.id]
    elif start is not None:
        conditions.append(f"o.id {sign} %s")
        values.append(start.id)
    key = f"o.{column}" if keyed else "NULL::timestamptz"
    order = f"o.{column} {way}, o.id {way}" if keyed else f"o.id {way}"
    sql, pot_values = _from_pots(criteria.pots, key, conditions, order, way, keyed)
    with connection.cursor() as cursor:
        cursor.execute(
            sql, [*pot_values, *values, rows] if "LATERAL" not in sql else [*pot_values, *values, rows, rows]
        )
        return [Place(row[1], row[0]) for row in cursor.fetchall()]


def _from_pots(
    wanted: Sequence[str], key: str, conditions: Sequence[str], order: str, way: str, keyed: bool
) -> tuple[str, list[Any]]:
    """The statement, so that one of the partial indexes serves it."""
    if set(wanted) >= {*OPEN, *ENDED}:
        where = " AND ".join(conditions) or "true"
        return f"SELECT o.id, {key} FROM orders o WHERE {where} ORDER BY {order} LIMIT %s", []
    side = _ENDED if set(wanted) <= set(ENDED) else _OPEN if set(wanted) <= set(OPEN) else ""
    if set(wanted) == set(OPEN) or not side or key == "o.due_at":
        where = " AND ".join([*([side] if side else []), "o.standing = ANY(%s)", *conditions])
        return f"SELECT o.id, {key} FROM orders o WHERE {where} ORDER BY {order} LIMIT %s", [list(wanted)]
    inner = " AND ".join(["o.standing = pot", side, *conditions])
    outer = f"t.key {way}, t.id {way}" if keyed else f"t.id {way}"
    sql = (
        f"SELECT t.id, t.key FROM unnest(%s::text[]) AS pot CROSS JOIN LATERAL (SELECT o.id, {key} AS key "
        f"FROM orders o WHERE {inner} ORDER BY {order} LIMIT %s) t ORDER BY {outer} LIMIT %s"
    )
    return sql, [list(wanted)]


def count(criteria: Criteria, scope: Scope, key: str = "") -> int | None:
    """How many match: exact up to COUNT_MAX, COUNT_MAX + 1 for more, None where counting takes too long.

    Under a `key` (the filter as it is typed) the figure is kept for seconds, for this scope.
    """
    kept = pots.kept_count(criteria, scope)
    if kept is not None:
        return kept
    if not key:
        return _counted(criteria, scope)
    place = f"console.count.{connection.settings_dict['NAME']}.{scope.key}.{hashlib.sha256(key.encode()).hexdigest()}"
    found: tuple[int | None] | None = cache.get(place)
    if found is None:
        found = (_counted(criteria, scope),)
        cache.set(place, found, COUNT_SECONDS)
    return found[0]


def _counted(criteria: Criteria, scope: Scope) -> int | None:
    if not criteria.pots:
        return 0
    conditions, values = scope.conditions()
    conditions += criteria.conditions
    values += criteria.values
    if set(criteria.pots) < {*OPEN, *ENDED}:
        side = [_OPEN] if set(criteria.pots) <= set(OPEN) else [_ENDED] if set(criteria.pots) <= set(ENDED) else []
        conditions = [*side, "o.standing = ANY(%s)", *conditions]
        values = [list(criteria.pots), *values]
    where = " AND ".join(conditions) or "true"
    sql = f"SELECT count(*) FROM (SELECT 1 FROM orders o WHERE {where} LIMIT {COUNT_MAX + 1}) few"

    def ask() -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return int(cursor.fetchone()[0])

    counted: int | None = _limited(ask, COUNT_MILLISECONDS_MAX)
    return counted


def _limited(ask: Any, milliseconds: int) -> Any:
    """The answer, or None where the database needed longer."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {milliseconds}")
            return ask()
    except OperationalError as error:
        if type(error.__cause__).__name__ != "QueryCanceled":
            raise
        return None


def numbers_of(order_ids: Sequence[int]) -> dict[int, str]:
    """The numbers of orders by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.numbers, {"ids": list(order_ids)})
        return dict(cursor.fetchall())


def rows_of(order_ids: Sequence[int]) -> list[dict[str, Any]]:
    """What a list shows of these orders, in their sequence; each with its open `holds`."""
    if not order_ids:
        return []
    ids = list(order_ids)
    with connection.cursor() as cursor:
        chinese = (get_language() or "").startswith("zh")
        rows = dictionaries(cursor, SQL.rows, {"ids": ids, "chinese": chinese})
        by_id = {row["id"]: {**row, "holds": []} for row in rows}
        for hold in dictionaries(cursor, SQL.holds, {"ids": ids}):
            if hold["order_id"] in by_id:
                by_id[hold["order_id"]]["holds"].append(hold)
    return [by_id[order_id] for order_id in ids if order_id in by_id]


def unclaimed(order_ids: Sequence[int]) -> list[int]:
    """Those of these orders that have open holds which nobody has claimed, in their sequence."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.unclaimed, {"ids": list(order_ids)})
        free = {row[0] for row in cursor.fetchall()}
    return [order_id for order_id in order_ids if order_id in free]


def dictionaries(cursor: Any, sql: str, values: Any = None) -> list[dict[str, Any]]:
    """The rows of a statement by column name."""
    cursor.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

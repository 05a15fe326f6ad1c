"""What the after-sales pages read: counts as far as they are worth counting, one page of a stack, one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from django.db import connection
from django.utils.translation import gettext_lazy

from orderway.console.action_choices import WAYS
from orderway.console.aftersales.stacks import MESSAGE, REFUND, RETURN, Stack, stack_of_refund, stack_of_return
from orderway.console.aftersales.sums import Purse, Share, expected_minor
from orderway.console.scope import Scope
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.sql import named
from orderway.web.words import Text

PAGE_ROWS = 50
COUNT_MAX = 1_000
MESSAGE_DAYS = 30
"""Messages older than this are not waited with any more."""
TALK_NOTES_MAX = 50
TALK_WAYS: dict[str, Text] = {**dict(WAYS), "page": gettext_lazy("Tracking page")}
"""By which way words of a conversation came or went."""
SQL = named(__file__)
_BEGINNING = "-infinity"


class Place(NamedTuple):
    """Where a page begins: the sort key of the row before it, and its id."""

    key: str = _BEGINNING
    id: int = 0

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.key}~{self.id}"


def place_of(text: str) -> Place:
    """The place in an address; the beginning where it is none."""
    key, _, told = text.partition("~")
    row_id = whole(told)
    if row_id is None:
        return Place()
    if key not in (_BEGINNING, "infinity"):
        try:
            datetime.fromisoformat(key)
        except ValueError:
            return Place()
    return Place(key, row_id)


def counts(scope: Scope) -> dict[str, int]:
    """How many lie on each stack, counted up to COUNT_MAX."""
    found: dict[str, int] = {}
    for state, refused, many, _due in _rows(SQL.return_counts, scope, {"most": COUNT_MAX + 1}):
        name = stack_of_return(state, refused)
        if name:
            found[name] = found.get(name, 0) + many
    for state, many in _rows(SQL.refund_counts, scope, {"most": COUNT_MAX + 1}):
        name = stack_of_refund(state)
        if name:
            found[name] = found.get(name, 0) + many
    ((waiting,),) = _rows(SQL.message_count, scope, {"most": COUNT_MAX + 1, "since": _since()})
    return {**found, "messages": waiting}


def rows_of(stack: Stack, scope: Scope, after: Place) -> tuple[list[dict[str, Any]], Place | None]:
    """One page of a stack, and where the next begins."""
    values: dict[str, Any] = {"after": after.key, "after_id": after.id, "rows": PAGE_ROWS + 1}
    if stack.kind == RETURN:
        more = {"states": list(stack.states), "refused": stack.refused}
        found = _dicts(SQL.returns, scope, {**values, **more})
        _sum_up(found)
    elif stack.kind == REFUND:
        found = _dicts(SQL.refunds, scope, {**values, "states": list(stack.states)})
    else:
        found = _dicts(SQL.messages, scope, {**values, "since": _since()})
    page = found[:PAGE_ROWS]
    following = None
    if len(found) > PAGE_ROWS:
        last = page[-1]
        key = last["due_at"] if stack.kind == RETURN else last["asked_at"]
        following = Place(key.isoformat() if key else "infinity", last["id"])
    return page, following


def order_of(kind: str, row_id: int, scope: Scope) -> int | None:
    """The order that a return, a refund or a message belongs to, if this reader may see it."""
    sql = {RETURN: SQL.return_order, REFUND: SQL.refund_order, MESSAGE: SQL.message_order}[kind]
    found = _rows(sql, scope, {"id": row_id})
    return int(found[0][0]) if found else None


def talk(order_id: int) -> list[dict[str, Any]]:
    """What a buyer wrote and was told, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.talk, [order_id, TALK_NOTES_MAX])
        names = ("at", "by", "kind", "text", "way")
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**one, "way": TALK_WAYS.get(one["way"], "")} for one in found]


def _sum_up(cases: list[dict[str, Any]]) -> None:
    """Add to each return its units, its first item and what it pays back."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.shares, [[case["order_id"] for case in cases]])
        lines = cursor.fetchall()
    for case in cases:
        case["lines"] = msgspec.json.decode(case["lines"]) if isinstance(case["lines"], str) else case["lines"]
        mine = {row[0]: row for row in lines if row[1] == case["order_id"]}
        case["units"] = sum(entry["asked"] for entry in case["lines"])
        case["item"] = next((mine[e["line_id"]][3] for e in case["lines"] if e["line_id"] in mine), "")
        case["more"] = len(case["lines"]) - 1
        shares = {line_id: share_of(row) for line_id, row in mine.items()}
        case["settled"] = case["state"] in ("INSPECTED", "SETTLING", "MANUAL")
        case["sum"] = (
            case["refund_minor"]
            if case["settled"]
            else expected_minor(case["kind"], case["state"], case["lines"], shares, purse_of(case))
        )


def share_of(row: Sequence[Any]) -> Share:
    """What a line of the statement `shares` carries."""
    return Share(*row[6:12])


def purse_of(row: Mapping[str, Any]) -> Purse:
    """The money of the order of a row."""
    return Purse(row["captured_minor"], row["refunded_minor"], row["refund_open_minor"], row["due_minor"])


def _since() -> datetime:
    return clock.now() - timedelta(days=MESSAGE_DAYS)


def _rows(sql: str, scope: Scope, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*_scoped(sql, scope, values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _dicts(sql: str, scope: Scope, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(*_scoped(sql, scope, values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _scoped(sql: str, scope: Scope, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The statement limited to the shops and warehouses of the reader."""
    condition, more = scope.where()
    for at, value in enumerate(more):
        name = f"scope_{at}"
        condition = condition.replace("%s", f"%({name})s", 1)
        values = {**values, name: value}
    return sql.replace("/*scope*/", condition), values

"""Alarms: what the hourly audit found broken, until the books are whole again and a person has said that they know.

Nothing here repairs anything. `alarm` is written by this module only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg import errors as pg

from orderway.insight.audit import audit
from orderway.kernel import clock
from orderway.kernel.ids import Ids
from orderway.kernel.rows import json_text
from orderway.kernel.sql import named

IDS_KEPT_MAX = 20
"""So many of the broken things are named; the audit names all of them one by one as they are mended."""
SHOWN_MAX = 100
NOTE_CHARS_MAX = 1_000
STUCK = "inv-5-nothing-stuck"
"""Broken, too, where the machine is minutes behind: as it is after it was switched on again."""
UNFINISHED = "audit-unfinished"
"""The alarm of an audit that took longer than it may: nothing is known then."""
_SQL = named(__file__, "alarms.sql")
_BROKEN = named(__file__, "audit_broken.sql")
Connection = psycopg.Connection[Any]
Cursor = psycopg.Cursor[Any]


class Alarm(NamedTuple):
    """One alarm. `ids` name some of what is broken: kind and id, alternately, in one text each."""

    id: int
    invariant: str
    raised_at: datetime
    seen_at: datetime
    checked: int
    broken: int
    ids: list[str]
    over_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    note: str


def watch(connection: Connection, ids: Ids, catching_up: bool = False) -> list[str]:
    """Audit everything; raise an alarm for each invariant that is newly broken, end those that hold again.

    The names of the broken ones. Two at once: the second does nothing. `catching_up`: the machine stood still until
    just now, and what fell due meanwhile is no fault of the books.
    """
    try:
        findings = audit(connection)
    except pg.QueryCanceled:
        _keep(connection, ids, [(UNFINISHED, 0, 1, [])], [])
        return [UNFINISHED]
    told = [f for f in findings if not f.ok and not (catching_up and f.id == STUCK)]
    broken = [(f.id, f.checked, f.broken, broken_ids(connection, f.id)) for f in told]
    _keep(connection, ids, broken, [UNFINISHED, *(f.id for f in findings if f.ok)])
    return [name for name, *_ in broken]


def broken_ids(connection: Connection, invariant: str, limit: int = IDS_KEPT_MAX) -> list[str]:
    """Some of what breaks an invariant, in words of kind and id; read only."""
    statement = getattr(_BROKEN, invariant.replace("-", "_"), None)
    if statement is None:
        return []
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute("SELECT set_config('orderway.now', %s, true)", [clock.now().isoformat()])
        return [str(row[0]) for row in cursor.execute(statement, {"limit": limit}).fetchall()]


def _keep(
    connection: Connection, ids: Ids, broken: Sequence[tuple[str, int, int, list[str]]], whole: Sequence[str]
) -> None:
    now = clock.now()
    with connection.transaction(), connection.cursor() as cursor:
        row = cursor.execute(_SQL.one_at_a_time).fetchone()
        if not row or not row[0]:
            return
        for invariant, checked, many, some in broken:
            values = {"now": now, "invariant": invariant, "checked": checked, "broken": many, "ids": json_text(some)}
            if not cursor.execute(_SQL.seen_again, values).rowcount:
                cursor.execute(_SQL.raise_alarm, {**values, "id": ids.next()})
        cursor.execute(_SQL.end_whole, {"now": now, "whole": list(whole)})


def standing(cursor: Cursor) -> list[Alarm]:
    """Alarms that still stand or that nobody has acknowledged, the newest first."""
    return [Alarm(*row) for row in cursor.execute(_SQL.standing, {"limit": SHOWN_MAX}).fetchall()]


def past(cursor: Cursor) -> list[Alarm]:
    """Alarms that are over and acknowledged, the newest first."""
    return [Alarm(*row) for row in cursor.execute(_SQL.past, {"limit": SHOWN_MAX}).fetchall()]


def unacknowledged(cursor: Cursor) -> int:
    """How many alarms wait for a person to acknowledge them."""
    row = cursor.execute(_SQL.unacknowledged, {"limit": SHOWN_MAX}).fetchone()
    return int(row[0]) if row else 0


def acknowledge(cursor: Cursor, alarm_id: int, by: str, note: str) -> bool:
    """Somebody knows of it: who, when, and what they do about it. False where that was said before."""
    values = {"id": alarm_id, "by": by, "note": note[:NOTE_CHARS_MAX], "now": clock.now()}
    return cursor.execute(_SQL.acknowledge, values).rowcount == 1

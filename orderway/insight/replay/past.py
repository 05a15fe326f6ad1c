"""Reading the past: run records in the sequence of their decisions, and the reference data that each saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from orderway.flow.reading import fill
from orderway.flow.reference import References
from orderway.history.log import read_record, read_snapshot
from orderway.kernel.sql import named

RECORDS_AT_ONCE = 20
"""Records read with one statement; one may hold 500 orders."""
SNAPSHOTS_KEPT_MAX = 8
"""Reference data kept ready; neighbours in time mostly name the same."""

Connection = psycopg.Connection[Any]
SQL = named(__file__)


class Recorded(NamedTuple):
    """One run record as it stands in the table, opened."""

    id: int
    at: datetime
    kind: str
    snapshot: str
    code: str
    record: dict[str, Any]


class Period(NamedTuple):
    """From `since` on, before `until`."""

    since: datetime
    until: datetime


def records(connection: Connection, period: Period) -> Iterator[Recorded]:
    """The records of a period, a few at a time, so that a long one needs no more memory than a short one."""
    at, last = period.since, 0
    while True:
        wanted = {"since": period.since, "until": period.until, "at": at, "id": last, "limit": RECORDS_AT_ONCE}
        rows = connection.execute(SQL.records, wanted, binary=True).fetchall()
        for row in rows:
            yield opened(row)
        if len(rows) < RECORDS_AT_ONCE:
            return
        at, last = rows[-1][1], rows[-1][0]


def opened(row: tuple[Any, ...]) -> Recorded:
    """A row of the table with its record opened."""
    record_id, at, kind, snapshot, code, packed = row
    return Recorded(record_id, at, kind, snapshot, code, read_record(packed))


def many(connection: Connection, period: Period) -> tuple[int, int]:
    """How many records, and how many times orders in them."""
    row = connection.execute(SQL.many, {"since": period.since, "until": period.until}).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


class Snapshots:
    """Reference data by digest, read when first asked for and put through `change`; the last few are kept."""

    def __init__(self, connection: Connection, change: Callable[[References], None] = lambda refs: None) -> None:
        self._connection = connection
        self._change = change
        self._kept: dict[str, References] = {}

    def of(self, digest: str) -> References | None:
        """The reference data of a record; None where it is gone."""
        if digest not in self._kept:
            row = self._connection.execute(SQL.snapshot, {"digest": digest}, binary=True).fetchone()
            if row is None:
                return None
            if len(self._kept) >= SNAPSHOTS_KEPT_MAX:
                self._kept.pop(next(iter(self._kept)))
            refs = References()
            fill(refs, read_snapshot(row[1]), row[0])
            self._change(refs)
            self._kept[digest] = refs
        return self._kept[digest]

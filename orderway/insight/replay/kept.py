"""Saved trials: what was changed, over which days, how far the run is, what came of it. Only this writes them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from orderway.flow.engine import Engine
from orderway.flow.record import orders_of
from orderway.flow.settle import GATES
from orderway.flow.simulate import is_complete
from orderway.insight.replay.changes import ChangeError, Changes, changes_of
from orderway.insight.replay.past import SQL as PAST
from orderway.insight.replay.past import Connection, Period, Recorded, many, opened
from orderway.insight.replay.report import change_json, changed, report
from orderway.insight.replay.trial import Trial, Tried
from orderway.kernel import clock
from orderway.kernel.rows import copy_escape, json_text
from orderway.kernel.sql import named

WAITING_MAX = 5
"""Trials that wait or run at once."""
KEPT_DAYS = 400
"""Trials older than this are forgotten."""
LISTED_MAX = 50
PROGRESS_SECONDS = 1
DECISIONS_LOOKED_AT_MAX = 10
"""Decisions of one order that are tried for a record that is kept."""
NAME_CHARS_MAX = 120

SQL = named(__file__, "kept.sql")


class Saved(NamedTuple):
    """One trial as it is kept. States: WAITING, RUNNING, DONE, FAILED, STOPPED."""

    id: int
    at: datetime
    by: str
    name: str
    changes: Changes
    since: datetime
    until: datetime
    carry: bool
    state: str
    done: int
    total: int
    failure: str
    result: dict[str, Any]
    activated_at: datetime | None
    activated_by: str

    @property
    def period(self) -> Period:
        """The days that were gone through."""
        return Period(self.since, self.until)

    @property
    def running(self) -> bool:
        """Whether it is not over yet."""
        return self.state in ("WAITING", "RUNNING")


class ChangedOrder(NamedTuple):
    """One order that would have fared otherwise; number and shop are empty where it is gone."""

    place: int
    order_id: int
    record_id: int
    record_at: datetime
    change: dict[str, Any]
    number: str
    shop: str


class Stopped(Exception):
    """Somebody stopped the trial."""


def add(engine: Engine, name: str, changes: Changes, period: Period, carry: bool, by: str) -> int | None:
    """Save a trial to be run; its id, or None where too many wait already."""
    connection = engine.connection
    waiting = connection.execute(SQL.waiting).fetchone()
    if waiting and waiting[0] >= WAITING_MAX:
        return None
    trial_id = engine.ids.next()
    values = {
        "id": trial_id,
        "at": clock.now(),
        "by": by,
        "name": name[:NAME_CHARS_MAX],
        "changes": json_text(changes),
        "since": period.since,
        "until": period.until,
        "carry": carry,
    }
    connection.execute(SQL.add, values)
    return trial_id


def run(engine: Engine, trial_id: int) -> str:
    """Run a trial that waits and keep its result; the state it ends in. A second run of the same begins again."""
    connection = engine.connection
    trial = one(connection, trial_id)
    if trial is None or not trial.running:
        return trial.state if trial else ""
    connection.execute(SQL.begin, {"id": trial_id, "total": many(connection, trial.period)[1]})
    try:
        tried = Trial(connection, engine.gates_of, trial.changes, trial.carry).run(
            trial.period, _Progress(connection, trial_id).seen
        )
    except ChangeError as error:
        connection.execute(SQL.fail, {"id": trial_id, "failure": str(error)[:500]})
        return "FAILED"
    except Stopped:
        return "STOPPED"
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(SQL.remove_orders, {"id": trial_id})
        with cursor.copy(SQL.add_orders) as copy:
            copy.write(_rows(trial_id, tried))
        cursor.execute(SQL.finish, {"id": trial_id, "result": json_text(report(tried, trial.period))})
    return "DONE"


def _rows(trial_id: int, tried: Tried) -> str:
    return "".join(
        f"{trial_id}\t{tale.order_id}\t{tale.record_id}\t{tale.at}\t{place}\t{copy_escape(json_text(change_json(tale)))}\n"
        for place, tale in enumerate(changed(tried))
    )


class _Progress:
    """Told now and then, not with every record."""

    def __init__(self, connection: Connection, trial_id: int) -> None:
        self._connection = connection
        self._trial_id = trial_id
        self._done = 0
        self._told = time.monotonic()

    def seen(self, orders: int) -> None:
        """So many more decisions are done; raises Stopped where somebody stopped the trial."""
        self._done += orders
        if time.monotonic() - self._told < PROGRESS_SECONDS:
            return
        self._told = time.monotonic()
        told = self._connection.execute(SQL.progress, {"id": self._trial_id, "done": self._done})
        if not told.rowcount:
            raise Stopped


def one(connection: Connection, trial_id: int) -> Saved | None:
    """A trial by its id."""
    row = connection.execute(SQL.one, {"id": trial_id}).fetchone()
    return _saved(row) if row else None


def newest(connection: Connection) -> list[Saved]:
    """The last trials, the newest first."""
    return [_saved(row) for row in connection.execute(SQL.newest, {"limit": LISTED_MAX}).fetchall()]


def _saved(row: tuple[Any, ...]) -> Saved:
    trial = Saved(*row)
    changes = changes_of(row[4].encode())
    return trial._replace(changes=changes, result=msgspec.json.decode(row[12]))


def stop(connection: Connection, trial_id: int) -> bool:
    """Stop a trial that waits or runs; False where it is over already."""
    return connection.execute(SQL.stop, {"id": trial_id}).rowcount > 0


def remove(connection: Connection, trial_id: int) -> bool:
    """Forget a trial that is over, with its list."""
    with connection.transaction():
        if not connection.execute(SQL.remove, {"id": trial_id}).rowcount:
            return False
        connection.execute(SQL.remove_orders, {"id": trial_id})
    return True


def mark_activated(connection: Connection, trial_id: int, by: str) -> bool:
    """Note who put the change into force; False where somebody did already. The caller holds a transaction."""
    return connection.execute(SQL.activated, {"id": trial_id, "at": clock.now(), "by": by}).rowcount > 0


def orders(connection: Connection, trial_id: int, place: int, limit: int) -> list[ChangedOrder]:
    """The changed orders from one place of the list on."""
    rows = connection.execute(SQL.orders, {"id": trial_id, "place": place, "limit": limit}).fetchall()
    return [_changed_order(row) for row in rows]


def order(connection: Connection, trial_id: int, order_id: int) -> ChangedOrder | None:
    """One changed order of a trial."""
    row = connection.execute(SQL.order, {"id": trial_id, "order": order_id}).fetchone()
    return _changed_order(row) if row else None


def _changed_order(row: tuple[Any, ...]) -> ChangedOrder:
    place, order_id, record_id, record_at, change, number, shop = row
    return ChangedOrder(place, order_id, record_id, record_at, msgspec.json.decode(change), number or "", shop or "")


def record_of(connection: Connection, changed_order: ChangedOrder) -> Recorded | None:
    """The run record of the decision to look at; None where it is gone."""
    wanted = {"id": changed_order.record_id, "at": changed_order.record_at}
    row = connection.execute(PAST.one, wanted, binary=True).fetchone()
    return opened(row) if row else None


def last_decision(connection: Connection, order_id: int) -> Recorded | None:
    """The record of the last decision about an order that chose a warehouse, else of the last one; None: none kept."""
    wanted = {"order": order_id, "gates": list(GATES), "limit": DECISIONS_LOOKED_AT_MAX}
    for (at,) in connection.execute(SQL.decided, wanted).fetchall():
        for row in connection.execute(PAST.at, {"at": at}, binary=True).fetchall():
            found = opened(row)
            if is_complete(found.record) and order_id in orders_of(found.record):
                return found
    return None


def order_of_number(connection: Connection, number: str, shops: list[int] | None = None) -> tuple[int, str, str] | None:
    """Id, number and shop of the order that people know by this number, of all shops or some."""
    row = connection.execute(SQL.by_number, {"number": number, "shops": shops}).fetchone()
    return (row[0], row[1], row[2]) if row else None


def forget_old(connection: Connection, limit: int) -> int:
    """Forget up to `limit` trials that are older than KEPT_DAYS; how many there were."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    rows = connection.execute(SQL.old, {"before": before, "limit": limit}).fetchall()
    return sum(remove(connection, row[0]) for row in rows)

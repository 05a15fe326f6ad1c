"""Counting: what is to be counted, what was found, and who decided about large differences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import psycopg

from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.kernel.limits import QUANTITY_MAX
from orderway.kernel.sql import named
from orderway.lifecycle.moves import COUNT, move
from orderway.stock.limits import USUAL, StockLimits

Cursor = psycopg.Cursor[Any]
SHEET_ROWS_MAX = 500
_sql = named(__file__, "counts.sql")


class Task(msgspec.Struct):
    """One SKU at one warehouse that is to be counted. `booked` is what the books said when it was counted."""

    id: int
    sku_id: int
    warehouse_id: int
    reason: str
    asked_at: datetime
    asked_by: str
    state: str
    order_id: int | None = None
    found: int | None = None
    booked: int | None = None
    counted_by: str = ""
    counted_at: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None


def enter(task: Task, found: int, booked: int, actor: str, limits: StockLimits, now: datetime) -> Refusal | None:
    """What was found on the shelf; a small difference is booked at once (state BOOKED), a large one waits. Pure."""
    if task.state != "ASKED":
        return Refusal("not_in_this_state", {"state": task.state})
    if not 0 <= found <= QUANTITY_MAX:
        return Refusal("bad_units", {"found": found})
    task.found, task.booked, task.counted_by, task.counted_at = found, booked, actor, now
    allowed = max(limits.count_units, booked * limits.count_percent // 100)
    if limits.count_second_person and abs(found - booked) > allowed:
        move(task, COUNT, "COUNTED")
    else:
        move(task, COUNT, "BOOKED")
        task.decided_by, task.decided_at = actor, now
    return None


def decide(task: Task, agree: bool, actor: str, now: datetime, limits: StockLimits = USUAL) -> Refusal | None:
    """A second person books a large difference, or has it counted again. Pure."""
    if task.state != "COUNTED":
        return Refusal("not_in_this_state", {"state": task.state})
    if actor == task.counted_by and limits.count_second_person:
        return Refusal("second_person_needed", {"counted_by": task.counted_by})
    if agree:
        move(task, COUNT, "BOOKED")
        task.decided_by, task.decided_at = actor, now
    else:
        move(task, COUNT, "ASKED")
        task.found = task.booked = None
        task.counted_by, task.counted_at = "", None
    return None


def cancel(task: Task, actor: str, now: datetime) -> Refusal | None:
    """It is not counted after all."""
    if task.state not in ("ASKED", "COUNTED"):
        return Refusal("not_in_this_state", {"state": task.state})
    move(task, COUNT, "CANCELLED")
    task.decided_by, task.decided_at = actor, now
    return None


def ask(
    cursor: Cursor, wanted: Sequence[tuple[int, int, int | None]], reason: str, actor: str, now: datetime, ids: Ids
) -> int:
    """Ask for (SKU, warehouse, order or none) to be counted; what is asked already is not asked twice. How many."""
    count = 0
    for sku, place, order_id in wanted:
        count += cursor.execute(_sql.ask, [ids.next(), sku, place, reason, now, actor, order_id]).rowcount
    return count


def load(cursor: Cursor, task_id: int) -> Task | None:
    """One task, locked."""
    row = cursor.execute(_sql.load, [task_id]).fetchone()
    return Task(*row) if row else None


def save(cursor: Cursor, task: Task) -> None:
    """Write a changed task."""
    cursor.execute(_sql.save, msgspec.structs.asdict(task))


def whole_shelf(cursor: Cursor, warehouse_id: int, first: str, last: str, limit: int) -> list[int]:
    """The SKUs that lie in the bins from one code to another, in the order of the walk."""
    return [row[0] for row in cursor.execute(_sql.shelf, [warehouse_id, first, last or "\uffff", limit]).fetchall()]

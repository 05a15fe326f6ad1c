"""Counting in one transaction each: ask, enter what was found, decide about a large difference."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.supply import in_one, see
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.stock import counts, limits
from orderway.stock.counts import Task
from orderway.stock.ledger import StockTaken


def ask(engine: Engine, wanted: Sequence[tuple[int, int]], reason: str, actor: str) -> int | Refusal:
    """Ask for (SKU, warehouse) pairs to be counted; how many were not asked for already."""
    if not wanted or len(wanted) > counts.SHEET_ROWS_MAX:
        return Refusal("too_many_lines" if wanted else "no_lines", {"limit": counts.SHEET_ROWS_MAX})
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        rows = [(sku, place, None) for sku, place in wanted]
        return counts.ask(cursor, rows, reason[:100], actor, clock.now(), engine.ids)


def enter(engine: Engine, task_id: int, found: int, actor: str) -> Task | Refusal:
    """What was found; the books follow at once unless the difference is large. `below_reserved` where orders hold more
    than was found: these must be solved first."""

    def work(batch: Batch) -> Task | Refusal:
        task = counts.load(batch.cursor, task_id)
        if task is None:
            return Refusal("unknown_count")
        see(batch, [task.sku_id])
        refusal = counts.enter(task, found, _on_hand(batch, task), actor, limits.read(batch.cursor), batch.now)
        return refusal or _saved(batch, task, actor)

    return _guarded(engine, work)


def decide(engine: Engine, task_id: int, agree: bool, actor: str) -> Task | Refusal:
    """A second person agrees with a large difference, or has it counted again."""

    def work(batch: Batch) -> Task | Refusal:
        task = counts.load(batch.cursor, task_id)
        if task is None:
            return Refusal("unknown_count")
        see(batch, [task.sku_id])
        moved = task.booked is not None and task.booked != _on_hand(batch, task)
        if agree and moved:  # goods moved since: what was found then says nothing about now
            return Refusal("moved_since", {"booked": task.booked, "now": _on_hand(batch, task)})
        refusal = counts.decide(task, agree, actor, batch.now, limits.read(batch.cursor))
        return refusal or _saved(batch, task, actor)

    return _guarded(engine, work)


def cancel(engine: Engine, task_id: int, actor: str) -> Task | Refusal:
    """It is not counted after all."""

    def work(batch: Batch) -> Task | Refusal:
        task = counts.load(batch.cursor, task_id)
        if task is None:
            return Refusal("unknown_count")
        refusal = counts.cancel(task, actor, batch.now)
        return refusal or _saved(batch, task, actor)

    return _guarded(engine, work)


def _on_hand(batch: Batch, task: Task) -> int:
    row = batch.world.seen.get((task.sku_id, task.warehouse_id))
    return row[2] if row else 0


def _saved(batch: Batch, task: Task, actor: str) -> Task:
    if task.state == "BOOKED" and task.found is not None and task.booked is not None:
        batch.world.move(task.sku_id, task.warehouse_id, task.found - task.booked, "count", task.reason)
        batch.save(actor, "count")
    counts.save(batch.cursor, task)
    return task


def _guarded(engine: Engine, work: object) -> Task | Refusal:
    try:
        answer: Task | Refusal = in_one(engine, work)  # type: ignore[arg-type]  # a deed on one batch
    except StockTaken:
        return Refusal("below_reserved")
    return answer

"""What an outside warehouse says of its stock: each telling applied once, older ones never, differences shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from orderway.flow.engine import Engine
from orderway.flow.goods import Change, change_goods
from orderway.kernel import clock
from orderway.kernel.rows import json_text
from orderway.project.edi.books import Cursor
from orderway.project.edi.partners import SQL

ROWS_MAX = 5_000
"""SKUs of one telling; more come in several."""
DIFFERENCES_KEPT_MAX = 1_000
COUNT, RECEIVE, ADJUST = "count", "receive", "adjust"


class Row(NamedTuple):
    """Units of one item number: on the shelf for a count, signed for an adjustment."""

    sku: str
    units: int


class Fed(NamedTuple):
    """What came of a telling. state: applied, part (some rows could not be), old, again."""

    state: str
    changed: int = 0
    differences: list[list[Any]] = []
    """[sku, what the books said, what was told, outcome]: different, unknown_sku, below_reserved, negative."""


def feed(
    engine: Engine, warehouse_id: int, kind: str, key: str, told_at: datetime, rows: Sequence[Row], actor: str
) -> Fed:
    """Apply a telling of stock: count (what lies there), receive (came in), adjust (signed).

    Fed twice: nothing changes. Older than the last count that was applied: nothing changes, since that count knew it.
    """
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        cursor.execute(SQL.feed_lock, [warehouse_id % (1 << 31)])
        last = cursor.execute(SQL.feed_last_count, [warehouse_id]).fetchone()
        old = bool(last and last[0] and told_at < last[0])
        state = "old" if old else "applied"
        values = {"id": engine.ids.next(), "warehouse": warehouse_id, "now": clock.now(), "told_at": told_at,
                  "kind": kind, "key": key[:200], "state": state, "differences": "[]"}  # fmt: skip
        if cursor.execute(SQL.feed_keep, values).fetchone() is None:
            return Fed("again")
        if old:
            return Fed("old")
        fed = _apply(cursor, engine, warehouse_id, kind, _joined(rows[:ROWS_MAX]), f"{kind} {key}"[:100], actor)
        kept = json_text(fed.differences[:DIFFERENCES_KEPT_MAX])
        cursor.execute(SQL.feed_settle, {"id": values["id"], "state": fed.state, "differences": kept})
        return fed


def _joined(rows: Sequence[Row]) -> dict[str, int]:
    """One number for each SKU: several rows (lots, places) are added up."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.sku] = found.get(row.sku, 0) + row.units
    return found


def _apply(cursor: Cursor, engine: Engine, place: int, kind: str, told: dict[str, int], reason: str, actor: str) -> Fed:
    ids = dict(cursor.execute(SQL.skus_by_code, [list(told)]).fetchall())
    stock = {row[0]: row[1:] for row in cursor.execute(SQL.stock_there, [place, list(ids.values())]).fetchall()}
    changes: list[Change] = []
    differences: list[list[Any]] = []
    for code, units in sorted(told.items()):
        sku = ids.get(code)
        on_hand, reserved = stock.get(sku, (0, 0)) if sku is not None else (0, 0)
        after = units if kind == COUNT else on_hand + units
        if sku is None:
            differences.append([code, None, units, "unknown_sku"])
        elif after < 0:
            differences.append([code, on_hand, units, "negative"])
        elif after < reserved:
            differences.append([code, on_hand, units, "below_reserved"])
        else:
            changes.append(Change(sku, place, units))
            if kind != COUNT or units != on_hand:
                differences.append([code, on_hand, units, "different" if kind == COUNT else "done"])
    changed = [one for one in changes if kind != COUNT or stock.get(one.sku_id, (0,))[0] != one.units]
    if changed and change_goods(engine, changed, kind, reason, actor) is not None:
        # Somebody reserved in between: row by row, so that one does not keep the others out.
        names = {sku: code for code, sku in ids.items()}
        for one in changed:
            if change_goods(engine, [one], kind, reason, actor) is not None:
                for row in differences:
                    if row[0] == names[one.sku_id]:
                        row[3] = "below_reserved"
    bad = any(row[3] not in ("different", "done") for row in differences)
    return Fed("part" if bad else "applied", len(changed), differences)

"""Reading stock for a batch and applying a batch's differences, guarded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from orderway.kernel.errors import Overtaken
from orderway.kernel.ids import Ids
from orderway.kernel.rows import copy_escape, numbers
from orderway.kernel.sql import named

Key = tuple[int, int]
Movement = tuple[int, int, int, str, str, int | None]
Lotted = tuple[int, int, int, str, str, int | None, str]
NO_NEED = -(1 << 62)
"""What need not be free: a guard that always holds."""
Cursor = psycopg.Cursor[Any]

_sql = named(__file__)
_NOTHING: dict[Key, int] = {}


class StockTaken(Overtaken):
    """Somebody took the stock first; `skus` are those to lock before deciding again."""

    def __init__(self, skus: Sequence[int]) -> None:
        super().__init__(f"{len(skus)} SKUs")
        self.skus = list(skus)


def read(cursor: Cursor, skus: Sequence[int], lock: Sequence[int] = ()) -> list[tuple[int, int, int, int, int, int]]:
    """(sku, warehouse, on hand, reserved, kept from everybody, ring-fenced) of the SKUs; those in `lock` are locked
    until the transaction ends. Kept from everybody are the safety stock and lots too old to be sold."""
    rows: list[tuple[int, int, int, int, int, int]] = []
    locked = set(lock)
    if locked:
        rows += cursor.execute(_sql.read_locked, [numbers(sorted(locked))]).fetchall()
    free = [sku for sku in skus if sku not in locked] if locked else list(skus)
    if free:
        rows += cursor.execute(_sql.read, [numbers(free)], binary=True).fetchall()
    return rows


def read_demand(cursor: Cursor, skus: Sequence[int]) -> dict[int, int]:
    """Units that orders wait for, of the SKUs that are waited for at all."""
    return dict(cursor.execute(_sql.read_demand, [numbers(skus)]).fetchall()) if skus else {}


def apply(
    cursor: Cursor,
    reserved: Mapping[Key, int],
    on_hand: Mapping[Key, int],
    damaged: Mapping[Key, int],
    fenced: Mapping[Key, int] = _NOTHING,
    transit: Mapping[Key, int] = _NOTHING,
    needed: Mapping[Key, int] = _NOTHING,
) -> dict[int, int]:
    """Lock and change the rows, the last statements before commit; StockTaken where the guard refuses one.

    The caller holds a transaction and rolls it back on StockTaken. Differences of zero are left out. Returns the SKUs
    of which a warehouse ran out with this, or has some again, with the change of what can be promised of them.
    `needed`: what must be free before the change, for shops with a safety stock of their own.
    """
    crossed: dict[int, int] = {}
    kinds = (on_hand, reserved, damaged, fenced, transit)
    keys = sorted({key for kind in kinds for key, units in kind.items() if units})
    if keys:
        skus = [k[0] for k in keys]
        wanted = [numbers(skus), numbers([k[1] for k in keys])]
        more = [kind for kind in (on_hand, damaged, transit) if kind]
        incoming = [k for k in keys if any(kind.get(k, 0) > 0 for kind in more)] if more else []
        if incoming:
            cursor.execute(_sql.make, [numbers([k[0] for k in incoming]), numbers([k[1] for k in incoming])])
        cursor.execute(_sql.lock, wanted)
        changes = [_column(kind, keys, 0) for kind in kinds]
        cursor.execute(_sql.take, [*wanted, *changes, _column(needed, keys, NO_NEED)], binary=True)
        if cursor.rowcount != len(keys):
            raise StockTaken(sorted(set(skus)))
        crossed = _crossed(cursor.fetchall())
    return crossed


def _column(of: Mapping[Key, int], keys: Sequence[Key], usual: int) -> str:
    """What stands in `of` for each key; most kinds of change are empty in most batches."""
    return numbers([of.get(key, usual) for key in keys] if of else [usual] * len(keys))


def wait(cursor: Cursor, demand: Mapping[int, int], freed: Iterable[int] = ()) -> dict[int, int]:
    """Count the units that orders wait for up and down; those waited for now, of these SKUs and of those in `freed`.

    The row of a SKU is where who begins to wait and who frees goods meet: the later of two sees what the earlier did.
    So the one looks for goods that came meanwhile after this (`read`), the other for who waits (`wake`).
    """
    changes = {sku: demand.get(sku, 0) for sku in sorted({*freed, *(sku for sku, units in demand.items() if units)})}
    if not changes:
        return {}
    columns = [numbers(list(changes)), numbers(list(changes.values()))]
    return dict(cursor.execute(_sql.demand, columns * 2).fetchall())


def _crossed(rows: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Of (sku, free now, change): the SKUs with a row that ran out or came back, and how their free units moved."""
    found: dict[int, int] = {}
    for sku, free, change in rows:
        if (free > 0) != (free - change > 0):
            found[sku] = 0
    for sku, free, change in rows:
        if sku in found:
            found[sku] += max(0, free) - max(0, free - change)
    return found


def set_place(cursor: Cursor, sku: int, warehouse: int, safety: int, bin_code: str, now: datetime) -> None:
    """Set the safety stock and bin of one stock row; orders that a lower safety can serve are looked at again."""
    cursor.execute(_sql.set_place, {"safety": safety, "bin_code": bin_code, "sku_id": sku, "warehouse_id": warehouse})
    wait(cursor, {}, [sku])
    wake(cursor, [sku], now)


def read_free(cursor: Cursor, skus: Sequence[int]) -> dict[int, int]:
    """Units of each SKU that can still be promised, over all warehouses."""
    return dict(cursor.execute(_sql.free, [numbers(skus)]).fetchall()) if skus else {}


def wake(cursor: Cursor, skus: Iterable[int], now: datetime) -> int:
    """Make the orders that freed units can serve ready, in fair order; how many."""
    wanted = sorted(set(skus))
    if not wanted:
        return 0
    return cursor.execute(_sql.wake, {"skus": wanted, "now": now}).rowcount


def record(cursor: Cursor, movements: Sequence[Movement | Lotted], actor: str, now: datetime, ids: Ids) -> None:
    """Append movements (sku, warehouse, signed units, kind, reason, order, perhaps the lot) to the ledger."""
    if not movements:
        return
    stamp, by = now.isoformat(), copy_escape(actor)
    lines = []
    for sku, place, units, kind, reason, order_id, *lot in movements:
        whose = "\\N" if order_id is None else order_id
        of_lot = copy_escape(lot[0]) if lot else ""
        lines.append(
            f"{ids.next()}\t{stamp}\t{sku}\t{place}\t{units}\t{kind}\t{copy_escape(reason)}\t{by}\t{whose}\t{of_lot}\n"
        )
    with cursor.copy(_sql.move) as copy:
        copy.write("".join(lines))

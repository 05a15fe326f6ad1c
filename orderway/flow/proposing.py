"""Transfers proposed by the machine: goods lie where they cannot serve the orders that wait, and could be brought."""

from __future__ import annotations

from typing import Any

import msgspec

from orderway.flow import transfer
from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.options import Option, options
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from orderway.kernel.sql import named

ORDERS_AT_ONCE = 200
_sql = named(__file__, "queries.sql")


def propose_for_short(engine: Engine, limit: int = ORDERS_AT_ONCE) -> int:
    """Propose a transfer for orders that wait without one, where it is sooner than waiting; how many were proposed.

    Each proposal holds what it was compared with (wait, split, other transfers: day and cost) and is earmarked for the
    orders it is for. Orders of one way are put into one transfer.
    """
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        waiting = [row[0] for row in cursor.execute(_sql.short_unhelped, {"limit": limit}).fetchall()]
    if not waiting:
        return 0
    by_way: dict[tuple[int, int], list[tuple[Order, Option, list[Option]]]] = {}
    given: dict[tuple[int, int], int] = {}
    for order in _read(engine, waiting):
        found = options(engine, order)
        best = best_transfer(found)
        if best is None or not _still_there(best, given, engine):
            continue
        way = (int(best.facts["from"]), int(best.facts["to"]))
        for sku, units in best.units.items():
            given[(sku, way[0])] = given.get((sku, way[0]), 0) + units
        by_way.setdefault(way, []).append((order, best, found))
    return sum(_propose(engine, way, rows) for way, rows in by_way.items())


def best_transfer(found: list[Option]) -> Option | None:
    """The first transfer offered, where waiting has no day or a later one. Pure."""
    wait = next((one for one in found if one.kind == "wait"), None)
    best = next((one for one in found if one.kind == "transfer"), None)
    if best is None or best.at is None:
        return None
    return best if wait is None or wait.at is None or best.at < wait.at else None


def _still_there(best: Option, given: dict[tuple[int, int], int], engine: Engine) -> bool:
    """Whether what other orders of this round were given leaves enough."""
    from_id = int(best.facts["from"])
    with engine.connection.cursor() as cursor:
        rows = cursor.execute(_sql.free_at, {"skus": list(best.units), "place": from_id}).fetchall()
    free = dict(rows)
    return all(free.get(sku, 0) - given.get((sku, from_id), 0) >= units for sku, units in best.units.items())


def _propose(engine: Engine, way: tuple[int, int], rows: list[tuple[Order, Option, list[Option]]]) -> int:
    units: dict[int, int] = {}
    marks: dict[int, dict[int, int]] = {}
    for order, best, _found in rows:
        for sku, count in best.units.items():
            units[sku] = units.get(sku, 0) + count
            marks.setdefault(sku, {})[order.id] = count
    compared: list[Any] = [_plain(one) for one in rows[0][2]]
    made = transfer.propose(
        engine, *way, units, "machine", "shortage", marks, rows[0][1].at, max(r[1].cost_minor or 0 for r in rows),
        {"options": compared, "orders": len(rows)},
    )  # fmt: skip
    return 0 if isinstance(made, Refusal) else 1


def _plain(one: Option) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one, str_keys=True)
    return plain


def _read(engine: Engine, order_ids: list[int]) -> list[Order]:
    """Orders as they are, for looking only."""

    def work(batch: Batch) -> list[Order]:
        return batch.load(order_ids)

    orders = {order.id: order for order in engine.transact("look", work)}
    return [orders[key] for key in order_ids if key in orders]

"""Asking the decision tables in force about a batch: facts built once an order, one call of the library a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from orderway.flow.facts import OrderFacts, facts_of
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.rules.compile import Compiled, Fired, Outcome


class Said(NamedTuple):
    """What one table said about one order."""

    table: Compiled
    fired: list[Fired]
    missing: list[str]
    """Facts it asks about that could not be known."""
    failed: bool


def judge(kind: str, orders: Sequence[Order], world: World, always: bool = False) -> dict[int, list[Said]]:
    """By order id, what the tables of a kind in force said; orders of shops without tables are not named.

    `always`: tables that are not in force may stand in the world's memo (a trial).
    """
    if not (world.refs.rules or always):
        return {}
    asked: dict[int, tuple[Compiled, list[Order]]] = {}
    for order in orders:
        for table in tables_for(kind, order.shop_id, world):
            asked.setdefault(id(table), (table, []))[1].append(order)
    said: dict[int, list[Said]] = {}
    for table, mine in asked.values():
        for order, outcome in zip(mine, _of_orders(table, mine, world), strict=True):
            said.setdefault(order.id, []).append(Said(table, *outcome))
    return said


def tables_for(kind: str, shop_id: int, world: World) -> list[Compiled]:
    """The tables of a kind in force for a shop, looked up once a batch."""
    key = ("rules", kind, shop_id)
    found: list[Compiled] | None = world.memo.get(key)
    if found is None:
        found = world.memo[key] = world.refs.rules_at(kind, shop_id, world.now)
    return found


def facts_once(order: Order, world: World) -> OrderFacts:
    """The facts of an order, built once in a batch as long as the order did not change."""
    key = ("facts", order.id)
    stamp = (order.version, order.stage, order.payment_state, order.total_minor, len(order.lines), order.units)
    kept: tuple[Any, OrderFacts] | None = world.memo.get(key)
    if kept is None or kept[0] != stamp:
        kept = world.memo[key] = (stamp, facts_of(order, world))
    return kept[1]


def _of_orders(table: Compiled, orders: Sequence[Order], world: World) -> list[Outcome]:
    facts = [{} if world.past and table.private else facts_once(order, world) for order in orders]
    return outcomes(table, [order.id for order in orders], facts, world)


def outcomes(table: Compiled, keys: Sequence[int], facts: Sequence[OrderFacts], world: World) -> list[Outcome]:
    """What a table says of these facts. `keys`: ids of their orders or lines.

    Where the table looks at personal data its answers go into the run record, so that replay has them.
    """
    if not table.private:
        return table.judge(facts)
    what = f"rule {table.table_id} {table.version}"
    if world.past:
        return [_recalled(table, world.of_person(what, key, list, _USUAL)) for key in keys]
    found = table.judge(facts)
    for key, outcome in zip(keys, found, strict=True):
        world.of_person(what, key, partial(_plain, outcome), _USUAL)
    return found


def _plain(outcome: Outcome) -> list[Any]:
    return [[fired.rule_id for fired in outcome.fired], outcome.missing, outcome.failed]


_USUAL: list[Any] = [[], [], False]


def _recalled(table: Compiled, told: Sequence[Any]) -> Outcome:
    rows, missing, failed = told
    by_id = table.by_row_id()
    return Outcome([by_id[row] for row in rows if row in by_id], list(missing), bool(failed))

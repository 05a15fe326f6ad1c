"""What the rule tables of kind `ship_from` say of the orders of a batch. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from orderway.flow.judging import Said, judge
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.journey.source.offers import Steering
from orderway.kernel.money import exponent
from orderway.rules.compile import Fired
from orderway.rules.kind_ship_from import AVOID, NEVER, ONLY, PREFER


def steering_of(orders: Sequence[Order], world: World) -> dict[int, Steering]:
    """By order id what rules exclude and prefer. Orders of which no rule speaks are left out, and those whose warehouse
    a person has chosen: that goes before the rules."""
    said = judge("ship_from", orders, world)
    if not said:
        return {}
    codes = frozenset(warehouse.code for warehouse in world.refs.warehouses.values())
    unit = 10 ** exponent(next((w.currency for w in world.refs.warehouses.values()), "CNY"))
    found = {order_id: _steering(tables, codes, unit) for order_id, tables in said.items()}
    by_hand = {order.id for order in orders if order.warehouse_id is not None}
    return {
        order_id: steering
        for order_id, steering in found.items()
        if (steering.rules or steering.failed) and order_id not in by_hand
    }


def _steering(said: Sequence[Said], codes: frozenset[str], unit: int) -> Steering:
    hard: set[str] = set()
    soft: set[str] = set()
    cost: dict[str, int] = {}
    rules: list[str] = []
    failed = False
    for table, fired, _, broken in said:
        failed = failed or broken
        for row in fired:
            rules.append(f"{table.name} {row.version}: {row.rule_id}")
            named = frozenset(_names(row))
            does = row.outputs["do"]
            if does in (ONLY, NEVER):
                (hard if row.hard else soft).update(codes - named if does == ONLY else codes & named)
                continue
            amount = row.outputs["amount"]
            minor = int(amount * unit) if isinstance(amount, (int, Decimal)) else 0
            for code in codes - named if does == PREFER else codes & named if does == AVOID else ():
                cost[code] = cost.get(code, 0) + minor
    return Steering(frozenset(hard), frozenset(soft - hard), tuple(sorted(cost.items())), tuple(rules), failed)


def _names(row: Fired) -> list[str]:
    names = row.outputs["warehouses"]
    return names if isinstance(names, list) else []

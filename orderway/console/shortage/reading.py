"""What the pages of shortages read: the ways out of orders, and what many of them come to together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from orderway.console.reading import read_orders
from orderway.console.shortage.words import DOES, about, way_word
from orderway.flow.choice import KINDS, Choice
from orderway.flow.order import Order
from orderway.flow.short_supply import ways_out
from orderway.kernel.sql import named
from orderway.web.engine import engine, rows

SQL = named(__file__)
SKUS_MAX = 200
ORDERS_MAX = 500
"""Orders short of one SKU that are compared and decided at once, the first in fair order."""


def shown(found: Sequence[Choice]) -> list[dict[str, Any]]:
    """Ways as the table shows them, the best first."""
    return [
        {"one": one, "word": way_word(one.kind), "does": DOES.get(one.kind, ""), "about": about(one), "best": at == 0}
        for at, one in enumerate(found)
    ]


def ways_of(order: Order) -> list[Choice]:
    """Every way out of one order."""
    return ways_out(engine(), [order]).get(order.id, [])


def short_of(sku_id: int, shops: Sequence[int] | None) -> list[Order]:
    """The orders short of a SKU in the reader's shops, in fair order."""
    values = {"sku": sku_id, "shops": list(shops) if shops is not None else None, "limit": ORDERS_MAX}
    wanted = [row[0] for row in rows(SQL.orders, values)]
    by_id = {order.id: order for order in read_orders(wanted)}
    return [by_id[key] for key in wanted if key in by_id]


def together(orders: Sequence[Order]) -> tuple[list[dict[str, Any]], dict[str, list[Order]]]:
    """By kind of way: how many orders have it, what it costs them by currency, the last day; and those orders.

    Each order is looked at by itself: what the first takes is not there for the next, which then says so.
    """
    found = ways_out(engine(), orders)
    able: dict[str, list[Order]] = {}
    first: dict[str, list[Choice]] = {}
    for order in orders:
        seen = set()
        for one in found.get(order.id, ()):
            if one.kind not in seen:
                seen.add(one.kind)
                able.setdefault(one.kind, []).append(order)
                first.setdefault(one.kind, []).append(one)
    table = [_sum(kind, first[kind], len(orders)) for kind in KINDS if kind in first]
    return table, able


def _sum(kind: str, ways: Sequence[Choice], of_orders: int) -> dict[str, Any]:
    costs: dict[str, int] = {}
    refunds: dict[str, int] = {}
    for one in ways:
        costs[one.currency] = costs.get(one.currency, 0) + (one.total_minor or 0)
        refunds[one.currency] = refunds.get(one.currency, 0) + one.refund_minor
    days: list[datetime] = [one.ship_at for one in ways if one.ship_at is not None]
    return {
        "kind": kind,
        "word": way_word(kind),
        "many": len(ways),
        "of": of_orders,
        "costs": [(amount, currency) for currency, amount in sorted(costs.items())],
        "refunds": [(amount, currency) for currency, amount in sorted(refunds.items()) if amount],
        "unknown": sum(1 for one in ways if one.total_minor is None),
        "last": max(days) if len(days) == len(ways) and days else None,
        "punished": sum(1 for one in ways if one.punished),
    }

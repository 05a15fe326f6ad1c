"""What is to know of the goods behind orders that are short, read at once for many; and the ways out of each.

Reads, locks nothing, writes nothing: what is free now may be gone a moment later, and each deed is guarded anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from orderway.flow import reading
from orderway.flow.choice import Choice
from orderway.flow.choices import Supply, choices_of
from orderway.flow.dating import reach_of
from orderway.flow.engine import Engine
from orderway.flow.options import short_units
from orderway.flow.order import Order
from orderway.flow.reference import References
from orderway.flow.world import World
from orderway.kernel import clock
from orderway.stock import dates, substitutes
from orderway.stock.availability import Availability, availability

Cursor = psycopg.Cursor[Any]


def ways_out(engine: Engine, orders: Sequence[Order]) -> dict[int, list[Choice]]:
    """By order id, every way out that is possible now, the best first; orders that lack nothing are left out."""
    if not any(short_units(order) for order in orders):
        return {}
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        reading.refresh(engine.references, cursor)
        return look(cursor, engine.references, orders, World(clock.now(), engine.references))


def look(cursor: Cursor, refs: References, orders: Sequence[Order], world: World) -> dict[int, list[Choice]]:
    """The same within a transaction whose reference data are known. Nine queries for each shop among the orders."""
    found: dict[int, list[Choice]] = {}
    by_shop: dict[int, list[Order]] = {}
    for order in orders:
        if short_units(order):
            by_shop.setdefault(order.shop_id, []).append(order)
    for shop_id, mine in by_shop.items():
        supply = _supply(cursor, refs, mine, shop_id)
        found.update({order.id: choices_of(order, supply, world) for order in mine})
    return found


def _supply(cursor: Cursor, refs: References, orders: Sequence[Order], shop_id: int) -> Supply:
    short = sorted({sku for order in orders for sku in short_units(order)})
    instead = substitutes.of(cursor, short)
    beside = {one[0] for others in instead.values() for one in others}
    bound = {
        line.sku_id
        for order in orders
        if order.warehouse_id is not None or order.extra.get("barred")
        for line in order.lines
        if line.sku_id is not None
    }
    wanted = sorted({*short, *beside, *bound})
    every = {line.sku_id for order in orders for line in order.lines if line.sku_id is not None}
    reading.need_skus(refs, cursor, every | beside)
    seen: dict[int, Availability] = availability(cursor, wanted, shop_id)
    return Supply(seen, dates.queues(cursor, short, reach_of(refs)), instead)

"""Orders in full, read without a lock: the same structs as the engine's, for pages and for trying commands out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow import reading, tables
from orderway.flow.order import Order
from orderway.flow.reference import References
from orderway.web.engine import engine


def read_orders(order_ids: Sequence[int]) -> list[Order]:
    """These orders with all that belongs to them but scans, notes and events, in id order; unknown ids left out."""
    wanted = list(order_ids)
    if not wanted:
        return []
    with engine().connection.cursor() as cursor:
        rows = cursor.execute(f"{tables.ORDERS.select_sql} WHERE id = ANY(%s) ORDER BY id", [wanted])
        by_id = {order.id: order for order in (_fresh(tables.ORDERS.of(row)) for row in rows.fetchall())}
        for row in cursor.execute(f"{tables.PERSONS.select_sql} WHERE order_id = ANY(%s)", [wanted]).fetchall():
            if row[0] in by_id:
                by_id[row[0]].person = tables.PERSONS.of(row)
        for name, table in tables.CHILDREN.items():
            _read_parts(cursor, name, table, by_id)
        for name, (key, table) in tables.SELDOM.items():
            few = {order.id: order for order in by_id.values() if key in order.extra}
            if few:
                _read_parts(cursor, name, table, few)
    return list(by_id.values())


def references() -> References:
    """What is known of shops, warehouses and policies, as it is now: a fresh process knows nothing before."""
    made = engine()
    with made.connection.cursor() as cursor:
        reading.refresh(made.references, cursor)
    return made.references


def _fresh(order: Order) -> Order:
    """Lists of its own: the defaults of a struct made from a row must not be shared."""
    for name in (*tables.CHILDREN, *tables.SELDOM, *tables.APPENDED, "steps"):
        setattr(order, name, [])
    return order


def _read_parts(cursor: Any, name: str, table: Any, by_id: dict[int, Order]) -> None:
    at = next(i for i, column in enumerate(table.columns) if column.name == "order_id")
    sql = f"{table.select_sql} WHERE order_id = ANY(%s) ORDER BY id"
    for row in cursor.execute(sql, [list(by_id)]).fetchall():
        getattr(by_id[row[at]], name).append(table.of(row))


def read_order(order_id: int) -> Order | None:
    """One order in full, or None."""
    found = read_orders([order_id])
    return found[0] if found else None

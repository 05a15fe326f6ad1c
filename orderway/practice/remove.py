"""Takes the practice data away, entirely: the orders of practice shops with all of theirs, and the company itself.

What real orders or listings use (a SKU that a real shop sells by now) stays and is no longer practice.
"""

from __future__ import annotations

from typing import Any

import psycopg

from orderway.flow.record import orders_of
from orderway.history.log import read_record
from orderway.kernel.sql import named
from orderway.practice.state import REMOVED, SETTING

SQL = named(__file__, "remove.sql")
RECORDS_AT_ONCE = 200
TABLES_BY_ORDER = (
    "person person_was order_line hold question reservation fulfilment fulfilment_line parcel scan payment refund "
    "return_case survey note event outbox reveal conversation"
).split()


def remove(connection: psycopg.Connection[Any]) -> int:
    """Remove everything in one transaction; how many orders went. `connection` is in autocommit."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(SQL.gather)
        orders = cursor.execute(SQL.order_count).fetchone()
        _records(cursor)
        for table in TABLES_BY_ORDER:
            cursor.execute(f"DELETE FROM {table} WHERE order_id IN (SELECT id FROM practice_orders)")
        for statement in SQL.__dict__:
            if statement.startswith("part_"):
                cursor.execute(getattr(SQL, statement))
        cursor.execute(SQL.mark, {"key": SETTING, "state": REMOVED})
    return int(orders[0]) if orders else 0


def _records(cursor: psycopg.Cursor[Any]) -> None:
    """Run records of batches in which every order was practice."""
    last = 0
    mine = {row[0] for row in cursor.execute("SELECT id FROM practice_orders").fetchall()}
    while rows := cursor.execute(SQL.records, [last, RECORDS_AT_ONCE]).fetchall():
        gone = [row[0] for row in rows if mine.issuperset(orders_of(read_record(row[1])))]
        cursor.execute("DELETE FROM run_record WHERE id = ANY(%s)", [gone])
        last = rows[-1][0]

"""The two floors: rows made by set-based SQL inside the server (limit), and rows sent ready-made (fed)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg

from orderway.adapters.channels import channels
from orderway.flow.batch import Batch
from orderway.journey.intake.work import Reader
from orderway.kernel.limits import BATCH_ORDERS_MAX
from orderway.kernel.sql import named
from orderway.project.bench.ground import LINES
from orderway.project.parts import engine_on
from orderway.stock import ledger

_sql = named(__file__, "floors.sql")
ID_SPAN = 100_000_000


def limit(conninfo: str, number: int, orders: int) -> Callable[[], None]:
    """Write the rows of `orders` orders by INSERT … SELECT FROM generate_series, 500 a transaction."""
    connection = psycopg.connect(conninfo, autocommit=True)
    values = {"lines": LINES, "orders": BATCH_ORDERS_MAX}
    statements = [s.strip() for s in _sql.limit.split(";\n") if s.strip()]
    first = (number + 1) * ID_SPAN

    def deed() -> None:
        for start in range(0, orders, BATCH_ORDERS_MAX):
            with connection.transaction(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement, {**values, "first": first + start})

    return deed


class Fed(NamedTuple):
    """What one batch writes: (COPY statement, text) in order, and the stock differences."""

    copies: list[tuple[str, str]]
    reserved: dict[tuple[int, int], int]


def record(conninfo: str) -> list[Fed]:
    """Run the flow once and keep what each batch writes."""
    batches: list[Fed] = []
    engine = engine_on(psycopg.connect(conninfo, autocommit=True), "record")
    copies: list[tuple[str, str]] = []

    class Recording(Batch):
        def _copy(self, table: Any, rows: Any) -> None:
            if rows:
                copies.append((table.copy_sql, table.copy_text(rows)))
            super()._copy(table, rows)

        def save(self, actor: str, kind: str, message_of: dict[int, int] | None = None) -> None:
            copies.clear()
            super().save(actor, kind, message_of)
            batches.append(Fed(list(copies), dict(self.world.reserve_change)))

    engine.batch_type = Recording
    reader = Reader(engine, channels())
    while reader.work():
        pass
    engine.connection.close()
    return batches


def fed(conninfo: str, number: int, batches: list[Fed], workers: int) -> Callable[[], None]:
    """Send every `workers`-th batch of ready rows by COPY, stock last, a transaction each."""
    connection = psycopg.connect(conninfo, autocommit=True)
    mine = batches[number::workers]
    random.Random(number).shuffle(mine)

    def deed() -> None:
        for batch in mine:
            with connection.transaction(), connection.cursor() as cursor:
                for statement, text in batch.copies:
                    with cursor.copy(statement) as copy:
                        copy.write(text)
                ledger.apply(cursor, batch.reserved, {}, {})

    return deed

"""The two floors: rows made by set-based SQL inside the server (limit), and rows sent ready-made (fed)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple

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


class Stored(NamedTuple):
    """A statement that stores rows, with its values or, for COPY, the rows as it wants them."""

    statement: Any
    values: Any
    data: bytes | None = None


class Fed(NamedTuple):
    """What one batch stores, in its order, and the stock differences."""

    rows: list[Stored]
    reserved: dict[tuple[int, int], int]


class Noting(psycopg.Cursor[Any]):
    """A cursor that notes, before it does so, each statement that stores rows."""

    noted: ClassVar[list[Stored]] = []

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """As psycopg's; an INSERT is noted."""
        if str(query).lstrip().startswith("INSERT"):
            self.noted.append(Stored(query, params))
        return super().execute(query, params, **more)

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **more: Any) -> Iterator[Any]:
        """As psycopg's; the rows are noted, and sent together."""
        pieces: list[bytes] = []
        yield SimpleNamespace(write=lambda some: pieces.append(some.encode() if isinstance(some, str) else some))
        data = b"".join(pieces)
        self.noted.append(Stored(statement, params, data))
        with super().copy(statement, params, **more) as copy:
            copy.write(data)


def record(conninfo: str) -> list[Fed]:
    """Run the flow once and keep what each batch stores: the orders' rows, outcomes, counts, the run record."""
    batches: list[Fed] = []
    reserved: list[dict[tuple[int, int], int]] = []
    engine = engine_on(psycopg.connect(conninfo, autocommit=True, cursor_factory=Noting), "record")

    class Recording(Batch):
        def save(self, actor: str, kind: str, message_of: dict[int, int] | None = None) -> None:
            super().save(actor, kind, message_of)
            reserved.append(dict(self.world.reserve_change))

    engine.batch_type = Recording
    reader = Reader(engine, channels())
    Noting.noted.clear()
    while reader.work():
        batches.append(Fed(list(Noting.noted), reserved.pop()))
        Noting.noted.clear()
    engine.connection.close()
    return batches


def fed(conninfo: str, number: int, batches: list[Fed], workers: int) -> Callable[[], None]:
    """Send every `workers`-th batch of ready rows as the flow does, a transaction each."""
    connection = psycopg.connect(conninfo, autocommit=True)
    mine = batches[number::workers]
    random.Random(number).shuffle(mine)
    return partial(feed, connection, mine)


def feed(connection: psycopg.Connection[Any], batches: list[Fed]) -> None:
    """Store what was recorded, stock last."""
    for batch in batches:
        with connection.transaction(), connection.cursor() as cursor:
            for statement, values, data in batch.rows:
                if data is None:
                    cursor.execute(statement, values)
                    continue
                with cursor.copy(statement, values) as copy:
                    copy.write(data)
            ledger.apply(cursor, batch.reserved, {}, {})

"""The engine: one connection, the reference data it keeps, the gates it was given, and the transaction with its
retries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import psycopg
from psycopg import errors as pg

from orderway.flow import asked, invoice, reading, record, travel
from orderway.flow.advance import advance
from orderway.flow.batch import Batch
from orderway.flow.ending import end_holds, wake_at
from orderway.flow.gate import Gate
from orderway.flow.gift import see_gifts
from orderway.flow.knowing import see_rule_needs
from orderway.flow.reference import References
from orderway.history import log
from orderway.kernel import clock
from orderway.kernel.crashpoint import crashpoint
from orderway.kernel.errors import Overtaken
from orderway.kernel.ids import Ids
from orderway.kernel.limits import BATCH_ORDERS_MAX, LOCK_WAIT_SECONDS_MAX, RETRIES_MAX
from orderway.kernel.sql import named
from orderway.stock.ledger import StockTaken

T = TypeVar("T")
_sql = named(__file__)
SET_ASIDE_MINUTES = 60
BLOCKS_AHEAD_MAX = 8
"""Blocks of ids taken at a time by who needs many: 500 orders need six or seven. Others take one, then two …"""
LOST_RACES = (pg.UniqueViolation, pg.SerializationFailure, pg.DeadlockDetected, pg.LockNotAvailable)


class Engine:
    """Decides and saves batches over one connection (autocommit on; transactions are the engine's own).

    `hash_key` keys the hashes by which personal data is found. Not for sharing between threads.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        gates: Sequence[Gate],
        hash_key: bytes,
        worker: str = "web",
        references: References | None = None,
    ) -> None:
        self.connection = connection
        self.gates = gates
        self.gates_of: Callable[[Ids], Sequence[Gate]] = lambda ids: self.gates
        """The same gates over other ids, for replay; who puts an engine together provides it."""
        self.hash_key = hash_key
        self.worker = worker
        self.references = references or References()
        self.ids = Ids(self._take_block)
        self._blocks: list[int] = []
        self._ahead = 1
        self.records = True
        self.batch_type = Batch
        """The kind of batch made; benches put one here that records what it writes."""

    def read_ahead(self) -> None:
        """Read what orders will most likely need; for workers that live long."""
        with self.connection.cursor() as cursor:
            reading.read_ahead(self.references, cursor)

    def _take_block(self) -> int:
        if not self._blocks:
            rows = self.connection.execute(_sql.id_blocks, [self._ahead]).fetchall()
            self._blocks = sorted((row[0] for row in rows), reverse=True)
            self._ahead = min(2 * self._ahead, BLOCKS_AHEAD_MAX)
        return self._blocks.pop()

    def transact(self, kind: str, work: Callable[[Batch], T], retries: int = RETRIES_MAX) -> T:
        """Run `work` on a new batch in one transaction, again when somebody else was faster, at most RETRIES_MAX times.

        `work` loads, decides and saves; it must not reach outside the database, since it may run more than once.
        """
        lock: Sequence[int] = ()
        for attempt in range(retries):
            crashpoint(f"{kind}.a")
            try:
                with self.connection.transaction(), self.connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT_SECONDS_MAX}s'")
                    reading.refresh(self.references, cursor)
                    batch = self.batch_type(cursor, clock.now(), self.references, self.ids, lock)
                    batch.attempt = attempt
                    batch.kind = kind
                    answer = work(batch)
                    crashpoint(f"{kind}.b")
            except (Overtaken, *LOST_RACES) as lost:
                if attempt == retries - 1:
                    raise
                lock = sorted({*lock, *lost.skus}) if isinstance(lost, StockTaken) else lock
                continue
            crashpoint(f"{kind}.c")
            if batch.snapshot:
                self._keep_snapshot(batch)
            return answer
        raise Overtaken(f"{kind}: {retries} tries")

    def advance(self, batch: Batch) -> None:
        """Load what the gates need and take the batch through them."""
        batch.see_needs()
        if any([order.lead_id is not None for order in batch.orders]):  # noqa: C419 - faster
            travel.mend(batch.orders, batch.ids)
        for order in batch.orders:
            if order.invoices:
                batch.outgoing += invoice.keep_right(order, batch.world, batch.ids)
        see_rule_needs(batch, self.hash_key)
        see_gifts(batch)
        past = self._before(batch) if self.records else None
        blocks = batch.ids.mark()
        advance(batch.orders, batch.world, self.gates, batch.ids)
        if past is not None:
            self._record(batch, past, blocks)

    def _before(self, batch: Batch) -> record.Before:
        return record.before(batch.orders, batch.world)

    def _record(self, batch: Batch, past: record.Before, blocks: list[int]) -> None:
        world = batch.world
        batch.snapshot = world.refs.snapshot
        if not batch.snapshot:
            batch.snapshot, batch.snapshot_data = log.snapshot_of(world.refs.read)
        kept = record.record_of(batch.orders, world, past, batch.told, blocks, batch.attempt)
        about = log.About(len(batch.orders), self.worker, batch.kind, batch.snapshot, record.code())
        log.keep_record(batch.cursor, kept, about, batch.now, batch.ids)

    def _keep_snapshot(self, batch: Batch) -> None:
        """Keep the reference data that a saved batch saw, after its commit. A crash between the two leaves it to the
        next batch that sees the same."""
        if batch.snapshot_data:
            with self.connection.transaction(), self.connection.cursor() as cursor:
                version = self.references.version
                log.keep_snapshot(cursor, batch.snapshot, batch.snapshot_data, version, batch.now)
        self.references.snapshot = batch.snapshot

    def look_again(self, limit: int = BATCH_ORDERS_MAX, only: int | None = None) -> int:
        """Claim the orders whose time has come (or just `only`) and take them on; how many there were."""

        def work(batch: Batch) -> int:
            values = {"now": batch.now, "limit": limit, "only": only}
            claimed = batch.cursor.execute(_sql.claim_ready if only is None else _sql.claim_one, values).fetchall()
            if not claimed:
                return 0
            for order in batch.load([row[0] for row in claimed]):
                rung = order.ready_at
                order.ready_at = None
                clocked = bool(order.holds) and rung == wake_at(order)
                if order.holds:
                    end_holds(order, batch.world, batch.ids)
                if order.questions:
                    clocked = (rung == asked.wake_at(order)) or clocked
                    asked.end_questions(order, batch.world, batch.ids)
                if order.waits_for == "stock" and not clocked:
                    order.stage, order.waits_for = "promise", ""
            self.advance(batch)
            batch.save("machine", "advance")
            return len(claimed)

        return self.transact("advance", work)

    def due(self, limit: int = BATCH_ORDERS_MAX) -> list[int]:
        """The orders whose time has come, by id, without claiming them."""
        rows = self.connection.execute(_sql.due, {"now": clock.now(), "limit": limit}).fetchall()
        return [row[0] for row in rows]

    def set_aside(self, order_id: int) -> None:
        """Leave an order that breaks whoever takes it on alone for SET_ASIDE_MINUTES; the log says why."""
        again = clock.now() + timedelta(minutes=SET_ASIDE_MINUTES)
        self.connection.execute(_sql.set_aside, {"id": order_id, "again": again})

"""Writing what happened, in the transaction in which it happened."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import psycopg

from orderway.kernel.ids import Ids
from orderway.kernel.rows import copy_escape, json_text
from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
RECORD_ZLIB_LEVEL = 1
FLOW_DAYS = 40
"""Counts of what passed an hour are kept so long."""

_sql = named(__file__)


class Outgoing(msgspec.Struct):
    """A message for somebody outside: `target` is who (a subscription, a shop's channel, a notice service)."""

    topic: str
    target: str
    payload: dict[str, Any]
    order_id: int | None = None


def count(cursor: Cursor, changes: Mapping[tuple[str, str], int], now: datetime, ids: Ids) -> None:
    """Append differences of the board's counts, keyed (kind, key); zeros are left out."""
    rows = [(kind, key, change) for (kind, key), change in sorted(changes.items()) if change]
    if rows:
        stamp = now.isoformat()
        text = "".join(f"{ids.next()}\t{stamp}\t{kind}\t{copy_escape(key)}\t{change}\n" for kind, key, change in rows)
        with cursor.copy(_sql.tally_changes) as copy:
            copy.write(text)


def fold_counts(cursor: Cursor, now: datetime) -> None:
    """Fold the differences into one row a count, and forget what passed long ago; run now and then by one worker."""
    cursor.execute(_sql.fold_tally)
    cursor.execute(_sql.forget_flow, {"before": f"{now - timedelta(days=FLOW_DAYS):%Y%m%d%H}"})


def counts(cursor: Cursor, kind: str) -> dict[str, int]:
    """The counts of one kind as they are now."""
    return dict(cursor.execute(_sql.counts, {"kind": kind}).fetchall())


def flow_since(cursor: Cursor, since: datetime) -> dict[str, int]:
    """What passed, by `hour:shop:from>to` (UTC hour as YYYYMMDDHH; nothing before `>` is a new order), `hour:shop:on_time`
    and `hour:shop:late` (shipments), from the hour of `since` on."""
    return dict(cursor.execute(_sql.flow_since, {"since": f"{since:%Y%m%d%H}"}).fetchall())


def send(cursor: Cursor, messages: Sequence[Outgoing], now: datetime, ids: Ids) -> None:
    """Put messages into the outbox; they leave only if this transaction commits."""
    if not messages:
        return
    cursor.execute(
        _sql.outbox_add,
        {
            "now": now,
            "ids": [ids.next() for _ in messages],
            "topics": [m.topic for m in messages],
            "targets": [m.target for m in messages],
            "orders": [m.order_id for m in messages],
            "payloads": [json_text(m.payload) for m in messages],
        },
    )


def keep_record(cursor: Cursor, record: dict[str, Any], orders: int, worker: str, now: datetime, ids: Ids) -> None:
    """Keep the compressed record of one batch: what was decided on, so that it can be decided again."""
    packed = zlib.compress(msgspec.msgpack.encode(record), RECORD_ZLIB_LEVEL)
    cursor.execute(_sql.run_record, [ids.next(), now, worker, orders, packed])


def read_record(packed: bytes) -> dict[str, Any]:
    """The record of a batch as it was kept."""
    record: dict[str, Any] = msgspec.msgpack.decode(zlib.decompress(packed), strict=False)
    return record

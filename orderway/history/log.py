"""Writing what happened, in the transaction in which it happened."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

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
_packer = msgspec.msgpack.Encoder()


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
    """What passed, by `hour:shop:from>to` (UTC hour as YYYYMMDDHH; nothing before `>` is a new order),
    `hour:shop:on_time` and `hour:shop:late` (shipments), from the hour of `since` on."""
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


class Taken(msgspec.Struct):
    """A message of the outbox in the hands of a relay; `attempt` counts this try."""

    id: int
    topic: str
    target: str
    order_id: int | None
    payload: dict[str, Any]
    attempt: int


def take(cursor: Cursor, topics: Sequence[str], now: datetime, until: datetime, limit: int) -> list[Taken]:
    """Claim the next messages of these topics; nobody else gets them before `until`. Counted as tried from now on."""
    wanted = {"topics": list(topics), "now": now, "until": until, "limit": limit}
    rows = cursor.execute(_sql.outbox_claim, wanted).fetchall()
    return sorted((Taken(*row) for row in rows), key=lambda taken: taken.id)


def delivered(cursor: Cursor, outcomes: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    """Messages have reached their target; what came of each is kept with it (codes and keys, no personal data)."""
    if outcomes:
        texts = [json_text(outcome) for outcome in outcomes.values()]
        cursor.execute(_sql.outbox_done, {"now": now, "ids": list(outcomes), "outcomes": texts})


def undelivered(cursor: Cursor, message_id: int, failure: str, next_at: datetime | None, counted: bool = True) -> None:
    """A message was tried in vain: again at `next_at`, or given up (state FAILED) where that is None.

    Not `counted`: it was put off untried, so that the try is taken back.
    """
    cursor.execute(
        _sql.outbox_failed, {"id": message_id, "failure": failure, "next_at": next_at, "tries": 0 if counted else 1}
    )


def tell_levels(
    cursor: Cursor, levels: Mapping[tuple[int, str], int], now: datetime, ids: Ids, due: datetime | None = None
) -> int:
    """Tell shops how many of a SKU they may sell, keyed (shop id, SKU code), absolutely; how many messages are new.

    A level that is still on its way is replaced, not followed. `due`: when it is to leave, so that a flurry of changes
    becomes one message; at once without it.
    """
    if not levels:
        return 0
    keys = sorted(levels)
    values = {
        "now": now, "due": due or now, "ids": [ids.next() for _ in keys],
        "targets": [f"shop:{shop}" for shop, _ in keys],
        "skus": [sku for _, sku in keys], "quantities": [levels[key] for key in keys],
    }  # fmt: skip
    return cursor.execute(_sql.outbox_levels, values).rowcount


def try_class_again(cursor: Cursor, target: str, failure: str, now: datetime) -> int:
    """All messages to a target that were given up for one class of failure are tried again; how many there were."""
    return cursor.execute(_sql.outbox_class_again, {"target": target, "class": f"{failure}:%", "now": now}).rowcount


def try_outgoing_again(cursor: Cursor, message_ids: Sequence[int], now: datetime) -> int:
    """Messages given up are tried again; how many there were."""
    return cursor.execute(_sql.outbox_again, {"ids": list(message_ids), "now": now}).rowcount


def settle_outgoing_by_hand(cursor: Cursor, message_ids: Sequence[int], who: str, now: datetime) -> int:
    """Messages given up were delivered by a person in another way; how many there were."""
    outcome = json_text({"by_hand": who})
    return cursor.execute(_sql.outbox_drop, {"ids": list(message_ids), "now": now, "outcome": outcome}).rowcount


def forget_delivered(cursor: Cursor, before: datetime, limit: int) -> int:
    """Delete up to `limit` messages delivered before that time; how many there were."""
    return cursor.execute(_sql.outbox_forget, {"before": before, "limit": limit}).rowcount


def forget_orders_messages(cursor: Cursor, order_ids: Sequence[int]) -> int:
    """Delete what was delivered about these orders (letters, labels, messages to shops); how many there were."""
    return cursor.execute(_sql.outbox_forget_orders, [list(order_ids)]).rowcount


class About(NamedTuple):
    """What stands beside a run record: how many orders, who decided, what for, on which reference data, by which
    code."""

    orders: int
    worker: str
    kind: str
    snapshot: str
    code: str


def keep_record(cursor: Cursor, record: dict[str, Any], about: About, now: datetime, ids: Ids) -> None:
    """Keep the compressed record of one batch: what was decided on, so that it can be decided again."""
    packed = zlib.compress(_packer.encode(record), RECORD_ZLIB_LEVEL)
    cursor.execute(_sql.run_record, [ids.next(), now, packed, *about])


def snapshot_of(rows: Mapping[str, Any]) -> tuple[str, bytes]:
    """Reference data as it was read: the digest of its content, and the content for `keep_snapshot`."""
    data = _packer.encode(rows)
    return hashlib.blake2b(data, digest_size=16).hexdigest(), data


def keep_snapshot(cursor: Cursor, digest: str, data: bytes, version: int, now: datetime) -> None:
    """Keep reference data once for each content. Not within a batch's transaction: workers that keep the same would
    wait for each other."""
    if cursor.execute(_sql.snapshot_there, [digest]).fetchone() is None:
        cursor.execute(_sql.snapshot_add, [digest, version, now, zlib.compress(data, RECORD_ZLIB_LEVEL)])


def read_snapshot(packed: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Reference data as `keep_snapshot` was given it."""
    found: dict[str, list[tuple[Any, ...]]] = msgspec.msgpack.decode(
        zlib.decompress(packed), type=dict[str, list[tuple[Any, ...]]]
    )
    return found


def read_record(packed: bytes) -> dict[str, Any]:
    """The record of a batch as it was kept."""
    record: dict[str, Any] = msgspec.msgpack.decode(zlib.decompress(packed), strict=False)
    return record

"""Storing what arrives, before anything is understood of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import psycopg

from orderway.kernel.ids import Ids
from orderway.kernel.rows import numbers, texts
from orderway.kernel.sql import named

SQL = named(__file__)
OWN = "order"
"""Topic of a message in our own form (`ports.channel.IncomingOrder` as JSON); any other is the channel's own."""

MAIL = "mail"
"""Topic of a buyer's mail: a `ports.channel.Document` of kind message as JSON."""

STOP, URGENT, LIVE, LATER, FILE = 30, 20, 10, 0, -10
"""How soon a message is read when there are more than can be read at once: what stops or gives back before goods leave,
paid orders wanted soon, paid orders and what platforms send, what is not paid, rows of files."""

Cursor = psycopg.Cursor[Any]


class Arrival(msgspec.Struct):
    """One message as it came. `source` says by which way: api, webhook, file:NAME#ROW, pull, hand."""

    shop_id: int
    body: bytes
    topic: str = OWN
    key: str = ""
    source: str = "api"
    priority: int = LATER


def store(cursor: Cursor, arrivals: Sequence[Arrival], now: datetime, ids: Ids) -> list[int]:
    """Keep messages; their ids in the same sequence. The caller commits before it acknowledges."""
    if not arrivals:
        return []
    given = [ids.next() for _ in arrivals]
    cursor.execute(
        SQL.store,
        {
            "now": now,
            "ids": numbers(given),
            "shops": numbers([a.shop_id for a in arrivals]),
            "topics": texts([a.topic for a in arrivals]),
            "keys": texts([a.key for a in arrivals]),
            "sources": texts([a.source for a in arrivals]),
            "bodies": [a.body for a in arrivals],
            "priorities": numbers([a.priority for a in arrivals]),
        },
    )
    return given


def first_delivery(cursor: Cursor, shop_id: int, key: str, now: datetime) -> bool:
    """Note a signed delivery's key; False where it was delivered before (a replay)."""
    return cursor.execute(SQL.seen, [shop_id, key, now]).rowcount == 1


def first_deliveries(cursor: Cursor, shop_id: int, keys: Sequence[str], now: datetime) -> set[str]:
    """Note the keys of many messages at once; those that were not there before."""
    return {row[0] for row in cursor.execute(SQL.seen_many, [shop_id, now, sorted(keys)])} if keys else set()


def behind(cursor: Cursor) -> tuple[int, datetime | None]:
    """Messages still to be read, and since when the oldest of them waits."""
    row = cursor.execute(SQL.behind).fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def try_again(cursor: Cursor, message_ids: Sequence[int]) -> int:
    """Parked messages are read again; how many there were."""
    return cursor.execute(SQL.unpark, [list(message_ids)]).rowcount


def unpark_known(cursor: Cursor) -> int:
    """Messages parked because their order was unknown, of which the order is here now, are read again; how many.

    Two readers at once, one with the message and one with its order, do not see each other.
    """
    return cursor.execute(SQL.unpark_known).rowcount


def try_all_alike(cursor: Cursor, reason: str, shop_ids: Sequence[int]) -> int:
    """All messages parked for one reason at these shops are read again; how many there were."""
    return cursor.execute(SQL.unpark_reason, [reason, list(shop_ids)]).rowcount


def settle(cursor: Cursor, message_id: int, kind: str, now: datetime) -> bool:
    """A parked message is not to be read any more: `kind` says what came of it. False where it is not parked."""
    return cursor.execute(SQL.settle, {"id": message_id, "kind": kind, "now": now}).rowcount == 1

"""Keeping new orders of the API, one or thousands: each order is kept once, whoever tells it how often."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
import psycopg

from orderway.journey.intake.inbox import OWN
from orderway.kernel import clock
from orderway.kernel.ids import Ids
from orderway.kernel.rows import numbers, texts
from orderway.kernel.sql import named
from orderway.ports.channel import IncomingOrder

HINT_EVERY_SECONDS = 0.1
"""A process tells the workers at most so often that something came; they look by themselves anyway."""

SQL = named(__file__, "api.sql")
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(IncomingOrder)
_hinted = [0.0]
_key = attrgetter("key")
Key = tuple[int, str]
"""An order: its shop and external id."""
_hint_lock = threading.Lock()


class Told(msgspec.Struct, frozen=True, gc=False):
    """One order as told: its key, its message in our own form as it came, and how soon it is to be read."""

    key: Key
    body: bytes
    priority: int = 0


class Taken(NamedTuple):
    """What came of one: `kept` with the message's id, `known` (told before, the same), or `other` (other content)."""

    kind: str
    message_id: int | None = None


KNOWN, OTHER = Taken("known"), Taken("other")


def same(one: bytes, other: bytes) -> bool:
    """Whether two messages in our own form say the same, whatever the sequence of their fields and their blanks."""
    return one == other or (bool(one) and _plain(one) == _plain(other))


def _plain(body: bytes) -> bytes:
    """The message written anew; empty where it is none in our own form."""
    try:
        return _encoder.encode(_decoder.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return b""


def take(connection: Any, told: Told, ids: Ids, source: str = "api") -> Taken:
    """Keep one order as a message: one call, which is its own transaction unless the caller has one."""
    message = ids.next()
    values = {
        "id": message,
        "shop": told.key[0],
        "external": told.key[1],
        "priority": told.priority,
        "body": told.body,
        "now": clock.now(),
        "source": source,
    }
    if connection.execute(SQL.take, values).fetchone()[0]:
        return Taken("kept", message)
    return KNOWN if same(_told_first(connection, [told]).get(told.key, b""), told.body) else OTHER


def take_many(connection: Any, told: Iterable[Told], ids: Ids, source: str = "api") -> dict[Key, Taken]:
    """Keep orders as messages, each once in all; what came of those that were told before.

    One call, which is its own transaction unless the caller has one. Sorted, so that two requests about the same orders
    never wait for each other crosswise.
    """
    ordered = sorted(told, key=_key)
    if not ordered:
        return {}
    messages = [ids.next() for _ in ordered]
    values = {
        "ids": numbers(messages),
        "shops": numbers([one.key[0] for one in ordered]),
        "priorities": numbers([one.priority for one in ordered]),
        "externals": texts([one.key[1] for one in ordered]),
        "bodies": [one.body for one in ordered],
    }
    late = {row[0] for row in connection.execute(SQL.take_many, {**values, "now": clock.now(), "source": source})}
    again = [one for message, one in zip(messages, ordered, strict=True) if message in late] if late else []
    before = _told_first(connection, again) if again else {}
    return {one.key: KNOWN if same(before.get(one.key, b""), one.body) else OTHER for one in again}


def _told_first(connection: Any, told: Sequence[Told]) -> dict[Key, bytes]:
    """What was told first of these orders: the message that waits to be read, or the one that made the order."""
    found: dict[Key, bytes] = {}
    for sql in (SQL.unread_bodies, SQL.first_bodies):  # so: what is read meanwhile is found in one
        missing = [one.key for one in told if one.key not in found]
        if missing:
            columns = [[key[0] for key in missing], [key[1] for key in missing]]
            for shop, key, topic, body in connection.execute(sql, columns):
                found[(shop, key)] = bytes(body) if topic == OWN and body is not None else b""
    return found


def hint(connection: Any, *, at_once: bool = False) -> None:
    """Tell the workers that there is something to read. Only a hint: losing one costs half a second."""
    now = time.monotonic()
    with _hint_lock:
        if not at_once and now - _hinted[0] < HINT_EVERY_SECONDS:
            return
        _hinted[0] = now
    try:
        connection.execute(SQL.hint)
    except psycopg.OperationalError:
        return  # what was kept is kept; the workers look by themselves

"""Keeping new orders of the API: one statement for any number, each order kept once, whoever tells it how often."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
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
_hint_lock = threading.Lock()


class Told(NamedTuple):
    """One order as told: its shop, its key, its message in our own form, and the mark of that content."""

    shop_id: int
    external_id: str
    body: bytes
    mark: bytes


class Taken(NamedTuple):
    """What came of one: `kept` with the message's id, `known` (told before, the same), or `other` (other content)."""

    kind: str
    message_id: int | None = None


def told_of(shop_id: int, incoming: IncomingOrder) -> Told:
    """An order ready to be kept."""
    body = _encoder.encode(incoming)
    return Told(shop_id, incoming.external_id, body, mark_of(body))


def mark_of(body: bytes) -> bytes:
    """The mark by which two tellings of one order are compared."""
    return hashlib.blake2b(body, digest_size=16).digest()


def take(connection: Any, told: Sequence[Told], ids: Ids, source: str = "api") -> list[Taken]:
    """Keep orders as messages; an answer each, in their sequence. Within `told` each order stands once.

    One statement, hence one transaction where the caller has none open.
    """
    if not told:
        return []
    given = [ids.next() for _ in told]
    # In one order everywhere, so that two requests about the same orders never wait for each other crosswise.
    sorted_at = sorted(range(len(told)), key=lambda at: told[at][:2]) if len(told) > 1 else [0]
    rows = connection.execute(
        SQL.take,
        {
            "ids": numbers([given[at] for at in sorted_at]),
            "shops": numbers([told[at].shop_id for at in sorted_at]),
            "externals": texts([told[at].external_id for at in sorted_at]),
            "hashes": [told[at].mark for at in sorted_at],
            "bodies": [told[at].body for at in sorted_at],
            "now": clock.now(),
            "source": source,
        },
    ).fetchall()
    kept = {row[0] for row in rows}
    if len(kept) == len(told):
        return [Taken("kept", message) for message in given]
    before = _marks(connection, [one for one, message in zip(told, given, strict=True) if message not in kept])
    return [
        Taken("kept", message) if message in kept else Taken("known" if before.get(one[:2]) == one.mark else "other")
        for one, message in zip(told, given, strict=True)
    ]


def _marks(connection: Any, told: Sequence[Told]) -> dict[tuple[int, str], bytes]:
    """The marks of what was told first of these orders."""
    columns = [[one.shop_id for one in told], [one.external_id for one in told]]
    marks = {(shop, key): bytes(mark) for shop, key, mark in connection.execute(SQL.told_before, columns)}
    missing = [one for one in told if one[:2] not in marks]
    if missing:
        columns = [[one.shop_id for one in missing], [one.external_id for one in missing]]
        for shop, key, topic, body in connection.execute(SQL.first_bodies, columns):
            if topic == OWN and body is not None:
                marks[(shop, key)] = _mark_of_stored(bytes(body))
    return marks


def _mark_of_stored(body: bytes) -> bytes:
    try:
        return mark_of(_encoder.encode(_decoder.decode(body)))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return b""


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

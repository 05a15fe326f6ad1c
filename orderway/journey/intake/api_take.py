"""Keeping new orders of the API, one or thousands: each order is kept once, whoever tells it how often."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
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
Key = tuple[int, str]
"""An order: its shop and external id."""
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


KNOWN, OTHER = Taken("known"), Taken("other")


def told_of(shop_id: int, external_id: str, body: bytes) -> Told:
    """An order ready to be kept."""
    return Told(shop_id, external_id, body, mark_of(body))


def mark_of(body: bytes) -> bytes:
    """The mark by which two tellings of one order are compared."""
    return hashlib.blake2b(body, digest_size=16).digest()


def take(connection: Any, told: Told, ids: Ids, source: str = "api") -> Taken:
    """Keep one order as a message. One statement, hence one transaction where the caller has none open."""
    message = ids.next()
    values = {
        "id": message,
        "shop": told.shop_id,
        "external": told.external_id,
        "hash": told.mark,
        "body": told.body,
        "now": clock.now(),
        "source": source,
    }
    if connection.execute(SQL.take, values).fetchone() is not None:
        return Taken("kept", message)
    return KNOWN if _marks(connection, [told]).get(told[:2]) == told.mark else OTHER


def take_many(
    connection: Any, pieces: Iterable[Sequence[Told]], ids: Iterator[int], source: str = "api"
) -> dict[Key, Taken]:
    """Keep orders as messages; what came of each. They come in pieces, each order once in all of them.

    The messages of a piece go to the server at once, which writes them while `pieces` reads the next ones; `ids` must
    not ask the database meanwhile. At the end one statement claims the orders, sorted, so that two requests about the
    same orders never wait for each other crosswise; the messages of those that were told before are taken back. All in
    one transaction.
    """
    now = clock.now()
    told: dict[int, Told] = {}
    with connection.transaction():
        with connection.pipeline():
            for piece in pieces:
                new = {message: one for one, message in zip(piece, ids)}  # noqa: B905 - the ids reach for all pieces
                told.update(new)
                _send(connection, new, now, source)
            if not told:
                return {}
            claims = _claims(told)
            claimed = connection.execute(SQL.claim_orders, {**claims, "now": now})
        late = [] if claimed.rowcount == len(told) else _late(connection, claims, now)
    came_of = {one[:2]: Taken("kept", message) for message, one in told.items()}
    if late:
        before = _marks(connection, [told[message] for message in late])
        for one in map(told.__getitem__, late):
            came_of[one[:2]] = KNOWN if before.get(one[:2]) == one.mark else OTHER
    return came_of


def _send(connection: Any, told: Mapping[int, Told], now: datetime, source: str) -> None:
    if told:
        values = {
            "ids": numbers(list(told)),
            "shops": numbers([one.shop_id for one in told.values()]),
            "bodies": [one.body for one in told.values()],
        }
        connection.execute(SQL.keep_messages, {**values, "now": now, "source": source})


def _claims(told: Mapping[int, Told]) -> dict[str, Any]:
    """The arrays by which orders are claimed, sorted by shop and external id."""
    ordered = sorted(told.items(), key=lambda item: item[1][:2])
    return {
        "ids": numbers([message for message, _ in ordered]),
        "shops": numbers([one.shop_id for _, one in ordered]),
        "externals": texts([one.external_id for _, one in ordered]),
        "hashes": [one.mark for _, one in ordered],
    }


def _late(connection: Any, claims: Mapping[str, Any], now: datetime) -> list[int]:
    """The messages whose order was claimed before by another one; they are taken back."""
    late = [row[0] for row in connection.execute(SQL.not_claimed, claims).fetchall()]
    connection.execute(SQL.take_back, {"ids": numbers(late), "now": now})
    return late


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

"""Files of orders that people bring in by the console: kept, looked at, mapped once a shop, taken in with progress.

Each order of a file becomes a message of the inbox, each row at fault a line of the report; the rest goes in. A worker
that dies half-way begins again: what it stored before is a duplicate then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

import msgspec
import psycopg

from orderway.flow.engine import Engine
from orderway.journey.intake.api_channels import channel
from orderway.journey.intake.inbox import FILE, OWN, Arrival, store
from orderway.kernel import clock
from orderway.kernel.limits import BATCH_ORDERS_MAX
from orderway.kernel.sql import named
from orderway.ports.channel import Channel, IncomingOrder, Problem
from orderway.ports.table import ColumnMapping, Part, Proposal, TableChannel

UPLOAD_BYTES_MAX = 64 * 1024 * 1024
"""A larger file is imported by `orderway import`."""
NAME_CHARS_MAX = 120
PROBLEMS_LISTED_MAX = 2_000
"""Rows at fault of one file that are listed; the rest is counted."""
FILES_SHOWN_MAX = 50
FILES_KEPT_DAYS = 90

SQL = named(__file__, "files.sql")
_encoder = msgspec.json.Encoder()
Cursor = psycopg.Cursor[Any]


class File(NamedTuple):
    """A file and how far it is."""

    id: int
    shop_id: int
    shop: str
    shop_code: str
    channel: str
    name: str
    bytes: int
    state: str
    mapping: dict[str, Any]
    headings: list[str]
    by: str
    at: datetime
    started_at: datetime | None
    done_at: datetime | None
    rows_total: int
    rows_done: int
    orders: int
    problem_count: int
    problems: list[dict[str, str]]
    failure: str


def table_channel(code: str) -> TableChannel | None:
    """The channel where it reads tables with a mapping; None for all others."""
    found = channel(code)
    return cast(TableChannel, found) if found is not None and hasattr(found, "propose") else None


def keep(cursor: Cursor, engine: Engine, shop_id: int, code: str, name: str, body: bytes, by: str) -> int:
    """Store a file that came, with the mapping its shop kept for such headings; its id. Nothing is taken in yet."""
    headings: list[str] = []
    mapping: dict[str, Any] = {}
    table = table_channel(code)
    if table is not None:
        headings = table.propose(body).headings
        mapping = mapping_kept(cursor, shop_id, headings)
    file_id = engine.ids.next()
    values = {
        "id": file_id,
        "shop": shop_id,
        "channel": code,
        "name": name[:NAME_CHARS_MAX],
        "bytes": len(body),
        "digest": hashlib.sha256(body).hexdigest(),
        "mapping": _json(mapping),
        "headings": _json(headings),
        "by": by,
        "now": clock.now(),
    }
    cursor.execute(SQL.keep, values)
    cursor.execute(SQL.keep_body, [file_id, body])
    return file_id


def file_of(cursor: Cursor, file_id: int) -> File | None:
    """One file."""
    row = cursor.execute(SQL.one, [file_id]).fetchone()
    return File(*row) if row else None


def latest(cursor: Cursor, shops: Sequence[int] | None) -> list[File]:
    """The newest files of some shops, of all with None."""
    values = {"shops": list(shops) if shops is not None else None, "limit": FILES_SHOWN_MAX}
    return [File(*row) for row in cursor.execute(SQL.latest, values).fetchall()]


def proposal_of(cursor: Cursor, file: File) -> Proposal | None:
    """What its headings are taken for under its mapping, with the first rows; None where the file is no table."""
    table = table_channel(file.channel)
    row = cursor.execute(SQL.body, [file.id]).fetchone()
    if table is None or row is None:
        return None
    return table.propose(bytes(row[0]), msgspec.convert(file.mapping, ColumnMapping))


def meanings_of(file: File) -> list[str]:
    """Every meaning that a column of this file may have; none where it is no table."""
    table = table_channel(file.channel)
    return table.meanings() if table is not None else []


def columns_taken(cursor: Cursor, file: File, mapping: ColumnMapping) -> list[str]:
    """The meanings that would be found under a mapping."""
    proposal = proposal_of(cursor, file._replace(mapping=plain(mapping)))
    return list(proposal.columns.values()) if proposal is not None else []


def plain(mapping: ColumnMapping) -> dict[str, Any]:
    """A mapping as it is stored."""
    told: dict[str, Any] = msgspec.to_builtins(mapping)
    return told


def imported_before(cursor: Cursor, file: File) -> int | None:
    """The id of an earlier file of the same bytes that went into the shop; None where there was none."""
    found = cursor.execute(SQL.same_before, [file.id]).fetchone()
    return int(found[0]) if found else None


def start(cursor: Cursor, file: File, mapping: ColumnMapping, by: str) -> bool:
    """Say that the file is to be taken in under this mapping, which the shop keeps for such headings."""
    told = plain(mapping)
    if file.headings:
        values = {"shop": file.shop_id, "headings": _key(file.headings), "mapping": _json(told), "by": by}
        cursor.execute(SQL.keep_mapping, {**values, "now": clock.now()})
    cursor.execute(SQL.start, {"id": file.id, "mapping": _json(told)})
    return cursor.rowcount == 1


def mapping_kept(cursor: Cursor, shop_id: int, headings: Sequence[str]) -> dict[str, Any]:
    """The mapping that a shop keeps for these headings; empty where it keeps none."""
    row = cursor.execute(SQL.mapping, [shop_id, _key(headings)]).fetchone()
    return dict(row[0]) if row else {}


def take_in(engine: Engine, file_id: int) -> str:
    """Take a file in: every order a message, every row at fault a line of its report; the state it ends in."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        cursor.execute(SQL.take, {"id": file_id, "now": clock.now()})
        file = file_of(cursor, file_id) if cursor.rowcount else None
        row = cursor.execute(SQL.body, [file_id]).fetchone()
    if file is None or row is None:
        return ""
    found = channel(file.channel)
    if found is None:
        return _finish(engine, file_id, "FAILED", "channel_unknown")
    for part in _parts(found, file, bytes(row[0])):
        _store(engine, file, part)
    return _finish(engine, file_id, "READING", "")


def _parts(found: Channel, file: File, body: bytes) -> Any:
    table = table_channel(file.channel)
    if table is not None:
        return table.read(body, msgspec.convert(file.mapping, ColumnMapping))
    return [Part(found.parse(body, filename=file.name), 0, 0)]


def _store(engine: Engine, file: File, part: Part) -> None:
    """One part, in transactions of their own; the progress stands with the last of them."""
    source = f"file:{file.name}#"
    orders = part.parsed.orders
    for at in range(0, max(len(orders), 1), BATCH_ORDERS_MAX):
        some = orders[at : at + BATCH_ORDERS_MAX]
        last = at + BATCH_ORDERS_MAX >= len(orders)
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            ids = store(cursor, [_arrival(file, order, source) for order in some], clock.now(), engine.ids)
            _progress(cursor, file.id, part, len(some), ids, part.parsed.problems if last else [])


def _arrival(file: File, order: IncomingOrder, source: str) -> Arrival:
    name = source + order.external_id[:NAME_CHARS_MAX]
    return Arrival(file.shop_id, _encoder.encode(order), OWN, source=name, priority=FILE)


def _progress(
    cursor: Cursor, file_id: int, part: Part, orders: int, ids: Sequence[int], problems: Sequence[Problem]
) -> None:
    row = cursor.execute(SQL.problems_so_far, [file_id]).fetchone()
    room = max(0, PROBLEMS_LISTED_MAX - (row[0] if row else 0))
    values = {
        "id": file_id,
        "done": part.rows_done,
        "total": part.rows_total,
        "orders": orders,
        "problems": len(problems),
        "listed": _json([{"where": one.where, "what": one.what} for one in problems[:room]]),
        "ids": list(ids),
    }
    cursor.execute(SQL.progress, values)


def _finish(engine: Engine, file_id: int, state: str, failure: str) -> str:
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        cursor.execute(SQL.finish, {"id": file_id, "state": state, "failure": failure, "now": clock.now()})
        if state == "READING":
            cursor.execute(SQL.forget_body, [file_id])
        cursor.execute("NOTIFY orderway_work")
    return state


def figures_of(cursor: Cursor, file_id: int) -> dict[str, int]:
    """What came of the file's messages by now: order, update, duplicate, parked, unread."""
    return {kind: int(many) for kind, many in cursor.execute(SQL.figures, [file_id]).fetchall()}


def forget_old(connection: psycopg.Connection[Any], limit: int) -> int:
    """Forget files past their time; how many."""
    before = clock.now() - timedelta(days=FILES_KEPT_DAYS)
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(SQL.forget, [before, limit])
        return cursor.rowcount


def _key(headings: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()


def _json(value: Any) -> str:
    return _encoder.encode(value).decode()

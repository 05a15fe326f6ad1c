"""Bringing files in: each order a message of the inbox, each row that cannot be read a parked one with its reason.

What was imported before is seen as a duplicate when it is read, so that a file may be imported again after mending.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from orderway.flow.engine import Engine
from orderway.journey.intake.inbox import FILE, OWN, SQL, Arrival, store
from orderway.journey.intake.work import Reader
from orderway.kernel import clock
from orderway.kernel.limits import BATCH_ORDERS_MAX
from orderway.kernel.rows import json_text, numbers
from orderway.kernel.sql import named
from orderway.ports.channel import Channel, Parsed, Problem
from orderway.project.edi.partners import Known, of_shop
from orderway.project.edi.receive import receive
from orderway.project.errors import CommandError
from orderway.project.wiring import one_round

FILE_BYTES_MAX = 512 * 1024 * 1024
"""A larger file is refused unread."""
NAME_CHARS_MAX = 120
PROBLEMS_SHOWN_MAX = 20
READING_SECONDS_MAX = 3_600
LOOK_SECONDS = 0.2
ROW, DOCUMENT = "row", "document"
"""Topics of what a file held and is no order: kept to be looked at, not read by machine."""
OUTCOMES = {"order": "new", "update": "update", "duplicate": "duplicate"}

_sql = named(__file__, "importing.sql")
_encoder = msgspec.json.Encoder()
Progress = Callable[[str], None]


class Imported(msgspec.Struct):
    """What came of one file. new + update + duplicate + parked = its messages."""

    file: str
    new: int = 0
    update: int = 0
    duplicate: int = 0
    parked: int = 0
    messages: int = 0
    problems: list[Problem] = []


def shop_named(connection: psycopg.Connection[Any], code: str) -> int:
    """The id of a shop; raises CommandError that lists those there are."""
    shops = dict(connection.execute(_sql.shops).fetchall())
    if code not in shops:
        raise CommandError(f"there is no shop {code!r}; there are: {', '.join(shops) or 'none yet'}")
    return int(shops[code])


class Importer:
    """Files of one channel into one shop, over one connection in autocommit."""

    def __init__(self, engine: Engine, shop_id: int, channel: Channel, progress: Progress) -> None:
        self.engine = engine
        self.shop_id = shop_id
        self.channel = channel
        self.progress = progress
        self._ids: dict[str, list[int]] = {}
        self._files: dict[str, Imported] = {}

    def keep(self, paths: Sequence[Path]) -> None:
        """Store what the files hold; heads in one file and lines in another are brought together first."""
        if len(paths) > 1 and (whole := self._joined(paths)) is not None:
            self._keep(" + ".join(path.name for path in paths), whole)
            return
        partner = of_shop(self.engine.connection, self.shop_id)
        if partner is not None and partner.standard.code == self.channel.code:
            for path in paths:
                self._receive(partner, path)
            return
        for path in paths:
            for parsed, done, total in self._parts(path):
                self._keep(path.name, parsed)
                if total:
                    self.progress(f"{path.name}: {done} of {total} rows")

    def _receive(self, partner: Known, path: Path) -> None:
        """A partner's interchange: checked, answered and taken in as if its own line had brought it."""
        report = self._files.setdefault(path.name, Imported(path.name))
        ids = self._ids.setdefault(path.name, [])
        for one in receive(self.engine, partner, path.read_bytes(), f"file:{path.name[:NAME_CHARS_MAX]}"):
            ids += one.messages
            left = PROBLEMS_SHOWN_MAX - len(report.problems)
            report.problems += [Problem(f"interchange {one.control}", fault) for fault in one.faults[:left]]

    def _joined(self, paths: Sequence[Path]) -> Parsed | None:
        join = getattr(self.channel, "join", None)
        if join is None:
            return None
        parts = [self.channel.parse(path.read_bytes(), filename=path.name) for path in paths]
        without = any(order for part in parts for order in part.orders if not order.lines)
        found: Parsed | None = join(parts) if without else None
        return found

    def _parts(self, path: Path) -> Iterator[tuple[Parsed, int, int]]:
        body = path.read_bytes()
        read = getattr(self.channel, "read", None)
        if read is None:
            yield self.channel.parse(body, filename=path.name), 0, 0
            return
        for part in read(body):
            yield part.parsed, part.rows_done, part.rows_total

    def _keep(self, name: str, parsed: Parsed) -> None:
        report = self._files.setdefault(name, Imported(name))
        ids = self._ids.setdefault(name, [])
        source = f"file:{name[:NAME_CHARS_MAX]}#"
        orders = [
            Arrival(self.shop_id, _encoder.encode(order), OWN, "", source + order.external_id[:NAME_CHARS_MAX], FILE)
            for order in parsed.orders
        ]
        for start in range(0, len(orders), BATCH_ORDERS_MAX):
            ids += self._store(orders[start : start + BATCH_ORDERS_MAX])
        aside = [
            (Arrival(self.shop_id, _encoder.encode(document), DOCUMENT, source=f"{source}{document.number[:40]}"), "")
            for document in parsed.documents
        ]
        aside += [
            (Arrival(self.shop_id, _encoder.encode(problem), ROW, source=source + problem.where[:40]), problem.what)
            for problem in parsed.problems
        ]
        for start in range(0, len(aside), BATCH_ORDERS_MAX):
            ids += self._park(aside[start : start + BATCH_ORDERS_MAX])
        report.problems += parsed.problems[: PROBLEMS_SHOWN_MAX - len(report.problems)]

    def _store(self, arrivals: Sequence[Arrival]) -> list[int]:
        connection = self.engine.connection
        with connection.transaction(), connection.cursor() as cursor:
            return store(cursor, arrivals, clock.now(), self.engine.ids)

    def _park(self, aside: Sequence[tuple[Arrival, str]]) -> list[int]:
        """Store what no machine reads, parked at once; what the same place of the same file was parked for is not told
        twice."""
        connection = self.engine.connection
        with connection.transaction(), connection.cursor() as cursor:
            known = self._parked_before(cursor, [one for one, _ in aside])
            fresh = [(one, what) for one, what in aside if (one.source, one.body) not in known]
            ids = store(cursor, [one for one, _ in fresh], clock.now(), self.engine.ids)
            reasons = ["row_unreadable" if one.topic == ROW else "not_an_order" for one, _ in fresh]
            facts = [json_text({"where": one.source.partition("#")[2], "what": what[:400]}) for one, what in fresh]
            if ids:
                cursor.execute(SQL.park, [ids, reasons, facts])
        return ids + [known[(one.source, one.body)] for one, _ in aside if (one.source, one.body) in known]

    def _parked_before(self, cursor: psycopg.Cursor[Any], aside: Sequence[Arrival]) -> dict[tuple[str, bytes], int]:
        rows = cursor.execute(_sql.parked_before, [self.shop_id, [one.source for one in aside]])
        return {(source, bytes(body)): message_id for message_id, source, body in rows}

    def read(self, reader: Reader) -> None:
        """Read until nothing of these files is unread, beside any worker that runs; raises TimeoutError."""
        mine = [message for ids in self._ids.values() for message in ids]
        listed = numbers(mine)
        until = time.monotonic() + READING_SECONDS_MAX
        while left := self._unread(listed):
            self.progress(f"{len(mine) - left} of {len(mine)} messages read")
            if not one_round(self.engine, reader):
                if time.monotonic() > until:
                    raise TimeoutError(f"{left} messages are still unread")
                time.sleep(LOOK_SECONDS)

    def _unread(self, listed: str) -> int:
        row = self.engine.connection.execute(_sql.unread, [listed]).fetchone()
        return int(row[0]) if row else 0

    def reports(self) -> list[Imported]:
        """What came of each file, from what is in the database now."""
        for name, ids in self._ids.items():
            report = self._files[name]
            report.messages = len(ids)
            for kind, count in self.engine.connection.execute(_sql.came_of, [ids]):
                if kind in OUTCOMES:
                    setattr(report, OUTCOMES[kind], count)
                elif kind == "parked":
                    report.parked = count
        return list(self._files.values())

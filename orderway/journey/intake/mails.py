"""Buyers' mail: read from the shop's mailbox every few minutes into the inbox; each goes to its order once.

A reply is known by the signed token of the letter that it answers: in the address it was sent to, or in the Message-ID
that it refers to. What has none, and what a machine wrote, is parked in the inbox for a person to see.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
import psycopg

from orderway.flow.engine import Engine
from orderway.journey.intake import inbox, platforms, traffic
from orderway.kernel import clock
from orderway.kernel.links import mail_token, order_of_token
from orderway.kernel.rows import numbers
from orderway.kernel.sql import named
from orderway.ports.channel import Document
from orderway.ports.mailbox import Box, Fetched, Letter, MailReader, Mark
from orderway.ports.platform import Failure, PlatformFailed
from orderway.web.secrets import SealBroken, unseal

SQL = named(__file__, "mails.sql")
KIND = ".mails"
FIRST_LOOK_DAYS = 7
"""How far back a mailbox is read that was never read, or was made anew."""
LOCAL_CHARS_MAX = 64
"""RFC 5321: of an address before its @."""
STRANGER = "stranger"
_TOKEN = re.compile(r"(?<![0-9a-z])([0-9a-z]{2,15}\.[0-9a-f]{32})(?![0-9a-f])")
_parts: list[tuple[MailReader, Callable[[], bytes]]] = []


class Read(NamedTuple):
    """What one run brought. `why` says why it ended: done, more, not_yet, busy, none, or a class of failure."""

    why: str
    fresh: int = 0
    said: str = ""


class Kept(NamedTuple):
    """A row of `boxes`."""

    shop_id: int
    host: str
    port: int
    security: str
    user: str
    sealed: str
    folder: str
    address: str
    plus: bool

    def box(self) -> Box:
        """The access, opened; raises PlatformFailed where the seal is broken."""
        try:
            password = unseal(self.sealed)
        except SealBroken as broken:
            raise PlatformFailed(Failure.AUTH, "it was sealed with another key: enter the password again") from broken
        inside = platforms.is_inside(self.host)
        return Box(self.host, self.port, self.security, self.user, password, self.folder, inside)


def provide(reader: MailReader, key: Callable[[], bytes]) -> None:
    """Called once by the composition root: who reads mailboxes, and the key that signs tokens."""
    _parts[:] = [(reader, key)]


def boxes(cursor: psycopg.Cursor[Any], shop_id: int | None = None) -> list[Kept]:
    """The mailboxes that are read."""
    return [Kept(*row) for row in cursor.execute(SQL.boxes, {"shop": shop_id})]


def reply_address(kept: Kept, key: bytes, order_id: int) -> str:
    """Where the buyer of an order answers to: an address of its own where the mailbox takes such."""
    local, _, domain = kept.address.rpartition("@")
    named = f"{local}+{mail_token(key, order_id)}"
    return f"{named}@{domain}" if kept.plus and len(named) <= LOCAL_CHARS_MAX else kept.address


def read_mails(engine: Engine, shop_id: int) -> Read:
    """Read what came since the last run. One run a mailbox at a time."""
    with traffic.alone(engine, KIND, shop_id) as mine:
        if not mine or not _parts:
            return Read("busy" if _parts else "none")
        with engine.connection.cursor() as cursor:
            found = boxes(cursor, shop_id)
            row = cursor.execute(SQL.state, [shop_id]).fetchone()
        validity, uid, not_before, failures = row or (0, 0, None, 0)
        now = clock.now()
        if not found or (not_before is not None and not_before > now):
            return Read("not_yet" if found else "none")
        reader, key = _parts[0]
        try:
            fetched = reader.fetch(found[0].box(), Mark(validity, uid), now - timedelta(days=FIRST_LOOK_DAYS))
        except PlatformFailed as failed:
            _fail(engine, shop_id, failed, failures)
            return Read(failed.kind.value, said=failed.said)
        fresh = _store(engine, found[0], fetched, key())
        return Read("more" if fetched.more else "done", fresh)


def try_again(engine: Engine, shop_id: int) -> None:
    """A person changed the access, or wants to see it read: it is not waited for any longer."""
    with engine.connection.cursor() as cursor:
        cursor.execute(SQL.again, [shop_id])


def _store(engine: Engine, kept: Kept, fetched: Fetched, key: bytes) -> int:
    """The letters and the mark behind them, in one transaction. How many were new."""
    now = clock.now()
    letters = [one for one in fetched.letters if one.sender.lower() != kept.address.lower()]  # our own copies
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        named = _named(cursor, letters, key)
        arrivals: dict[tuple[int, str], inbox.Arrival] = {}
        for letter, order in zip(letters, named, strict=True):
            shop, external = order or (kept.shop_id, "")
            delivery = f"mail:{hashlib.sha256(letter.key.encode()).hexdigest()}"
            body = msgspec.json.encode(_told(letter, external))
            arrivals[shop, delivery] = inbox.Arrival(shop, body, inbox.MAIL, delivery, "mail", inbox.LIVE)
        fresh = [one for (shop, name), one in arrivals.items() if inbox.first_delivery(cursor, shop, name, now)]
        inbox.store(cursor, fresh, now, engine.ids)
        mark = {"shop": kept.shop_id, "validity": fetched.mark.validity, "uid": fetched.mark.uid}
        cursor.execute(SQL.read, {**mark, "now": now, "letters": len(fresh)})
        if fresh:
            cursor.execute("NOTIFY orderway_work")
    return len(fresh)


def _told(letter: Letter, external: str) -> Document:
    """The letter as intake reads it. Who wrote, and under which subject, is shown where nobody knows the order."""
    files = "".join(f"\n[{name}]" for name in letter.attachments)
    text = (letter.text or letter.subject) + files
    aside = letter.kind or ("" if external else STRANGER)
    data: dict[str, Any] = {"text": text, "way": "email"}
    if aside:
        data |= {"aside": aside, "from": letter.sender, "subject": letter.subject}
    return Document("message", letter.key, external, letter.at, data=data)


def aside(document: Document) -> str:
    """Why a person must look at a mail first; empty where its order is known and a person wrote it."""
    why = str(document.data.get("aside", ""))
    return "" if why == STRANGER and document.order_external_id else why


def _named(cursor: psycopg.Cursor[Any], letters: Sequence[Letter], key: bytes) -> list[tuple[int, str] | None]:
    """Shop and key of each letter's order, by the first token of it that is ours."""
    orders = [next((one for token in _tokens(letter) if (one := order_of_token(key, token))), 0) for letter in letters]
    wanted = sorted({one for one in orders if one})
    rows = cursor.execute(SQL.orders, [numbers(wanted)]).fetchall() if wanted else []
    known = {row[0]: (int(row[1]), str(row[2])) for row in rows}
    return [known.get(one) for one in orders]


def _tokens(letter: Letter) -> Iterator[str]:
    """What may be a token: in the addresses first, then in what it answers, the nearest first, then in the subject."""
    for place in (*letter.recipients, *reversed(letter.references), letter.subject):
        yield from _TOKEN.findall(place.lower())


def _fail(engine: Engine, shop_id: int, failed: PlatformFailed, failures: int) -> None:
    backoff = traffic.BACKOFF_SECONDS[min(failures, len(traffic.BACKOFF_SECONDS) - 1)]
    wait = backoff if failed.kind is Failure.TRY_LATER else traffic.REFUSED_SECONDS
    now = clock.now()
    values = {"shop": shop_id, "now": now, "failure": failed.kind.value, "said": failed.said[:300]}
    with engine.connection.cursor() as cursor:
        cursor.execute(SQL.fail, {**values, "not_before": now + timedelta(seconds=wait)})

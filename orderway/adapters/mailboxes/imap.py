"""Mailboxes over IMAP4rev1 (RFC 3501, RFC 2971): what came since the last run, looked at without a trace.

163, 126 and yeah.net refuse whoever does not name itself (ID) after the login.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from orderway.adapters.mailboxes._letter import letter_of
from orderway.adapters.mailboxes._line import UNTRUSTED, Line
from orderway.ports.mailbox import LETTER_BYTES_MAX, LETTERS_MAX, Box, Fetched, Letter, Mark
from orderway.ports.platform import Failure, PlatformFailed

_FOR_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|SERVERBUG)\]", re.IGNORECASE)
"""Response codes of RFC 5530 that say nothing against the access."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SAID_CHARS_MAX = 200


class Imap:
    """Keeps the promises of `ports.mailbox.MailReader`."""

    def fetch(self, box: Box, mark: Mark, since: datetime) -> Fetched:
        """What came behind the mark, at most LETTERS_MAX; raises PlatformFailed."""
        with _told(), _open(box) as line:
            validity = _validity(line, box.folder)
            last = mark.uid if validity == mark.validity else 0
            found = _search(line, last, since)
            letters = [one for uid in found[:LETTERS_MAX] if (one := _letter(line, uid)) is not None]
            read = found[:LETTERS_MAX]
            return Fetched(letters, Mark(validity, read[-1] if read else last), len(found) > LETTERS_MAX)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the line stumbles over into failures by class."""
    try:
        yield
    except UNTRUSTED as error:
        raise PlatformFailed(Failure.REFUSED, f"its certificate is not trusted: {error.verify_message}") from None
    except imaplib.IMAP4.abort as error:
        raise PlatformFailed(Failure.TRY_LATER, f"the line broke: {str(error)[:_SAID_CHARS_MAX]}") from None
    except imaplib.IMAP4.error as error:
        raise PlatformFailed(Failure.TRY_LATER, f"its answer makes no sense: {str(error)[:_SAID_CHARS_MAX]}") from None
    except OSError as error:
        raise PlatformFailed(Failure.TRY_LATER, f"cannot be reached: {type(error).__name__}") from None


@contextmanager
def _open(box: Box) -> Iterator[Line]:
    user, _ = _quoted(box.user, "user name"), _quoted(box.password, "password")
    line = Line(box)
    try:
        _login(line, user, box.password)
        if "ID" in line.capabilities:
            line.xatom("ID", '("name" "Orderway")')
        yield line
    finally:
        line.shutdown()


def _login(line: Line, user: str, password: str) -> None:
    try:
        line.login(user, password)  # it quotes the password by itself
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        kind = Failure.TRY_LATER if _FOR_NOW.search(str(error)) else Failure.AUTH
        raise PlatformFailed(kind, "the server refused the login") from None


def _quoted(word: str, what: str) -> str:
    """A quoted string; raises PlatformFailed where it cannot be one."""
    if not word or not word.isascii() or not word.isprintable():
        raise PlatformFailed(Failure.REFUSED, f"the {what} must be plain letters, figures and signs")
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _validity(line: Line, folder: str) -> int:
    """Open the folder for reading alone; its UIDVALIDITY."""
    state, said = line.select(_quoted(folder, "folder"), readonly=True)
    if state != "OK":
        raise PlatformFailed(Failure.REFUSED, f"the folder cannot be opened: {_words(said)}")
    _, told = line.response("UIDVALIDITY")
    return int(told[0]) if told and told[0] and told[0].isdigit() else 1


def _search(line: Line, last: int, since: datetime) -> list[int]:
    """UIDs behind the last one, ascending (`n:*` names the newest even where it is older)."""
    day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year:04d}"
    wanted = f"UID {last + 1}:*" if last else f"SINCE {day}"
    state, told = line.uid("SEARCH", wanted)
    if state != "OK":
        raise PlatformFailed(Failure.TRY_LATER, f"the search failed: {_words(told)}")
    words = [word for part in told if part for word in part.split()]
    return sorted({int(word) for word in words if word.isdigit() and int(word) > last})


def _letter(line: Line, uid: int) -> Letter | None:
    """One mail, cut where it is too long; None where it is gone meanwhile."""
    state, told = line.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LETTER_BYTES_MAX}>)")
    if state != "OK":
        raise PlatformFailed(Failure.TRY_LATER, f"a mail cannot be read: {_words(told)}")
    raw = next((part[1] for part in told if isinstance(part, tuple) and len(part) > 1), None)
    return letter_of(raw) if isinstance(raw, bytes) else None


def _words(told: object) -> str:
    first = told[0] if isinstance(told, list) and told else b""
    return first.decode("ascii", "replace")[:_SAID_CHARS_MAX] if isinstance(first, bytes) else ""


READER = Imap()

"""A mail's bytes as what its sender says: headers, the written part, what kind of mail it is. Pure, never raises."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from orderway.adapters.mailboxes._quotes import said, text_of_html
from orderway.ports.mailbox import AUTOMATIC, BOUNCE, UNREADABLE, Letter

_BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError, MessageError)
"""What the standard library trips over in mails of another make than documented."""
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "Resent-To")
_ID = re.compile(r"<[^<>\s]{1,500}>")
_LISTED = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Auto-Reply")
_BULK = frozenset(("bulk", "junk", "list", "auto_reply"))
_MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.IGNORECASE)
_AWAY = re.compile(
    r"^(?:auto(?:matic|matische)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|abwesen|自动回复)",
    re.IGNORECASE,
)
_KEY_CHARS_MAX, _HEADER_CHARS_MAX, _HEADERS_MAX, _PARTS_MAX, _NAMES_MAX = 200, 998, 100, 200, 20
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "us-ascii": "utf-8"}
"""Charsets that are named too small for what is written in them."""


def letter_of(raw: bytes) -> Letter:
    """The mail; UNREADABLE, with its key alone, where nothing can be made of it."""
    key = hashlib.sha256(raw).hexdigest()[:32]
    try:
        return _read(message_from_bytes(raw), key)
    except _BROKEN:
        return Letter(key, kind=UNREADABLE)


def _read(mail: Message, otherwise: str) -> Letter:
    ids = _ID.findall(_header(mail, "Message-ID"))
    senders = [address for _, address in getaddresses(_headers(mail, "From")) if address]
    answered = " ".join([*_headers(mail, "References"), *_headers(mail, "In-Reply-To")])
    subject = _decoded(_header(mail, "Subject"))
    parts = _parts(mail)
    return Letter(
        ids[0][:_KEY_CHARS_MAX] if ids else otherwise,
        sender=senders[0][:_HEADER_CHARS_MAX] if senders else "",
        recipients=[address for name in _TO for _, address in getaddresses(_headers(mail, name)) if address][:100],
        references=_ID.findall(answered)[-_HEADERS_MAX:],
        subject=subject,
        text=_text(parts),
        kind=_kind(mail, senders[0] if senders else "", subject),
        at=_moment(_header(mail, "Date")),
        attachments=[name for part in parts if (name := _decoded(part.get_filename("") or ""))][:_NAMES_MAX],
    )


def _headers(mail: Message, name: str) -> list[str]:
    return [str(one)[: 40 * _HEADER_CHARS_MAX] for one in mail.get_all(name, [])[:_HEADERS_MAX]]


def _header(mail: Message, name: str) -> str:
    return " ".join(_headers(mail, name)[:1])


def _decoded(header: str) -> str:
    """A header's words, RFC 2047 undone where it is right, in one line."""
    with suppress(LookupError, UnicodeError, MessageError, ValueError):  # what is wrong stays as it stands
        header = str(make_header(decode_header(header)))
    return " ".join(header.split())[:_HEADER_CHARS_MAX]


def _moment(date: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(date)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _parts(mail: Message) -> list[Message]:
    """The leaves, at most so many; what is inside of a mail that was forwarded as a whole is left out."""
    found: list[Message] = []
    waiting = [mail]
    while waiting and len(found) < _PARTS_MAX:
        one = waiting.pop(0)
        inner = one.get_payload()
        if one.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting = [part for part in inner if isinstance(part, Message)] + waiting
        else:
            found.append(one)
    return found


def _text(parts: list[Message]) -> str:
    """What was written: the first plain part that says something, else the first page of HTML as text."""
    written = [part for part in parts if part.get_content_disposition() != "attachment" and not part.get_filename()]
    plain = next((text for part in written if part.get_content_type() == "text/plain" and (text := _words(part))), "")
    pages = (part for part in written if part.get_content_type() == "text/html")
    html = "" if plain else next((text_of_html(text) for part in pages if (text := _words(part))), "")
    return said(plain or html)


def _words(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    charset = (part.get_content_charset() or "utf-8").lower()
    try:
        return body.decode(_CHARSETS.get(charset, charset), "replace").replace("\0", "").strip()
    except LookupError:
        return body.decode("utf-8", "replace").replace("\0", "").strip()


def _kind(mail: Message, sender: str, subject: str) -> str:
    """Whether a machine wrote it (RFC 3834, RFC 3464, and what servers do beside them)."""
    if mail.get_content_type() == "multipart/report" or _header(mail, "Return-Path").strip() == "<>":
        away = str(mail.get_param("report-type", "")).lower() == "disposition-notification"
        return AUTOMATIC if away else BOUNCE
    if sender.lower().startswith("mailer-daemon@") or mail.get("X-Failed-Recipients"):
        return BOUNCE
    submitted = _header(mail, "Auto-Submitted").strip().lower()
    if submitted not in ("", "no") or _header(mail, "Precedence").strip().lower() in _BULK:
        return AUTOMATIC
    listed = any(mail.get(name) for name in _LISTED)
    return AUTOMATIC if listed or _MACHINES.match(sender) or _AWAY.match(subject) else ""

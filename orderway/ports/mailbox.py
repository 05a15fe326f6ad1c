"""Mailbox: where buyers' replies arrive. An adapter hands over what came since, and changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

TLS, STARTTLS, PLAIN = SECURITIES = ("tls", "starttls", "plain")
"""How the line is kept secret. PLAIN is for hosts of the own network that the administrator allowed, and no others."""
PORTS = {TLS: 993, STARTTLS: 143, PLAIN: 143}
LETTERS_MAX = 100
"""Of one run; the next goes on behind them."""
LETTER_BYTES_MAX = 512 * 1024
"""Of one mail this much is read: words stand in front, what is attached behind."""
RUN_BYTES_MAX = 64 * 1024 * 1024
RUN_SECONDS_MAX = 60.0
"""One run, connecting included."""
CALL_SECONDS_MAX = 15.0
"""The longest silence of the server."""
AUTOMATIC, BOUNCE, UNREADABLE = "automatic", "bounce", "unreadable"


class Box(msgspec.Struct, frozen=True):
    """An access to a mailbox. The password is plain here alone: never log or store this."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str = "INBOX"
    inside: bool = False
    """The host may be of the own network."""

    def __repr__(self) -> str:
        """Without the secrets."""
        return "Box()"


class Mark(msgspec.Struct, frozen=True):
    """Up to where a folder is read: its UIDVALIDITY and the last UID; zeros: nothing yet."""

    validity: int = 0
    uid: int = 0


class Letter(msgspec.Struct):
    """One mail as far as it says something to us."""

    key: str
    """Its Message-ID, or a hash of the mail where it has none: the same mail has the same key."""
    sender: str = ""
    recipients: list[str] = []
    """Whom it went to, by all headers that say so."""
    references: list[str] = []
    """Message-IDs of what it answers, the nearest last."""
    subject: str = ""
    text: str = ""
    """What the sender wrote, without what was quoted."""
    kind: str = ""
    """AUTOMATIC (away, newsletter), BOUNCE (not delivered), UNREADABLE; empty: a person wrote it."""
    at: datetime | None = None
    attachments: list[str] = []
    """Names of what is attached; it is not taken along."""


class Fetched(msgspec.Struct):
    """What one run brought. With `more`, another run goes on behind `mark`."""

    letters: list[Letter]
    mark: Mark
    more: bool = False


class MailReader(Protocol):
    """Reads mailboxes. Instances hold no state."""

    def fetch(self, box: Box, mark: Mark, since: datetime) -> Fetched:
        """What came behind the mark; where that does not hold any more, what came since `since`.

        Marks nothing as read. Raises ports.platform.PlatformFailed: AUTH, REFUSED or TRY_LATER.
        """
        ...

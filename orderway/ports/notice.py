"""Notice: how a buyer is told or asked something. The text is ready; an adapter only brings it there."""

from __future__ import annotations

from typing import Protocol

import msgspec

SUBJECT_CHARS_MAX = 150
CALL_SECONDS_MAX = 20.0
"""How long one delivery may take, connecting included; an adapter gives up then with NoticeSilent."""


class Notice(msgspec.Struct):
    """One message to one buyer. `key` is constant over all tries, for receivers that can tell a repetition."""

    key: str
    subject: str
    text: str
    language: str
    link: str = ""
    """Where the buyer answers or looks; signed, so never kept with the message."""
    name: str = ""
    email: str = ""
    phone: str = ""
    sender_name: str = ""
    sender_email: str = ""
    service: str = ""
    """The address of a notice service, for words to staff; it holds a secret."""


class NoticeRefused(Exception):
    """This way will never reach this buyer (no address for it, refused by the receiver); take another."""


class NoticeSilent(Exception):
    """The service did not take it now; it is tried again with the same key."""


class Notifier(Protocol):
    """One way to a buyer. Instances hold no state."""

    code: str
    name: str
    practice: bool

    def reaches(self, notice: Notice) -> bool:
        """Whether the notice has what this way needs (an e-mail address, a phone)."""
        ...

    def send(self, notice: Notice) -> str:
        """Bring it there; the service's reference, or "". Raises NoticeRefused, NoticeSilent."""
        ...


def whole_text(notice: Notice) -> str:
    """The text with its link on a line of its own."""
    return f"{notice.text}\n\n{notice.link}\n" if notice.link else f"{notice.text}\n"

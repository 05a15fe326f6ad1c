"""Notice: how a buyer is told or asked something. The text is ready; an adapter only brings it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import msgspec

SUBJECT_CHARS_MAX = 150
CALL_SECONDS_MAX = 20.0
"""How long one delivery may take, connecting included; an adapter gives up then with NoticeSilent."""
PARTS_MAX = 10
"""Parts of one text message: longer ones are written by mail or told by phone."""
PART_UNITS, LONG_PART_UNITS = 160, 153
"""Letters of the GSM alphabet in a text message alone, and in each part of a long one (3GPP TS 23.040)."""
PART_UNITS_WIDE, LONG_PART_UNITS_WIDE = 70, 67
"""The same for texts with any other letter (UCS-2); Chinese gateways count all their messages so."""
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
"""Letters of its extension, which take two places."""


class TextAccess(msgspec.Struct, frozen=True):
    """An access to a gateway of text messages. `secrets` are plain here alone: never log or store this."""

    secrets: Mapping[str, str] = {}
    options: Mapping[str, str] = {}
    templates: Mapping[str, str] = {}
    """`KIND LANGUAGE` of a letter to the gateway's template and its variables: `SMS_1 number way=link_path`."""
    callback: str = ""
    """Where the gateway tells what came of a message; a part of it is secret."""
    base_url: str = ""
    """Empty: the gateway's own address."""

    def __repr__(self) -> str:
        """Without the secrets."""
        return "TextAccess()"


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
    sender_email: str = ""
    service: str = ""
    """The address of a notice service, for words to staff; it holds a secret."""
    kind: str = ""
    """Which letter it is (`ask.address`), for gateways that send their own templates."""
    facts: Mapping[str, str] = {}
    """What such a template may name; `link_path` is the link without our address."""
    reply_to: str = ""
    """Where the buyer's answer to a mail is read; empty: it goes to the sender."""
    thread: str = ""
    """What a mail carries so that the answer to it names its order (`kernel.links.mail_token`)."""
    again: bool = False
    """It was tried before and may have arrived: who can look, looks first."""
    access: TextAccess | None = None


class NoticeRefused(Exception):
    """This way will never reach this buyer (no address for it, refused by the receiver); take another."""


class NoticeSilent(Exception):
    """The service did not take it now; it is tried again with the same key."""


class NoticeUnsure(NoticeSilent):
    """It went out and no answer came: it may be on its way to the buyer."""


class NoticeLater(NoticeSilent):
    """The service wants to be left alone (a limit of its own); `wait_seconds` says for how long."""

    def __init__(self, said: str, wait_seconds: float) -> None:
        super().__init__(said)
        self.wait_seconds = wait_seconds


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


class Receipt(msgspec.Struct, frozen=True):
    """What a gateway says came of a message: `state` is SENT (under way), DELIVERED or FAILED, with the gateway's code.

    It is named by the gateway's `reference`, or by our `key` where the gateway repeats it.
    """

    state: str
    reference: str = ""
    key: str = ""
    code: str = ""
    parts: int = 0
    """In how many parts it went, where the gateway says it."""


class ReceiptRefused(Exception):
    """What was told is not from the gateway, or cannot be read; nothing of it is kept."""


class TextField(msgspec.Struct, frozen=True):
    """Something that a person enters for a gateway; the console words `name`."""

    name: str
    secret: bool = False
    required: bool = True


@runtime_checkable
class TextGateway(Notifier, Protocol):
    """A gateway of text messages: a notifier with an access of the merchant's (`Notice.access`)."""

    fields: tuple[TextField, ...]
    templated: bool
    """It sends templates that the operator of the network has approved, never free words."""
    acknowledged: tuple[bytes, str]
    """How a receipt is answered: body and content type."""

    def receipts(self, headers: Mapping[str, str], body: bytes, url: str, access: TextAccess) -> Sequence[Receipt]:
        """What a call of the gateway tells; header names are lower case. Raises ReceiptRefused."""
        ...


def parts_of(text: str, wide: bool = False) -> int:
    """In how many parts a text goes, each of which is paid; `wide`: counted as Chinese gateways do."""
    if not wide and all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        units, alone, long = sum(2 if letter in _GSM_TWICE else 1 for letter in text), PART_UNITS, LONG_PART_UNITS
    else:
        units = len(text.encode("utf-16-be")) // 2
        alone, long = PART_UNITS_WIDE, LONG_PART_UNITS_WIDE
    return 1 if units <= alone else -(-units // long)


def whole_text(notice: Notice) -> str:
    """The text with its link on a line of its own."""
    return f"{notice.text}\n\n{notice.link}\n" if notice.link else f"{notice.text}\n"

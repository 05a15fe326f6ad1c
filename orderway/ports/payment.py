"""Payment: who gives money back. A refund is asked with its id as key, so that asking again never pays twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import msgspec

CALL_SECONDS_MAX = 20.0
"""How long one call of a gateway may take, connecting included; an adapter gives up then with PaymentSilent."""


class Paid(msgspec.Struct):
    """Money that came in for the order: the gateway's own key, the method, the amount in minor units."""

    reference: str
    method: str
    amount_minor: int


class Access(msgspec.Struct, frozen=True):
    """A shop's access to its gateway. `secrets` are plain here and nowhere else: never log or store this struct."""

    merchant: str = ""
    """Who we are there: Alipay's app id, WeChat Pay's merchant number; Stripe knows us by its key."""
    secrets: Mapping[str, str] = {}
    """By the names of the gateway's `fields`."""
    sandbox: bool = False
    base_url: str = ""
    """Another address than the gateway's own: a test's."""

    def __repr__(self) -> str:
        """Its merchant alone, so that no traceback shows a secret."""
        return f"Access({self.merchant!r})"


class Notice(msgspec.Struct):
    """What a gateway says of one payment or refund, in a notice of its own or when it is asked."""

    key: str
    """The gateway's own key of this notice; the same key tells the same thing."""
    kind: str
    """authorised, captured, voided, failed, card (what the bank said), refunded, refund_failed, other."""
    order: str = ""
    """The order's key at its shop, as the payment was made for it."""
    reference: str = ""
    """The gateway's key of the payment; of the refund, where it speaks of one."""
    amount_minor: int = 0
    currency: str = ""
    at: datetime | None = None
    method: str = ""
    refund_key: str = ""
    """The key under which we asked for the refund; empty: somebody made it there."""
    card: dict[str, str] = {}
    """Results of the card: avs, postcode, cvv, three_ds, risk, each as the gateway words it."""
    refunded_minor: int | None = 0
    """Where a payment was asked about: what went back of it; None: something did, the gateway does not say how much."""
    disputed: bool = False
    """Where a payment was asked about: the buyer disputes it."""


class NoticeRefused(Exception):
    """The notice is not what it claims to be (signature, time, merchant), or cannot be read. It is not kept."""


class RefundRequest(msgspec.Struct):
    """What is paid back. The same `key` means the same refund, however often it is asked."""

    key: str
    order: str
    """The order's key at its channel."""
    amount_minor: int
    currency: str
    paid: list[Paid] = []
    reason: str = ""
    access: Access | None = None
    """None: nobody has set up this gateway for the shop."""


class Refunded(msgspec.Struct):
    """The money is on its way: the gateway's key of the refund, and what it says was refunded."""

    reference: str
    amount_minor: int
    currency: str


class CaptureRequest(msgspec.Struct):
    """Take money that is authorised. The same `key` means the same capture, however often it is asked."""

    key: str
    order: str
    reference: str
    """The gateway's key of the authorised payment."""
    amount_minor: int
    currency: str
    final: bool
    """Nothing more will be taken: what is left goes back to the buyer."""
    before_minor: int
    """What was taken of this authorisation before."""
    whole_minor: int
    """What is due of the order in all, for gateways that take only once."""
    access: Access


class Captured(msgspec.Struct):
    """The money is ours: under which key of the gateway, how much in all under this key."""

    reference: str
    total_minor: int
    currency: str
    used_up: bool
    """Nothing more can be taken of the authorisation."""


class PaymentRefused(Exception):
    """The gateway will never do this as asked; a person must pay it by hand. The text is for that person."""


class PaymentSilent(Exception):
    """The gateway did not answer, or not sensibly: whether it happened is unknown; ask again with the same key."""


class Payment(Protocol):
    """One gateway. Instances hold no state."""

    code: str
    name: str
    practice: bool

    def refund(self, request: RefundRequest) -> Refunded | None:
        """Pay back; asked again, the same answer. None: a person pays it. Raises PaymentRefused, PaymentSilent."""
        ...


class Gateway(Payment, Protocol):
    """A gateway that also tells of payments by itself and answers questions about them."""

    fields: tuple[str, ...]
    """The secrets it needs, by name; `merchant` is asked besides where `has_merchant`."""
    has_merchant: bool
    acknowledged: tuple[bytes, str]
    """What it wants to hear when a notice was kept: body and content type."""

    def read(self, headers: Mapping[str, str], body: bytes, access: Access, now: datetime) -> Notice:
        """Check a notice's signature and read it. Header names are in small letters. Raises NoticeRefused."""
        ...

    def query(self, reference: str, access: Access) -> Notice:
        """How a payment stands, by the gateway's key of it. Raises PaymentRefused, PaymentSilent."""
        ...

    def capture(self, request: CaptureRequest) -> Captured:
        """Take authorised money; asked again, the same answer. Raises PaymentRefused, PaymentSilent."""
        ...

    def void(self, request: CaptureRequest) -> None:
        """Give back what is authorised and not taken (`amount_minor`). Raises PaymentRefused, PaymentSilent."""
        ...

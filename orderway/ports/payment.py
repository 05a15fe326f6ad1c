"""Payment: who gives money back. A refund is asked with its id as key, so that asking again never pays twice."""

from __future__ import annotations

from typing import Protocol

import msgspec

CALL_SECONDS_MAX = 20.0
"""How long one call of a gateway may take, connecting included; an adapter gives up then with PaymentSilent."""


class Paid(msgspec.Struct):
    """Money that came in for the order: the gateway's own key, the method, the amount in minor units."""

    reference: str
    method: str
    amount_minor: int


class RefundRequest(msgspec.Struct):
    """What is paid back. The same `key` means the same refund, however often it is asked."""

    key: str
    order: str
    """The order's key at its channel."""
    amount_minor: int
    currency: str
    paid: list[Paid] = []
    reason: str = ""


class Refunded(msgspec.Struct):
    """The money is on its way: the gateway's key of the refund, and what it says was refunded."""

    reference: str
    amount_minor: int
    currency: str


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

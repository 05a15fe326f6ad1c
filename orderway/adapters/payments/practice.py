"""The practice gateway: pays back, takes and tells at once; what it answers follows from its keys, so that asking again
changes nothing. Its payments are named `PG-MINOR-CURRENCY-ORDER`; of an order whose number ends in DECLINED it takes
nothing, of one that ends in REVERSED it says that the payment is gone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

import msgspec

from orderway.kernel.chance import drawn
from orderway.kernel.errors import NO_JSON
from orderway.ports.payment import (
    Access,
    Captured,
    CaptureRequest,
    Notice,
    NoticeRefused,
    PaymentRefused,
    Refunded,
    RefundRequest,
)

REFERENCE_DIGITS = 18
DECLINED, REVERSED = "DECLINED", "REVERSED"
"""How the numbers of orders end with which something goes wrong."""


class Practice:
    """Keeps the promises of `ports.payment.Gateway`."""

    code = "practice"
    name = "Practice gateway"
    practice = True
    fields = ("notice_key",)
    has_merchant = False
    acknowledged = (b"ok", "text/plain")

    def read(self, headers: Mapping[str, str], body: bytes, access: Access, now: datetime) -> Notice:
        """A notice as JSON (`ports.payment.Notice`), signed with HMAC-SHA256 in `practice-signature`."""
        key = access.secrets.get("notice_key", "")
        expected = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        if not key or not hmac.compare_digest(expected.encode(), headers.get("practice-signature", "").encode()):
            raise NoticeRefused("the signature is wrong")
        try:
            return msgspec.json.decode(body, type=Notice)
        except NO_JSON:
            raise NoticeRefused("the notice cannot be read") from None

    def query(self, reference: str, access: Access) -> Notice:
        """What the payment's own name says of it."""
        kind, amount, currency, order = (*reference.split("-", 3), "", "", "")[:4]
        if kind != "PG" or not amount.isdecimal() or order.endswith(REVERSED):
            raise PaymentRefused("there is no such payment")
        return Notice(f"query:{reference}", "captured", order, reference, int(amount), currency)

    def capture(self, request: CaptureRequest) -> Captured:
        """Take it, in parts too; refused where the order's number says so."""
        if request.order.endswith(DECLINED):
            raise PaymentRefused("the card was declined")
        total = request.before_minor + request.amount_minor
        return Captured(request.reference, total, request.currency, request.final)

    def void(self, request: CaptureRequest) -> None:
        """Given back."""

    def refund(self, request: RefundRequest) -> Refunded | None:
        """Paid at once; refused where more is asked than came in."""
        came = sum(paid.amount_minor for paid in request.paid)
        if not 0 < request.amount_minor <= came:
            raise PaymentRefused(f"{request.amount_minor} asked back, {came} came in")
        number = drawn("refund", request.order, request.key) % 10**REFERENCE_DIGITS
        return Refunded(f"PR{number:0{REFERENCE_DIGITS}d}", request.amount_minor, request.currency)


PAYMENT = Practice()

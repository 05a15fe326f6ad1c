"""The practice gateway: pays back at once, the reference follows from the key, so that asking again pays once."""

from __future__ import annotations

from orderway.kernel.chance import drawn
from orderway.ports.payment import PaymentRefused, Refunded, RefundRequest

REFERENCE_DIGITS = 18


class Practice:
    """Keeps the promises of `ports.payment.Payment`."""

    code = "practice"
    name = "Practice gateway"
    practice = True

    def refund(self, request: RefundRequest) -> Refunded | None:
        """Paid at once; refused where more is asked than came in."""
        came = sum(paid.amount_minor for paid in request.paid)
        if not 0 < request.amount_minor <= came:
            raise PaymentRefused(f"{request.amount_minor} asked back, {came} came in")
        number = drawn("refund", request.order, request.key) % 10**REFERENCE_DIGITS
        return Refunded(f"PR{number:0{REFERENCE_DIGITS}d}", request.amount_minor, request.currency)


PAYMENT = Practice()

"""No gateway: a person pays back by bank or on the platform's own page, and records it."""

from __future__ import annotations

from orderway.ports.payment import Refunded, RefundRequest


class ByHand:
    """Keeps the promises of `ports.payment.Payment`; every answer is a person's."""

    code = "by_hand"
    name = "By hand"
    practice = False

    def refund(self, request: RefundRequest) -> Refunded | None:
        """None: a person pays it."""
        return None


PAYMENT = ByHand()

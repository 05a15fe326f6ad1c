"""No issuer: a person issues the invoice in the tax office's own program and writes its number down."""

from __future__ import annotations

from orderway.ports.invoice import InvoiceRequest, Issued


class ByHand:
    """Keeps the promises of `ports.invoice.InvoiceIssuer`; every answer is a person's."""

    code = "by_hand"
    name = "By hand"
    practice = False

    def issue(self, request: InvoiceRequest) -> Issued | None:
        """None: a person issues it."""
        return None


INVOICES = ByHand()

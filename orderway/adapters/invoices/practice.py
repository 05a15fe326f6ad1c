"""The practice issuer: issues at once, the number follows from the key, so that asking again issues one."""

from __future__ import annotations

from orderway.kernel.chance import drawn
from orderway.ports.invoice import InvoiceRefused, InvoiceRequest, Issued

NUMBER_DIGITS = 20


class Practice:
    """Keeps the promises of `ports.invoice.InvoiceIssuer`."""

    code = "practice"
    name = "Practice issuer"
    practice = True

    def issue(self, request: InvoiceRequest) -> Issued | None:
        """Issued at once; refused without a title or an amount."""
        if not request.title.strip() or request.amount_minor <= 0:
            raise InvoiceRefused("title or amount missing")
        number = drawn("invoice", request.order, request.key) % 10**NUMBER_DIGITS
        return Issued(f"{number:0{NUMBER_DIGITS}d}")


INVOICES = Practice()

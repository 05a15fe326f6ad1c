"""Invoice: who issues electronic invoices. Asked with the invoice's id as key, so that asking again issues one."""

from __future__ import annotations

from typing import Protocol

import msgspec

CALL_SECONDS_MAX = 20.0
"""How long one call of an issuer may take; an adapter gives up then with InvoiceSilent."""


class InvoiceLine(msgspec.Struct):
    """One position: what it is called, how many, what all of them cost with tax."""

    title: str
    units: int
    amount_minor: int


class InvoiceRequest(msgspec.Struct):
    """What is to be issued. The same `key` means the same invoice. `reverses`: the number of one taken back."""

    key: str
    order: str
    kind: str
    holder: str
    title: str
    tax_number: str
    email: str
    amount_minor: int
    currency: str
    lines: list[InvoiceLine] = []
    reverses: str = ""


class Issued(msgspec.Struct):
    """It exists: its number, and where it can be read."""

    number: str
    url: str = ""


class InvoiceRefused(Exception):
    """The issuer will never do this as asked (a wrong tax number); a person must look. The text is for that person."""


class InvoiceSilent(Exception):
    """No sensible answer: whether it was issued is unknown; ask again with the same key."""


class InvoiceIssuer(Protocol):
    """One issuer. Instances hold no state."""

    code: str
    name: str
    practice: bool

    def issue(self, request: InvoiceRequest) -> Issued | None:
        """Issue (or reverse); asked again, the same answer. None: a person does it. Raises the two above."""
        ...

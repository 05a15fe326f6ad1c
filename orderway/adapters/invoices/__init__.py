"""Invoices: one module an issuer, each with a module-level `INVOICES` that keeps the promises of `ports.invoice`.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools

from orderway.ports.files import files_of
from orderway.ports.invoice import InvoiceIssuer


@functools.cache
def issuers() -> dict[str, InvoiceIssuer]:
    """Every issuer of this package by its code, in the order of the codes; read once a process."""
    return {code: module.INVOICES for code, module in files_of(__name__, __path__, "INVOICES").items()}

"""Invoices: one module an issuer, each with a module-level `INVOICES` that keeps the promises of `ports.invoice`.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from orderway.ports.invoice import InvoiceIssuer


@functools.cache
def issuers() -> dict[str, InvoiceIssuer]:
    """Every issuer of this package by its code, in the order of the codes; read once a process."""
    found: dict[str, InvoiceIssuer] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        one: InvoiceIssuer = importlib.import_module(f"{__name__}.{module.name}").INVOICES
        if one.code in found:
            raise ValueError(f"two files of {__name__} use the code {one.code!r}")
        found[one.code] = one
    return dict(sorted(found.items()))

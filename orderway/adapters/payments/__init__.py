"""Payments: one module a gateway, each with a module-level `PAYMENT` that keeps the promises of `ports.payment`.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools
from typing import cast

from orderway.ports.files import files_of
from orderway.ports.payment import Gateway, Payment


@functools.cache
def payments() -> dict[str, Payment]:
    """Every payment of this package by its code, in the order of the codes; read once a process."""
    return {code: module.PAYMENT for code, module in files_of(__name__, __path__, "PAYMENT").items()}


@functools.cache
def gateways() -> dict[str, Gateway]:
    """Those that also tell of payments by themselves, by code."""
    found: dict[str, Gateway] = {}
    for code, one in payments().items():
        if hasattr(one, "read"):
            found[code] = cast("Gateway", one)
    return found

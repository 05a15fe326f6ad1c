"""Payments: one module a gateway, each with a module-level `PAYMENT` that keeps the promises of `ports.payment`.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import cast

from orderway.ports.payment import Gateway, Payment


@functools.cache
def payments() -> dict[str, Payment]:
    """Every payment of this package by its code, in the order of the codes; read once a process."""
    found: dict[str, Payment] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        one: Payment = importlib.import_module(f"{__name__}.{module.name}").PAYMENT
        if one.code in found:
            raise ValueError(f"two files of {__name__} use the code {one.code!r}")
        found[one.code] = one
    return dict(sorted(found.items()))


@functools.cache
def gateways() -> dict[str, Gateway]:
    """Those that also tell of payments by themselves, by code."""
    found: dict[str, Gateway] = {}
    for code, one in payments().items():
        if hasattr(one, "read"):
            found[code] = cast("Gateway", one)
    return found

"""Carriers: one module a carrier system, each with a module-level `CARRIER` that keeps the promises of `ports.carrier`.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from orderway.ports.carrier import Carrier


@functools.cache
def carriers() -> dict[str, Carrier]:
    """Every carrier of this package by its code, in the order of the codes; read once a process."""
    found: dict[str, Carrier] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        one: Carrier = importlib.import_module(f"{__name__}.{module.name}").CARRIER
        if one.code in found:
            raise ValueError(f"two files of {__name__} use the code {one.code!r}")
        found[one.code] = one
    return dict(sorted(found.items()))

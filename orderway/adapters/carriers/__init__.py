"""Carriers: one module a carrier system, each with a module-level `CARRIER` that keeps the promises of `ports.carrier`.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools

from orderway.ports.carrier import Carrier
from orderway.ports.files import files_of


@functools.cache
def carriers() -> dict[str, Carrier]:
    """Every carrier of this package by its code, in the order of the codes; read once a process."""
    return {code: module.CARRIER for code, module in files_of(__name__, __path__, "CARRIER").items()}

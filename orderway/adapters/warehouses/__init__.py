"""Warehouses: one module a warehouse system, each with a module-level `WAREHOUSE` that keeps the promises of its port.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools

from orderway.ports.files import files_of
from orderway.ports.warehouse import Warehouse


@functools.cache
def warehouses() -> dict[str, Warehouse]:
    """Every warehouse of this package by its code, in the order of the codes; read once a process."""
    return {code: module.WAREHOUSE for code, module in files_of(__name__, __path__, "WAREHOUSE").items()}

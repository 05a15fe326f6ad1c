"""One outside system, one file: the modules of a package of adapters, found by themselves."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType


def files_of(package: str, path: Iterable[str], adapter: str) -> dict[str, ModuleType]:
    """The modules of an adapters' package by the code of what each calls `adapter` ("CARRIER"), in the codes' order.

    Modules whose name begins with `_` are shared rules, no adapters. Raises ValueError for a code that two files use.
    """
    found: dict[str, ModuleType] = {}
    for one in pkgutil.iter_modules(path):
        if one.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{one.name}")
        code: str = getattr(module, adapter).code
        if code in found:
            raise ValueError(f"two files of {package} use the code {code!r}")
        found[code] = module
    return dict(sorted(found.items()))

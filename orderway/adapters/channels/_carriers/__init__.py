"""Tracking answers of carriers: one module a carrier family with a tuple of `FORMS`; shared rules begin with `_`.

Pure: bytes in, documents of kind `tracking` and problems out. A new carrier is one new file here.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from orderway.adapters.channels._carriers._form import Form


@functools.cache
def forms() -> dict[str, Form]:
    """Every carrier's form by its code, sorted; raises ValueError for a code that two files use."""
    found: dict[str, Form] = {}
    for one in pkgutil.iter_modules(__path__):
        if one.name.startswith("_"):
            continue
        for form in importlib.import_module(f"{__name__}.{one.name}").FORMS:
            if form.code in found:
                raise ValueError(f"two carriers use the code {form.code!r}")
            found[form.code] = form
    return dict(sorted(found.items()))

"""Notices: one module a way to buyers, each with a module-level `NOTIFIER` that keeps the promises of `ports.notice`.

A new one is one new file here: nothing else has to be changed. Modules whose name begins with `_` are shared rules.
"""

from __future__ import annotations

import functools

from orderway.ports.files import files_of
from orderway.ports.notice import Notifier


@functools.cache
def notices() -> dict[str, Notifier]:
    """Every notifier of this package by its code, in the order of the codes; read once a process."""
    return {code: module.NOTIFIER for code, module in files_of(__name__, __path__, "NOTIFIER").items()}

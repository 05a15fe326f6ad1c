"""Refusing what names nothing: ids in the arguments of a command that are no part of the order. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from orderway.kernel.errors import Refusal

FIELD = "field"
"""The fact of a refusal that says which argument is at fault, with the key within it: `units/77`."""


def names_nothing(code: str, field: str) -> Refusal:
    """The refusal of an argument that names nothing of the order."""
    return Refusal(code, {FIELD: field})


def stray(told: Mapping[str, Any] | None, known: Container[str], field: str) -> Refusal | None:
    """The refusal of the first key of `told` that is no line's id; None where each is known."""
    for key in told or ():
        if str(key) not in known:
            return names_nothing("unknown_line", f"{field}/{key}")
    return None

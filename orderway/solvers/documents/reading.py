"""Reading a document strictly: each wrong value is named with its place."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable
from typing import TypeVar

import msgspec

from orderway.kernel.errors import NO_JSON
from orderway.solvers.layout import Layout, Pick

DOCUMENT_BYTES_MAX = 64 * 1024 * 1024
"""A larger document is refused unread."""

ANY_KEY = "[...]"
"""What the decoder writes for a key of an object with free names."""
STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")

T = TypeVar("T")


class DocumentError(ValueError):
    """The document is not an instance of this solver; the text says where and what to correct."""


class PickingArea(msgspec.Struct):
    """`cross_aisles` are those between front and back, by their distance from the front."""

    aisles: int
    aisle_length: float
    aisle_spacing: float
    depot_aisle: float = 0
    cross_aisles: list[float] = []

    def layout(self) -> Layout:
        """The same for the solver."""
        return Layout(self.aisles, self.aisle_length, self.aisle_spacing, self.depot_aisle, tuple(self.cross_aisles))


def read(body: bytes, form: type[T]) -> T:
    """The document as its form; raises DocumentError."""
    if len(body) > DOCUMENT_BYTES_MAX:
        raise DocumentError(f"the document is larger than {DOCUMENT_BYTES_MAX} bytes")
    try:
        return msgspec.json.decode(body.removeprefix(BOM_UTF8), type=form)
    except NO_JSON as error:
        raise DocumentError(_with_keys(str(error), body, form)) from error


def _with_keys(said: str, body: bytes, form: type[T]) -> str:
    """What is wrong, with the names that the decoder leaves out: it writes `$.stock[...]` for any key of an object."""
    if ANY_KEY not in said:
        return said
    document = msgspec.json.decode(body.removeprefix(BOM_UTF8))
    what, _, path = said.rpartition("$")
    steps = [name or at for name, at in STEP.findall(path)]
    holder, found = document, ""
    for step in steps:
        if step == "...":
            key = _wrong_key(holder, lambda: _refusal(document, form) == said)
            holder, found = holder[key], f"{found}[{key}]"
        else:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
            found += f"[{step}]" if step.isdigit() else f".{step}"
    return f"{what}${found}`"


def _wrong_key(holder: dict[str, object], is_wrong: Callable[[], bool]) -> str:
    """The key of the object that is refused: halves are taken out until one key is left; the object keeps it alone."""
    keys = dict(holder)
    while len(keys) > 1:
        half = dict(list(keys.items())[: len(keys) // 2])
        holder.clear()
        holder.update(half)
        keys = half if is_wrong() else {key: value for key, value in keys.items() if key not in half}
        holder.clear()
        holder.update(keys)
    return next(iter(keys))


def _refusal(document: object, form: type[T]) -> str:
    try:
        msgspec.convert(document, form)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def whole_aisles(picks: list[tuple[float, float]]) -> list[Pick]:
    """Picks with their aisle as a whole number; the layout refuses those between two aisles."""
    return [(int(aisle) if aisle == int(aisle) else aisle, y) for aisle, y in picks]  # type: ignore[misc]  # checked there

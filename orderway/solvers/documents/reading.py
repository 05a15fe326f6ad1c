"""Reading a document strictly: each wrong value is named with its place."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TypeVar

import msgspec

from orderway.kernel.errors import NO_JSON
from orderway.solvers.layout import Layout, Pick

DOCUMENT_BYTES_MAX = 64 * 1024 * 1024
"""A larger document is refused unread."""

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
        raise DocumentError(str(error)) from error


def whole_aisles(picks: list[tuple[float, float]]) -> list[Pick]:
    """Picks with their aisle as a whole number; the layout refuses those between two aisles."""
    return [(int(aisle) if aisle == int(aisle) else aisle, y) for aisle, y in picks]  # type: ignore[misc]  # checked there

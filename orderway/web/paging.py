"""Keyset pages: a page begins after the last row of the one before, so that page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from orderway.kernel.digits import whole
from orderway.kernel.errors import NO_JSON
from orderway.kernel.limits import PAGE_ROWS_MAX
from orderway.web.problems import wrong

PAGE_ROWS = 50
MARK_CHARS_MAX = 400
T = TypeVar("T")


class Page(msgspec.Struct, Generic[T]):
    """Rows, and the mark with which the next page is asked for; empty: this is the last."""

    rows: list[T]
    next: str = ""


def mark_of(key: Sequence[Any]) -> str:
    """A row's place in the order, as text that goes into an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def key_of(mark: str, *types: Any) -> list[Any] | None:
    """The place behind a mark, its parts of these types; None for an empty one; raises Problem 422."""
    if not mark:
        return None
    try:
        if len(mark) > MARK_CHARS_MAX:
            raise ValueError
        raw = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
        key: Any = msgspec.json.decode(raw, type=tuple.__class_getitem__(types))
        return list(key)
    except (ValueError, *NO_JSON):
        raise wrong("#/after", "this mark is none of ours: take `next` of the page before") from None


def rows_of(limit: str) -> int:
    """How many rows a page may have, from what was asked; raises Problem 422."""
    if not limit:
        return PAGE_ROWS
    rows = whole(limit)
    if rows is None or not 1 <= rows <= PAGE_ROWS_MAX:
        raise wrong("#/limit", f"limit is not a number from 1 to {PAGE_ROWS_MAX}")
    return rows


def cut(rows: list[T], limit: int, key: Callable[[T], Sequence[Any]]) -> Page[T]:
    """The page of rows read with one more than `limit`; the one too many says that there is a next page."""
    if len(rows) <= limit:
        return Page(rows)
    return Page(rows[:limit], mark_of(key(rows[limit - 1])))

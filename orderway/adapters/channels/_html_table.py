"""Web pages that programs save as `.xls`: the rows of their tables. Nothing is loaded, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from orderway.adapters.channels._read import Unreadable

PIECE_CHARS = 16 * 1024
"""How much of the page is read at a time."""
PENDING_CHARS_MAX = 2 * PIECE_CHARS
"""An element, comment or entity that is longer ends the reading: the parser would look through it again and again."""
PAGE_CHARS_MAX = 16 * 1024 * 1024
SPAN_MAX = 50
"""Cells that one cell may stretch over; more is taken as this many."""
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<head|<meta|<style|<table)", re.IGNORECASE)


def is_page(body: bytes) -> bool:
    """Whether a file begins like a web page."""
    return _PAGE.match(body[:1000]) is not None


def rows_of(page: str, cells_max: int) -> Iterator[list[str]]:
    """The rows of all tables of a page, cell by cell as text, none longer than `cells_max`; raises Unreadable."""
    if len(page) > PAGE_CHARS_MAX:
        raise Unreadable(f"file: a web page of {len(page)} characters, at most {PAGE_CHARS_MAX} are read")
    reader = _Reader(cells_max)
    for start in range(0, len(page), PIECE_CHARS):
        reader.feed(page[start : start + PIECE_CHARS])
        if len(reader.rawdata) > PENDING_CHARS_MAX:
            raise Unreadable(f"file: an element of the page does not end, around its character {start}")
        yield from reader.take()
    reader.close()
    yield from reader.take()


class _Reader(HTMLParser):
    def __init__(self, cells_max: int) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._cells_max = cells_max

    def take(self) -> list[list[str]]:
        """The rows that have ended since it was asked last."""
        rows, self._rows = self._rows, []
        return rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or cell that begins ends the one before it: many of these pages never close theirs."""
        if tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), SPAN_MAX) if span.isascii() and span.isdigit() and len(span) < 9 else 1
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Ends what it says."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        """Text counts only inside of a cell."""
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        """The page ends, and with it the row that nobody closed."""
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None and len(self._row) < self._cells_max:
            self._row += ["".join(self._cell).strip(), *[""] * (self._span - 1)]
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            self._rows.append(self._row)
        self._row = None

"""Table: files of rows and columns, whose headings are recognised or mapped by a shop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

from orderway.ports.channel import Parsed, Problem


class ColumnMapping(msgspec.Struct, omit_defaults=True):
    """How a shop's file is read; saved per shop. Empty `columns`: the headings are recognised."""

    columns: dict[str, str] = {}
    """Heading as it stands in the file, to one of the adapter's fields."""
    currency: str = ""
    """For files without a column for it; empty: the shop's, Chinese headings: CNY."""
    zone: str = ""
    """IANA name of the zone of times without an offset; empty: UTC, Chinese headings: Asia/Shanghai."""
    day_first: bool | None = None
    """True where 01/02/2024 is the first of February; None: told from the column."""
    payment_status: str = ""
    """For files without a column for it: a word of the port."""
    country: str = ""
    """ISO code for files without a column for it."""


class Part(msgspec.Struct):
    """A piece of a file: what was read since the last piece, and how far the file is in rows below its headings."""

    parsed: Parsed
    rows_done: int
    rows_total: int


class Proposal(msgspec.Struct):
    """What a file looks like without a mapping: its headings, what each was taken for, and its first rows as text."""

    form: str
    headings: list[str]
    columns: dict[str, str]
    rows: list[list[str]]
    problems: list[Problem]


class TableChannel(Protocol):
    """What a channel of tables can do beside `parse`."""

    def meanings(self) -> list[str]:
        """Every meaning that a column may have, sorted."""
        ...

    def propose(self, body: bytes, mapping: ColumnMapping | None = None) -> Proposal:
        """What the headings were taken for, with the first rows. Never raises for bad content."""
        ...

    def read(self, body: bytes, mapping: ColumnMapping | None = None) -> Iterator[Part]:
        """The file in parts. Never raises for bad content."""
        ...

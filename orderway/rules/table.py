"""A decision table as it is stored and edited: columns, and rows of cells as texts."""

from __future__ import annotations

import msgspec


class Column(msgspec.Struct, frozen=True):
    """One column: the fact it asks about, or the output it gives. `label` overrides the kind's own heading."""

    field: str
    label: str = ""


class Row(msgspec.Struct, kw_only=True):
    """One rule: it fires when every cell is true; an empty cell always is. All rows that fire count, in order.

    `id` stays with a rule through all versions. `hard=False`: only a preference. `active_from`/`active_until` are days
    as YYYY-MM-DD in the shop's time zone, the last one included; empty: always.
    """

    id: str
    cells: list[str]
    outs: list[str]
    note: str = ""
    hard: bool = True
    active_from: str = ""
    active_until: str = ""


class Table(msgspec.Struct, kw_only=True):
    """A whole table of one kind (`orderway.rules.kinds`). Hit policy: always collect."""

    kind: str
    inputs: list[Column]
    outputs: list[Column]
    rows: list[Row] = []


def table_of(data: bytes | str) -> Table:
    """Decode a table from its JSON; msgspec.ValidationError or DecodeError where it is none."""
    return msgspec.json.decode(data, type=Table)


def json_of(table: Table) -> str:
    """The JSON of a table."""
    return msgspec.json.encode(table).decode()

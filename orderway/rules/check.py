"""What is wrong with a table, cell by cell, before it is saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from orderway.rules.cell import read
from orderway.rules.facts import Fact
from orderway.rules.kind import Kind
from orderway.rules.kinds import KINDS
from orderway.rules.literal import literal
from orderway.rules.table import Column, Row, Table
from orderway.rules.tokens import CellError

ROWS_MAX = 500
INPUTS_MAX = 20
TABLE_CHARS_MAX = 100_000
"""All cells of a table together."""
NOTE_CHARS_MAX = 400
LABEL_CHARS_MAX = 80
PROBLEMS_MAX = 200
"""Problems that are told at once."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class CellProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong. `row` is the row's id and `column` the field; empty where the table as a whole is meant.

    `what` is a code that the console words; `word` what it is about, `at` its place in the cell, from 0.
    """

    row: str
    column: str
    what: str
    word: str = ""
    at: int = 0


def problems(table: Table, kinds: Mapping[str, Kind] = KINDS) -> list[CellProblem]:
    """Everything wrong with a table, at most PROBLEMS_MAX; an empty list: it may be saved as a version to activate."""
    kind = kinds.get(table.kind)
    if kind is None:
        return [CellProblem("", "", "unknown_kind", table.kind)]
    found = _limits(table)
    if found:
        return found
    found = _columns(table.inputs, set(kind.facts)) + _columns(table.outputs, {o.name for o in kind.outputs})
    for output in kind.outputs:
        if output.required and output.name not in {column.field for column in table.outputs}:
            found.append(CellProblem("", output.name, "column_wanted", output.name))
    if found:
        return found[:PROBLEMS_MAX]
    seen: set[str] = set()
    for row in table.rows:
        found += _row(table, row, kind, seen)
        seen.add(row.id)
        if len(found) >= PROBLEMS_MAX:
            break
    return found[:PROBLEMS_MAX]


def _limits(table: Table) -> list[CellProblem]:
    if len(table.rows) > ROWS_MAX:
        return [CellProblem("", "", "too_many_rows", str(ROWS_MAX))]
    if len(table.inputs) > INPUTS_MAX or len(table.outputs) > INPUTS_MAX:
        return [CellProblem("", "", "too_many_columns", str(INPUTS_MAX))]
    chars = sum([len(cell) for row in table.rows for cell in (*row.cells, *row.outs, row.note)])
    if chars > TABLE_CHARS_MAX:
        return [CellProblem("", "", "table_too_long", str(TABLE_CHARS_MAX))]
    return []


def _columns(columns: list[Column], known: set[str]) -> list[CellProblem]:
    found = []
    seen: set[str] = set()
    for column in columns:
        if column.field not in known:
            found.append(CellProblem("", column.field, "unknown_column", column.field))
        elif column.field in seen:
            found.append(CellProblem("", column.field, "column_twice", column.field))
        elif len(column.label) > LABEL_CHARS_MAX:
            found.append(CellProblem("", column.field, "too_long", str(LABEL_CHARS_MAX)))
        seen.add(column.field)
    return found


def _row(table: Table, row: Row, kind: Kind, seen: set[str]) -> list[CellProblem]:
    if not _ID.fullmatch(row.id):
        return [CellProblem(row.id[:40], "", "bad_row_id", row.id[:40])]
    if row.id in seen:
        return [CellProblem(row.id, "", "row_twice", row.id)]
    if len(row.cells) != len(table.inputs) or len(row.outs) != len(table.outputs):
        return [CellProblem(row.id, "", "cells_missing", str(len(table.inputs) + len(table.outputs)))]
    found = _window(row)
    if len(row.note) > NOTE_CHARS_MAX:
        found.append(CellProblem(row.id, "note", "too_long", str(NOTE_CHARS_MAX)))
    for column, cell in zip(table.inputs, row.cells, strict=True):
        found += cell_problems(row.id, cell, kind.facts[column.field], kind.facts)
    for column, text in zip(table.outputs, row.outs, strict=True):
        output = kind.output(column.field)
        assert output is not None
        try:
            literal(text, output)
        except CellError as wrong:
            found.append(CellProblem(row.id, column.field, wrong.code, wrong.word, wrong.at))
    if not found:
        found += [CellProblem(row.id, column, code, word) for column, code, word in kind.check_row(table, row)]
    return found


def cell_problems(row: str, cell: str, fact: Fact, facts: Mapping[str, Fact]) -> list[CellProblem]:
    """What is wrong with one input cell: nothing, or the first thing found."""
    try:
        read(cell, fact, facts)
    except CellError as wrong:
        return [CellProblem(row, fact.name, wrong.code, wrong.word[:40], wrong.at)]
    return []


def _window(row: Row) -> list[CellProblem]:
    found = []
    for name, text in (("active_from", row.active_from), ("active_until", row.active_until)):
        if text and _day(text) is None:
            found.append(CellProblem(row.id, name, "day_wanted", text[:40]))
    if not found and row.active_from and row.active_until and row.active_from > row.active_until:
        found.append(CellProblem(row.id, "active_until", "ends_before_it_begins", row.active_until))
    return found


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""Whole tables: limits, columns, rows; every problem with its row and column."""

from __future__ import annotations

from typing import Any

import pytest

from orderway.rules.check import INPUTS_MAX, PROBLEMS_MAX, ROWS_MAX, TABLE_CHARS_MAX, problems
from orderway.rules.table import Column, Row, Table
from tests.rulings import table_of


def found(table: Table) -> list[tuple[str, str, str]]:
    return [(one.row, one.column, one.what) for one in problems(table)]


def row(**more: Any) -> Row:
    return Row(**{"id": "r1", "cells": ["> 1"], "outs": ["rule_says"], **more})


def table(*rows: Row, **more: Any) -> Table:
    fields: dict[str, Any] = {"kind": "hold", "inputs": [Column("units")], "outputs": [Column("reason")], **more}
    return Table(rows=list(rows), **fields)


def test_a_right_table_has_no_problems() -> None:
    assert problems(table(row(), row(id="r2", cells=["-"]))) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (table(kind="nothing"), ("", "", "unknown_kind")),
        (table(inputs=[Column("colour")]), ("", "colour", "unknown_column")),
        (table(inputs=[Column("units"), Column("units")]), ("", "units", "column_twice")),
        (table(inputs=[Column("units", "x" * 81)]), ("", "units", "too_long")),
        (table(outputs=[Column("amount_minor")]), ("", "amount_minor", "unknown_column")),
        (table(kind="priority", outputs=[]), ("", "priority", "column_wanted")),
        (table(row(), row()), ("r1", "", "row_twice")),
        (table(row(id="a b")), ("a b", "", "bad_row_id")),
        (table(row(cells=[])), ("r1", "", "cells_missing")),
        (table(row(outs=["because"])), ("r1", "reason", "not_a_choice")),
        (table(row(outs=[""])), ("r1", "reason", "nothing_given")),
        (table(row(note="x" * 401)), ("r1", "note", "too_long")),
        (table(row(active_from="2026-02-30")), ("r1", "active_from", "day_wanted")),
        (table(row(active_from="20260201")), ("r1", "active_from", "day_wanted")),
        (
            table(row(active_from="2026-03-01", active_until="2026-02-01")),
            ("r1", "active_until", "ends_before_it_begins"),
        ),
        (table_of("priority", {"units": "1", "priority": "1.5"}), ("r1", "priority", "number_wanted")),
        (table_of("priority", {"units": "1", "priority": "101"}), ("r1", "priority", "too_large")),
        (table_of("priority", {"units": "1", "priority": ""}), ("r1", "priority", "value_wanted")),
    ],
)
def test_what_is_wrong_is_named(wrong: Table, told: tuple[str, str, str]) -> None:
    assert found(wrong) == [told]


def test_tables_have_limits_of_rows_columns_and_characters() -> None:
    assert found(table(*[row(id=f"r{n}") for n in range(ROWS_MAX + 1)])) == [("", "", "too_many_rows")]
    many = [Column(f"c{n}") for n in range(INPUTS_MAX + 1)]
    assert found(table(inputs=many)) == [("", "", "too_many_columns")]
    assert found(table(row(note="x" * (TABLE_CHARS_MAX + 1)))) == [("", "", "table_too_long")]


def test_all_wrong_cells_are_told_at_once_up_to_a_limit() -> None:
    bad = table(*[row(id=f"r{n}", cells=["> 1 / 0"]) for n in range(ROWS_MAX)])
    assert len(problems(bad)) == PROBLEMS_MAX
    assert found(table(row(cells=["> x"]), row(id="r2", cells=["1..2"]))) == [
        ("r1", "units", "unknown_word"),
        ("r2", "units", "range_not_allowed"),
    ]

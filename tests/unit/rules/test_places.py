"""A table that leaves no warehouse, or names none that is there, is told where."""

from __future__ import annotations

import pytest

from orderway.rules.check import CellProblem, problems
from orderway.rules.kind_ship_from import SHIP_FROM
from orderway.rules.places import place_problems, placed
from orderway.rules.table import Column, Row, Table

PLACES = ("HZ", "GZ", "BJ")


def table(*rows: tuple[str, str, str], soft: tuple[int, ...] = (), kind: str = "ship_from") -> Table:
    """Rows of (province, what to do, warehouses)."""
    made = [
        Row(
            id=str(at),
            cells=[cell],
            outs=[does, named, "5" if does in ("prefer", "avoid") else ""],
            hard=at not in soft,
        )
        for at, (cell, does, named) in enumerate(rows, 1)
    ]
    found = Table(kind=kind, inputs=[Column("province")], outputs=[Column(n) for n in OUTS], rows=made)
    assert problems(found) == []
    return found


OUTS = ("do", "warehouses", "amount")


def found(made: Table, active: tuple[str, ...] = PLACES) -> list[tuple[str, str, str]]:
    return [(one.row, one.what, one.word) for one in place_problems(made, (*PLACES, "OLD"), active)]


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([("", "never", "HZ, GZ, BJ")], "1"),
        ([("浙江省", "never", "HZ, GZ, BJ")], "1"),
        ([("", "only", "OLD")], "1"),
        ([("", "only", "HZ"), ("", "never", "HZ")], "2"),
        ([("浙江省", "never", "HZ, BJ"), ("浙江省", "never", "GZ")], "2"),
        ([("浙江省", "only", "HZ"), ("", "never", "HZ")], "2"),
        ([("", "never", "HZ, BJ"), ("浙江省", "only", "BJ")], "2"),
    ],
)
def test_rows_that_together_leave_no_warehouse_are_told(rows: list[tuple[str, str, str]], row: str) -> None:
    assert found(table(*rows)) == [(row, "excludes_all", "")]


@pytest.mark.parametrize(
    "rows",
    [
        [("", "never", "HZ, GZ")],
        [("浙江省", "only", "HZ"), ("广东省", "never", "HZ")],
        [("", "avoid", "HZ, GZ, BJ")],
        [("", "prefer", "HZ"), ("", "only", "GZ")],
        [],
    ],
)
def test_rows_that_leave_one_are_right(rows: list[tuple[str, str, str]]) -> None:
    assert found(table(*rows)) == []


def test_a_soft_row_gives_way_and_may_exclude_all() -> None:
    assert found(table(("", "never", "HZ, GZ, BJ"), soft=(1,))) == []


def test_a_wrong_row_is_told_once_and_the_right_ones_after_it_are_not() -> None:
    assert found(table(("", "only", "HZ"), ("", "never", "HZ"), ("", "never", "GZ"))) == [("2", "excludes_all", "")]


def test_a_code_that_no_warehouse_has_is_named() -> None:
    assert place_problems(table(("", "only", "HZ, XX")), PLACES, PLACES) == [
        CellProblem("1", "warehouses", "unknown_warehouse", "XX")
    ]
    assert found(table(("", "only", " , ")))[0][1] == "value_wanted"


def test_other_kinds_and_a_company_without_warehouses_have_nothing_to_tell() -> None:
    assert found(table(("", "never", "HZ, GZ, BJ")), ()) == []
    other = Table(kind="priority", inputs=[], outputs=[Column("priority")], rows=[Row(id="1", cells=[], outs=["1"])])
    assert place_problems(other, (), PLACES) == []


def test_an_example_takes_the_warehouses_of_the_company() -> None:
    example = SHIP_FROM.examples[0].table
    two = placed(example, ["main", "south", "east"])
    assert [row.outs[:2] for row in two.rows] == [["only", "main"], ["never", "south"]]
    assert [row.outs[:2] for row in placed(example, ["main"]).rows] == [["only", "main"]]
    assert placed(example, []).rows == []

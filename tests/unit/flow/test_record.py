"""What a run record keeps of the free fields of an order, and how tables of rows are packed."""

from __future__ import annotations

from orderway.flow.record import SAID, extra_kept, packed, stock_rows
from orderway.flow.record import _stock_packed as stock_packed


def test_of_extra_only_our_own_texts_and_figures_are_kept() -> None:
    told = {
        "nick": "赵小姐",
        "fees": 120,
        "phone": 13912345678,
        "barred": {"4": "2026-11-22T00:00:00+00:00"},
        "contradictions": ["total", "tax"],
        "deep": {"赵敏贞": [True, None, 1.5, ""]},
    }
    assert extra_kept(told) == {
        "nick": SAID,
        "fees": 120,
        "phone": 0,
        "barred": {"4": "2026-11-22T00:00:00+00:00"},
        "contradictions": [SAID, SAID],
        "deep": {"0": [True, None, 0, ""]},
    }


def test_a_column_that_is_the_same_everywhere_is_one_value_and_none_where_it_is_the_default() -> None:
    columns = ((1, 2), ("x", "x"), (0, 0))
    assert packed(["id", "state", "units"], columns, {"units": 0}) == {
        "rows": 2,
        "same": {"state": "x"},
        "each": {"id": (1, 2)},
    }


def test_stock_comes_out_as_it_went_in_whether_the_places_are_alike_or_not() -> None:
    alike = [(7, 1, 5, 0, 0, 0), (7, 2, 6, 0, 0, 0), (9, 1, 4, 1, 0, 0), (9, 2, 3, 0, 0, 0)]
    odd = [(7, 1, 5, 0, 0, 0), (7, 2, 6, 0, 0, 0), (9, 1, 4, 1, 0, 0)]
    crossed = [(7, 1, 5, 0, 0, 0), (9, 2, 6, 0, 0, 0), (9, 1, 4, 1, 0, 0), (7, 2, 1, 0, 0, 0)]
    for rows in (alike, odd, crossed, []):
        assert list(stock_rows(stock_packed(rows))) == rows
    assert stock_packed(alike)["skus"] == (7, 9)

"""Formulas of publishing: exact units, and what cannot be worked out is refused with its place."""

import pytest

from orderway.stock.formula import FormulaError, compiled

FIGURES = {"available": 25, "on_hand": 40, "waiting": 3, "inbound": 10}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("available", 25),
        ("available * 80%", 20),
        ("available*80% - 2", 18),
        ("min(available, 10)", 10),
        ("max(0, available - 30)", 0),
        ("available - 30", 0),
        ("12", 12),
        ("(on_hand - waiting) / 2", 18),
        ("available + inbound * 50%", 30),
        ("2 + 3 * 4", 14),
        ("available * 33.3%", 8),
        ("999999999 * 999999999", 1_000_000_000),
    ],
)
def test_a_formula_gives_whole_units_rounded_down(text: str, units: int) -> None:
    assert compiled(text)(FIGURES) == units


@pytest.mark.parametrize(
    ("text", "what", "at"),
    [
        ("", "empty", 1),
        ("   ", "empty", 1),
        ("availble", "unknown_word", 1),
        ("available + os", "unknown_word", 13),
        ("__import__('os')", "unknown_word", 1),
        ("available;", "unreadable", 10),
        ("available ** 2", "unexpected", 12),
        ("available *", "unfinished", 11),
        ("(available", "bracket_missing", 2),
        ("available)", "unexpected", 10),
        ("min available", "bracket_missing", 1),
        ("min(available)", "comma_missing", 14),
        ("1 / 0", "division_by_zero", 1),
        ("available / waiting", "division_by_zero", 1),
        ("available / (available - available)", "division_by_zero", 1),
        ("9" * 201, "too_long", 200),
        ("(" * 30 + "1" + ")" * 30, "too_deep", 22),
        ("１２", "unreadable", 1),
        ("for x in y: available", "unknown_word", 1),
        ("available\x00", "unreadable", 10),
    ],
)
def test_what_cannot_be_worked_out_is_refused_with_its_place(text: str, what: str, at: int) -> None:
    with pytest.raises(FormulaError) as caught:
        compiled(text)
    assert (caught.value.what, caught.value.at) == (what, at)

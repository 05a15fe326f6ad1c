"""Programs of columns: optimum, prices, refusals, and the same answer again."""

from __future__ import annotations

import pytest

from orderway.solvers.program import Answer, Column, Effort, Master, ProgramError, Row, solve_integer, solve_linear

COVER = [Row(1, 1), Row(1, 1), Row(1, 1)]
PAIRS = [
    Column(3, ((0, 1.0), (1, 1.0))),
    Column(3, ((1, 1.0), (2, 1.0))),
    Column(3, ((0, 1.0), (2, 1.0))),
    *(Column(2.5, ((row, 1.0),)) for row in range(3)),
]


def test_the_linear_program_may_take_halves():
    answer = solve_linear(PAIRS, COVER)
    assert answer.cost == answer.bound == 4.5
    assert sum(answer.prices) == 4.5


def test_the_integer_program_takes_whole_columns():
    answer = solve_integer(PAIRS, COVER, (0, 0, 0, 1, 1, 1))
    assert (answer.cost, answer.bound) == (5.5, 5.5)
    assert sorted(answer.values) == [0, 0, 0, 0, 1, 1]


def test_what_cannot_be_covered_has_no_answer():
    assert solve_linear(PAIRS[:1], COVER) is None
    assert solve_integer(PAIRS[:1], COVER) is None


def test_a_growing_program_prices_a_row_that_holds_back():
    master = Master([Row(1, 1), Row(float("-inf"), 0)])
    master.add(Column(10, ((0, 1.0),)))
    assert master.prices() == [10, 0]
    master.add(Column(4, ((0, 1.0), (1, 1.0))))
    assert master.prices() == [10, -6]


def test_a_growing_program_without_an_answer_is_refused():
    with pytest.raises(ProgramError):
        Master([Row(1, 1)]).prices()


def test_without_rounds_of_guessing_the_optimum_is_the_same():
    assert solve_integer(PAIRS, COVER, (0, 0, 0, 1, 1, 1), Effort(guess="nothing")).cost == 5.5
    assert solve_integer(PAIRS, COVER) == solve_integer(PAIRS, COVER)
    assert isinstance(solve_integer(PAIRS, COVER), Answer)

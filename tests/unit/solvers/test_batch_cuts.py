"""Cuts lift the bound of a partition, and never above the optimum."""

from __future__ import annotations

import pytest

from orderway.solvers.batch_cuts import crossing, relaxed_with_cuts

PAIRS = [frozenset(pair) for pair in ((0, 1), (1, 2), (0, 2))]
SINGLES = [frozenset([order]) for order in range(3)]


def test_a_triangle_of_halves_is_cut_off():
    relaxed = relaxed_with_cuts([3, 3, 3, 2.5, 2.5, 2.5], PAIRS + SINGLES, 3, 1, 99)
    assert relaxed.bound == pytest.approx(5.5)
    assert relaxed.cuts == ((0, 1, 2),)
    assert min(relaxed.reduced) == pytest.approx(0)


def test_the_fewest_batches_lift_the_bound_without_a_cut():
    relaxed = relaxed_with_cuts([3, 3, 3, 2.5, 2.5, 2.5], PAIRS + SINGLES, 3, 2, 99)
    assert relaxed.bound == pytest.approx(5.5)


def test_the_search_ends_where_the_known_answer_is_reached():
    assert relaxed_with_cuts([3, 3, 3, 2.5, 2.5, 2.5], PAIRS + SINGLES, 3, 1, 4.5).cuts == ()


def test_a_batch_crosses_a_cut_with_two_of_its_orders():
    assert [crossing(frozenset(batch), (0, 1, 2)) for batch in ((0, 1), (0, 3), (0, 1, 2))] == [True, False, True]

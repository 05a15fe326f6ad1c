"""The fast length between two cross aisles is the length of the walk that is drawn."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.layout import Layout
from orderway.solvers.walk import shortest_walk
from orderway.solvers.walk_one_block import one_block_length

aisle_picks = st.dictionaries(
    st.integers(0, 6), st.lists(st.integers(0, 20).map(lambda y: y / 2), min_size=1, max_size=5).map(sorted), max_size=6
)


@settings(max_examples=200, deadline=None)
@given(aisle_picks, st.integers(0, 12), st.integers(0, 5))
def test_the_fast_length_is_that_of_the_shortest_walk(by_aisle, depot, spacing):
    picks = [(aisle, y) for aisle, ys in by_aisle.items() for y in ys]
    walk = shortest_walk(Layout(7, 10, spacing, depot / 2), picks)
    assert one_block_length(10, spacing, depot / 2, by_aisle) == walk.length


def test_no_picks_are_no_way():
    assert one_block_length(10, 3, 0, {}) == 0

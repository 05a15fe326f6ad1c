"""The shortest walk, against dynamic programming over all subsets of picks (Held and Karp) and the real samples."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.layout import Layout, LayoutError, Pick
from orderway.solvers.walk import Walk, shortest_walk, walk_length

SAMPLE = Path(__file__).parents[3].parent / "shared/samples/picking/single_tours_online_retail.json"


def held_karp(layout: Layout, picks: list[Pick]) -> float:
    """The length of the shortest tour, by trying every last pick of every subset."""
    points = [(float(aisle), y) for aisle, y in sorted(set(picks))]
    if not points:
        return 0
    ends = {(1 << at, at): layout.distance(layout.depot, point) for at, point in enumerate(points)}
    for subset in range(1, 1 << len(points)):
        for last in range(len(points)):
            if (subset, last) in ends:
                for onward, point in enumerate(points):
                    if not subset >> onward & 1:
                        key = (subset | 1 << onward, onward)
                        way = ends[subset, last] + layout.distance(points[last], point)
                        ends[key] = min(way, ends.get(key, way))
    full = (1 << len(points)) - 1
    return min(ends[full, last] + layout.distance(point, layout.depot) for last, point in enumerate(points))


def check_walk(layout: Layout, picks: list[Pick], walk: Walk) -> None:
    """The route passes every pick once, and both route and corners are as long as the walk says."""
    assert sorted(walk.route) == sorted(picks)
    stops = [layout.depot, *walk.route, layout.depot]
    assert sum(layout.distance(a, b) for a, b in pairwise(stops)) == walk.length
    drawn = sum(layout.aisle_spacing * abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(walk.corners))
    assert drawn == walk.length
    assert walk.corners[0] == walk.corners[-1] == layout.depot


@st.composite
def areas(draw: st.DrawFn, picks_max: int, blocks_max: int = 4) -> tuple[Layout, list[Pick]]:
    aisles, length = draw(st.integers(1, 6)), draw(st.integers(4, 20))
    middle = draw(st.sets(st.integers(1, length - 1), max_size=blocks_max - 1))
    depot = draw(st.integers(0, 2 * (aisles - 1))) / 2
    layout = Layout(aisles, length, draw(st.integers(0, 9)), depot, tuple(middle))
    pick = st.tuples(st.integers(0, aisles - 1), st.integers(0, 2 * length).map(lambda y: y / 2))
    return layout, draw(st.lists(pick, max_size=picks_max))


@settings(max_examples=150, deadline=None)
@given(areas(picks_max=8))
def test_the_walk_is_as_short_as_the_best_of_all_tours(area):
    layout, picks = area
    walk = shortest_walk(layout, picks)
    assert walk.length == held_karp(layout, picks) == walk_length(layout, picks)
    assert (walk.bound, walk.optimal) == (walk.length, True)
    check_walk(layout, picks, walk)


@settings(max_examples=40, deadline=None)
@given(areas(picks_max=40, blocks_max=3))
def test_a_long_walk_passes_every_pick_and_is_as_long_as_it_says(area):
    layout, picks = area
    check_walk(layout, picks, shortest_walk(layout, picks))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 18)), max_size=8), st.integers(0, 4))
def test_with_too_many_cross_aisles_the_bound_still_holds(picks, depot):
    layout = Layout(5, 18, 3, depot, (2, 5, 7, 11, 13, 16))
    walk = shortest_walk(layout, picks)
    best = held_karp(layout, picks)
    assert walk.bound <= best + 1e-9
    assert best <= walk.length
    assert walk.length == walk_length(layout, picks)
    check_walk(layout, picks, walk)


def test_no_picks_is_no_way():
    assert shortest_walk(Layout(3, 10, 2, 1), []) == Walk(0, 0, True, (), ((1, 0),))
    assert walk_length(Layout(3, 10, 2, 1), []) == 0


def test_one_aisle_is_walked_up_to_the_furthest_pick_and_back():
    walk = shortest_walk(Layout(1, 10, 2), [(0, 3), (0, 7), (0, 3)])
    assert walk.length == 14
    assert walk.corners == ((0, 0), (0, 7), (0, 0))
    assert sorted(walk.route) == [(0, 3), (0, 3), (0, 7)]


def test_a_pick_at_the_depot_needs_no_step():
    assert shortest_walk(Layout(3, 10, 2, 1), [(1, 0)]) == Walk(0, 0, True, ((1, 0),), ((1, 0),))


def test_a_depot_between_two_aisles_walks_to_either():
    assert shortest_walk(Layout(2, 10, 6, 0.5), [(0, 2), (1, 2)]).length == 20


def test_a_middle_cross_aisle_shortens_the_way():
    picks = [(0, 5), (1, 5), (2, 5), (3, 5)]
    assert shortest_walk(Layout(4, 10, 1), picks).length == 46
    assert shortest_walk(Layout(4, 10, 1, 0, (5,)), picks).length == 16


def test_the_same_picks_in_another_sequence_give_the_same_route():
    picks = [(0, 3), (4, 7), (2, 2), (2, 9), (3, 5)]
    assert shortest_walk(Layout(5, 10, 2), picks) == shortest_walk(Layout(5, 10, 2), picks[::-1])


@pytest.mark.parametrize(
    ("layout", "pick"),
    [
        (Layout(3, 10, 2), (3, 1)),
        (Layout(3, 10, 2), (0, 11)),
        (Layout(3, 10, 2), (0.5, 1)),
        (Layout(0, 10, 2), (0, 1)),
        (Layout(3, 0, 2), (0, 0)),
        (Layout(3, 10, -1), (0, 1)),
        (Layout(3, 10, 2, 5), (0, 1)),
        (Layout(3, 10, 2, 0, (10,)), (0, 1)),
    ],
)
def test_an_impossible_area_or_pick_is_refused(layout, pick):
    with pytest.raises(LayoutError):
        shortest_walk(layout, [pick])


@pytest.mark.skipif(not SAMPLE.exists(), reason="samples are not here")
def test_real_tours_have_their_proven_length():
    for case in json.loads(SAMPLE.read_text())["cases"]:
        keys = ("aisles", "aisle_length", "aisle_spacing", "depot_aisle")
        layout, picks = Layout(*(case["layout"][key] for key in keys)), [tuple(pick) for pick in case["picks"]]
        walk = shortest_walk(layout, picks)
        assert walk.length == case["expect"]["optimal"], case["id"]
        check_walk(layout, picks, walk)


@pytest.mark.parametrize(
    ("layout", "named"),
    [
        (Layout(10**9, 10, 2), "aisles"),
        (Layout(2, 1e308, 2), "aisle_length"),
        (Layout(2, 10, 1e308), "aisle_spacing"),
        (Layout(2, 10, 2, 0, (0,)), "cross_aisles"),
    ],
)
def test_an_area_that_cannot_be_is_refused_by_the_name_of_its_measure(layout: Layout, named: str) -> None:
    with pytest.raises(LayoutError, match=named):
        shortest_walk(layout, [])


def test_aisles_without_picks_cost_no_time() -> None:
    walk = shortest_walk(Layout(1_000_000, 10, 2), [(0, 3), (999_999, 4)])
    assert (walk.length, walk.optimal) == (2 * 2 * 999_999 + 2 * 3 + 2 * 4, True)
    assert walk_length(Layout(1_000_000, 10, 2), [(0, 3), (999_999, 4)]) == walk.length

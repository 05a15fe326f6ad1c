"""Rules to walk by, against lengths worked out by hand and the real samples."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.layout import Layout
from orderway.solvers.walk import shortest_walk
from orderway.solvers.walk_rules import RULES, largest_gap, return_walk, s_shape, sorted_by_bin

SAMPLE = Path(__file__).parents[3].parent / "shared/samples/picking/single_tours_online_retail.json"
AREA = Layout(5, 10, 2)

picks_of_area = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20).map(lambda y: y / 2)), max_size=12)


def test_s_shape_leaves_the_last_of_three_aisles_the_way_it_came():
    walk = s_shape(AREA, [(0, 4), (2, 9), (4, 3)])
    assert walk.length == 2 * 8 + 2 * 10 + 2 * 3
    assert walk.route == ((0, 4), (2, 9), (4, 3))


def test_s_shape_passes_the_second_aisle_from_the_back():
    assert s_shape(AREA, [(1, 2), (3, 9), (3, 1)]).route == ((1, 2), (3, 9), (3, 1))
    assert s_shape(AREA, [(1, 2), (3, 9), (3, 1)]).length == 12 + 20


def test_return_turns_at_the_furthest_pick_of_each_aisle():
    assert return_walk(AREA, [(0, 4), (0, 6), (3, 1)]).length == 12 + 12 + 2


def test_largest_gap_is_left_out_of_inner_aisles():
    walk = largest_gap(AREA, [(0, 5), (2, 1), (2, 8), (4, 5)])
    assert walk.length == 16 + 20 + 2 * 1 + 2 * 2
    assert walk.route == ((0, 5), (2, 8), (4, 5), (2, 1))


def test_sorted_by_bin_goes_back_and_forth():
    walk = sorted_by_bin(AREA, [(1, 2), (0, 9), (0, 1)])
    assert walk.route == ((0, 1), (0, 9), (1, 2))
    assert walk.length == 9 + (2 + 9) + (2 + 2)


def test_no_picks_is_no_way_by_any_rule():
    assert [rule(AREA, []).length for rule in RULES.values()] == [0, 0, 0, 0, 0]


@settings(max_examples=150, deadline=None)
@given(picks_of_area, st.integers(0, 8), st.sampled_from([(), (4,)]))
def test_no_rule_is_shorter_than_the_shortest_walk_and_all_pass_every_pick(picks, depot, middle):
    layout = AREA._replace(depot_aisle=depot / 2, middle=middle)
    best = shortest_walk(layout, picks).length
    for name, rule in RULES.items():
        walk = rule(layout, picks)
        assert walk.length >= best, name
        assert sorted(walk.route) == sorted(picks), name
        drawn = sum(layout.aisle_spacing * abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(walk.corners))
        assert drawn == walk.length, name


@pytest.mark.skipif(not SAMPLE.exists(), reason="samples are not here")
@pytest.mark.parametrize(
    ("rule", "key"), [("s_shape", "s_shape"), ("return", "return_"), ("largest_gap", "largest_gap")]
)
def test_rules_are_as_long_as_the_samples_say(rule: str, key: str):
    for case in json.loads(SAMPLE.read_text())["cases"]:
        keys = ("aisles", "aisle_length", "aisle_spacing", "depot_aisle")
        layout = Layout(*(case["layout"][one] for one in keys))
        assert RULES[rule](layout, [tuple(pick) for pick in case["picks"]]).length == case["expect"][key], case["id"]

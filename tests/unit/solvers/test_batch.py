"""Batches: exact where all can be listed, against trying every partition and the real sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.batch import Batching, batch_orders
from orderway.solvers.batch_tours import PickOrder
from orderway.solvers.layout import Layout
from orderway.solvers.walk_rules import RULES

SAMPLE = Path(__file__).parents[3].parent / "shared/samples/picking/batching_online_retail.json"
AREA = Layout(6, 10, 3)


def partitions(items: list[int]):
    """Every way to divide the items into groups."""
    if not items:
        yield []
        return
    for rest in partitions(items[1:]):
        yield [[items[0]], *rest]
        for at in range(len(rest)):
            yield [*rest[:at], [items[0], *rest[at]], *rest[at + 1 :]]


def total_walk(orders: list[PickOrder], groups: list[list[int]], rule: str) -> float:
    return sum(RULES[rule](AREA, [pick for at in group for pick in orders[at].picks]).length for group in groups)


def check_batches(orders: list[PickOrder], capacity: int, rule: str, answer: Batching) -> None:
    by_id = {order.id: at for at, order in enumerate(orders)}
    groups = [[by_id[one] for one in batch] for batch in answer.batches]
    assert sorted(at for group in groups for at in group) + [] == sorted(
        at for at, order in enumerate(orders) if order.load <= capacity
    )
    assert all(sum(orders[at].load for at in group) <= capacity for group in groups)
    assert total_walk(orders, groups, rule) == answer.length
    assert answer.bound <= answer.length


pick = st.tuples(st.integers(0, 5), st.integers(0, 10))
order_lists = st.lists(st.lists(pick, min_size=1, max_size=4), max_size=6).map(
    lambda lists: [PickOrder(f"o{at}", tuple(picks)) for at, picks in enumerate(lists)]
)


@settings(max_examples=40, deadline=None)
@given(order_lists, st.integers(1, 9), st.sampled_from(["optimal", "s_shape", "largest_gap"]))
def test_the_total_walk_is_the_least_of_all_partitions(orders, capacity, rule):
    answer = batch_orders(AREA, orders, capacity, rule)
    check_batches(orders, capacity, rule, answer)
    fitting = [at for at, order in enumerate(orders) if order.load <= capacity]
    totals = [
        total_walk(orders, groups, rule)
        for groups in partitions(fitting)
        if all(sum(orders[at].load for at in group) <= capacity for group in groups)
    ]
    assert answer.length == min(totals)
    assert answer.optimal


def test_no_orders_are_no_batches():
    assert batch_orders(AREA, [], 5) == Batching((), 0, 0, True)


def test_an_order_beyond_the_trolley_is_named_and_left_out():
    orders = [PickOrder("small", ((0, 5),)), PickOrder("huge", ((1, 5),), 9)]
    assert batch_orders(AREA, orders, 5) == Batching((("small",),), 10, 10, True, ("huge",))


def test_units_fill_the_trolley_not_picks():
    orders = [PickOrder("a", ((0, 5),), 3), PickOrder("b", ((0, 5),), 3)]
    assert batch_orders(AREA, orders, 6).batches == (("a", "b"),)
    assert batch_orders(AREA, orders, 5).batches == (("a",), ("b",))


def many_orders(count: int) -> list[PickOrder]:
    return [
        PickOrder(f"o{at:03}", tuple(((at * 7 + k * k) % 6, (at * 3 + k * 5) % 11) for k in range(1 + at % 5)))
        for at in range(count)
    ]


def test_many_orders_are_batched_within_a_bound_and_repeat_exactly():
    orders = many_orders(40)
    answer = batch_orders(AREA, orders, 12)
    check_batches(orders, 12, "optimal", answer)
    assert answer.bound > 0
    assert batch_orders(AREA, orders, 12) == answer


@pytest.mark.skipif(not SAMPLE.exists(), reason="samples are not here")
@pytest.mark.parametrize(
    ("rule", "key"), [("optimal", "optimal_routing"), ("s_shape", "s_shape"), ("largest_gap", "largest_gap")]
)
def test_real_batches_reach_the_proven_total(rule: str, key: str):
    for case in json.loads(SAMPLE.read_text())["cases"]:
        keys = ("aisles", "aisle_length", "aisle_spacing", "depot_aisle")
        layout = Layout(*(case["layout"][one] for one in keys))
        orders = [PickOrder(one["id"], tuple(tuple(pick) for pick in one["picks"])) for one in case["orders"]]
        answer = batch_orders(layout, orders, case["capacity_items"], rule)
        assert (answer.length, answer.optimal) == (case["expect"]["optimum"][key]["total"], True)

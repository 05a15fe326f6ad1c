"""One order: the cheapest warehouses, against trying every way to divide every line."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.sourcing import Candidate, Line, Offer, Plan, choose
from orderway.solvers.spread import freight_of

STEPS = ((500, 1000, 5000), (400, 550, 900))
NAMES = ["north", "south", "east"]


def offer(warehouse: str, handling_order: int = 100, handling_unit: int = 10, **other: Any) -> Offer:
    return Offer(warehouse, handling_order, handling_unit, STEPS, **other)


def cost_of(plan: Plan, lines: list[Line], offers: list[Offer], split_minor: int) -> int | None:
    """What the picks of a plan cost, computed from the definition; None when some parcel may not be."""
    used = sorted({warehouse for _, warehouse, _ in plan.picks})
    total = split_minor * (len(used) - 1)
    for one in offers:
        if one.warehouse in used:
            units = sum(n for _, warehouse, n in plan.picks if warehouse == one.warehouse)
            grams = sum(n * lines[at][2] for at, warehouse, n in plan.picks if warehouse == one.warehouse)
            freight = freight_of(one.freight, grams)
            if freight is None or (one.units_max is not None and units > one.units_max):
                return None
            total += one.handling_order + one.handling_unit * units + freight + one.lateness + one.load + one.penalty
    return total


def cheapest_by_trying(
    lines: list[Line], stock: dict[str, dict[str, int]], offers: list[Offer], split_minor: int, splits_max: int
) -> int | None:
    names, best = [one.warehouse for one in offers], None
    ways = []
    for sku, quantity, _ in lines:
        has = [stock.get(sku, {}).get(name, 0) for name in names]
        ways.append([w for w in product(*(range(min(quantity, n) + 1) for n in has)) if sum(w) == quantity])
    for way in product(*ways):
        picks = tuple((at, names[k], n) for at, w in enumerate(way) for k, n in enumerate(w) if n)
        taken: dict[tuple[str, str], int] = {}
        for at, name, n in picks:
            taken[lines[at][0], name] = taken.get((lines[at][0], name), 0) + n
        if len({name for _, name, _ in picks}) > splits_max + 1:
            continue
        if any(n > stock[sku].get(name, 0) for (sku, name), n in taken.items()):
            continue
        cost = cost_of(Plan(0, picks, ()), lines, offers, split_minor)
        if cost is not None and (best is None or cost < best):
            best = cost
    return best


def one_weight_a_sku(lines: list[Line]) -> list[Line]:
    grams = {sku: each for sku, _, each in lines}
    return [(sku, quantity, grams[sku]) for sku, quantity, _ in lines]


single_line = st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(1, 3), st.sampled_from([100, 300, 600]))
orders = st.lists(single_line, min_size=1, max_size=3).map(one_weight_a_sku)
stocks = st.fixed_dictionaries({sku: st.fixed_dictionaries({n: st.integers(0, 4) for n in NAMES}) for sku in "abc"})
offer_lists = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.tuples(
        *(
            st.builds(
                offer,
                st.just(name),
                st.integers(0, 200),
                st.integers(0, 30),
                lateness=st.sampled_from([0, 500]),
                load=st.integers(0, 20),
                penalty=st.sampled_from([0, 250]),
                units_max=st.sampled_from([None, 0, 2, 4]),
            )
            for name in names
        )
    ).map(list)
)


@settings(max_examples=150, deadline=None)
@given(orders, stocks, offer_lists, st.sampled_from([0, 120]), st.integers(0, 2))
def test_the_plan_costs_what_trying_every_division_finds(lines, stock, offers, split_minor, splits_max):
    plan = choose(lines, stock, offers, split_minor, splits_max)
    assert plan.total == cheapest_by_trying(lines, stock, offers, split_minor, splits_max)
    assert plan.proven
    if plan.total is not None:
        assert cost_of(plan, lines, offers, split_minor) == plan.total
        for at, (_, quantity, _) in enumerate(lines):
            assert sum(n for line, _, n in plan.picks if line == at) == quantity


@settings(max_examples=100, deadline=None)
@given(orders, stocks, offer_lists)
def test_keeping_two_makes_the_runner_up_exact(lines, stock, offers):
    pair = choose(lines, stock, offers, 50, 2, keep=2)
    every = choose(lines, stock, offers, 50, 2, keep=99)
    totals = sorted(one.total for one in every.candidates if one.total is not None)
    assert [one.total for one in (pair.chosen, pair.runner_up) if one] == totals[:2]


def test_the_only_warehouse_with_the_goods_ships_though_dearer():
    plan = choose([("a", 2, 300)], {"a": {"north": 1, "south": 2}}, [offer("north"), offer("south", 300)])
    assert plan == Plan(
        870,
        ((0, "south", 2),),
        (Candidate(("north",), None, "stock"), Candidate(("south",), 870, "", 320, 550)),
    )


def test_equal_costs_go_to_the_earlier_offer():
    stock = {"a": {"north": 5, "south": 5}}
    assert choose([("a", 1, 100)], stock, [offer("south"), offer("north")]).picks == ((0, "south", 1),)
    assert choose([("a", 1, 100)], stock, [offer("north"), offer("south")]).picks == ((0, "north", 1),)


def test_a_split_is_made_only_when_it_is_allowed():
    stock, lines = {"a": {"north": 1}, "b": {"south": 1}}, [("a", 1, 100), ("b", 1, 100)]
    offers = [offer("north"), offer("south")]
    refused = choose(lines, stock, offers, 70, 0)
    assert (refused.total, refused.picks, refused.short) == (None, (), ())
    plan = choose(lines, stock, offers, 70, 1)
    assert (plan.total, plan.picks) == (1090, ((0, "north", 1), (1, "south", 1)))
    assert plan.chosen == Candidate(("north", "south"), 1090, "", 220, 800, 70)


def test_a_line_is_divided_where_no_warehouse_has_it_whole():
    plan = choose([("a", 3, 100)], {"a": {"north": 2, "south": 2}}, [offer("north", 0, 5), offer("south", 0, 9)], 0, 1)
    assert plan.picks == ((0, "north", 2), (0, "south", 1))


def test_two_lines_of_one_sku_share_its_stock():
    stock, offers = {"a": {"north": 3, "south": 9}}, [offer("north"), offer("south", 900)]
    plan = choose([("a", 2, 100), ("a", 2, 100)], stock, offers)
    assert plan.picks == ((0, "south", 2), (1, "south", 2))
    split = choose([("a", 2, 100), ("a", 2, 100)], {"a": {"north": 3, "south": 1}}, offers, 0, 1)
    assert split.picks == ((0, "north", 2), (1, "north", 1), (1, "south", 1))


def test_what_is_short_is_named_with_its_number():
    plan = choose(
        [("a", 4, 100), ("b", 1, 100)], {"a": {"north": 1, "south": 2}}, [offer("north"), offer("south")], 0, 1
    )
    assert plan.total is None
    assert plan.short == (("a", 1), ("b", 1))


def test_too_heavy_and_too_full_are_told_apart():
    plan = choose([("a", 9, 600)], {"a": {"north": 9}}, [offer("north")])
    assert plan.candidates == (Candidate(("north",), None, "weight"),)
    plan = choose([("a", 3, 100)], {"a": {"north": 9}}, [offer("north", units_max=2)])
    assert plan.candidates == (Candidate(("north",), None, "capacity"),)


def test_an_order_without_lines_costs_nothing():
    assert choose([], {}, [offer("north")]) == Plan(0, (), ())


def test_no_offer_means_no_plan_and_all_goods_short():
    plan = choose([("a", 1, 100)], {"a": {"north": 1}}, [])
    assert (plan.total, plan.candidates, plan.short) == (None, (), (("a", 1),))

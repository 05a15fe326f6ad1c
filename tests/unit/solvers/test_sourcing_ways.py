"""The ways to ship one order: all of them below the limit, and a floor for what is missing."""

from __future__ import annotations

from itertools import product

from orderway.solvers import sourcing_ways
from orderway.solvers.sourcing import Offer
from orderway.solvers.sourcing_batch import source_batch
from orderway.solvers.sourcing_model import Demand, Supply
from orderway.solvers.sourcing_ways import Lister, divisions

STEPS = ((500, 1000, 50_000), (300, 450, 900))
OFFERS = tuple(Offer(name, 10 * at, 5, STEPS) for at, name in enumerate("nse"))
ORDER = Demand("o", (("a", 3, 400), ("b", 2, 100)), OFFERS, 50, 1, 5_000)
SUPPLY = Supply({"a": {"n": 2, "s": 3, "e": 1}, "b": {"n": 1, "s": 1, "e": 2}}, {}, {})


def test_the_divisions_of_a_line_are_those_of_trying_all():
    tried = [one for one in product(range(5), repeat=3) if sum(one) == 4 and one[2] <= 1 and one.count(0) >= 1]
    assert sorted(map(tuple, divisions(4, (4, 4, 1), 2).tolist())) == sorted(tried)
    assert divisions(5000, (5000, 5000), 2) is None


def test_listed_by_sets_of_places_the_ways_are_the_same(monkeypatch):
    at_once = Lister(ORDER, SUPPLY).ways({("stock", "a", "s"): 30.0}, 5_000, 1_500)
    monkeypatch.setattr(sourcing_ways, "PARTIAL_WIDE_MIN", 0)
    by_sets = Lister(ORDER, SUPPLY).ways({("stock", "a", "s"): 30.0}, 5_000, 1_500)
    assert sorted(at_once.costs.tolist()) == sorted(by_sets.costs.tolist())
    assert at_once.reduced.tolist() == by_sets.reduced.tolist()
    assert (at_once.floor, by_sets.floor) == (float("inf"), float("inf"))


def test_a_way_that_was_dropped_costs_the_floor_at_least():
    every = Lister(ORDER, SUPPLY).ways({}, 5_000, 1_500)
    few = Lister(ORDER, SUPPLY).ways({}, 5_000, 2)
    missing = [cost for cost in every.costs.tolist() if cost not in few.costs.tolist()]
    assert len(few.costs) <= 2 < len(every.costs)
    assert few.floor <= min(missing)


def test_where_half_an_order_would_be_left_a_whole_one_is():
    offers = (Offer("n", 10, 0, STEPS), Offer("s", 20, 0, STEPS))
    pairs = (("a", "b"), ("b", "c"), ("a", "c"))
    demands = [Demand("".join(two), tuple((sku, 1, 100) for sku in two), offers, 0, 1, 20_000) for two in pairs]
    answer = source_batch(demands, Supply({sku: {"n": 1} for sku in "abc"}, {}, {}))
    assert (answer.cost, answer.bound) == (310 + 2 * 20_000, 310 + 2 * 20_000)

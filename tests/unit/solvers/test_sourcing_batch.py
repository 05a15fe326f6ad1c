"""A batch sourced together: never dearer than one after another, and the optimum of small cases by trying all."""

from __future__ import annotations

import random
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.sourcing import Offer
from orderway.solvers.sourcing_batch import Sourcing, contests, source_batch
from orderway.solvers.sourcing_greedy import source_greedily
from orderway.solvers.sourcing_model import Demand, Supply, priced, usage

Picks = tuple[tuple[int, str, int], ...]
STEPS = ((500, 1000, 50_000), (300, 450, 900))
NAMES = ("north", "south", "east")


def check_decisions(demands: list[Demand], supply: Supply, answer: Sourcing) -> None:
    """Every order is shipped in full or left, nothing is overdrawn, and the costs are those of the definition."""
    taken: dict[tuple[str, str, str], int] = {}
    for demand, decision in zip(demands, answer.decisions, strict=True):
        assert decision.order == demand.id
        if not decision.picks:
            assert (decision.cost, decision.chosen) == (demand.unserved_minor, None)
            continue
        assert priced(demand, decision.picks) == decision.chosen
        assert decision.cost == decision.chosen.total
        assert len(decision.chosen.warehouses) <= demand.splits_max + 1
        assert set(decision.chosen.warehouses) <= {offer.warehouse for offer in demand.offers}
        for at, (_, quantity, _) in enumerate(demand.lines):
            assert sum(units for line, _, units in decision.picks if line == at) == quantity
        for resource, units in usage(demand, decision.picks, supply).items():
            taken[resource] = taken.get(resource, 0) + units
    assert all(units <= supply.of(resource) for resource, units in taken.items())
    assert answer.cost == sum(decision.cost for decision in answer.decisions)
    assert answer.bound <= answer.cost <= answer.greedy_cost


def every_way(demand: Demand, supply: Supply) -> list[tuple[Picks, int]]:
    """All ways to ship one order, by trying every share of every line."""
    names = [offer.warehouse for offer in demand.offers]
    shares = [
        [units for units in product(range(quantity + 1), repeat=len(names)) if sum(units) == quantity]
        for _, quantity, _ in demand.lines
    ]
    found = []
    for choice in product(*shares):
        picks = tuple((at, n, u) for at, units in enumerate(choice) for n, u in zip(names, units, strict=True) if u)
        taken = usage(demand, picks, supply)
        if len({name for _, name, _ in picks}) <= demand.splits_max + 1 and all(
            units <= supply.of(resource) for resource, units in taken.items()
        ):
            found.append((picks, priced(demand, picks).total or 0))
    return found


def cheapest_by_trying(demands: list[Demand], supply: Supply) -> int:
    """The optimum over every combination of every way to ship each order."""
    ways = []
    for demand in demands:
        ways.append([((), demand.unserved_minor), *every_way(demand, supply)])
    best = sum(demand.unserved_minor for demand in demands)
    for choice in product(*ways):
        taken: dict[tuple[str, str, str], int] = {}
        for demand, (picks, _) in zip(demands, choice, strict=True):
            for resource, units in usage(demand, picks, supply).items():
                taken[resource] = taken.get(resource, 0) + units
        if all(units <= supply.of(resource) for resource, units in taken.items()):
            best = min(best, sum(cost for _, cost in choice))
    return best


@st.composite
def batches(draw: st.DrawFn) -> tuple[list[Demand], Supply]:
    stock = {sku: {name: draw(st.integers(0, 2)) for name in NAMES[:2]} for sku in "ab"}
    demands = []
    for at in range(draw(st.integers(1, 4))):
        skus = draw(st.lists(st.sampled_from("ab"), min_size=1, max_size=2, unique=True))
        lines = tuple((sku, draw(st.integers(1, 2)), 400) for sku in skus)
        offers = tuple(Offer(n, draw(st.integers(0, 99)), 5, STEPS, draw(st.sampled_from([0, 90]))) for n in NAMES[:2])
        unserved = draw(st.sampled_from([100, 2000]))
        demands.append(
            Demand(f"o{at}", lines, offers, draw(st.sampled_from([0, 50])), draw(st.integers(0, 1)), unserved)
        )
    capacity = draw(st.dictionaries(st.sampled_from(NAMES[:2]), st.integers(0, 2), max_size=2))
    units = draw(st.dictionaries(st.sampled_from(NAMES[:2]), st.integers(0, 4), max_size=1))
    return demands, Supply(stock, capacity, units)


@settings(max_examples=150, deadline=None)
@given(batches())
def test_a_small_batch_costs_the_least_of_all_combinations(batch):
    demands, supply = batch
    answer = source_batch(demands, supply)
    check_decisions(demands, supply, answer)
    best = cheapest_by_trying(demands, supply)
    assert answer.bound <= best + 1e-6
    assert answer.cost == best


def one_offer(name: str, handling: int) -> Offer:
    return Offer(name, handling, 0, STEPS)


def test_the_last_unit_goes_where_it_saves_most():
    cheap_here = (one_offer("north", 10), one_offer("south", 20))
    only_here = (one_offer("north", 10),)
    demands = [
        Demand("first", (("a", 1, 100),), cheap_here, unserved_minor=5000),
        Demand("second", (("a", 1, 100),), only_here, unserved_minor=5000),
    ]
    supply = Supply({"a": {"north": 1, "south": 1}}, {}, {})
    assert [one.picks for one in source_greedily(demands, supply)] == [((0, "north", 1),), ()]
    answer = source_batch(demands, supply)
    assert [one.picks for one in answer.decisions] == [((0, "south", 1),), ((0, "north", 1),)]
    assert (answer.cost, answer.bound, answer.gap) == (630, 630, 0)
    assert (answer.greedy_cost, answer.contested) == (5310, 2)


def test_orders_that_want_different_goods_are_decided_apart():
    demands = [Demand(sku, ((sku, 1, 100),), (one_offer("north", 10),)) for sku in "abc"]
    supply = Supply({sku: {"north": 1} for sku in "abc"}, {}, {})
    assert contests(demands, supply) == [([0], []), ([1], []), ([2], [])]
    answer = source_batch(demands, supply)
    assert (answer.cost, answer.bound, answer.contested) == (930, 930, 0)


def test_a_full_warehouse_makes_orders_contest_its_parcels():
    offers = (one_offer("north", 10), one_offer("south", 60))
    demands = [Demand(str(at), (("a", 1, 100),), offers) for at in range(3)]
    supply = Supply({"a": {"north": 9, "south": 9}}, {"north": 1}, {})
    assert contests(demands, supply) == [([0, 1, 2], [("parcels", "", "north")])]
    answer = source_batch(demands, supply)
    assert (answer.cost, answer.bound) == (310 + 360 + 360, 1030)


def test_a_warehouse_beyond_its_capacity_ships_nothing():
    offers = (one_offer("north", 10), one_offer("south", 60))
    demands = [Demand(str(at), (("a", 1, 100),), offers) for at in range(2)]
    answer = source_batch(demands, Supply({"a": {"north": 9, "south": 9}}, {"north": -2}, {}))
    assert (answer.cost, answer.bound) == (2 * 360, 2 * 360)


def test_leaving_an_order_is_chosen_where_shipping_costs_more():
    demands = [Demand("o", (("a", 1, 100),), (one_offer("north", 900),), unserved_minor=700)]
    answer = source_batch(demands, Supply({"a": {"north": 1}}, {}, {}))
    assert (answer.cost, answer.decisions[0].picks) == (700, ())


def test_nothing_to_source_costs_nothing():
    assert source_batch([], Supply({}, {}, {})) == Sourcing((), 0, 0, 0, 0)


def contested_batch(seed: int, orders: int = 200, skus: int = 1000, hot: int = 60) -> tuple[list[Demand], Supply]:
    """Orders that want half of their goods among few SKUs, of which there are three units for each that is wanted."""
    chance = random.Random(seed)
    names = [f"w{at}" for at in range(5)]
    limits = (500, 1000, 2000, 5000, 20_000, 90_000)
    freight = {
        (name, zone): (limits, tuple(300 + 120 * abs(zone - at) + 50 * step for step in range(len(limits))))
        for at, name in enumerate(names)
        for zone in range(6)
    }
    demands, wanted = [], {}
    for at in range(orders):
        lines: dict[str, int] = {}
        for _ in range(chance.randint(1, 4)):
            sku = f"s{chance.randrange(hot) if chance.random() < 0.5 else chance.randrange(skus)}"
            lines[sku] = lines.get(sku, 0) + chance.choice([1, 1, 2, 3])
        zone = chance.randrange(6)
        offers = tuple(
            Offer(n, 100 + 9 * k, 20, freight[n, zone], chance.choice([0, 300])) for k, n in enumerate(names)
        )
        for sku, units in lines.items():
            wanted[sku] = wanted.get(sku, 0) + units
        demands.append(Demand(f"o{at}", tuple((s, n, 400) for s, n in lines.items()), offers, 250, 1, 20_000))
    stock = {}
    for sku, units in wanted.items():
        stock[sku] = dict.fromkeys(names, 0)
        for _ in range(3 * units):
            stock[sku][chance.choice(names)] += 1
    return demands, Supply(stock, {}, {})


def test_two_hundred_contested_orders_come_within_one_percent_of_the_bound():
    demands, supply = contested_batch(1)
    answer = source_batch(demands, supply)
    check_decisions(demands, supply, answer)
    assert answer.contested > 100
    assert answer.gap < 0.01
    assert answer.cost < answer.greedy_cost


def test_the_same_batch_is_decided_the_same_way_again():
    demands, supply = contested_batch(2, orders=80, skus=50, hot=20)
    assert source_batch(demands, supply) == source_batch(demands, supply)

"""Orders taken out of a plan and placed again: cheaper or the same, within every limit, the same each time."""

from __future__ import annotations

import random

import pytest

from orderway.solvers.sourcing import Offer
from orderway.solvers.sourcing_batch import contests
from orderway.solvers.sourcing_exchange import exchanged
from orderway.solvers.sourcing_greedy import source_greedily
from orderway.solvers.sourcing_model import Demand, Supply, priced, usage

Picks = tuple[tuple[int, str, int], ...]
STEPS = ((1_000, 3_000, 20_000), (300, 400, 900))
NAMES = ("north", "south", "east")


def cost(demands: list[Demand], plan: list[Picks]) -> int:
    pairs = zip(demands, plan, strict=True)
    return sum((priced(one, picks).total or 0) if picks else one.unserved_minor for one, picks in pairs)


def check_feasible(demands: list[Demand], supply: Supply, plan: list[Picks]) -> None:
    """Every order is shipped in full from few enough warehouses or left, and nothing is overdrawn."""
    taken: dict[tuple[str, str, str], int] = {}
    for demand, picks in zip(demands, plan, strict=True):
        for at, (_, quantity, _) in enumerate(demand.lines):
            assert sum(units for line, _, units in picks if line == at) == (quantity if picks else 0)
        assert len({name for _, name, _ in picks}) <= demand.splits_max + 1
        for resource, units in usage(demand, picks, supply).items():
            taken[resource] = taken.get(resource, 0) + units
    assert all(units <= supply.of(resource) for resource, units in taken.items())


def bulk_batch(seed: int, orders: int = 14) -> tuple[list[Demand], Supply]:
    """Lines of up to 30 units of few SKUs, nine tenths of what is wanted on the shelves, and capacities that bind."""
    chance = random.Random(seed)
    demands, wanted = [], dict.fromkeys("abcdef", 0)
    for at in range(orders):
        skus = chance.sample("abcdef", chance.randint(1, 3))
        lines = tuple((sku, chance.randint(1, 30), 150) for sku in skus)
        offers = tuple(Offer(name, 100 + chance.randrange(90), 5, STEPS, chance.choice([0, 200])) for name in NAMES)
        demands.append(Demand(f"o{at}", lines, offers, 250, 2, 20_000))
        for sku, units, _ in lines:
            wanted[sku] += units
    stock = {sku: dict.fromkeys(NAMES, units * 3 // 10) for sku, units in wanted.items()}
    return demands, Supply(stock, {"north": orders // 2}, {"south": sum(wanted.values()) // 4})


def test_a_left_order_takes_the_goods_of_a_rival_that_can_do_without():
    both = tuple(Offer(name, handling, 0, STEPS) for name, handling in (("north", 10), ("south", 20)))
    demands = [
        Demand("first", (("a", 4, 100),), both, unserved_minor=5_000),
        Demand("second", (("a", 4, 100),), both[:1], unserved_minor=5_000),
    ]
    supply = Supply({"a": {"north": 4, "south": 4}}, {}, {})
    [(members, scarce)] = contests(demands, supply)
    assert members == [0, 1]
    assert exchanged(demands, supply, scarce, [((0, "north", 4),), ()]) == [((0, "south", 4),), ((0, "north", 4),)]


def test_a_rival_that_gives_way_lets_another_give_way_to_it():
    north, south, south_dear, east = (
        Offer(name, handling, 0, STEPS)
        for name, handling in (("north", 10), ("south", 10), ("south", 20), ("east", 20))
    )
    demands = [
        Demand(order, (("a", 4, 100),), offers, unserved_minor=5_000)
        for order, offers in (("left", (north,)), ("rival", (north, south_dear)), ("other", (south, east)))
    ]
    supply = Supply({"a": {"north": 4, "south": 4, "east": 4}}, {}, {})
    [(_, scarce)] = contests(demands, supply)
    plan = exchanged(demands, supply, scarce, [(), ((0, "north", 4),), ((0, "south", 4),)])
    assert plan == [((0, "north", 4),), ((0, "south", 4),), ((0, "east", 4),)]


def test_the_cheaper_of_two_orders_is_left():
    offers = (Offer("north", 10, 0, STEPS),)
    demands = [
        Demand("cheap", (("a", 20, 100),), offers, unserved_minor=3_000),
        Demand("dear", (("a", 30, 100),), offers, unserved_minor=9_000),
    ]
    scarce = [("stock", "a", "north")]
    supply = Supply({"a": {"north": 30}}, {}, {})
    assert exchanged(demands, supply, scarce, [((0, "north", 20),), ()]) == [(), ((0, "north", 30),)]


@pytest.mark.parametrize("seed", range(3))
def test_bulk_orders_get_cheaper_within_all_limits(seed):
    demands, supply = bulk_batch(seed)
    start = [one.picks for one in source_greedily(demands, supply)]
    scarce = [resource for _, found in contests(demands, supply) for resource in found]
    better = exchanged(demands, supply, scarce, start)
    check_feasible(demands, supply, better)
    assert cost(demands, better) < cost(demands, start)
    assert exchanged(demands, supply, scarce, start) == better
    assert exchanged(demands, supply, scarce, better) == better

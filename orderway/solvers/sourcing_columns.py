"""The optimum of orders that want the same goods: column generation, then a mixed-integer program over the columns.

A column is one way to ship one order. The linear program prices scarce shelves and capacities, each order answers with
its cheapest ways at those prices (Dantzig and Wolfe 1960), and the sum of those answers bounds every solution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from orderway.solvers.program import Column, Master, Row, solve_integer
from orderway.solvers.sourcing_model import Demand, Resource, Supply, priced, usage
from orderway.solvers.sourcing_pricing import Picks, Pricing

ROUNDS_MAX = 60
"""Rounds of pricing; each solves one linear program and asks every order once."""
NODES_MAX = 300
"""Nodes of the mixed-integer program at the end."""
COLUMNS_MAX = 20_000
"""Ways to ship given to the mixed-integer program; those of the least reduced cost."""
EPSILON = 1e-6


class Way(NamedTuple):
    """One way to ship the order at this place in the list; without picks it is left."""

    order: int
    cost: int
    picks: Picks


class Optimum(NamedTuple):
    """One way an order, their cost, and a lower bound of every choice."""

    ways: tuple[Way, ...]
    cost: int
    bound: float


def best_ways(demands: Sequence[Demand], supply: Supply, scarce: Sequence[Resource], start: Sequence[Picks]) -> Optimum:
    """The cheapest way for each order such that no scarce resource is overdrawn; never dearer than `start`."""
    pricings = [Pricing(demand, supply) for demand in demands]
    first = [_way(demands, order, picks) for order, picks in enumerate(start)]
    rows = {resource: len(demands) + at for at, resource in enumerate(scarce)}
    bounds = [Row(1, 1)] * len(demands) + [Row(float("-inf"), supply.of(resource)) for resource in scarce]
    master = Master(bounds)
    ways: list[Way] = []
    columns: list[Column] = []
    known: set[tuple[int, Picks]] = set()

    def add(way: Way) -> bool:
        if (way.order, way.picks) in known:
            return False
        known.add((way.order, way.picks))
        ways.append(way)
        columns.append(_column(demands[way.order], way, supply, rows))
        master.add(columns[-1])
        return True

    for way in first:
        add(way)
        add(Way(way.order, demands[way.order].unserved_minor, ()))
    cost = sum(way.cost for way in first)
    bound, prices = 0.0, [0.0] * len(bounds)
    for _ in range(ROUNDS_MAX):
        prices = master.prices()
        worth = {resource: -prices[row] for resource, row in rows.items()}
        value = sum(prices[row] * supply.of(resource) for resource, row in rows.items())
        fresh = False
        for order, pricing in enumerate(pricings):
            least, found = pricing.cheapest(worth, demands[order].unserved_minor)
            value += least
            for reduced, picks in found:
                if reduced < prices[order] - EPSILON:
                    fresh = add(_way(demands, order, picks)) or fresh
        bound = max(bound, value)
        if not fresh or bound >= cost - EPSILON:
            break
    return _whole(first, ways, columns, bounds, prices, bound)


def _way(demands: Sequence[Demand], order: int, picks: Picks) -> Way:
    demand = demands[order]
    return Way(order, (priced(demand, picks).total or 0) if picks else demand.unserved_minor, picks)


def _column(demand: Demand, way: Way, supply: Supply, rows: Mapping[Resource, int]) -> Column:
    taken = usage(demand, way.picks, supply)
    entries = [(rows[resource], float(units)) for resource, units in taken.items() if resource in rows]
    return Column(way.cost, ((way.order, 1.0), *sorted(entries)))


def _whole(
    first: Sequence[Way],
    ways: Sequence[Way],
    columns: Sequence[Column],
    bounds: Sequence[Row],
    prices: Sequence[float],
    bound: float,
) -> Optimum:
    """One way an order out of those that can be in a better answer than the first."""
    cost = sum(way.cost for way in first)
    if bound >= cost - EPSILON:
        return Optimum(tuple(first), cost, cost)
    reduced = [c.cost - sum(prices[row] * value for row, value in c.entries) for c in columns]
    given = {(way.order, way.picks) for way in first}
    kept = sorted(range(len(ways)), key=lambda at: (reduced[at], at))
    kept = [at for at in kept if reduced[at] <= cost - bound + EPSILON][:COLUMNS_MAX]
    kept = sorted({*kept, *(at for at, way in enumerate(ways) if (way.order, way.picks) in given)})
    begin = [1.0 if (ways[at].order, ways[at].picks) in given else 0.0 for at in kept]
    answer = solve_integer([columns[at] for at in kept], bounds, begin, NODES_MAX)
    if answer is None or answer.cost >= cost:
        return Optimum(tuple(first), cost, bound)
    chosen = sorted(ways[at] for at, value in zip(kept, answer.values, strict=True) if value)
    return Optimum(tuple(chosen), sum(way.cost for way in chosen), bound)

"""The optimum of orders that want the same goods: column generation, then a mixed-integer program over the columns.

A column is one way to ship one order. The linear program prices scarce shelves and capacities, each order answers with
its cheapest ways at those prices (Dantzig and Wolfe 1960), and the sum of those answers bounds every solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.solvers.program import Column, Master, Row, solve_integer
from orderway.solvers.sourcing_model import Demand, Resource, Supply, priced, usage
from orderway.solvers.sourcing_pricing import ALL_NODES_MAX, Picks, Pricing

ROUNDS_MAX = 60
"""Rounds of pricing; each solves one linear program and asks every order once."""
NODES_FEW_MAX, NODES_PROOF_MAX = 100, 5
"""Nodes of the mixed-integer programs over few ways, and of that which tries to prove the answer."""
COLUMNS_FEW_MAX, COLUMNS_PROOF_MAX = 2_000, 4_500
"""Ways to ship given to those programs; those of the least reduced cost."""
GAP_SHARE_FIRST = 0.2
"""Ways dearer than an order's cheapest by up to this share of the gap are learned first; good answers use them."""
GAP_GOOD = 0.002
"""With a gap below this share no proof is tried: it would cost more time than all the rest."""
WAYS_PER_ORDER_MAX = 100
"""Ways to ship one order that are learned at first."""
NODES_WIDEN_MAX = 250_000
"""Partial spreads tried for all orders together when all their ways are listed."""
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
    program = _Program(demands, supply, scarce)
    first = [program.way(order, picks) for order, picks in enumerate(start)]
    for way in first:
        program.add(way)
        program.add(program.way(way.order, ()))
    program.price(sum(way.cost for way in first))
    best = program.whole(first, COLUMNS_FEW_MAX, NODES_FEW_MAX)
    if best.cost - best.bound <= EPSILON:
        return best
    program.widen((best.cost - program.bound) * GAP_SHARE_FIRST, prove=False)
    best = program.whole(best.ways, COLUMNS_FEW_MAX, NODES_FEW_MAX)
    if best.cost - best.bound > GAP_GOOD * best.bound:
        program.widen(best.cost - program.bound, prove=True)
        if program.can_prove(best.cost, COLUMNS_PROOF_MAX):
            best = program.whole(best.ways, COLUMNS_PROOF_MAX, NODES_PROOF_MAX)
    return best


class _Program:
    """The ways known so far, the prices of what is scarce, and the bound that the prices prove."""

    def __init__(self, demands: Sequence[Demand], supply: Supply, scarce: Sequence[Resource]) -> None:
        self.demands, self.supply = demands, supply
        self.pricings = [Pricing(demand, supply) for demand in demands]
        self.rows = {resource: len(demands) + at for at, resource in enumerate(scarce)}
        self.bounds = [Row(1, 1)] * len(demands) + [Row(float("-inf"), supply.of(one)) for one in scarce]
        self.master = Master(self.bounds)
        self.ways: list[Way] = []
        self.columns: list[Column] = []
        self.known: set[tuple[int, Picks]] = set()
        self.bound, self.covered = 0.0, -1.0
        self.prices = [0.0] * len(self.bounds)

    def way(self, order: int, picks: Picks) -> Way:
        """The way to ship an order by these picks; without picks it is left."""
        demand = self.demands[order]
        return Way(order, (priced(demand, picks).total or 0) if picks else demand.unserved_minor, picks)

    def add(self, way: Way) -> bool:
        """Remember a way; False where it was known."""
        if (way.order, way.picks) in self.known:
            return False
        self.known.add((way.order, way.picks))
        taken = usage(self.demands[way.order], way.picks, self.supply)
        entries = [(self.rows[resource], float(units)) for resource, units in taken.items() if resource in self.rows]
        self.ways.append(way)
        self.columns.append(Column(way.cost, ((way.order, 1.0), *sorted(entries))))
        self.master.add(self.columns[-1])
        return True

    def worth(self) -> dict[Resource, float]:
        """What one more of each scarce resource would save."""
        return {resource: max(0.0, -self.prices[row]) for resource, row in self.rows.items()}

    def price(self, cost: float) -> None:
        """Ask every order for its cheapest way at the prices of the linear program, until none is new."""
        best = list(self.prices)
        for _ in range(ROUNDS_MAX):
            self.prices = self.master.prices()
            worth, fresh = self.worth(), False
            value = -sum(one * self.supply.of(resource) for resource, one in worth.items())
            for order, pricing in enumerate(self.pricings):
                least, found = pricing.cheapest(worth, self.demands[order].unserved_minor)
                value += least
                for reduced, picks in found:
                    if reduced < self.prices[order] - EPSILON:
                        fresh = self.add(self.way(order, picks)) or fresh
            if value > self.bound:
                self.bound, best = value, self.prices
            if not fresh or self.bound >= cost - EPSILON:
                break
        self.prices = best

    def widen(self, gap: float, prove: bool) -> None:
        """Learn every way that can be in an answer above the bound by less than `gap`, as far as the limits allow.

        To `prove` all of them are needed: then it ends as soon as they turn out to be too many.
        """
        worth, self.covered, nodes, learned = self.worth(), gap, NODES_WIDEN_MAX, 0
        for order, pricing in enumerate(self.pricings):
            least, _ = pricing.cheapest(worth, self.demands[order].unserved_minor)
            most = nodes if prove else min(nodes, ALL_NODES_MAX)
            found, taken = pricing.all_below(worth, least + gap + EPSILON, most)
            nodes -= taken if taken >= 0 else most
            learned += len(found)
            if taken < 0 or nodes <= 0 or (len(found) > WAYS_PER_ORDER_MAX and not prove):
                self.covered = -1.0
            if nodes <= 0 or (prove and (self.covered < 0 or learned > COLUMNS_PROOF_MAX)):
                self.covered = -1.0
                return
            for _, picks in found[: COLUMNS_PROOF_MAX if prove else WAYS_PER_ORDER_MAX]:
                self.add(self.way(order, picks))

    def can_prove(self, cost: float, columns_max: int) -> bool:
        """Whether all ways are known, and few enough, that can be in an answer below `cost`."""
        return self.covered >= cost - self.bound and len(self._able(cost)) <= columns_max

    def _able(self, cost: float) -> list[int]:
        """The ways that can be in an answer below `cost`, the most promising first."""
        reduced = [
            (column.cost - sum(self.prices[row] * value for row, value in column.entries), at)
            for at, column in enumerate(self.columns)
        ]
        return [at for more, at in sorted(reduced) if more <= cost - self.bound + EPSILON]

    def whole(self, first: Sequence[Way], columns_max: int, nodes_max: int) -> Optimum:
        """One way an order, out of those that can be in a better answer than `first`."""
        cost = sum(way.cost for way in first)
        if self.bound >= cost - EPSILON:
            return Optimum(tuple(first), cost, cost)
        proof = self.can_prove(cost, columns_max)
        given = {(way.order, way.picks) for way in first}
        begun = [at for at, way in enumerate(self.ways) if (way.order, way.picks) in given]
        chosen = set(begun)
        kept = sorted({*self._able(cost)[:columns_max], *begun})
        begin = [1.0 if at in chosen else 0.0 for at in kept]
        answer = solve_integer([self.columns[at] for at in kept], self.bounds, begin, nodes_max)
        if answer is None:
            return Optimum(tuple(first), cost, self.bound)
        if proof:
            self.bound = max(self.bound, answer.bound)
        if answer.cost < cost:
            first = sorted(self.ways[at] for at, value in zip(kept, answer.values, strict=True) if value)
            cost = sum(way.cost for way in first)
        return Optimum(tuple(first), cost, min(self.bound, cost))

"""A batch of orders sourced together: greedy where nothing is contested, the optimum where orders want the same goods.

Deterministic and never dearer than greedy; the bound holds for every way to source the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.solvers.sourcing_columns import Optimum, best_ways
from orderway.solvers.sourcing_greedy import source_greedily
from orderway.solvers.sourcing_model import Decision, Demand, Resource, Supply, priced
from orderway.solvers.sourcing_pool import WAYS_LISTED_MAX
from orderway.solvers.sourcing_ways import Lister


class Sourcing(NamedTuple):
    """One decision an order, in the sequence given; all figures in minor units.

    `greedy_cost` is what deciding one after another would cost, `contested` how many orders were decided together.
    """

    decisions: tuple[Decision, ...]
    cost: int
    bound: float
    greedy_cost: int
    contested: int

    @property
    def gap(self) -> float:
        """How far the cost may be above the optimum, as a share of the bound; 0 when proven."""
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / max(self.bound, 1.0)


def source_batch(demands: Sequence[Demand], supply: Supply) -> Sourcing:
    """The cheapest decisions found for all orders together; lines of one SKU must be one line."""
    greedy = source_greedily(demands, supply)
    decisions = list(greedy)
    bound = 0.0
    contested = 0
    for members, scarce in contests(demands, supply):
        if not scarce:
            at = members[0]
            alone = decisions[at]
            bound += alone.cost if alone.proven else _least(demands[at], supply, alone.cost)
            continue
        contested += len(members)
        found = best_ways([demands[at] for at in members], supply, scarce, [greedy[at].picks for at in members])
        bound += found.bound
        _take(decisions, demands, members, found)
    cost = sum(decision.cost for decision in decisions)
    return Sourcing(tuple(decisions), cost, min(bound, cost), sum(one.cost for one in greedy), contested)


def _take(decisions: list[Decision], demands: Sequence[Demand], members: Sequence[int], found: Optimum) -> None:
    for at, way in zip(members, found.ways, strict=True):
        if way.picks != decisions[at].picks:
            chosen = priced(demands[at], way.picks) if way.picks else None
            decisions[at] = decisions[at]._replace(cost=way.cost, picks=way.picks, chosen=chosen)


def contests(demands: Sequence[Demand], supply: Supply) -> list[tuple[list[int], list[Resource]]]:
    """Orders in groups that can take something from each other, with what is scarce between them.

    A resource is scarce when the orders that may use it could want more than there is. An order alone has none.
    """
    wanted: dict[Resource, int] = {}
    by_resource: dict[Resource, list[int]] = {}
    for at, demand in enumerate(demands):
        for resource, most in _reach(demand, supply).items():
            wanted[resource] = wanted.get(resource, 0) + most
            by_resource.setdefault(resource, []).append(at)
    scarce = [one for one, most in wanted.items() if most > supply.of(one) and len(by_resource[one]) > 1]
    leader = list(range(len(demands)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for resource in scarce:
        members = by_resource[resource]
        for other in members[1:]:
            one, two = sorted((lead(members[0]), lead(other)))
            leader[two] = one
    groups: dict[int, tuple[list[int], list[Resource]]] = {}
    for at in range(len(demands)):
        groups.setdefault(lead(at), ([], []))[0].append(at)
    for resource in sorted(scarce):
        groups[lead(by_resource[resource][0])][1].append(resource)
    return list(groups.values())


def _reach(demand: Demand, supply: Supply) -> dict[Resource, int]:
    """The most this order could take of each resource."""
    reach: dict[Resource, int] = {}
    units = sum(line[1] for line in demand.lines)
    for offer in demand.offers:
        some = False
        for sku, quantity, _ in demand.lines:
            has = supply.of(("stock", sku, offer.warehouse))
            if has:
                some = True
                reach["stock", sku, offer.warehouse] = min(quantity, has)
        if some and offer.warehouse in supply.parcels_max:
            reach["parcels", "", offer.warehouse] = 1
        if some and offer.warehouse in supply.units_max:
            reach["units", "", offer.warehouse] = units
    return reach


def _least(demand: Demand, supply: Supply, cost: int) -> float:
    """A lower bound of what one order alone costs, where its decision is not proven."""
    found = Lister(demand, supply).ways({}, cost, WAYS_LISTED_MAX)
    return min(cost, found.floor, float(found.reduced.min(initial=cost)))

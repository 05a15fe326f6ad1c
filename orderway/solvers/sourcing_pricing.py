"""The cheapest ways to ship one order when shelves and capacities have prices; the other half of `sourcing_columns`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from orderway.solvers.sourcing import Offer
from orderway.solvers.sourcing_model import Demand, Resource, Supply
from orderway.solvers.spread import FreightSteps, every_spread, freight_of, spread

SETS_PER_ORDER_MAX = 2_000
"""Warehouse sets listed for an order; with more the bound falls back to what every order must pay at least."""

ALL_NODES_MAX = 1_500
"""Partial spreads tried when all ways of one order are listed."""

Picks = tuple[tuple[int, str, int], ...]


_Terms = tuple[
    Sequence[int],
    Sequence[int],
    Sequence[Sequence[int]],
    Sequence[Sequence[float]],
    Sequence[FreightSteps],
    Sequence[int | None],
]


class _Group(NamedTuple):
    """Warehouses that together have everything: what they cost whatever is shipped from where."""

    places: tuple[int, ...]
    paid: int
    room: tuple[tuple[int, ...], ...]
    exact: bool


class Pricing:
    """All warehouse sets of one order, listed once and priced again in each round."""

    def __init__(self, demand: Demand, supply: Supply) -> None:
        self.demand = demand
        self.quantities = [line[1] for line in demand.lines]
        self.grams_each = [line[2] for line in demand.lines]
        self.offers: list[Offer] = []
        for offer in demand.offers:
            most = supply.units_max.get(offer.warehouse, offer.units_max)
            if offer.units_max is not None and most is not None:
                most = min(most, offer.units_max)
            if supply.parcels_max.get(offer.warehouse, 1) > 0 and most != 0 and offer.freight[1]:
                self.offers.append(offer._replace(units_max=most))
        self._has = [
            [max(0, supply.stock.get(line[0], {}).get(offer.warehouse, 0)) for offer in self.offers]
            for line in demand.lines
        ]
        self.complete = True
        self.groups = self._groups()

    def _groups(self) -> list[_Group]:
        found: list[_Group] = []
        units, grams = sum(self.quantities), sum(q * g for q, g in zip(self.quantities, self.grams_each, strict=True))
        for size in range(1, min(self.demand.splits_max + 1, len(self.offers), units) + 1):
            for places in combinations(range(len(self.offers)), size):
                room = tuple(tuple(has[at] for at in places) for has in self._has)
                if any(sum(has) < quantity for has, quantity in zip(room, self.quantities, strict=True)):
                    continue
                group = [self.offers[at] for at in places]
                paid = sum(offer.handling_order + offer.lateness + offer.load + offer.penalty for offer in group)
                paid += self.demand.split_minor * (size - 1)
                if size == 1:
                    freight, most = freight_of(group[0].freight, grams), group[0].units_max
                    if freight is not None and (most is None or units <= most):
                        found.append(_Group(places, paid + freight, room, exact=True))
                elif len(found) < SETS_PER_ORDER_MAX:
                    least = sum(offer.freight[1][0] for offer in group)
                    found.append(_Group(places, paid + least, room, exact=False))
                else:
                    self.complete = False
        return found

    def cheapest(self, prices: Mapping[Resource, float], limit: float) -> tuple[float, list[tuple[float, Picks]]]:
        """A lower bound of every way to ship at these prices, and the ways found below `limit`, best first.

        The bound is exact where all ways could be looked at; it is at most `limit`.
        """
        each, once = self._unit_costs(prices)
        ranked = []
        for number, group in enumerate(self.groups):
            cost = self._least(group, each, once)
            if cost < limit:
                ranked.append((cost, number))
        ranked.sort()
        bound = best = limit
        found: list[tuple[float, Picks]] = []
        for cost, number in ranked:
            if cost >= best:
                break
            group = self.groups[number]
            if group.exact:
                best = cost
                bound = min(bound, cost)
                name = self.offers[group.places[0]].warehouse
                found.append((cost, tuple((at, name, quantity) for at, quantity in enumerate(self.quantities))))
                continue
            paid, terms = self._terms(group, each, once)
            way = spread(*terms, best - paid)
            if way is not None:
                best = paid + way.cost
                found.append((best, self._picks(group, way.shares)))
            bound = min(bound, best if way is None or way.proven else cost)
        if not self.complete:
            bound = min(bound, self._floor(each, once))
        return bound, sorted(found)

    def _unit_costs(self, prices: Mapping[Resource, float]) -> tuple[list[list[float]], list[float]]:
        each = [
            [
                offer.handling_unit
                + prices.get(("stock", line[0], offer.warehouse), 0.0)
                + prices.get(("units", "", offer.warehouse), 0.0)
                for offer in self.offers
            ]
            for line in self.demand.lines
        ]
        return each, [prices.get(("parcels", "", offer.warehouse), 0.0) for offer in self.offers]

    def _terms(self, group: _Group, each: list[list[float]], once: list[float]) -> tuple[float, _Terms]:
        """What the group costs besides units and freight, and what `spread` must know."""
        offers = [self.offers[at] for at in group.places]
        least = sum(offer.freight[1][0] for offer in offers)
        paid = group.paid - least + sum(once[at] for at in group.places)
        costs = [[line[at] for at in group.places] for line in each]
        freight, most = [offer.freight for offer in offers], [offer.units_max for offer in offers]
        return paid, (self.quantities, self.grams_each, group.room, costs, freight, most)

    def all_below(
        self, prices: Mapping[Resource, float], limit: float, nodes_max: int = ALL_NODES_MAX
    ) -> tuple[list[tuple[float, Picks]], int]:
        """Every way to ship that costs less than `limit` at these prices.

        With it the partial spreads that were tried, or -1 where some ways may be missing.
        """
        each, once = self._unit_costs(prices)
        found, nodes = [], nodes_max
        for least, group in sorted((self._least(group, each, once), group) for group in self.groups):
            if least >= limit:
                break
            if group.exact:
                name = self.offers[group.places[0]].warehouse
                found.append((least, tuple((at, name, quantity) for at, quantity in enumerate(self.quantities))))
                continue
            paid, terms = self._terms(group, each, once)
            spreads, taken = every_spread(*terms, limit - paid, nodes)
            found += [(paid + cost, self._picks(group, shares)) for cost, shares in spreads]
            if taken < 0 or taken >= nodes:
                return sorted(found), -1
            nodes -= taken
        return sorted(found), nodes_max - nodes if self.complete else -1

    def _least(self, group: _Group, each: list[list[float]], once: list[float]) -> float:
        """What the group costs at least; exactly, where it is one warehouse."""
        cost = group.paid + sum([once[at] for at in group.places])
        for quantity, costs in zip(self.quantities, each, strict=True):
            cost += quantity * min([costs[at] for at in group.places])
        return cost

    def _picks(self, group: _Group, shares: tuple[tuple[int, ...], ...]) -> Picks:
        names = [self.offers[at].warehouse for at in group.places]
        return tuple(
            (at, name, units)
            for at, share in enumerate(shares)
            for name, units in zip(names, share, strict=True)
            if units
        )

    def _floor(self, each: list[list[float]], once: list[float]) -> float:
        """What any way at all must cost: each unit where it is cheapest, and the cheapest single parcel."""
        goods = sum(quantity * min(costs) for quantity, costs in zip(self.quantities, each, strict=True))
        fixed = (o.handling_order + o.lateness + o.load + o.penalty + o.freight[1][0] for o in self.offers)
        return goods + min(paid + more for paid, more in zip(fixed, once, strict=True))

"""Every way to ship one order that can matter, listed at once: line by line over all warehouses, in arrays.

A partial way is dropped when what it has cost, with what the rest must cost at least, reaches the limit. Where too many
stand, the most promising are kept, and the least that a dropped one could have cost is remembered as `floor`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations, permutations
from math import prod
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from orderway.solvers.sourcing import Offer
from orderway.solvers.sourcing_model import Demand, Resource, Supply

DIVISIONS_MAX = 1_200
"""Ways to divide one line that are looked at; a line with more gets those that empty one place after another."""
DIVISIONS_TRIED_MAX = 50_000
"""Combinations looked at for one line and one set of places before it counts as one of very many units."""
PAIRS_PER_WAY_MAX = 8
"""Partial ways looked at in one step for each that may be kept."""
PARTIAL_WIDE_MIN = 100_000
"""Combinations of divisions from which on an order counts as one of very many ways."""

Picks = tuple[tuple[int, str, int], ...]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Prices = Mapping[Resource, float]


class Ways(NamedTuple):
    """Ways to ship one order, cheapest first at the prices asked for.

    `reduced` is the cost with prices, `costs` without, `units[way, line, place]` what goes from where. Ways that are
    missing cost `floor` at least, prices included; it is infinite where none is.
    """

    reduced: Floats
    costs: Ints
    units: Ints
    floor: float


class _Task(NamedTuple):
    """Places to list, at which prices, below which limit, how many at a time; with `least` all places are used."""

    places: list[int]
    each: Floats
    once: Floats
    limit: float
    most: int
    least: float


class Lister:
    """One order, made ready to be listed at any prices."""

    def __init__(self, demand: Demand, supply: Supply) -> None:
        self.demand = demand
        self.offers = _able(demand, supply)
        self.names = [offer.warehouse for offer in self.offers]
        self.places_max = min(demand.splits_max + 1, len(self.offers))
        once = [o.handling_order + o.lateness + o.load + o.penalty for o in self.offers]
        self._once = np.array(once, dtype=np.int64)
        self._unit = np.array([offer.handling_unit for offer in self.offers], dtype=np.int64)
        self._most = np.array(
            [np.iinfo(np.int64).max if o.units_max is None else o.units_max for o in self.offers], dtype=np.int64
        )
        self._limits, self._freight = _freight_table(self.offers)
        self._has = np.array(
            [[max(0, supply.stock.get(line[0], {}).get(n, 0)) for n in self.names] for line in demand.lines],
            dtype=np.int64,
        ).reshape(len(demand.lines), len(self.names))
        self.complete = True
        self._divisions = [self._divide(at, line[1]) for at, line in enumerate(demand.lines)]
        self.able = bool(self.offers) and all(len(one) for one in self._divisions)
        self._restricted: dict[tuple[int, tuple[int, ...]], Ints] = {}
        self.wide = self.able and (not self.complete or prod(map(len, self._divisions)) > PARTIAL_WIDE_MIN)
        self._groups = self._sets() if self.wide else []
        weight = sum(line[1] * line[2] for line in demand.lines)
        self._freight_least = {at: _least_freight([self.offers[place] for place in at], weight) for at in self._groups}
        self._sequence = sorted(range(len(demand.lines)), key=lambda at: (len(self._divisions[at]), at))

    def _divide(self, line: int, quantity: int) -> Ints:
        """The ways to take a line from the places, as rows of units."""
        has = np.minimum(self._has[line], quantity).tolist()
        found = divisions(quantity, tuple(has), self.places_max)
        if found is None:
            self.complete = False
            return _emptying(quantity, has, self.places_max)
        return found

    def ways(self, prices: Prices, limit: float, most: int) -> Ways:
        """The ways below `limit` at these prices, at most so many at any step.

        An order of very many ways is listed by sets of places, each set used in full, the cheapest sets first.
        """
        lines, places = len(self.demand.lines), len(self.offers)
        if not self.able:
            return Ways(np.zeros(0), np.zeros(0, np.int64), np.zeros((0, lines, places), np.int64), np.inf)
        each, once = self._priced(prices)
        if not self.wide:
            return self._joined([self._listed(_Task(list(range(places)), each, once, limit, most, 0.0))])
        found, floor = [], np.inf
        for least, at in sorted((self._least(at, each, once), at) for at in self._groups):
            if least >= limit:
                break
            part = self._listed(_Task(list(at), each, once, limit, most, least))
            floor = min(floor, part.floor if self.complete else least)
            found.append(part)
        return self._joined(found)._replace(floor=floor)

    def _joined(self, parts: Sequence[Ways]) -> Ways:
        lines, places = len(self.demand.lines), len(self.offers)
        reduced = np.concatenate([np.zeros(0), *(part.reduced for part in parts)])
        costs = np.concatenate([np.zeros(0, np.int64), *(part.costs for part in parts)])
        units = np.concatenate([np.zeros((0, lines, places), np.int64), *(part.units for part in parts)])
        order = np.argsort(reduced, kind="stable")
        return Ways(reduced[order], costs[order], units[order], min((part.floor for part in parts), default=np.inf))

    def _listed(self, task: _Task) -> Ways:
        """Line by line over some places; all of them must be used where the task names a least cost."""
        at, whole, floor = task.places, task.least > 0, np.inf
        ways = [self._within(line, tuple(at)) for line in range(len(self.demand.lines))]
        spent = [rows @ task.each[line] for line, rows in enumerate(ways)]
        rest = sum(float(one.min()) for one in spent)
        paid, chosen = np.zeros(1), np.zeros((1, 0), np.int64)
        units, grams = np.zeros((1, len(self.offers)), np.int64), np.zeros((1, len(self.offers)), np.int64)
        lower = np.zeros(1)
        for line in self._sequence:
            rest -= float(spent[line].min())
            cheapest = (lower + rest)[:, None] + spent[line][None, :]
            state, way = np.nonzero(cheapest < task.limit)
            if len(state) > PAIRS_PER_WAY_MAX * task.most:
                ranked = np.argsort(cheapest[state, way], kind="stable")
                kept = ranked[: PAIRS_PER_WAY_MAX * task.most]
                floor = min(floor, float(cheapest[state, way][ranked[len(kept)]]))
                state, way = state[kept], way[kept]
            taken = ways[line][way]
            units, grams = units[state] + taken, grams[state] + taken * self.demand.lines[line][2]
            paid, chosen = paid[state] + spent[line][way], np.column_stack((chosen[state], way))
            used = units > 0
            count = used.sum(axis=1)
            if whole:
                used = np.zeros_like(used)
                used[:, at] = True
            lower = paid + self._fixed(used, grams, task.once)
            bound = lower + rest
            kept = np.flatnonzero((bound < task.limit) & (units <= self._most).all(axis=1) & (count <= self.places_max))
            if len(kept) > task.most:
                kept = kept[np.argsort(bound[kept], kind="stable")]
                floor = min(floor, float(bound[kept[task.most]]))
                kept = kept[: task.most]
            units, grams, paid, chosen, lower = units[kept], grams[kept], paid[kept], chosen[kept], lower[kept]
        ready = np.flatnonzero((units[:, at] > 0).all(axis=1)) if whole else np.arange(len(units))
        units, grams, chosen, lower = units[ready], grams[ready], chosen[ready], lower[ready]
        shares = np.zeros((len(units), len(self.demand.lines), len(self.offers)), np.int64)
        for step, line in enumerate(self._sequence):
            shares[:, line] = ways[line][chosen[:, step]]
        costs = units @ self._unit + self._fixed(units > 0, grams, self._once)
        return Ways(lower, np.rint(costs).astype(np.int64), shares, max(floor, task.least))

    def _within(self, line: int, places: tuple[int, ...]) -> Ints:
        """The divisions of a line over these places only."""
        every = self._divisions[line]
        if len(places) == len(self.offers):
            return every
        key = (line, places)
        if key not in self._restricted:
            self._restricted[key] = every[every[:, list(places)].sum(axis=1) == self.demand.lines[line][1]]
        return self._restricted[key]

    def _fixed(self, used: npt.NDArray[np.bool_], grams: Ints, once: npt.NDArray[Any]) -> Floats:
        """What the places in use cost whatever is taken there, with freight; infinite where a parcel is too heavy."""
        freight = self._freight[np.arange(grams.shape[1]), np.searchsorted(self._limits, grams)]
        split = self.demand.split_minor
        fixed: Floats = np.where(used, freight + (once + split), 0.0).sum(axis=1) - split * used.any(axis=1)
        return fixed

    def _priced(self, prices: Prices) -> tuple[Floats, Floats]:
        """What a unit of each line costs at each place, and what a parcel from there costs besides freight."""
        each = np.array(
            [[prices.get(("stock", line[0], name), 0.0) for name in self.names] for line in self.demand.lines]
        )
        units = np.array([prices.get(("units", "", name), 0.0) for name in self.names])
        once = np.array([prices.get(("parcels", "", name), 0.0) for name in self.names])
        return each + units + self._unit, once + self._once

    def _sets(self) -> list[tuple[int, ...]]:
        """The sets of places that together have everything."""
        wanted = np.array([line[1] for line in self.demand.lines])
        return [
            group
            for size in range(1, self.places_max + 1)
            for group in combinations(range(len(self.offers)), size)
            if (self._has[:, list(group)].sum(axis=1) >= wanted).all()
        ]

    def _least(self, group: tuple[int, ...], each: Floats, once: Floats) -> float:
        """What shipping from all places of a set must cost: each unit where it is cheapest, parcels for the weight."""
        at = list(group)
        goods = sum(
            _fill(line[1], row, costs)
            for line, row, costs in zip(self.demand.lines, self._has[:, at], each[:, at], strict=True)
        )
        return goods + self._freight_least[group] + float(once[at].sum()) + self.demand.split_minor * (len(at) - 1)

    def picks(self, units: Ints) -> Picks:
        """One way as (line, warehouse, units)."""
        return tuple(
            (int(line), self.names[place], int(units[line, place]))
            for line, place in zip(*np.nonzero(units), strict=True)
        )


def _able(demand: Demand, supply: Supply) -> list[Offer]:
    """The offers of warehouses that can ship anything, with what they can ship at most."""
    found = []
    for offer in demand.offers:
        most = supply.units_max.get(offer.warehouse, offer.units_max)
        if offer.units_max is not None and most is not None:
            most = min(most, offer.units_max)
        if supply.parcels_max.get(offer.warehouse, 1) > 0 and (most is None or most > 0) and offer.freight[1]:
            found.append(offer._replace(units_max=most))
    return found


def _freight_table(offers: list[Offer]) -> tuple[Ints, Floats]:
    """Weights at which any price changes, and the price of each place up to and with each; infinite beyond."""
    limits = sorted({limit for offer in offers for limit in offer.freight[0]})
    table = np.full((len(offers), len(limits) + 1), np.inf)
    for place, offer in enumerate(offers):
        at = np.searchsorted(np.array(offer.freight[0]), np.array(limits))
        prices = np.array([*offer.freight[1], np.inf], dtype=np.float64)
        table[place, : len(limits)] = prices[at]
    return np.array(limits, dtype=np.int64), table


@lru_cache(maxsize=4_096)
def divisions(quantity: int, has: tuple[int, ...], places_max: int) -> Ints | None:
    """All ways to take `quantity` units from at most `places_max` places, one row each; None: too many."""
    found, count = [], 0
    for size in range(1, min(places_max, len(has), quantity) + 1):
        for group in combinations([place for place, most in enumerate(has) if most], size):
            caps = [min(has[place], quantity - size + 1) for place in group]
            if sum(caps) < quantity:
                continue
            if prod(caps[:-1]) > DIVISIONS_TRIED_MAX:
                return None
            heads = np.indices(caps[:-1]).reshape(size - 1, -1).T + 1 if size > 1 else np.zeros((1, 0), np.int64)
            last = quantity - heads.sum(axis=1)
            heads = np.column_stack((heads, last))[(last >= 1) & (last <= caps[-1])]
            rows = np.zeros((len(heads), len(has)), np.int64)
            rows[:, group] = heads
            found.append(rows)
            count += len(rows)
            if count > DIVISIONS_MAX:
                return None
    return np.concatenate(found) if found else np.zeros((0, len(has)), np.int64)


def _emptying(quantity: int, has: list[int], places_max: int) -> Ints:
    """The ways that take all of one place before the next."""
    found = set()
    for size in range(1, places_max + 1):
        for group in permutations(range(len(has)), size):
            left, row = quantity, [0] * len(has)
            for place in group:
                row[place] = min(left, has[place])
                left -= row[place]
            if not left:
                found.add(tuple(row))
    return np.array(sorted(found), dtype=np.int64).reshape(len(found), len(has))


def _fill(quantity: int, has: Ints, costs: Floats) -> float:
    """The least that a line costs, the cheapest place first."""
    left, cost = quantity, 0.0
    for place in np.argsort(costs, kind="stable"):
        taken = min(left, int(has[place]))
        cost += taken * float(costs[place])
        left -= taken
    return cost


def _least_freight(offers: list[Offer], grams: int) -> float:
    """The cheapest parcels, one from each place, that together hold the weight."""
    sums = {0: 0}
    for offer in offers:
        sums_next: dict[int, int] = {}
        for held, cost in sums.items():
            for limit, price in zip(*offer.freight, strict=True):
                room = min(grams, held + limit)
                if cost + price < sums_next.get(room, 1 << 60):
                    sums_next[room] = cost + price
        sums = sums_next
    return sums.get(grams, float("inf"))

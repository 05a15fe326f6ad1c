"""How the lines of one order are spread over a given set of warehouses, every one of them used."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

SPREAD_NODES_MAX = 2_000
"""Partial spreads tried per set of warehouses; beyond it the best one found stands and is marked as not proven."""
WAYS_PER_LINE_MAX = 40
"""Ways to divide one line that are tried; a line of very many units gets its extreme ways only."""

FreightSteps = tuple[tuple[int, ...], tuple[int, ...]]
"""Parcel weights in grams, ascending, and the price in minor units of a parcel up to and with each weight."""


class Spread(NamedTuple):
    """The cheapest spread: `cost` is unit costs and freight together, `shares[line][place]` are units."""

    cost: float
    freight: int
    shares: tuple[tuple[int, ...], ...]
    proven: bool


def freight_of(steps: FreightSteps, grams: int) -> int | None:
    """Price of one parcel of this weight; None when it is heavier than the last step."""
    at = bisect_left(steps[0], grams)
    return steps[1][at] if at < len(steps[1]) else None


def _ways(quantity: int, room: Sequence[int]) -> tuple[list[tuple[int, ...]], bool]:
    """All ways to take `quantity` units out of places that hold `room`; False with them when only the extreme ones."""
    places = len(room)
    if places == 2:
        low, high = max(0, quantity - room[1]), min(quantity, room[0])
        if low == high:
            return [(low, quantity - low)], True
        if high - low < WAYS_PER_LINE_MAX:
            return [(units, quantity - units) for units in range(low, high + 1)], True
        return [(low, quantity - low), (high, quantity - high)], False
    capped = [min(quantity, units) for units in room]
    if (quantity + 1) ** (places - 1) <= 4 * WAYS_PER_LINE_MAX:
        heads = product(*(range(units + 1) for units in capped[:-1]))
        found = [(*head, quantity - sum(head)) for head in heads]
        return [way for way in found if 0 <= way[-1] <= capped[-1]], True
    return _extreme_ways(quantity, capped), False


def _extreme_ways(quantity: int, capped: Sequence[int]) -> list[tuple[int, ...]]:
    """Fill the places one after another, once from each place on."""
    places, found = len(capped), set()
    for start in range(places):
        left, way = quantity, [0] * places
        for step in range(places):
            place = (start + step) % places
            way[place] = min(left, capped[place])
            left -= way[place]
        if not left:
            found.add(tuple(way))
    return sorted(found)


class _Search:
    """Depth first over the lines, cheapest ways first, cut by what the rest must cost at least."""

    def __init__(
        self,
        grams_each: Sequence[int],
        ways: Sequence[Sequence[tuple[float, tuple[int, ...]]]],
        freight: Sequence[FreightSteps],
        units_max: Sequence[int | None],
        limit: float,
    ) -> None:
        self.grams_each, self.ways, self.freight, self.units_max = grams_each, ways, freight, units_max
        self.best, self.best_freight, self.shares = limit, 0, None
        self.nodes = 0
        self.rest = [0.0] * (len(ways) + 1)
        for line in range(len(ways) - 1, -1, -1):
            self.rest[line] = self.rest[line + 1] + ways[line][0][0]

    shares: tuple[tuple[int, ...], ...] | None

    def run(self, line: int, cost: float, grams: list[int], units: list[int], taken: list[tuple[int, ...]]) -> None:
        """Try every way of this line and the lines after it."""
        self.nodes += 1
        freight = 0
        for place, steps in enumerate(self.freight):
            price = freight_of(steps, grams[place])
            most = self.units_max[place]
            if price is None or (most is not None and units[place] > most):
                return
            freight += price
        if cost + self.rest[line] + freight >= self.best or self.nodes > SPREAD_NODES_MAX:
            return
        if line == len(self.ways):
            if not all(units):
                return
            self.best, self.best_freight, self.shares = cost + freight, freight, tuple(taken)
            return
        each = self.grams_each[line]
        for price_of_way, way in self.ways[line]:
            heavier = [had + each * more for had, more in zip(grams, way, strict=True)]
            fuller = [had + more for had, more in zip(units, way, strict=True)]
            self.run(line + 1, cost + price_of_way, heavier, fuller, [*taken, way])


def spread(
    quantities: Sequence[int],
    grams_each: Sequence[int],
    room: Sequence[Sequence[int]],
    unit_costs: Sequence[Sequence[float]],
    freight: Sequence[FreightSteps],
    units_max: Sequence[int | None],
    limit: float = float("inf"),
) -> Spread | None:
    """The cheapest way below `limit` to take all lines from the places, each place giving one unit at least.

    `room[line][place]` is what a place has of a line, `unit_costs` the price of one unit there. Freight must not fall
    with the weight. None when there is no way (too little stock, too heavy, too many units) or none below the limit.
    """
    ways, proven = _priced_ways(quantities, room, unit_costs)
    if not all(ways):
        return None
    search = _Search(grams_each, ways, freight, units_max, limit)
    places = len(freight)
    search.run(0, 0, [0] * places, [0] * places, [])
    if search.shares is None:
        return None
    return Spread(search.best, search.best_freight, search.shares, proven and search.nodes <= SPREAD_NODES_MAX)


def _priced_ways(
    quantities: Sequence[int], room: Sequence[Sequence[int]], unit_costs: Sequence[Sequence[float]]
) -> tuple[list[list[tuple[float, tuple[int, ...]]]], bool]:
    """The ways to divide each line, cheapest first; a line without any ends the list with an empty one."""
    ways, proven = [], True
    for quantity, has, costs in zip(quantities, room, unit_costs, strict=True):
        found, complete = _ways(quantity, has)
        proven = proven and complete
        priced = [(sum([cost * units for cost, units in zip(costs, way, strict=True)]), way) for way in found]
        if len(priced) > 1:
            priced.sort(key=lambda one: (one[0], -one[1].count(0), one[1]))
        ways.append(priced)
        if not priced:
            break
    return ways, proven

"""A batch made cheaper order by order: some are taken out and placed again, each exactly, from what is free.

Local search with ejection chains (Glover 1996) of one rival or two: an order takes what it wants, the rivals make do
with the rest or are left. Orders whose units must be divided have more ways than can be listed as columns; `choose`
divides them for what is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orderway.solvers.sourcing import choose
from orderway.solvers.sourcing_greedy import open_offers
from orderway.solvers.sourcing_model import Demand, Resource, Supply, priced
from orderway.solvers.sourcing_ways import Picks

CALLS_MAX = 2_500
"""Decisions of one order in one search."""
RIVALS_MAX = 40
"""Rivals looked at for one order."""


def exchanged(
    demands: Sequence[Demand], supply: Supply, scarce: Sequence[Resource], start: Sequence[Picks]
) -> list[Picks]:
    """Picks of every order, never dearer together than `start`; the same for the same input.

    Passes over orders, pairs of rivals and chains until none finds anything cheaper or `CALLS_MAX` is spent.
    """
    plan = _Plan(demands, supply, scarce, start)
    better = True
    while better and plan.calls < CALLS_MAX:
        better = False
        for group in plan.groups():
            if plan.calls >= CALLS_MAX:
                break
            better = plan.replaced(group) or better
    return plan.picks


class _Plan:
    """The picks of all orders, what they cost, and what they leave."""

    def __init__(
        self, demands: Sequence[Demand], supply: Supply, scarce: Sequence[Resource], start: Sequence[Picks]
    ) -> None:
        self.demands, self.picks, self.calls = demands, list(start), 0
        self._stock = {sku: dict(row) for sku, row in supply.stock.items()}
        self._parcels, self._units = dict(supply.parcels_max), dict(supply.units_max)
        self._least = [self._decided(at)[0] for at in range(len(demands))]
        self._costs = [
            (priced(demand, picks).total or 0) if picks else demand.unserved_minor
            for demand, picks in zip(demands, start, strict=True)
        ]
        for at, picks in enumerate(start):
            self._move(at, picks, -1)
        self._wants = [_wanted(demand, set(scarce)) for demand in demands]
        self._wanting: dict[Resource, list[int]] = {}
        for at, wants in enumerate(self._wants):
            for one in wants:
                self._wanting.setdefault(one, []).append(at)

    def groups(self) -> Iterator[tuple[int, ...]]:
        """Orders to place again, in the sequence to place them, the first of them one that could be cheaper.

        One alone; one that is left and a rival; two that ship; one that is left and two that give way.
        """
        every = range(len(self.demands))
        yield from ((at,) for at in every if self._costs[at] > self._least[at])
        for left in (True, False):
            for at in every:
                for rival in self._rivals(at):
                    if left is not bool(self.picks[at]) and self.picks[rival] and self._costs[at] > self._least[at]:
                        yield at, rival
        for at in every:
            if not self.picks[at]:
                yield from self._chains(at)

    def _chains(self, at: int) -> Iterator[tuple[int, ...]]:
        """An order that is left before two that ship: two rivals of it, or a rival and a rival of that one."""
        rivals = self._rivals(at) if self._costs[at] > self._least[at] else []
        for rival in rivals:
            for other in dict.fromkeys([*rivals, *self._rivals(rival)]):
                ship = other not in (at, rival) and self.picks[rival] and self.picks[other]
                if ship and not self.picks[at]:
                    yield at, rival, other

    def _rivals(self, at: int) -> list[int]:
        """The orders that want something scarce of what this one wants, those that want most of it first."""
        shared: dict[int, int] = {}
        for one in self._wants[at]:
            for rival in self._wanting[one]:
                shared[rival] = shared.get(rival, 0) + 1
        shared.pop(at, None)
        return sorted(shared, key=lambda rival: (-shared[rival], rival))[:RIVALS_MAX]

    def replaced(self, group: Sequence[int]) -> bool:
        """Place these orders again, one after another; False and nothing changed where that is not cheaper."""
        before, least = sum(self._costs[at] for at in group), sum(self._least[at] for at in group)
        if least >= before:
            return False
        for at in group:
            self._move(at, self.picks[at], 1)
        found: list[tuple[int, Picks]] = []
        for at in group:
            cost, picks = self._decided(at)
            least += cost - self._least[at]
            if least >= before:
                break
            found.append((cost, picks))
            self._move(at, picks, -1)
        if len(found) == len(group):
            for at, (cost, picks) in zip(group, found, strict=True):
                self._costs[at], self.picks[at] = cost, picks
            return True
        for at, (_, picks) in zip(group, found, strict=False):
            self._move(at, picks, 1)
        for at in group:
            self._move(at, self.picks[at], -1)
        return False

    def _decided(self, at: int) -> tuple[int, Picks]:
        """The cheapest way for one order from what is free, or to leave it."""
        self.calls += 1
        demand = self.demands[at]
        offers = open_offers(demand.offers, self._parcels, self._units)
        plan = choose(demand.lines, self._stock, offers, demand.split_minor, demand.splits_max)
        if plan.total is None or plan.total >= demand.unserved_minor:
            return demand.unserved_minor, ()
        return plan.total, plan.picks

    def _move(self, at: int, picks: Picks, sign: int) -> None:
        """Give back (1) or take (-1) what these picks use."""
        for line, warehouse, units in picks:
            self._stock[self.demands[at].lines[line][0]][warehouse] += sign * units
            if warehouse in self._units:
                self._units[warehouse] += sign * units
        for warehouse in {warehouse for _, warehouse, _ in picks}:
            if warehouse in self._parcels:
                self._parcels[warehouse] += sign


def _wanted(demand: Demand, scarce: set[Resource]) -> list[Resource]:
    """What this order could take of what is scarce."""
    could: list[Resource] = []
    for offer in demand.offers:
        could += [("stock", line[0], offer.warehouse) for line in demand.lines]
        could += [("parcels", "", offer.warehouse), ("units", "", offer.warehouse)]
    return [one for one in could if one in scarce]

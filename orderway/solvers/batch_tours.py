"""What the walk of a batch of orders costs, remembered for each set of orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.solvers.layout import Layout, Pick
from orderway.solvers.walk import walk_length
from orderway.solvers.walk_rules import RULES


class PickOrder(NamedTuple):
    """One order: its picks, and how much of the trolley it fills (its number of picks when None)."""

    id: str
    picks: tuple[Pick, ...]
    items: int | None = None

    @property
    def load(self) -> int:
        """What it takes of the trolley's capacity."""
        return len(self.picks) if self.items is None else self.items


class Tours:
    """Lengths of walks under one rule; a batch is a set of places in the list of orders."""

    def __init__(self, layout: Layout, orders: Sequence[PickOrder], capacity: int, rule: str) -> None:
        self.layout, self.orders, self.capacity, self.rule = layout, orders, capacity, rule
        self._loads = [order.load for order in orders]
        self._lengths: dict[frozenset[int], float] = {frozenset(): 0}

    @property
    def known(self) -> int:
        """How many different batches were worked out."""
        return len(self._lengths)

    def items(self, batch: frozenset[int]) -> int:
        """What the batch takes of the trolley's capacity."""
        return sum([self._loads[order] for order in batch])

    def picks(self, batch: frozenset[int]) -> list[Pick]:
        """All picks of the batch."""
        return [pick for order in sorted(batch) for pick in self.orders[order].picks]

    def length(self, batch: frozenset[int]) -> float:
        """The length of the batch's walk."""
        known = self._lengths.get(batch)
        if known is None:
            picks = self.picks(batch)
            optimal = self.rule == "optimal"
            known = walk_length(self.layout, picks) if optimal else RULES[self.rule](self.layout, picks).length
            self._lengths[batch] = known
        return known

    def fitting(self) -> list[frozenset[int]]:
        """Every batch worked out so far that fits the trolley."""
        return [batch for batch in self._lengths if batch and self.items(batch) <= self.capacity]

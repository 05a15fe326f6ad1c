"""A strong lower bound where all fitting batches are listed: the linear program of set partitioning with row cuts.

Of three orders no two batches can each hold two: such cuts (Jepsen, Petersen, Spoorendonk and Pisinger 2008, Operations
Research 56(2)) lift the bound so far that few batches are left which an optimal answer can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from orderway.solvers.program import Column, Master, Row

ROUNDS_MAX, CUTS_PER_ROUND_MAX = 25, 30
"""Rounds of cutting, and the most violated cuts that are added in each."""
COLUMNS_PER_ROUND_MAX = 400
"""Batches taken into the linear program at a time."""
VIOLATION_MIN = 0.02
EPSILON = 1e-6

Cut = tuple[int, int, int]


class Relaxed(NamedTuple):
    """The bound, what each batch costs more than it is worth at the prices that prove it, and the cuts in force."""

    bound: float
    reduced: NDArray[np.float64]
    cuts: tuple[Cut, ...]


def relaxed_with_cuts(
    lengths: Sequence[float], batches: Sequence[frozenset[int]], orders: int, fewest: int, stop: float
) -> Relaxed:
    """The bound of all ways to partition the orders into these batches, `fewest` of them at least.

    Ends early where it reaches `stop`.
    """
    costs = np.array(lengths)
    holds = np.zeros((len(batches), orders), dtype=np.float64)
    for at, batch in enumerate(batches):
        holds[at, list(batch)] = 1.0
    program = _Program(costs, holds, fewest)
    reduced = program.solve()
    for _ in range(ROUNDS_MAX):
        if program.bound >= stop - EPSILON or not program.cut():
            break
        reduced = program.solve()
    return Relaxed(program.bound, reduced, tuple(program.cuts))


def crossing(batch: frozenset[int], cut: Cut) -> bool:
    """Whether the batch holds two or more of the cut's orders."""
    return (cut[0] in batch) + (cut[1] in batch) + (cut[2] in batch) >= 2


class _Program:
    """The linear program over the batches that were found worth it, priced against all of them."""

    def __init__(self, costs: NDArray[np.float64], holds: NDArray[np.float64], fewest: int) -> None:
        self.costs, self.holds = costs, holds
        self.orders = holds.shape[1]
        self.cuts: list[Cut] = []
        self.crossed: list[NDArray[np.bool_]] = []
        self.fewest = fewest
        self.master = Master([*[Row(1, 1)] * self.orders, Row(fewest, float("inf"))])
        self.active: list[int] = []
        self.bound = 0.0
        sizes = holds.sum(axis=1)
        self._take([int(at) for at in np.flatnonzero(sizes == 1)])
        self._take([int(at) for at in np.argsort(costs / sizes, kind="stable")[:COLUMNS_PER_ROUND_MAX]])

    def _take(self, columns: Sequence[int]) -> None:
        known = set(self.active)
        for at in columns:
            if at not in known:
                known.add(at)
                self.active.append(at)
                rows = [(int(order), 1.0) for order in np.flatnonzero(self.holds[at])]
                rows.append((self.orders, 1.0))
                rows += [(self.orders + 1 + place, 1.0) for place, crossed in enumerate(self.crossed) if crossed[at]]
                self.master.add(Column(float(self.costs[at]), tuple(rows)))

    def solve(self) -> NDArray[np.float64]:
        """The optimum over all batches; raises the bound, and gives the reduced cost of each batch."""
        while True:
            prices = self.master.prices()
            reduced: NDArray[np.float64] = (
                self.costs - self.holds @ np.array(prices[: self.orders]) - prices[self.orders]
            )
            for price, crossed in zip(prices[self.orders + 1 :], self.crossed, strict=True):
                if price:
                    reduced[crossed] -= price
            least = np.argsort(reduced, kind="stable")[:COLUMNS_PER_ROUND_MAX]
            fresh = [int(at) for at in least if reduced[at] < -EPSILON]
            before = len(self.active)
            self._take(fresh)
            if len(self.active) == before:
                self.bound = max(self.bound, sum(prices) + prices[self.orders] * (self.fewest - 1))
                return reduced

    def cut(self) -> bool:
        """Add the most violated cuts; False when none is violated."""
        values = np.array(self.master.values())
        used = [
            (frozenset(np.flatnonzero(self.holds[at]).tolist()), v) for at, v in zip(self.active, values, strict=True)
        ]
        used = [(batch, value) for batch, value in used if value > EPSILON and len(batch) > 1]
        sums: dict[Cut, float] = {}
        for cut in combinations(range(self.orders), 3):
            total = sum([value for batch, value in used if crossing(batch, cut)])
            if total > 1 + VIOLATION_MIN:
                sums[cut] = total
        for cut in sorted(sums, key=lambda one: (-sums[one], one))[:CUTS_PER_ROUND_MAX]:
            crossed = self.holds[:, cut].sum(axis=1) >= 2
            self.cuts.append(cut)
            self.crossed.append(crossed)
            self.master.add_row(
                Row(float("-inf"), 1.0), [at for at, column in enumerate(self.active) if crossed[column]]
            )
        return bool(sums)

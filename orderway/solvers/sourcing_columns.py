"""The optimum of orders that want the same goods: column generation, then mixed-integer programs over the columns.

A column is one way to ship one order. The linear program prices scarce shelves and capacities, each order answers with
its cheapest ways at those prices (Dantzig and Wolfe 1960), and the sum of those answers bounds every solution. Two
things make that bound sharp: the number of orders left is whole (branching on a row, Ryan and Foster 1981, is enough
where a half of an order is left), and a way whose reduced cost is above the gap is in no better answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import numpy as np

from orderway.solvers.program import GAP_MIN, Column, Effort, Master, Row, solve_integer
from orderway.solvers.sourcing_exchange import exchanged
from orderway.solvers.sourcing_model import Demand, Resource, Supply
from orderway.solvers.sourcing_pool import EPSILON, Pool, Way
from orderway.solvers.sourcing_ways import Floats, Picks

ROUNDS_MAX = 60
"""Rounds of pricing; each solves one linear program and prices all columns once."""
LISTINGS_MAX = 8
"""Times the ways of the orders with very many are listed at the prices of one linear program."""
ROOM_SHARE = 0.4
"""Ways dearer than the cheapest by so much of what an order costs are listed with it."""
FRESH_PER_ORDER_MAX = 3
"""Columns of one order that join the linear program in one round."""
COLUMNS_FEW_MAX, COLUMNS_PROOF_MAX = 1_000, 5_000
"""Columns given to the program that looks for an answer and to that which tries to prove it; the least reduced."""
FEW = Effort(1, 5e-4, 0.99, presolve=False, guess="near")
FEWEST = Effort(5, 1e-9, 0.99, presolve=False, guess="nothing")
PROOF = Effort(6, 5e-5, 0.99, presolve=False, guess="nothing")
SEARCH = Effort(3, 5e-4, 0.99, presolve=False, guess="near")
COLUMNS_EXACT_MAX = 200
"""With so few ways altogether the answer is proven to the last minor unit, however small the gap is already."""
EXACT = Effort(200, GAP_MIN, 0.99)
GAP_LARGE, GAP_GOOD, GAP_SMALL = 0.005, 0.002, 0.0005
"""Gaps above which better answers are looked for again, and below which the number of orders left is not looked into,
and no proof is tried."""


class Optimum(NamedTuple):
    """One way an order, their cost, and a lower bound of every choice."""

    ways: tuple[Way, ...]
    cost: int
    bound: float


def best_ways(demands: Sequence[Demand], supply: Supply, scarce: Sequence[Resource], start: Sequence[Picks]) -> Optimum:
    """The cheapest way for each order such that no scarce resource is overdrawn; never dearer than `start`."""
    program = _Program(demands, supply, scarce, start)
    program.price()
    program.count_left()
    program.improve(COLUMNS_FEW_MAX, FEW)
    if program.gap > GAP_GOOD:
        program.count_left()
    if program.gap > GAP_GOOD and program.prove_left():
        program.improve(COLUMNS_FEW_MAX, FEW)
    if program.gap > GAP_SMALL:
        program.improve(COLUMNS_PROOF_MAX, PROOF if program.gap < GAP_LARGE else SEARCH)
    if program.gap > GAP_GOOD:
        program.exchange(scarce)
    if program.gap > 0 and len(program.pool) <= COLUMNS_EXACT_MAX:
        program.improve(COLUMNS_EXACT_MAX, EXACT)
    ways = tuple(sorted(program.pool.way(at) for at in program.best))
    return Optimum(ways, program.cost, min(program.bound, program.cost))


class _Program:
    """The best answer and the bound so far, and the prices that prove it."""

    def __init__(
        self, demands: Sequence[Demand], supply: Supply, scarce: Sequence[Resource], start: Sequence[Picks]
    ) -> None:
        self.pool = Pool(demands, supply, scarce)
        self.best = [self.pool.place(order, picks) for order, picks in enumerate(start)]
        self.orders = len(demands)
        self.pool.freeze()
        self.cost = self._cost(self.best)
        self.rows = [Row(1, 1)] * self.orders + [Row(float("-inf"), supply.of(one)) for one in scarce]
        self.left = Row(float("-inf"), float("inf"))
        self._upper = np.array([row.upper for row in self.rows])
        self.master = Master([*self.rows, self.left])
        self._never = float(sum(demand.unserved_minor for demand in demands) + 1)
        for sign in (1.0, -1.0):
            self.master.add(Column(self._never, ((self.pool.count_row, sign),)))
        self._inside: list[int] = []
        self._join(sorted({*np.flatnonzero(self.pool.left).tolist(), *self.best}))
        self.bound, self.missing = 0.0, 0.0
        self.above: Floats = np.zeros(len(self.pool))

    @property
    def gap(self) -> float:
        """How far the best answer may be above the optimum, as a share of the bound."""
        return 0.0 if self.bound > self.cost - 1 + EPSILON else (self.cost - self.bound) / max(self.bound, 1.0)

    def _cost(self, chosen: Sequence[int]) -> int:
        return int(sum(self.pool.costs[at] for at in chosen))

    def _join(self, columns: Sequence[int]) -> None:
        for at in columns:
            self.master.add(self.pool.column(at))
        self._inside += columns

    def price(self) -> None:
        """Solve the linear program over all ways; what it proves becomes the bound where it is better."""
        value, above, missing = self._priced(self.cost)
        if value > self.bound or not self.above.any():
            self.bound, self.above, self.missing = max(value, self.bound), above, missing
        if self.gap == 0:
            self.bound = self.cost

    def _priced(self, stop: float) -> tuple[float, Floats, float]:
        """The bound under the row that counts the orders left, each column's reduced cost, and that of missing ones."""
        best, proof, missing, listings = float("-inf"), None, 0.0, 0
        for _ in range(ROUNDS_MAX):
            prices = self._clean(np.array(self.master.prices()))
            reduced = self.pool.reduced(prices)
            fresh = self._fresh(reduced)
            if fresh:
                self._join(fresh)
                continue
            floors = np.full(self.orders, np.inf)
            if self.pool.open:
                listings += 1
                if listings > LISTINGS_MAX:
                    break
                floors = self._list(prices, reduced)
                reduced = self.pool.reduced(prices)
            least = np.minimum(self._least(prices, reduced), floors)
            value = float(least.sum()) + self._worth(prices)
            if value > best:
                best, proof, missing = value, (prices, least), float((floors - least).min(initial=np.inf))
            fresh = self._fresh(reduced)
            if not fresh or best >= stop:
                break
            self._join(fresh)
        if proof is None:
            return best, np.zeros(len(self.pool)), missing
        prices, least = proof
        return best, self.pool.reduced(prices) + (prices[: self.orders] - least)[self.pool.orders], missing

    def _least(self, prices: Floats, reduced: Floats) -> Floats:
        """What the cheapest way known costs each order at these prices."""
        least = np.full(self.orders, np.inf)
        np.minimum.at(least, self.pool.orders, reduced + prices[self.pool.orders])
        return least

    def _list(self, prices: Floats, reduced: Floats) -> Floats:
        """Learn ways of the orders with very many; what one that is still missing costs at least."""
        room = min((self.cost - self.bound) / 2, ROOM_SHARE * self.cost / self.orders)
        return self.pool.floors(prices, self._least(prices, reduced), max(room, 0.0))

    def _clean(self, prices: Floats) -> Floats:
        """Prices of the sign that the rows ask for."""
        row = self.pool.count_row
        prices[self.orders : row] = np.minimum(prices[self.orders : row], 0.0)
        if (prices[row] > 0 and np.isinf(self.left.lower)) or (prices[row] < 0 and np.isinf(self.left.upper)):
            prices[row] = 0.0
        return prices

    def _worth(self, prices: Floats) -> float:
        """What the rows give at these prices, those of the orders apart."""
        row = self.pool.count_row
        count = float(prices[row])
        left = count * (self.left.lower if count > 0 else self.left.upper) if count else 0.0
        return float((prices[self.orders : row] * self._upper[self.orders :]).sum()) + left

    def _fresh(self, reduced: Floats) -> list[int]:
        """Columns that would make the linear program cheaper, the best of each order."""
        below = np.flatnonzero(reduced < -EPSILON)
        below = below[np.argsort(reduced[below], kind="stable")]
        known, taken, fresh = set(self._inside), [0] * self.orders, []
        for at in below.tolist():
            order = int(self.pool.orders[at])
            if at not in known and taken[order] < FRESH_PER_ORDER_MAX:
                taken[order] += 1
                fresh.append(at)
        return fresh

    def count_left(self) -> None:
        """Where a part of an order is left in the linear program: no fewer can be, or no more, as costs prove it."""
        values = np.array(self.master.values())[2:]
        inside = self.pool.left[np.array(self._inside[: len(values)])]
        least = ceil(float(values[inside].sum()) - 1e-4)
        if float(values[inside].sum()) > least - 1e-4 or self.gap == 0:
            return
        before = self.left
        self._bound_left(Row(before.lower, least - 1))
        fewer, _, _ = self._priced(self.cost)
        self._bound_left(Row(least, before.upper) if fewer > self.cost - 1 + EPSILON else before)
        self.price()

    def _bound_left(self, to: Row) -> None:
        self.left = to
        self.master.bound(self.pool.count_row, to)

    def prove_left(self) -> bool:
        """Find out how few orders can be left in a better answer; False where that changed nothing."""
        able = self._able()
        if self._left(self.best) <= self.left.lower:
            return False
        whole = len(able) <= COLUMNS_PROOF_MAX and self.missing > self.cost - self.bound
        columns, begin = self._kept(able[: COLUMNS_PROOF_MAX if whole else COLUMNS_FEW_MAX])
        counted = [self.pool.column(at, float(self.pool.left[at])) for at in columns]
        answer = solve_integer(counted, [*self.rows, self.left], begin, FEWEST)
        if answer is None:
            return False
        least, before = ceil(answer.bound - 1e-4), (self.bound, self.cost)
        self._take(columns, answer.values)
        if whole and least > self.left.lower:
            self._bound_left(Row(least, self.left.upper))
            self.price()
        return before != (self.bound, self.cost)

    def _left(self, chosen: Sequence[int]) -> int:
        return int(sum(self.pool.left[at] for at in chosen))

    def _able(self) -> list[int]:
        """The ways that can be in a better answer, the most promising first."""
        order = np.argsort(self.above, kind="stable")
        return [int(at) for at in order[self.above[order] <= self.cost - self.bound - 1 + EPSILON]]

    def _kept(self, columns: Sequence[int]) -> tuple[list[int], list[float]]:
        """These columns with those of the best answer, and which of them it has."""
        chosen = set(self.best)
        kept = sorted({*columns, *chosen})
        return kept, [1.0 if at in chosen else 0.0 for at in kept]

    def _take(self, columns: Sequence[int], values: Sequence[float]) -> None:
        chosen = [at for at, value in zip(columns, values, strict=True) if value]
        if self._cost(chosen) < self.cost:
            self.best, self.cost = chosen, self._cost(chosen)

    def exchange(self, scarce: Sequence[Resource]) -> None:
        """Look for a better answer among ways that are not listed, from the best one on."""
        start = [way.picks for way in sorted(self.pool.way(at) for at in self.best)]
        found = exchanged(self.pool.demands, self.pool.supply, scarce, start)
        chosen = [self.pool.place(order, picks) for order, picks in enumerate(found)]
        self.pool.freeze()
        if self._cost(chosen) < self.cost:
            self.best, self.cost = chosen, self._cost(chosen)

    def improve(self, columns_max: int, effort: Effort) -> None:
        """Solve the program over the ways that can be in a better answer, the most promising if they are too many.

        An answer that is better than what comes out uses a way that was not given: it costs more by its reduced cost.
        """
        if self.gap == 0:
            return
        able = self._able()
        columns, begin = self._kept(able[:columns_max])
        answer = solve_integer([self.pool.column(at) for at in columns], [*self.rows, self.left], begin, effort)
        if answer is None:
            return
        outside = min(self.missing, float(self.above[able[columns_max]]) if len(able) > columns_max else np.inf)
        proven = min(answer.bound, self.bound + outside)
        self._take(columns, answer.values)
        self.bound = max(self.bound, min(proven, self.cost))
        if self.gap == 0:
            self.bound = self.cost

"""The ways known to ship each order of a batch, as the columns of one program, priced all at once in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from orderway.solvers.program import Column
from orderway.solvers.sourcing_model import Demand, Resource, Supply, priced
from orderway.solvers.sourcing_ways import Floats, Ints, Lister, Picks, Ways

EPSILON = 1e-6
WAYS_LISTED_MAX = 1_500
"""Ways of one order held at a time while they are listed; orders with more are listed again at each set of prices."""

WAYS_WIDE_MAX = 200
"""The same for one set of warehouses of an order of very many ways."""


class Way(NamedTuple):
    """One way to ship the order at this place in the list; without picks it is left."""

    order: int
    cost: int
    picks: Picks


class Pool:
    """Columns of all orders. Rows: one an order, one a scarce resource, and one that counts the orders left."""

    def __init__(self, demands: Sequence[Demand], supply: Supply, scarce: Sequence[Resource]) -> None:
        self.demands, self.supply = demands, supply
        self.rows = {resource: len(demands) + at for at, resource in enumerate(scarce)}
        self.count_row = len(demands) + len(scarce)
        self.listers = [Lister(demand, supply) for demand in demands]
        self._cheapest: dict[int, dict[bytes, tuple[int, int]]] = {}
        self._taken: list[list[tuple[Floats, Ints, int]]] = [[] for _ in demands]
        self._shares: list[Ints | None] = []
        self._blocks: list[tuple[Ints, Ints, Ints, Floats, Ints]] = []
        self.open: list[int] = []
        self._begin: list[int] = []
        for order, lister in enumerate(self.listers):
            self._begin.append(len(self._shares))
            self._append(
                order, np.array([[1.0, 1.0]]), [order, self.count_row], [demands[order].unserved_minor], [None]
            )
            if lister.wide:
                self.open.append(order)
                continue
            found = lister.ways({}, demands[order].unserved_minor, WAYS_LISTED_MAX)
            self.learn(order, found)
            if found.floor < demands[order].unserved_minor:
                self.open.append(order)
        self.freeze()

    def learn(self, order: int, ways: Ways) -> bool:
        """Add what is new; of ways that take the same of all that is scarce the cheapest only. False: nothing new."""
        able = np.flatnonzero(ways.costs < self.demands[order].unserved_minor)
        if not len(able):
            return False
        able = able[np.argsort(ways.costs[able], kind="stable")]
        matrix, rows = self._matrix(order, ways.units[able])
        _, first = np.unique(matrix.view(f"V{8 * matrix.shape[1]}").ravel(), return_index=True)
        fresh = np.sort(first)
        if self._taken[order] or order in self._cheapest:
            known = self._known(order)
            fresh = np.array(
                [
                    at
                    for at in fresh.tolist()
                    if known.get(matrix[at].tobytes(), (1 << 60, 0))[0] > ways.costs[able[at]]
                ],
                dtype=np.int64,
            )
        if not len(fresh):
            return False
        matrix, able = matrix[fresh], able[fresh]
        self._taken[order].append((matrix, ways.costs[able], len(self._shares)))
        self._append(order, matrix, rows, ways.costs[able].tolist(), list(ways.units[able]))
        return True

    def _known(self, order: int) -> dict[bytes, tuple[int, int]]:
        """What the known ways of an order take, with the cost and the place of the cheapest."""
        found = self._cheapest.setdefault(order, {})
        for matrix, costs, begin in self._taken[order]:
            for at, cost in enumerate(costs.tolist()):
                found[matrix[at].tobytes()] = (cost, begin + at)
        self._taken[order] = []
        return found

    def _matrix(self, order: int, units: Ints) -> tuple[Floats, list[int]]:
        """What each way takes of each row that it can touch."""
        lister, lines = self.listers[order], self.demands[order].lines
        rows = [order]
        taken: list[Any] = [np.ones(len(units))]
        total = units.sum(axis=1)
        for place, name in enumerate(lister.names):
            for at, line in enumerate(lines):
                row = self.rows.get(("stock", line[0], name))
                if row is not None:
                    rows.append(row)
                    taken.append(units[:, at, place])
            for what, values in (("units", total[:, place]), ("parcels", total[:, place] > 0)):
                row = self.rows.get((what, "", name))
                if row is not None:
                    rows.append(row)
                    taken.append(values)
        return np.ascontiguousarray(np.column_stack(taken), dtype=np.float64), rows

    def _append(
        self, order: int, matrix: Floats, rows: Sequence[int], costs: Sequence[int], shares: Sequence[Ints | None]
    ) -> None:
        way, at = np.nonzero(matrix)
        counts = np.bincount(way, minlength=len(matrix))
        places = np.array(rows, dtype=np.int64)[at]
        self._blocks.append((np.array(costs), np.full(len(matrix), order), places, matrix[way, at], counts))
        self._shares += shares

    def freeze(self) -> None:
        """Put what was learned into the arrays."""
        costs, orders, rows, values, counts = (np.concatenate(one) for one in zip(*self._blocks, strict=True))
        self._blocks = [(costs, orders, rows, values, counts)]
        self.costs: Floats = costs.astype(np.float64)
        self.orders: Ints = orders
        self._row, self._value = rows, values
        self._start = np.concatenate(([0], np.cumsum(counts)))
        self.left = np.array([one is None for one in self._shares])

    def __len__(self) -> int:
        return len(self.costs)

    def reduced(self, prices: Floats) -> Floats:
        """The cost of each column less what its rows are worth."""
        return self.costs - np.add.reduceat(self._value * prices[self._row], self._start[:-1])

    def column(self, at: int, cost: float | None = None) -> Column:
        """One column for a program, with another cost where one is given."""
        begin, end = self._start[at], self._start[at + 1]
        entries = tuple(zip(self._row[begin:end].tolist(), self._value[begin:end].tolist(), strict=True))
        return Column(float(self.costs[at]) if cost is None else cost, entries)

    def way(self, at: int) -> Way:
        """The way that a column stands for."""
        order, shares = int(self.orders[at]), self._shares[at]
        picks = () if shares is None else self.listers[order].picks(shares)
        return Way(order, int(self.costs[at]), picks)

    def place(self, order: int, picks: Picks) -> int:
        """The column that ships an order by these picks, learned if it was not known; or one as good and cheaper."""
        if not picks:
            return self._begin[order]
        demand, lister = self.demands[order], self.listers[order]
        units = np.zeros((1, len(demand.lines), len(lister.names)), np.int64)
        for line, name, taken in picks:
            units[0, line, lister.names.index(name)] += taken
        cost = np.array([priced(demand, picks).total or 0])
        self.learn(order, Ways(np.zeros(1), cost, units, 0.0))
        return self._known(order)[self._matrix(order, units)[0][0].tobytes()][1]

    def floors(self, prices: Floats, least: Floats, room: float) -> Floats:
        """List the open orders at these prices, `room` beyond the least known; what a way still missing costs."""
        floors = np.full(len(self.demands), np.inf)
        worth = {resource: max(0.0, -float(prices[row])) for resource, row in self.rows.items()}
        for order in self.open:
            limit = float(least[order]) + room + EPSILON
            most = WAYS_WIDE_MAX if self.listers[order].wide else WAYS_LISTED_MAX
            found = self.listers[order].ways(worth, limit, most)
            floors[order] = min(found.floor, limit)
            self.learn(order, found)
        self.freeze()
        return floors

"""Orders put together on trolleys so that the total walk is short; no order is divided.

Small cases are solved exactly: every batch that fits is a column of a set partitioning program. Larger ones start from
savings and local search, and the same program chooses the best among all batches that were looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from orderway.solvers.batch_cuts import Cut, crossing, relaxed_with_cuts
from orderway.solvers.batch_search import Batches, by_savings, improved, shaken
from orderway.solvers.batch_tours import PickOrder, Tours
from orderway.solvers.layout import Layout
from orderway.solvers.program import Column, Effort, Row, solve_integer, solve_linear

BATCHES_ALL_MAX = 30_000
"""Fitting batches up to which all of them are listed, so that the answer can be proven."""
NODE_COLUMNS_MAX = 100_000
"""Nodes times batches of an integer program: many batches are searched less deeply."""
COLUMNS_FIRST_MAX, COLUMNS_MAX = 600, 4_000
"""Batches given to the integer program at first, and to prove the answer; those of the least reduced cost."""
COLUMNS_LOOKED_AT_MAX = 20_000
"""Batches of a large case that the linear program sees."""
NODES_ALL_MAX, NODES_SOME_MAX, NODES_FEW_MAX = 500, 100, 30
"""Nodes of the integer program that can prove the answer, of the first one, and of that where no proof is possible."""
SHAKES_MAX = 800
"""Rounds of taking a few batches apart and putting them together in another way."""
LENGTH_EPSILON = 1e-6
"""A difference of length below this is rounding."""


class Batching(NamedTuple):
    """The batches as order ids, their total walk, a lower bound of every total, and whether they are one figure.

    `too_large` are orders beyond the trolley's capacity: in no batch, not in the length.
    """

    batches: tuple[tuple[str, ...], ...]
    length: float
    bound: float
    optimal: bool
    too_large: tuple[str, ...] = ()


def batch_orders(layout: Layout, orders: Iterable[PickOrder], capacity: int, rule: str = "optimal") -> Batching:
    """Batches of the shortest total walk found, each within `capacity`; the walk follows `rule` (see RULES)."""
    everything = list(orders)
    layout.check([pick for order in everything for pick in order.picks])
    fitting = [order for order in everything if order.load <= capacity]
    too_large = tuple(order.id for order in everything if order.load > capacity)
    tours = Tours(layout, fitting, capacity, rule)
    if not fitting:
        return Batching((), 0, 0, True, too_large)
    start = improved(tours, by_savings(tours, range(len(fitting))))
    start = shaken(tours, start, SHAKES_MAX if len(start) > 1 else 0)
    batches, bound = _best_partition(tours, start)
    length = sum(map(tours.length, batches))
    bound = min(length, max(bound, _simple_bound(tours)))
    named = tuple(sorted(tuple(fitting[order].id for order in sorted(batch)) for batch in batches))
    return Batching(named, length, bound, bound >= length - 1e-6, too_large)


def _best_partition(tours: Tours, start: Batches) -> tuple[Batches, float]:
    """The best choice among the known batches, and a bound that holds only where all fitting batches are known."""
    everything = _all_batches(tours)
    if not everything:
        return _chosen(tours, start, _promising(tours, start), (), NODES_FEW_MAX)[0], 0
    lengths = [tours.length(batch) for batch in everything]
    now = sum(map(tours.length, start))
    relaxed = relaxed_with_cuts(lengths, everything, len(tours.orders), _fewest(tours), now)
    best, bound = start, relaxed.bound
    ranked = [int(at) for at in np.argsort(relaxed.reduced, kind="stable")]
    for columns_max, nodes_max in ((COLUMNS_FIRST_MAX, NODES_SOME_MAX), (COLUMNS_MAX, NODES_ALL_MAX)):
        if bound >= now - LENGTH_EPSILON:
            return best, now
        # A batch whose reduced cost is above the gap is in no better answer.
        able = [at for at in ranked if relaxed.reduced[at] <= now - bound + LENGTH_EPSILON]
        pool = [everything[at] for at in able[:columns_max]]
        best, proven = _chosen(tours, best, pool, relaxed.cuts, min(nodes_max, 1 + NODE_COLUMNS_MAX // len(pool)))
        now = sum(map(tours.length, best))
        if len(able) <= columns_max:
            return best, max(bound, proven)
    return best, bound


def _promising(tours: Tours, start: Batches) -> list[frozenset[int]]:
    """Of all batches looked at, those that cost least more than they are worth in the linear program."""
    pool = _few(tours, start, tours.fitting())
    columns = [Column(tours.length(batch), tuple((order, 1.0) for order in sorted(batch))) for batch in pool]
    relaxed = solve_linear(columns, [Row(1, 1)] * len(tours.orders))
    if relaxed is None:
        return start
    more = [column.cost - sum(relaxed.prices[row] for row, _ in column.entries) for column in columns]
    ranked = sorted(range(len(pool)), key=lambda at: (more[at], sorted(pool[at])))
    return [pool[at] for at in ranked[:COLUMNS_FIRST_MAX]]


def _few(tours: Tours, start: Batches, pool: list[frozenset[int]]) -> list[frozenset[int]]:
    """Those that cost least more than their orders cost in the start (shared by load); all where they are not many."""
    if len(pool) <= COLUMNS_LOOKED_AT_MAX:
        return pool
    price: dict[int, float] = {}
    for batch in start:
        load = max(1, tours.items(batch))
        price |= {order: tours.length(batch) * tours.items(frozenset([order])) / load for order in batch}
    ranked = sorted(pool, key=lambda batch: (tours.length(batch) - sum(price[order] for order in batch), sorted(batch)))
    return list(dict.fromkeys([*start, *ranked[:COLUMNS_LOOKED_AT_MAX]]))


def _chosen(
    tours: Tours, start: Batches, pool: Sequence[frozenset[int]], cuts: Sequence[Cut], nodes_max: int
) -> tuple[Batches, float]:
    """The best partition into batches of the pool and of `start`, and a bound of all partitions into them."""
    given = set(start)
    batches = sorted({*pool, *start}, key=sorted)
    rows = [*[Row(1, 1)] * len(tours.orders), Row(_fewest(tours), float("inf")), *[Row(float("-inf"), 1)] * len(cuts)]
    columns = []
    for batch in batches:
        entries = [(order, 1.0) for order in [*sorted(batch), len(tours.orders)]]
        entries += [(len(tours.orders) + 1 + at, 1.0) for at, cut in enumerate(cuts) if crossing(batch, cut)]
        columns.append(Column(tours.length(batch), tuple(entries)))
    first = [1.0 if batch in given else 0.0 for batch in batches]
    answer = solve_integer(columns, rows, first, Effort(nodes_max, guess="nothing"))
    now = sum(map(tours.length, start))
    if answer is None or answer.cost >= now:
        return start, now if answer is not None and answer.bound >= now else (answer.bound if answer else 0.0)
    return [batch for batch, value in zip(batches, answer.values, strict=True) if value], answer.bound


def _fewest(tours: Tours) -> int:
    """No fewer batches can hold all orders: by what they take of the trolley, two large ones never together."""
    loads = [order.load for order in tours.orders]
    by_load = -(-sum(loads) // tours.capacity)
    return max(by_load, sum(1 for load in loads if 2 * load > tours.capacity), 1 if loads else 0)


def _all_batches(tours: Tours) -> list[frozenset[int]]:
    """Every batch that fits the trolley, or none when there are more than BATCHES_ALL_MAX."""
    found: list[frozenset[int]] = []
    grown: list[tuple[frozenset[int], int, int]] = [(frozenset(), 0, 0)]
    loads = [order.load for order in tours.orders]
    while grown:
        batch, items, after = grown.pop()
        for order in range(after, len(loads)):
            if items + loads[order] <= tours.capacity:
                larger = batch | {order}
                found.append(larger)
                grown.append((larger, items + loads[order], order + 1))
        if len(found) > BATCHES_ALL_MAX:
            return []
    return found


def _simple_bound(tours: Tours) -> float:
    """Bounds that need no list of batches, for the shortest walks and so for any rule.

    One walk past all picks is not longer than the batches' walks in a row. And an order's share of its trolley, paid
    with its own walk, is never more than the batch's walk, which is at least as long as that of each of its orders.
    """
    shortest = Tours(tours.layout, tours.orders, tours.capacity, "optimal")
    singles = [frozenset([order]) for order in range(len(tours.orders))]
    shares = sum(shortest.items(single) * shortest.length(single) for single in singles) / tours.capacity
    return max(shortest.length(frozenset(range(len(tours.orders)))), shares, _rounded_shares(shortest, singles))


def _rounded_shares(shortest: Tours, singles: Sequence[frozenset[int]]) -> float:
    """At least so many batches are needed for the orders from each length on; each walk counts once (Hochbaum-like)."""
    ranked = sorted(((shortest.length(single), shortest.items(single)) for single in singles), reverse=True)
    bound, items, needed = 0.0, 0, 0
    for length, load in ranked:
        items += load
        more = -(-items // shortest.capacity) - needed
        bound += more * length
        needed += more
    return bound

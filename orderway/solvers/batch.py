"""Orders put together on trolleys so that the total walk is short; no order is divided.

Small cases are solved exactly: every batch that fits is a column of a set partitioning program. Larger ones start from
savings and local search, and the same program chooses the best among all batches that were looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orderway.solvers.batch_search import Batches, by_savings, improved
from orderway.solvers.batch_tours import PickOrder, Tours
from orderway.solvers.layout import Layout
from orderway.solvers.program import Column, Row, solve_integer, solve_linear

BATCHES_ALL_MAX = 30_000
"""Fitting batches up to which all of them are listed, so that the answer can be proven."""
COLUMNS_MAX = 1_500
"""Batches given to the integer program when not all of them can be; those of the least reduced cost."""
NODES_ALL_MAX, NODES_SOME_MAX = 5_000, 100
"""Nodes of the integer program over all batches (which can prove the answer), and over some."""


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
    batches, bound = _best_partition(tours, start)
    length = sum(map(tours.length, batches))
    bound = min(length, max(bound, _simple_bound(tours)))
    named = tuple(sorted(tuple(fitting[order].id for order in sorted(batch)) for batch in batches))
    return Batching(named, length, bound, bound >= length - 1e-6, too_large)


def _best_partition(tours: Tours, start: Batches) -> tuple[Batches, float]:
    """The best choice among the known batches, and a bound that holds only where all fitting batches are known."""
    count = len(tours.orders)
    everything = _all_batches(tours)
    pool = everything or tours.fitting()
    rows = [Row(1, 1)] * count
    columns = [Column(tours.length(batch), tuple((order, 1.0) for order in sorted(batch))) for batch in pool]
    relaxed = solve_linear(columns, rows)
    if relaxed is None:
        return start, 0
    now = sum(map(tours.length, start))
    gap = now - relaxed.cost
    costs = [column.cost - sum(relaxed.prices[row] for row, _ in column.entries) for column in columns]
    # A column whose reduced cost is above the gap is in no better answer.
    chosen = [at for at in sorted(range(len(pool)), key=lambda at: (costs[at], at)) if costs[at] <= gap + 1e-6]
    complete = bool(everything) and len(chosen) <= BATCHES_ALL_MAX
    kept = sorted(chosen if complete else chosen[:COLUMNS_MAX], key=lambda at: sorted(pool[at]))
    batches = [pool[at] for at in kept]
    batches += [batch for batch in start if batch not in set(batches)]
    columns = [Column(tours.length(batch), tuple((order, 1.0) for order in sorted(batch))) for batch in batches]
    first = [1.0 if batch in set(start) else 0.0 for batch in batches]
    answer = solve_integer(columns, rows, first, NODES_ALL_MAX if complete else NODES_SOME_MAX, heuristics=False)
    bound = relaxed.cost if everything else 0.0
    if answer is None:
        return start, bound
    found = [batch for batch, value in zip(batches, answer.values, strict=True) if value]
    bound = max(bound, answer.bound) if complete else bound
    return (found if answer.cost < now else start), bound


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

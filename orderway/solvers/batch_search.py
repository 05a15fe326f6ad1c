"""Batches by savings and local search: the start of the exact method, and what is left where that is too large."""

from __future__ import annotations

import random
from collections.abc import Sequence
from heapq import heapify, heappop

from orderway.solvers.batch_tours import Tours

TOURS_PER_ORDER_MAX = 400
"""Different batches whose walk may be worked out for each order, on average; then the search ends."""
LENGTH_EPSILON = 1e-9

Batches = list[frozenset[int]]


def by_savings(tours: Tours, orders: Sequence[int]) -> Batches:
    """Join the two batches whose joining saves most, until nothing is saved (Clarke and Wright, 1964)."""
    batches: dict[int, frozenset[int]] = {at: frozenset([order]) for at, order in enumerate(orders)}
    saved: list[tuple[float, int, int]] = []
    for one in batches:
        for other in range(one + 1, len(batches)):
            _save(tours, batches, saved, one, other)
    fresh = len(batches)
    heapify(saved)
    while saved:
        _, one, other = heappop(saved)
        if one not in batches or other not in batches:
            continue
        batches[fresh] = batches.pop(one) | batches.pop(other)
        for at in list(batches)[:-1]:
            _save(tours, batches, saved, at, fresh)
        heapify(saved)
        fresh += 1
    return list(batches.values())


def _save(
    tours: Tours, batches: dict[int, frozenset[int]], saved: list[tuple[float, int, int]], one: int, other: int
) -> None:
    if tours.items(batches[one]) + tours.items(batches[other]) <= tours.capacity:
        apart = tours.length(batches[one]) + tours.length(batches[other])
        worth = apart - tours.length(batches[one] | batches[other])
        if worth > -LENGTH_EPSILON:
            saved.append((-worth, one, other))


def improved(tours: Tours, batches: Batches) -> Batches:
    """Move single orders and exchange two between batches as long as it shortens the total."""
    budget = TOURS_PER_ORDER_MAX * sum(map(len, batches))
    current = sorted(batches, key=sorted)
    while tours.known < budget:
        if not (_move_one(tours, current) or _exchange_two(tours, current)):
            break
    return [batch for batch in current if batch]


def _replace(tours: Tours, current: Batches, at: int, other: int, one: frozenset[int], two: frozenset[int]) -> bool:
    """Put the new pair of batches in place if it fits and is shorter."""
    if tours.items(one) > tours.capacity or tours.items(two) > tours.capacity:
        return False
    now = tours.length(current[at]) + tours.length(current[other])
    if tours.length(one) + tours.length(two) >= now - LENGTH_EPSILON:
        return False
    current[at], current[other] = one, two
    return True


def _move_one(tours: Tours, current: Batches) -> bool:
    found = False
    for at in range(len(current)):
        for order in sorted(current[at]):
            for other in range(len(current)):
                if other != at and _replace(tours, current, at, other, current[at] - {order}, current[other] | {order}):
                    found = True
                    break
    return found


def _exchange_two(tours: Tours, current: Batches) -> bool:
    for at in range(len(current)):
        for other in range(at + 1, len(current)):
            for order in sorted(current[at]):
                for against in sorted(current[other]):
                    one = current[at] - {order} | {against}
                    two = current[other] - {against} | {order}
                    if _replace(tours, current, at, other, one, two):
                        return True
    return False


def shaken(tours: Tours, batches: Batches, rounds: int) -> Batches:
    """Take a few batches apart again and again, put their orders together in another way, and keep what is shorter.

    Large neighbourhood search (Shaw 1998) with a fixed seed: the same orders give the same batches.
    """
    noise = random.Random(len(tours.orders))
    current = sorted(batches, key=sorted)
    for _ in range(rounds):
        if len(current) < 2:
            break
        taken = noise.sample(range(len(current)), min(len(current), noise.choice((2, 2, 3))))
        before = [current[at] for at in taken]
        orders = sorted(order for batch in before for order in batch)
        noise.shuffle(orders)
        after = _neighbours(tours, _inserted(tours, orders))
        if sum(map(tours.length, after)) < sum(map(tours.length, before)) - LENGTH_EPSILON:
            current = [batch for at, batch in enumerate(current) if at not in taken] + after
    return current


def _inserted(tours: Tours, orders: Sequence[int]) -> Batches:
    """Each order put where it makes the walk longer by the least, or on a trolley of its own."""
    made: Batches = []
    for order in orders:
        alone = frozenset([order])
        load = tours.items(alone)
        longer = [
            (tours.length(batch | alone) - tours.length(batch), at)
            for at, batch in enumerate(made)
            if tours.items(batch) + load <= tours.capacity
        ]
        if longer and min(longer)[0] <= tours.length(alone) + LENGTH_EPSILON:
            at = min(longer)[1]
            made[at] = made[at] | alone
        else:
            made.append(alone)
    return made


def _neighbours(tours: Tours, batches: Batches) -> Batches:
    current = list(batches)
    while _move_one(tours, current) or _exchange_two(tours, current):
        pass
    return [batch for batch in current if batch]

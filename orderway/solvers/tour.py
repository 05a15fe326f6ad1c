"""Tours through points: improving one (2-opt and Or-opt), and a lower bound of all.

The bound is the best 1-tree of Held and Karp (1971, Mathematical Programming 1). Nothing here looks at a clock (the
package fast-tsp does, and so cannot repeat a tour): the search ends where no exchange helps.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import add

from orderway.solvers.layout import Layout, Pick, Point

ROUNDS_MAX = 60
"""Rounds of the ascent; each builds one spanning tree over all points."""
SWEEPS_MAX = 200
"""Sweeps of the local search over a whole tour."""
LENGTH_EPSILON = 1e-9
"""A shortening below this is rounding, not progress."""


def route_bound(layout: Layout, picks: Sequence[Pick], length: float) -> float:
    """No tour from the depot past these picks is shorter than this; `length` is that of a known tour."""
    points: list[Point] = [layout.depot, *((aisle, y) for aisle, y in picks)]
    ways = _ways(layout, points)
    if len(points) < 4:
        return 2 * max(map(max, ways))
    return one_tree_bound(ways, length)


def better_route(layout: Layout, route: Sequence[Pick]) -> tuple[Pick, ...]:
    """The tour from the depot past these picks, shortened until no exchange of two or three ways shortens it."""
    points: list[Point] = [layout.depot, *((aisle, y) for aisle, y in route)]
    ways = _ways(layout, points)
    return tuple(route[at - 1] for at in better_tour(ways, list(range(len(points))))[1:])


def _ways(layout: Layout, points: Sequence[Point]) -> list[list[float]]:
    """`layout.distance` between all points, each pair computed once."""
    cross, spacing = layout.cross, layout.aisle_spacing
    reach = [[abs(y - over) for over in cross] for _, y in points]
    ways = [[0.0] * len(points) for _ in points]
    for at, (aisle, y) in enumerate(points):
        mine, row = reach[at], ways[at]
        for before in range(at):
            other, place = points[before]
            if other == aisle:
                way = abs(y - place)
            else:
                way = spacing * abs(aisle - other) + min(map(add, mine, reach[before]))
            row[before] = ways[before][at] = way
    return ways


def better_tour(ways: Sequence[Sequence[float]], tour: list[int]) -> list[int]:
    """The closed tour after 2-opt and Or-opt; never longer, its first point stays first."""
    for _ in range(SWEEPS_MAX):
        shorter = _swept_pairs(ways, tour) or _swept_moves(ways, tour)
        if not shorter:
            break
    return tour


def _swept_pairs(ways: Sequence[Sequence[float]], tour: list[int]) -> bool:
    """Turn round each part of the tour whose turning shortens it."""
    shorter, count = False, len(tour)
    for low in range(1, count - 1):
        before = tour[low - 1]
        for high in range(low + 1, count):
            first, last, after = tour[low], tour[high], tour[(high + 1) % count]
            saved = ways[before][first] + ways[last][after] - ways[before][last] - ways[first][after]
            if saved > LENGTH_EPSILON:
                tour[low : high + 1] = tour[low : high + 1][::-1]
                shorter = True
    return shorter


def _swept_moves(ways: Sequence[Sequence[float]], tour: list[int]) -> bool:
    """Move each run of one to three points to where it costs least, either way round."""
    shorter, count = False, len(tour)
    for size in (1, 2, 3):
        for low in range(1, count - size + 1):
            part = tour[low : low + size]
            rest = tour[:low] + tour[low + size :]
            before, after = tour[low - 1], tour[(low + size) % count]
            saved = ways[before][part[0]] + ways[part[-1]][after] - ways[before][after]
            if saved <= LENGTH_EPSILON:
                continue
            cost, place, turned = _cheapest_place(ways, rest, part)
            if saved - cost > LENGTH_EPSILON:
                tour[:] = rest[:place] + (part[::-1] if turned else part) + rest[place:]
                shorter = True
    return shorter


def _cheapest_place(ways: Sequence[Sequence[float]], rest: list[int], part: list[int]) -> tuple[float, int, bool]:
    found = []
    for place in range(1, len(rest) + 1):
        before, after = rest[place - 1], rest[place % len(rest)]
        gone = ways[before][after]
        found.append((ways[before][part[0]] + ways[part[-1]][after] - gone, place, False))
        found.append((ways[before][part[-1]] + ways[part[0]][after] - gone, place, True))
    return min(found)


def one_tree_bound(ways: Sequence[Sequence[float]], length: float) -> float:
    """The bound for a symmetric table of distances between three points or more."""
    count = len(ways)
    worth, best, step = [0.0] * count, 0.0, 1.0
    for _ in range(ROUNDS_MAX):
        weight, degrees = _one_tree(ways, worth)
        bound = weight - 2 * sum(worth)
        if bound > best:
            best = bound
        else:
            step *= 0.9
        excess = [degree - 2 for degree in degrees]
        square = sum(one * one for one in excess)
        if square == 0:
            break
        move = step * max(length - bound, 0) / square
        worth = [had + move * more for had, more in zip(worth, excess, strict=True)]
    return min(best, length)


def _one_tree(ways: Sequence[Sequence[float]], worth: Sequence[float]) -> tuple[float, list[int]]:
    """The lightest tree over all points but the first, and the two lightest ways to the first; with degrees."""
    count = len(ways)
    degrees = [0] * count
    row = ways[1]
    near = {at: row[at] + worth[1] + worth[at] for at in range(2, count)}
    parent = dict.fromkeys(near, 1)
    weight = 0.0
    while near:
        at = min(near, key=near.__getitem__)
        weight += near.pop(at)
        degrees[at] += 1
        degrees[parent[at]] += 1
        row, paid = ways[at], worth[at]
        for other, known in near.items():
            way = row[other] + paid + worth[other]
            if way < known:
                near[other], parent[other] = way, at
    for at in sorted(range(1, count), key=lambda other: ways[0][other] + worth[other])[:2]:
        weight += ways[0][at] + worth[0] + worth[at]
        degrees[at] += 1
        degrees[0] += 1
    return weight, degrees

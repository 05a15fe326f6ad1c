"""The rules that pickers walk by, for comparison with the shortest walk.

S-shape, return and largest gap as in de Koster, Le-Duc and Roodbergen (2007, European Journal of Operational Research
182(2)); cross aisles between front and back are walked past. All go from the depot to the leftmost aisle with picks,
then to the right, then home along the front.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from orderway.solvers.layout import Layout, Pick, Point
from orderway.solvers.walk import Walk, along, corners_of, shortest_walk

_ByAisle = dict[int, list[float]]


def s_shape(layout: Layout, picks: Iterable[Pick]) -> Walk:
    """Every aisle with picks is walked through; of an odd number, the last is left the way it was entered."""
    return _by_rule(layout, picks, _s_shape_way)


def return_walk(layout: Layout, picks: Iterable[Pick]) -> Walk:
    """Every aisle with picks is entered and left at the front."""
    return _by_rule(layout, picks, _return_way)


def largest_gap(layout: Layout, picks: Iterable[Pick]) -> Walk:
    """First and last aisle are walked through, the others from both ends up to the widest gap between two picks."""
    return _by_rule(layout, picks, _largest_gap_way)


def sorted_by_bin(layout: Layout, picks: Iterable[Pick]) -> Walk:
    """The picks in the sequence of their bins (aisle, then place), each reached on the shortest way."""
    wanted = sorted(picks)
    layout.check(wanted)
    length, corners = along(layout, wanted)
    return Walk(length, 0, False, tuple(wanted), corners)


RULES: dict[str, Callable[[Layout, Iterable[Pick]], Walk]] = {
    "optimal": shortest_walk,
    "s_shape": s_shape,
    "largest_gap": largest_gap,
    "return": return_walk,
    "sorted_by_bin": sorted_by_bin,
}
"""All ways to walk by name, the shortest first."""


def _by_rule(layout: Layout, picks: Iterable[Pick], rule: Callable[[Layout, _ByAisle], list[Point]]) -> Walk:
    wanted = sorted(picks)
    layout.check(wanted)
    by_aisle: _ByAisle = {}
    for aisle, y in wanted:
        by_aisle.setdefault(aisle, []).append(y)
    way = [layout.depot, *rule(layout, by_aisle), layout.depot] if wanted else [layout.depot]
    return _as_walk(layout, wanted, way)


def _as_walk(layout: Layout, wanted: list[Pick], way: list[Point]) -> Walk:
    """A way of straight legs as a walk; its bound is not computed (0), it is a rule and not a search."""
    length = sum(layout.aisle_spacing * abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(way))
    left = list(wanted)
    route: list[Pick] = []
    for (aisle, y), (to_aisle, to_y) in pairwise(way):
        if aisle == to_aisle:
            low, high = min(y, to_y), max(y, to_y)
            passed = sorted((pick for pick in left if pick[0] == aisle and low <= pick[1] <= high), reverse=to_y < y)
            route += passed
            left = [pick for pick in left if pick not in passed]
    return Walk(length, 0, False, tuple(route), corners_of(way))


def _s_shape_way(layout: Layout, by_aisle: _ByAisle) -> list[Point]:
    front, back = 0.0, layout.aisle_length
    way: list[Point] = []
    at_front = True
    for place, (aisle, ys) in enumerate(by_aisle.items()):
        if at_front and place == len(by_aisle) - 1:
            way += [(aisle, front), (aisle, ys[-1]), (aisle, front)]
        else:
            way += [(aisle, front), (aisle, back)] if at_front else [(aisle, back), (aisle, front)]
            at_front = not at_front
    return way


def _return_way(layout: Layout, by_aisle: _ByAisle) -> list[Point]:
    return [(aisle, y) for aisle, ys in by_aisle.items() for y in (0.0, ys[-1], 0.0)]


def _largest_gap_way(layout: Layout, by_aisle: _ByAisle) -> list[Point]:
    if len(by_aisle) == 1:
        return _return_way(layout, by_aisle)
    front, back = 0.0, layout.aisle_length
    aisles = list(by_aisle)
    outward: list[Point] = [(aisles[0], front), (aisles[0], back)]
    homeward: list[Point] = [(aisles[-1], back), (aisles[-1], front)]
    gaps = {aisle: _widest_gap([front, *by_aisle[aisle], back]) for aisle in aisles[1:-1]}
    for aisle, (_, high) in gaps.items():
        if by_aisle[aisle][-1] >= high:
            outward += [(aisle, back), (aisle, high), (aisle, back)]
    for aisle, (low, _) in reversed(gaps.items()):
        if by_aisle[aisle][0] <= low:
            homeward += [(aisle, front), (aisle, low), (aisle, front)]
    return outward + homeward


def _widest_gap(stops: list[float]) -> tuple[float, float]:
    return max(pairwise(stops), key=lambda piece: piece[1] - piece[0])

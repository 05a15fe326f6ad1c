"""The shortest way of a picker through parallel aisles: from the depot, past every pick, back to the depot.

Dynamic programming over the aisles from left to right, after Ratliff and Rosenthal (see `walk_states`): exact for two
cross aisles and any number of aisles in linear time, exact for up to `CROSS_AISLES_EXACT_MAX` cross aisles. Beyond, the
tour that is best when some cross aisles are closed, improved with all of them open, and the bound of `tour`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from orderway.solvers.layout import Layout, Pick, Point
from orderway.solvers.tour import better_route, route_bound
from orderway.solvers.walk_one_block import one_block_length
from orderway.solvers.walk_states import (
    FROM_BACK,
    FROM_BOTH,
    FROM_FRONT,
    PASS_ONCE,
    PASS_TWICE,
    SKIP,
    State,
    after_stretch,
    is_tour,
    start,
    to_next_aisle,
)

CROSS_AISLES_EXACT_MAX = 6
"""Six cross aisles need some thousand states a step, and about 0.1 s an aisle; each more would need six times that."""


class Walk(NamedTuple):
    """A tour: its length, a lower bound of every tour, the picks in visiting order, and the corners of the way.

    `optimal` says that length and bound are one figure, proven. `corners` begin and end at the depot.
    """

    length: float
    bound: float
    optimal: bool
    route: tuple[Pick, ...]
    corners: tuple[Point, ...]


class _Column(NamedTuple):
    """One aisle with picks (or the depot's place) with the picks of each block, in ascending order."""

    at: float
    blocks: tuple[tuple[float, ...], ...]
    is_walked: bool


_Step = dict[State, tuple[float, State, tuple[int, ...]]]
"""What each state costs at least, the state before it, and what was done: a deed, or stretches per cross aisle."""


def shortest_walk(layout: Layout, picks: Iterable[Pick]) -> Walk:
    """The shortest tour past all picks. No picks: a tour of length 0. Raises LayoutError for impossible input."""
    wanted = sorted(picks)
    layout.check(wanted)
    if not wanted:
        return Walk(0, 0, True, (), (layout.depot,))
    if len(layout.cross) > CROSS_AISLES_EXACT_MAX:
        return _improved_walk(layout, wanted)
    columns = _columns(layout, wanted)
    length, edges = _unwound(layout, columns, _steps(layout, columns, trace=True))
    route, corners = _walked(layout, wanted, edges)
    return Walk(length, length, True, route, corners)


def along(layout: Layout, route: Sequence[Pick]) -> tuple[float, tuple[Point, ...]]:
    """Length and corners of the tour that passes the picks in this sequence, each leg on a shortest way."""
    stops: list[Point] = [layout.depot, *((aisle, y) for aisle, y in route), layout.depot]
    length = sum(layout.distance(one, other) for one, other in pairwise(stops))
    way = [layout.depot]
    for one, other in pairwise(stops):
        way += layout.way_between(one, other)[1:]
    return length, corners_of(way)


def _improved_walk(layout: Layout, wanted: list[Pick]) -> Walk:
    """More cross aisles than can be solved exactly: close some, solve, open them again and improve."""
    middle, places = layout.cross[1:-1], CROSS_AISLES_EXACT_MAX - 3
    kept = tuple(middle[(2 * at + 1) * len(middle) // (2 * places)] for at in range(places))
    closed = shortest_walk(layout._replace(middle=kept), wanted)
    route = better_route(layout, closed.route)
    length, corners = along(layout, route)
    bound = route_bound(layout, sorted(set(wanted)), length)
    return Walk(length, bound, bound >= length, route, corners)


def walk_length(layout: Layout, picks: Iterable[Pick]) -> float:
    """The length of the walk alone, for callers that ask often; the input is taken as checked."""
    wanted = sorted(picks)
    if not wanted:
        return 0
    if len(layout.cross) > CROSS_AISLES_EXACT_MAX:
        return _improved_walk(layout, wanted).length
    if len(layout.cross) == 2:
        by_aisle: dict[float, list[float]] = {}
        for aisle, y in wanted:
            by_aisle.setdefault(aisle, []).append(y)
        return one_block_length(layout.aisle_length, layout.aisle_spacing, layout.depot_aisle, by_aisle)
    columns = _columns(layout, wanted)
    steps = _steps(layout, columns, trace=False)
    depot_last = columns[-1].at == layout.depot_aisle
    return min(cost for state, (cost, _, _) in steps[-1].items() if is_tour(state, depot_last))


def _columns(layout: Layout, picks: Sequence[Pick]) -> list[_Column]:
    """The aisles with picks and the depot's place. No way between two picks needs an aisle that neither stands in."""
    cross = layout.cross
    by_aisle: dict[float, list[list[float]]] = {}
    for aisle, y in picks:
        blocks = by_aisle.setdefault(aisle, [[] for _ in cross[1:]])
        block = next(at for at in range(len(blocks)) if y <= cross[at + 1])
        blocks[block].append(y)
    empty = ((),) * (len(cross) - 1)
    return [
        _Column(at, tuple(tuple(sorted(set(ys))) for ys in by_aisle.get(at, empty)), at in by_aisle)
        for at in sorted({layout.depot_aisle, *by_aisle})
    ]


def _steps(layout: Layout, columns: Sequence[_Column], trace: bool) -> list[_Step]:
    """All steps of the dynamic program (the last one only, unless traced)."""
    cross, spacing = layout.cross, layout.aisle_spacing
    step: _Step = {start(len(cross)): (0, (), ())}
    steps = [step]
    for place, column in enumerate(columns):
        for block, ys in enumerate(column.blocks) if column.is_walked else ():
            step = _through(step, block, _deeds(cross[block], cross[block + 1], ys))
            steps.append(step)
        if place + 1 < len(columns):
            step = _across(step, (columns[place + 1].at - column.at) * spacing, column.at == layout.depot_aisle)
            steps.append(step)
        if not trace:
            steps = [step]
    return steps


def _deeds(front: float, back: float, ys: Sequence[float]) -> list[tuple[int, float]]:
    """What may be done in one block of one aisle so that all its picks are passed, with the way it takes."""
    length = back - front
    if not ys:
        return [(SKIP, 0), (PASS_ONCE, length), (PASS_TWICE, 2 * length)]
    deeds = [(PASS_ONCE, length), (FROM_FRONT, 2 * (ys[-1] - front)), (FROM_BACK, 2 * (back - ys[0]))]
    deeds.append((PASS_TWICE, 2 * length))
    gap = max((after - before for before, after in pairwise(ys)), default=0)
    if gap > 0:
        deeds.append((FROM_BOTH, 2 * (length - gap)))
    return deeds


def _through(step: _Step, block: int, deeds: Sequence[tuple[int, float]]) -> _Step:
    found: _Step = {}
    for state, (cost, _, _) in step.items():
        for deed, way in deeds:
            following, total = after_stretch(state, block, deed), cost + way
            known = found.get(following)
            if known is None or total < known[0]:
                found[following] = (total, state, (deed,))
    return found


def _across(step: _Step, spacing: float, depot_here: bool) -> _Step:
    found: _Step = {}
    for state, (cost, _, _) in step.items():
        for following, count, ways in to_next_aisle(state, depot_here):
            total = cost + count * spacing
            known = found.get(following)
            if known is None or total < known[0]:
                found[following] = (total, state, ways)
    return found


def _unwound(layout: Layout, columns: Sequence[_Column], steps: list[_Step]) -> tuple[float, list[tuple[Point, Point]]]:
    """The length of the best tour and its stretches (one entry each time it is walked)."""
    cross = layout.cross
    depot_last = columns[-1].at == layout.depot_aisle
    ends = [state for state in steps[-1] if is_tour(state, depot_last)]
    state = min(ends, key=lambda end: (steps[-1][end][0], end))
    length = steps[-1][state][0]
    edges: list[tuple[Point, Point]] = []
    at = len(steps) - 1
    for place in range(len(columns) - 1, -1, -1):
        column = columns[place]
        if place + 1 < len(columns):
            _, state, ways = steps[at][state]
            at -= 1
            for y, way in zip(cross, ways, strict=True):
                edges += [((column.at, y), (columns[place + 1].at, y))] * way
        for block in range(len(cross) - 2, -1, -1) if column.is_walked else ():
            _, state, (deed,) = steps[at][state]
            at -= 1
            edges += _stretches(column.at, cross[block], cross[block + 1], column.blocks[block], deed)
    return length, edges


def _stretches(aisle: float, front: float, back: float, ys: Sequence[float], deed: int) -> list[tuple[Point, Point]]:
    """The pieces of way that a deed means, each from one stop to the next."""
    stops = [front, *ys, back]
    pieces = list(pairwise(stops))
    if deed == SKIP:
        return []
    if deed == FROM_FRONT:
        pieces = pieces[:-1] * 2
    elif deed == FROM_BACK:
        pieces = pieces[1:] * 2
    elif deed == PASS_TWICE:
        pieces = pieces * 2
    elif deed == FROM_BOTH:
        widest = max(pieces[1:-1], key=lambda piece: piece[1] - piece[0])
        pieces.remove(widest)
        pieces = pieces * 2
    return [((aisle, low), (aisle, high)) for low, high in pieces if low < high]


def _walked(
    layout: Layout, picks: Sequence[Pick], edges: Iterable[tuple[Point, Point]]
) -> tuple[tuple[Pick, ...], tuple[Point, ...]]:
    """The stretches put one after another to a closed way (Hierholzer), and the picks as they are first passed."""
    near: dict[Point, list[Point]] = {}
    for one, other in edges:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    for others in near.values():
        others.sort(reverse=True)
    stack, way = [layout.depot], []
    while stack:
        here = stack[-1]
        if near.get(here):
            onward = near[here].pop()
            near[onward].remove(here)
            stack.append(onward)
        else:
            way.append(stack.pop())
    waiting: dict[Point, list[Pick]] = {}
    for pick in picks:
        waiting.setdefault((pick[0], pick[1]), []).append(pick)
    route = [pick for point in way for pick in waiting.pop(point, [])]
    return tuple(route), corners_of(way)


def corners_of(way: Sequence[Point]) -> tuple[Point, ...]:
    """The way without the points that are passed straight or stood at twice."""
    kept: list[Point] = []
    for here in way:
        if kept and kept[-1] == here:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], here):
            kept.pop()
        kept.append(here)
    return tuple(kept)


def _straight(before: Point, here: Point, after: Point) -> bool:
    if before[0] == here[0] == after[0]:
        return (here[1] - before[1]) * (after[1] - here[1]) > 0
    return before[1] == here[1] == after[1] and (here[0] - before[0]) * (after[0] - here[0]) > 0

"""The states of a half-built pick tour on the crossings of one aisle, and what each stretch of the way does to it.

Ratliff and Rosenthal (1983, Operations Research 31(3)) for two cross aisles; for more, Cambazard and Catusse (2018,
European Journal of Operational Research 270(2)) and Pansart, Catusse and Cambazard (2018, Computers & Operations
Research 100). A state holds for each crossing: 0 untouched, else twice the number of its connected part plus
one where an odd number of stretches meets it. Parts are numbered by first appearance, so equal states are equal tuples.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

State = tuple[int, ...]

PASS_ONCE, PASS_TWICE, FROM_FRONT, FROM_BACK, FROM_BOTH, SKIP = range(6)
"""What may be done with one aisle between two crossings. FROM_BOTH leaves its widest gap out."""


def _numbered(state: list[int]) -> State:
    parts: dict[int, int] = {}
    return tuple(2 * parts.setdefault(one >> 1, len(parts) + 1) + (one & 1) if one else 0 for one in state)


@lru_cache(maxsize=500_000)
def after_stretch(state: State, block: int, deed: int) -> State:
    """The state after this deed in the aisle between crossing `block` and the next."""
    if deed == SKIP:
        return state
    cells = list(state)
    free = 2 * (len(state) + 1)
    if deed != FROM_BACK and not cells[block]:
        cells[block], free = free, free + 2
    if deed != FROM_FRONT and not cells[block + 1]:
        cells[block + 1] = free
    if deed in (PASS_ONCE, PASS_TWICE):
        keep, gone = cells[block] >> 1, cells[block + 1] >> 1
        cells = [2 * keep + (one & 1) if one and one >> 1 == gone else one for one in cells]
    if deed == PASS_ONCE:
        cells[block] ^= 1
        cells[block + 1] ^= 1
    return _numbered(cells)


@lru_cache(maxsize=100_000)
def to_next_aisle(state: State, depot_here: bool) -> tuple[tuple[State, int, tuple[int, ...]], ...]:
    """States at the next aisle: each with the number of stretches walked on the cross aisles, in all and on each.

    A crossing left behind is met an even number of times, every part goes on, and the depot is touched.
    """
    parts = {one >> 1 for one in state if one}
    found: dict[State, tuple[int, tuple[int, ...]]] = {}
    choices = [(1,) if one & 1 else (0, 2) if one else (0,) for one in state]
    if depot_here and not state[0]:
        choices[0] = (2,)
    for ways in product(*choices):
        if {one >> 1 for one, way in zip(state, ways, strict=True) if one and way} != parts:
            continue
        free = 2 * (len(state) + 1)
        cells = [((one or free) & ~1) + (way & 1) if way else 0 for one, way in zip(state, ways, strict=True)]
        following, count = _numbered(cells), sum(ways)
        if following not in found or count < found[following][0]:
            found[following] = (count, ways)
    return tuple((following, count, ways) for following, (count, ways) in found.items())


def is_tour(state: State, depot_here: bool) -> bool:
    """Whether the stretches so far are one closed tour (through the depot, where it stands before this aisle)."""
    touched = [one for one in state if one]
    return all(one == 2 for one in touched) and (bool(state[0]) or not depot_here)


def start(cross_aisles: int) -> State:
    """Nothing walked yet."""
    return (0,) * cross_aisles

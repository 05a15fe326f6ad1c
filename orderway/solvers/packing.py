"""One carton filled by one rule: boxes are put into empty maximal spaces, one after another or in blocks of one kind.

Maximal spaces after Lai and Chan (1997, Computers & Industrial Engineering 32(1)), blocks after Fanslau and Bortfeldt
(2010, INFORMS Journal on Computing 22(2)). Lengths are whole millimetres, weights grams.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import NamedTuple

Size = tuple[int, int, int]
Space = tuple[int, int, int, int, int, int]
"""Near corner and far corner of an empty cuboid."""
Placed = tuple[int, int, int, int, int, int, int]
"""Kind, place of the near corner, size as it lies."""
SPACES_MAX = 400
"""Empty spaces remembered at a time; the smallest are forgotten first."""


class Kind(NamedTuple):
    """Boxes that are all alike: the ways they may lie, the weight of one, and whether nothing may stand on them."""

    ways: tuple[Size, ...]
    weight: int
    fragile: bool = False

    @property
    def volume(self) -> int:
        """Cubic millimetres of one."""
        x, y, z = self.ways[0]
        return x * y * z


def ways_of(size: Size, rotation: str) -> tuple[Size, ...]:
    """How a box may lie: "any" way, "flat" (its height stays upright), or "none" (as given)."""
    x, y, z = size
    if rotation == "none":
        return (size,)
    if rotation == "flat":
        return ((x, y, z),) if x == y else ((x, y, z), (y, x, z))
    return tuple(sorted(set(permutations(size))))  # type: ignore[arg-type]  # permutations of three are triples


def carved(spaces: Sequence[Space], box: Space, least: int) -> list[Space]:
    """The maximal spaces that are left when `box` is filled; those thinner than `least` are dropped."""
    bx, by, bz, cx, cy, cz = box
    kept: list[Space] = []
    fresh: list[Space] = []
    for space in spaces:
        x, y, z, u, v, w = space
        if bx >= u or cx <= x or by >= v or cy <= y or bz >= w or cz <= z:
            kept.append(space)
            continue
        if bx - x >= least:
            fresh.append((x, y, z, bx, v, w))
        if u - cx >= least:
            fresh.append((cx, y, z, u, v, w))
        if by - y >= least:
            fresh.append((x, y, z, u, by, w))
        if v - cy >= least:
            fresh.append((x, cy, z, u, v, w))
        if bz - z >= least:
            fresh.append((x, y, z, u, v, bz))
        if w - cz >= least:
            fresh.append((x, y, cz, u, v, w))
    fresh = sorted(set(fresh), key=_volume, reverse=True)
    for space in fresh:
        if not _within(space, kept):
            kept.append(space)
    return kept if len(kept) <= SPACES_MAX else sorted(kept, key=_volume, reverse=True)[:SPACES_MAX]


def _within(space: Space, others: Sequence[Space]) -> bool:
    x, y, z, u, v, w = space
    for a, b, c, d, e, f in others:  # noqa: SIM110 - the hottest loop of packing; a generator takes twice as long
        if a <= x and b <= y and c <= z and d >= u and e >= v and f >= w:
            return True
    return False


def _volume(space: Space) -> int:
    x, y, z, u, v, w = space
    return (u - x) * (v - y) * (w - z)


Score = Callable[[Space, Size], tuple[int, ...]]
"""How badly a box lies in a space; the least is chosen."""


def toward(first: int, second: int, third: int) -> Score:
    """As near as can be to one side of the carton, then to the next, then to the last."""

    def score(space: Space, size: Size) -> tuple[int, ...]:
        ends = (space[0] + size[0], space[1] + size[1], space[2] + size[2])
        return (ends[first], ends[second], ends[third])

    return score


def snug(space: Space, size: Size) -> tuple[int, ...]:
    """As little room as can be left beside it: tightest side first."""
    x, y, z, u, v, w = space
    left = sorted((u - x - size[0], v - y - size[1], w - z - size[2]))
    return (*left, z, y, x)


def cramped(space: Space, size: Size) -> tuple[int, ...]:
    """In the smallest space that takes it, as snug as can be."""
    return (_volume(space), *snug(space, size))


SCORES: tuple[Score, ...] = (
    toward(2, 1, 0),
    snug,
    toward(0, 1, 2),
    toward(1, 0, 2),
    cramped,
    toward(2, 0, 1),
    toward(0, 2, 1),
    toward(1, 2, 0),
)
"""The rules by which a place is chosen, the best one first."""


def fill_by_items(
    room: Size, weight_max: int, kinds: Sequence[Kind], sequence: Sequence[int], score: Score
) -> list[Placed]:
    """Put boxes in one after another, by kind in this sequence, each where `score` is least; what fits not is left.

    Fragile boxes must come last in the sequence; they stand only where the carton is empty above them, and keep it so.
    """
    spaces: list[Space] = [(0, 0, 0, *room)]
    placed: list[Placed] = []
    weight, refused = 0, set()
    least = min(min(kinds[kind].ways[0]) for kind in sequence) if sequence else 0
    for kind in sequence:
        if kind in refused:
            continue
        ways, grams, fragile = kinds[kind]
        if weight + grams > weight_max:
            refused.add(kind)
            continue
        best: tuple[int, ...] | None = None
        where, how = spaces[0] if spaces else None, ways[0]
        for space in spaces:
            x, y, z, u, v, w = space
            if fragile and w < room[2]:
                continue
            dx, dy, dz = u - x, v - y, w - z
            for size in ways:
                if size[0] <= dx and size[1] <= dy and size[2] <= dz:
                    worth = score(space, size)
                    if best is None or worth < best:
                        best, where, how = worth, space, size
        if best is None or where is None:
            refused.add(kind)
            continue
        x, y, z = where[:3]
        placed.append((kind, x, y, z, *how))
        weight += grams
        spaces = carved(spaces, (x, y, z, x + how[0], y + how[1], room[2] if fragile else z + how[2]), least)
    return placed


def settled(placed: Sequence[Placed]) -> list[Placed]:
    """The same boxes, each lowered until it rests on another or on the floor."""
    resting: list[Placed] = []
    for kind, x, y, z, dx, dy, dz in sorted(placed, key=lambda box: (box[3], box[2], box[1])):
        floor = 0
        for _, a, b, c, da, db, dc in resting:
            if a < x + dx and x < a + da and b < y + dy and y < b + db and floor < c + dc <= z:
                floor = c + dc
        resting.append((kind, x, y, floor, dx, dy, dz))
    return resting

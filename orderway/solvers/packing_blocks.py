"""One carton filled with blocks: many boxes of one kind side by side and on top of each other, space by space."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from orderway.solvers.packing import Kind, Placed, Size, Space, carved

Block = tuple[int, Size, tuple[int, int, int]]
"""Kind, the way one box lies, and how many of them stand along each side."""
Worth = Callable[[Space, Size, int], tuple[int, ...]]
"""How good a block of this size with this volume of boxes is in a space; the greatest is chosen."""


def most_volume(space: Space, size: Size, volume: int) -> tuple[int, ...]:
    """The block of the most volume; among equal ones that which leaves the least beside it."""
    left = sorted((space[3] - space[0] - size[0], space[4] - space[1] - size[1], space[5] - space[2] - size[2]))
    return (volume, -left[0], -left[1])


def best_fit(space: Space, size: Size, volume: int) -> tuple[int, ...]:
    """The block that fills sides of the space exactly, then the one of the most volume."""
    x, y, z, u, v, w = space
    dx, dy, dz = u - x, v - y, w - z
    gaps = (100 * (dx - size[0]) // dx, 100 * (dy - size[1]) // dy, 100 * (dz - size[2]) // dz)
    return (-sum(sorted(gaps)[:2]) // 4, volume)


def widest_wall(axis: int) -> Worth:
    """The block that closes the most of the wall across `axis`: containers are loaded wall by wall."""

    def worth(space: Space, size: Size, volume: int) -> tuple[int, ...]:
        across = [at for at in range(3) if at != axis]
        room = [space[at + 3] - space[at] for at in across]
        covered = 1000 * size[across[0]] * size[across[1]] // (room[0] * room[1])
        return (covered // 20, volume)

    return worth


WORTHS: tuple[Worth, ...] = (most_volume, best_fit, widest_wall(0), widest_wall(1), widest_wall(2))
"""The rules by which a block is chosen."""
AXES: tuple[tuple[int, int, int], ...] = ((0, 2, 1), (2, 1, 0), (1, 2, 0), (0, 1, 2), (2, 0, 1), (1, 0, 2))
"""The sides of the carton in the sequence in which space is used up."""


def fill_by_blocks(
    room: Size,
    weight_max: int,
    kinds: Sequence[Kind],
    counts: Sequence[int],
    axes: tuple[int, int, int],
    worth: Worth,
    skip: int = 0,
) -> list[Placed]:
    """Fill the space nearest to the sides `axes` with the best block, until no box fits.

    With `skip` = n the first space takes its (n+1)-th best block: another beginning for another try. Fragile boxes are
    not told apart here.
    """
    left, weight = list(counts), 0
    spaces: list[Space] = [(0, 0, 0, *room)]
    placed: list[Placed] = []
    first, second, third = axes
    while spaces:
        least = min((min(kinds[at].ways[0]) for at, count in enumerate(left) if count), default=0)
        if not least:
            break
        space = min(spaces, key=lambda one: (one[first], one[second], one[third], one))
        block = _best_block(space, kinds, left, weight_max - weight, worth, 0 if placed else skip)
        if block is None:
            spaces.remove(space)
            continue
        kind, (dx, dy, dz), (nx, ny, nz) = block
        x, y, z = space[:3]
        placed += [
            (kind, x + i * dx, y + j * dy, z + k * dz, dx, dy, dz)
            for k in range(nz)
            for j in range(ny)
            for i in range(nx)
        ]
        left[kind] -= nx * ny * nz
        weight += nx * ny * nz * kinds[kind].weight
        spaces = carved(spaces, (x, y, z, x + nx * dx, y + ny * dy, z + nz * dz), least)
    return placed


def _best_block(
    space: Space, kinds: Sequence[Kind], left: Sequence[int], grams: int, worth: Worth, skip: int
) -> Block | None:
    found: list[tuple[tuple[int, ...], Block]] = []
    x, y, z, u, v, w = space
    for at, (ways, weight, _) in enumerate(kinds):
        count = min(left[at], grams // weight) if weight else left[at]
        if count < 1:
            continue
        for way in ways:
            most = ((u - x) // way[0], (v - y) // way[1], (w - z) // way[2])
            if not (most[0] and most[1] and most[2]):
                continue
            for many in _shapes(most, count):
                size = (many[0] * way[0], many[1] * way[1], many[2] * way[2])
                value = worth(space, size, size[0] * size[1] * size[2])
                if skip or not found or value > found[0][0]:
                    one = (value, (at, way, many))
                    found = [*found, one] if skip else [one]
    if skip:
        found.sort(key=lambda one: one[0], reverse=True)
    return found[min(skip, len(found) - 1)][1] if found else None


def _shapes(most: tuple[int, int, int], count: int) -> set[tuple[int, int, int]]:
    """Full blocks that grow along one side first, then along the next, then along the last."""
    shapes = set()
    for first, second, third in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        many = [1, 1, 1]
        many[first] = min(most[first], count)
        many[second] = min(most[second], count // many[first])
        many[third] = min(most[third], count // (many[first] * many[second]))
        shapes.add((many[0], many[1], many[2]))
    return shapes

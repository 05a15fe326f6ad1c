"""How many cartons a shipment needs at least: by volume, by weight, and by boxes of which no two go together."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.solvers.packing import Kind, Size

KINDS_MAX = 60
"""With more kinds than this the boxes that do not go together are not looked for."""

_Room = tuple[Size, int]


def cartons_needed(kinds: Sequence[Kind], counts: Sequence[int], rooms: Sequence[_Room]) -> int:
    """No packing into these rooms (inner size, greatest weight) has fewer cartons; every box must fit one of them."""
    volume = sum(kind.volume * count for kind, count in zip(kinds, counts, strict=True))
    weight = sum(kind.weight * count for kind, count in zip(kinds, counts, strict=True))
    largest = max(x * y * z for (x, y, z), _ in rooms)
    heaviest = max(grams for _, grams in rooms)
    needed = max(1 if sum(counts) else 0, -(-volume // largest), -(-weight // heaviest) if weight else 0)
    if needed == 1 and any(x * y * z >= volume and grams >= weight for (x, y, z), grams in rooms):
        return max(needed, _alone(kinds, counts, rooms))
    needed = max(needed, 2) if needed == 1 else needed
    return max(needed, _alone(kinds, counts, rooms))


def _alone(kinds: Sequence[Kind], counts: Sequence[int], rooms: Sequence[_Room]) -> int:
    """Boxes picked one after another, largest first, each of which goes together with none picked before."""
    if len(kinds) > KINDS_MAX:
        return 0
    picked: list[int] = []
    for at in sorted(range(len(kinds)), key=lambda one: -kinds[one].volume):
        for _ in range(counts[at]):
            if any(_together(kinds[at], kinds[other], rooms) for other in set(picked)):
                break
            picked.append(at)
    return len(picked)


def _together(one: Kind, other: Kind, rooms: Sequence[_Room]) -> bool:
    """Whether some carton takes both boxes: side by side along one of its sides."""
    for room, grams in rooms:
        if one.weight + other.weight > grams:
            continue
        first = [way for way in one.ways if _inside(way, room)]
        second = [way for way in other.ways if _inside(way, room)]
        if any(way[at] + against[at] <= room[at] for way in first for against in second for at in range(3)):
            return True
    return False


def _inside(way: Size, room: Size) -> bool:
    return way[0] <= room[0] and way[1] <= room[1] and way[2] <= room[2]

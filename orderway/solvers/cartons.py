"""Which cartons a shipment needs, and how all lies in them: fewest cartons, then the cheapest, then the smallest.

One carton is tried from the smallest up; where one is not enough, `carton_search` fills carton after carton. Nothing
looks at a clock: the same shipment is packed the same way on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.solvers.carton_bound import cartons_needed
from orderway.solvers.carton_search import Carton, Load, one_carton, several_cartons
from orderway.solvers.packing import Kind, Placed, Size, ways_of

__all__ = ["EFFORT_TRIES", "Carton", "Item", "Lying", "Packed", "Packing", "pack"]

EFFORT_TRIES = {"quick": 8, "normal": 60, "thorough": 400}
"""Ways to fill a carton that are tried, by the effort asked for; fewer where a shipment has very many boxes."""


class Item(NamedTuple):
    """So many boxes that are alike. `rotation`: "any", "flat" (height stays upright), "none".

    `fragile`: nothing may stand on it. `mix`: boxes of two different groups never share a carton ("" goes with all).
    """

    id: str
    size: Size
    weight: int
    quantity: int = 1
    rotation: str = "any"
    fragile: bool = False
    mix: str = ""


class Lying(NamedTuple):
    """One box in its carton: where its near corner is, and its size as it lies."""

    id: str
    at: Size
    size: Size


class Packed(NamedTuple):
    """One carton with what is in it."""

    carton: str
    items: tuple[Lying, ...]


class Packing(NamedTuple):
    """The cartons of a shipment; `bound` cartons are needed at least; `unpacked` boxes fit no carton (id, how many)."""

    cartons: tuple[Packed, ...]
    bound: int
    unpacked: tuple[tuple[str, int], ...] = ()


def pack(items: Sequence[Item], cartons: Sequence[Carton], effort: str = "normal") -> Packing:
    """All items that fit any carton, put into as few cartons as the effort finds; with nothing to pack no carton.

    Groups that share no carton are packed each by itself, unless there are items that go with any of them.
    """
    wanted = [item for item in items if item.quantity > 0]
    groups = sorted({item.mix for item in wanted})
    parts = [wanted] if "" in groups else [[item for item in wanted if item.mix == group] for group in groups]
    packed: list[Packed] = []
    unpacked: list[tuple[str, int]] = []
    bound = 0
    for part in parts:
        answer = _pack_part(part, cartons, EFFORT_TRIES[effort])
        packed += answer.cartons
        unpacked += answer.unpacked
        bound += answer.bound
    return Packing(tuple(packed), bound, tuple(unpacked))


def _pack_part(items: Sequence[Item], cartons: Sequence[Carton], tries_max: int) -> Packing:
    fitting = [item for item in items if any(_fits(item, carton) for carton in cartons)]
    unpacked = [(item.id, item.quantity) for item in items if item not in fitting]
    if not fitting:
        return Packing((), 0, tuple(unpacked))
    kinds = tuple(Kind(ways_of(item.size, item.rotation), item.weight, item.fragile) for item in fitting)
    counts = tuple(item.quantity for item in fitting)
    load = Load(kinds, tuple(item.mix for item in fitting), tries_max)
    ranked = sorted(cartons, key=lambda carton: (carton.cost_minor, carton.volume, carton.id))
    bound = _bound(load, counts, ranked)
    chosen = one_carton(ranked, load, counts) if bound == 1 else None
    if chosen is None:
        chosen = several_cartons(ranked, load, counts, bound)
    packed = tuple(Packed(carton.id, tuple(_lying(fitting, box) for box in fill.placed)) for carton, fill in chosen)
    return Packing(packed, bound, tuple(unpacked))


def _bound(load: Load, counts: Sequence[int], cartons: Sequence[Carton]) -> int:
    """Cartons that all boxes need together, or the groups each by itself: what goes with any group counts in none."""
    rooms = [(carton.inner, carton.max_weight) for carton in cartons]
    together = cartons_needed(load.kinds, counts, rooms)
    groups = sorted(set(load.groups) - {""})
    if len(groups) < 2:
        return together
    alone = 0
    for group in groups:
        members = [at for at, one in enumerate(load.groups) if one == group]
        alone += cartons_needed([load.kinds[at] for at in members], [counts[at] for at in members], rooms)
    return max(together, alone)


def _fits(item: Item, carton: Carton) -> bool:
    return item.weight <= carton.max_weight and any(
        all(side <= room for side, room in zip(way, carton.inner, strict=True))
        for way in ways_of(item.size, item.rotation)
    )


def _lying(items: Sequence[Item], box: Placed) -> Lying:
    kind, x, y, z, dx, dy, dz = box
    return Lying(items[kind].id, (x, y, z), (dx, dy, dz))

"""Which cartons a shipment needs, and how all lies in them: fewest cartons, then the cheapest, then the smallest.

One carton is tried from the smallest up; where one is not enough, a beam search fills carton after carton and keeps the
few best beginnings. Nothing looks at a clock: the same shipment is packed the same way on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.solvers.carton_bound import cartons_needed
from orderway.solvers.carton_fill import Counts, Fill, best_fill, tries
from orderway.solvers.packing import Kind, Placed, Size, settled, ways_of

EFFORT_TRIES = {"quick": 8, "normal": 60, "thorough": 400}
"""Ways to fill a carton that are tried, by the effort asked for."""
BEAM_WIDTH = 6
"""Beginnings that are carried on, in a shipment of several cartons."""
CARTONS_PER_SHIPMENT_MAX = 500
"""A shipment that needs more is left unpacked from there on."""


class Carton(NamedTuple):
    """A kind of carton, any number at hand; `cost_minor` counts before volume where cartons are equal in number."""

    id: str
    inner: Size
    max_weight: int
    cost_minor: int = 0

    @property
    def volume(self) -> int:
        """Cubic millimetres inside."""
        return self.inner[0] * self.inner[1] * self.inner[2]


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


_Chosen = tuple[Carton, Fill]


def pack(items: Sequence[Item], cartons: Sequence[Carton], effort: str = "normal") -> Packing:
    """All items that fit any carton, put into as few cartons as the effort finds; with nothing to pack no carton."""
    groups = sorted({item.mix for item in items if item.mix}) or [""]
    packed: list[Packed] = []
    unpacked: list[tuple[str, int]] = []
    bound = 0
    for group in groups:
        members = [item for item in items if item.mix == group or (not item.mix and group == groups[0])]
        part = _pack_group(members, cartons, EFFORT_TRIES[effort])
        packed += part.cartons
        unpacked += part.unpacked
        bound += part.bound
    return Packing(tuple(packed), bound, tuple(unpacked))


def _pack_group(items: Sequence[Item], cartons: Sequence[Carton], tries_max: int) -> Packing:
    fitting = [item for item in items if item.quantity > 0 and any(_fits(item, carton) for carton in cartons)]
    unpacked = [(item.id, item.quantity) for item in items if item.quantity > 0 and item not in fitting]
    if not fitting:
        return Packing((), 0, tuple(unpacked))
    kinds = [Kind(ways_of(item.size, item.rotation), item.weight, item.fragile) for item in fitting]
    counts = tuple(item.quantity for item in fitting)
    ranked = sorted(cartons, key=lambda carton: (carton.cost_minor, carton.volume, carton.id))
    bound = cartons_needed(kinds, counts, [(carton.inner, carton.max_weight) for carton in ranked])
    chosen = _one_carton(ranked, kinds, counts, tries_max) if bound == 1 else None
    if chosen is None:
        found = _several_cartons(ranked, kinds, counts, bound, tries_max)
        chosen = [_in_smallest(ranked, kinds, carton, fill, tries_max) for carton, fill in found]
    packed = tuple(Packed(carton.id, tuple(_lying(fitting, box) for box in fill.placed)) for carton, fill in chosen)
    rest = [sum(fill.counts[at] for _, fill in chosen) for at in range(len(kinds))]
    unpacked += [
        (item.id, item.quantity - done) for item, done in zip(fitting, rest, strict=True) if done < item.quantity
    ]
    return Packing(packed, bound, tuple(unpacked))


def _fits(item: Item, carton: Carton) -> bool:
    return item.weight <= carton.max_weight and any(
        all(side <= room for side, room in zip(way, carton.inner, strict=True))
        for way in ways_of(item.size, item.rotation)
    )


def _lying(items: Sequence[Item], box: Placed) -> Lying:
    kind, x, y, z, dx, dy, dz = box
    return Lying(items[kind].id, (x, y, z), (dx, dy, dz))


def _volume(kinds: Sequence[Kind], counts: Counts) -> int:
    return sum(kind.volume * count for kind, count in zip(kinds, counts, strict=True))


def _weight(kinds: Sequence[Kind], counts: Counts) -> int:
    return sum(kind.weight * count for kind, count in zip(kinds, counts, strict=True))


def _one_carton(
    ranked: Sequence[Carton], kinds: Sequence[Kind], counts: Counts, tries_max: int
) -> list[_Chosen] | None:
    """The first carton in this sequence that takes everything."""
    volume, weight = _volume(kinds, counts), _weight(kinds, counts)
    for carton in ranked:
        if carton.volume >= volume and carton.max_weight >= weight:
            fill = best_fill(carton.inner, carton.max_weight, kinds, counts, tries_max)
            if fill is not None:
                return [(carton, fill)]
    return None


def _in_smallest(
    ranked: Sequence[Carton], kinds: Sequence[Kind], carton: Carton, fill: Fill, tries_max: int
) -> _Chosen:
    """The same boxes in the first carton that takes them."""
    before = ranked[: ranked.index(carton)]
    better = _one_carton(before, kinds, fill.counts, tries_max)
    return better[0] if better else (carton, Fill(tuple(settled(fill.placed)), fill.counts))


class _Beginning(NamedTuple):
    """Some cartons filled, and what is left."""

    rank: tuple[float, int, int]
    left: Counts
    chosen: tuple[_Chosen, ...]


def _several_cartons(
    ranked: Sequence[Carton], kinds: Sequence[Kind], counts: Counts, bound: int, tries_max: int
) -> list[_Chosen]:
    """The fewest cartons that a narrow search finds, or a wider one where the bound leaves room for fewer."""
    found = _beam(ranked, kinds, counts, BEAM_WIDTH, max(4, tries_max // 4))
    if len(found) > bound:
        wider = _beam(ranked, kinds, counts, 3 * BEAM_WIDTH, tries_max)
        found = min(found, wider, key=lambda one: (len(one), sum(carton.volume for carton, _ in one)))
    return found


def _beam(ranked: Sequence[Carton], kinds: Sequence[Kind], counts: Counts, width: int, tries_max: int) -> list[_Chosen]:
    beam = [_Beginning((0, 0, 0), counts, ())]
    for _ in range(CARTONS_PER_SHIPMENT_MAX):
        following: dict[Counts, _Beginning] = {}
        for beginning in beam:
            for carton in ranked:
                for left, fill in _distinct_fills(carton, kinds, beginning.left, width, tries_max):
                    chosen = (*beginning.chosen, (carton, fill))
                    spent = sum(one.cost_minor for one, _ in chosen), sum(one.volume for one, _ in chosen)
                    rank = (_still_needed(ranked, kinds, left), *spent)
                    if left not in following or rank < following[left].rank:
                        following[left] = _Beginning(rank, left, chosen)
        if not following:
            return list(beam[0].chosen)
        beam = sorted(following.values())[:width]
        if not any(beam[0].left):
            return list(beam[0].chosen)
    return list(beam[0].chosen)


def _distinct_fills(
    carton: Carton, kinds: Sequence[Kind], left: Counts, width: int, tries_max: int
) -> list[tuple[Counts, Fill]]:
    """The best fills of one carton that differ in what they leave, the least volume or weight left first."""
    fills: dict[Counts, Fill] = {}
    for fill in tries(carton.inner, carton.max_weight, kinds, left, tries_max):
        if any(fill.counts):
            fills.setdefault(tuple(had - put for had, put in zip(left, fill.counts, strict=True)), fill)
            if fill.counts == left:
                break
    return sorted(fills.items(), key=lambda one: (_volume(kinds, one[0]), _weight(kinds, one[0]), one[0]))[:width]


def _still_needed(ranked: Sequence[Carton], kinds: Sequence[Kind], left: Counts) -> float:
    """Cartons that the rest needs by volume or weight alone, as a fraction; 0 when nothing is left."""
    by_volume = _volume(kinds, left) / max(carton.volume for carton in ranked)
    by_weight = _weight(kinds, left) / max(1, *(carton.max_weight for carton in ranked))
    return max(by_volume, by_weight)

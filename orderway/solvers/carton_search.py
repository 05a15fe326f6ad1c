"""A shipment in several cartons: a beam search fills carton after carton and keeps the few best beginnings.

Groups that share no carton come one after another: whichever cartons a packing has, those of one group can be told
first. What goes with any group fills what room is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.solvers.carton_fill import Counts, Fill, best_fill, tries
from orderway.solvers.packing import Kind, Size, settled

BEAM_WIDTH = 6
"""Beginnings that are carried on, in a shipment of several cartons."""
TRIES_MIN = 4
"""Ways to fill a carton that are tried however many boxes there are, in a search of full width."""
WORK_PER_TRY_ASKED = 50_000
"""What a search may do, in steps of about 5 microseconds, for each of the tries that the effort asks for."""
KINDS_MET = 50
"""About so many empty spaces does a box meet in a carton with many others."""
BOX_WORK = 10
"""What putting one box in costs, in the same steps."""


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


class Load(NamedTuple):
    """What is to be packed, whatever its numbers: kinds of boxes, the group of each, how many tries are asked for."""

    kinds: tuple[Kind, ...]
    groups: tuple[str, ...]
    tries_max: int

    def volume(self, counts: Sequence[int]) -> int:
        """Cubic millimetres of so many of each kind."""
        return sum(kind.volume * count for kind, count in zip(self.kinds, counts, strict=True))

    def weight(self, counts: Sequence[int]) -> int:
        """Grams of so many of each kind."""
        return sum(kind.weight * count for kind, count in zip(self.kinds, counts, strict=True))

    def work(self, counts: Sequence[int], cartons: int) -> int:
        """About what one try for one of so many cartons does."""
        met = sum(1 for count in counts if count)
        return met * min(met, KINDS_MET) + BOX_WORK * (sum(counts) // cartons + 1)

    @property
    def work_max(self) -> int:
        """What a search may do."""
        return WORK_PER_TRY_ASKED * self.tries_max


Chosen = tuple[Carton, Fill]
"""A carton, and what lies in it."""


def one_carton(ranked: Sequence[Carton], load: Load, counts: Counts) -> list[Chosen] | None:
    """The first carton in this sequence in which everything is found to fit."""
    volume, weight = load.volume(counts), load.weight(counts)
    able = [carton for carton in ranked if carton.volume >= volume and carton.max_weight >= weight]
    count = max(1, min(load.tries_max, load.work_max // (load.work(counts, 1) * max(1, len(able)))))
    for carton in able:
        fill = best_fill(carton.inner, carton.max_weight, load.kinds, counts, count)
        if fill is not None:
            return [(carton, fill)]
    return None


def several_cartons(ranked: Sequence[Carton], load: Load, counts: Counts, bound: int) -> list[Chosen]:
    """The fewest cartons that a narrow search finds, or a wider one where the bound leaves room for fewer.

    Every box must fit some carton alone.
    """
    step = load.work(counts, bound) * len(ranked) * bound // 2 + 1
    affordable = max(1, load.work_max // step)
    count = max(TRIES_MIN, min(load.tries_max // 4, affordable // BEAM_WIDTH))
    width = max(1, min(BEAM_WIDTH, affordable // count))
    found = _beam(ranked, load, counts, width, count)
    count = min(load.tries_max, affordable // (3 * BEAM_WIDTH))
    if len(found) > bound and count > TRIES_MIN:
        wider = _beam(ranked, load, counts, 3 * BEAM_WIDTH, count)
        found = min(found, wider, key=lambda one: (len(one), sum(carton.volume for carton, _ in one)))
    return [_in_smallest(ranked, load, carton, fill) for carton, fill in found]


def _in_smallest(ranked: Sequence[Carton], load: Load, carton: Carton, fill: Fill) -> Chosen:
    """The same boxes in the first carton that takes them."""
    better = one_carton(ranked[: ranked.index(carton)], load, fill.counts)
    return better[0] if better else (carton, Fill(tuple(settled(fill.placed)), fill.counts))


class _Beginning(NamedTuple):
    """Some cartons filled (the last of them here, the others in `before`), and what is left."""

    rank: tuple[float, int, int]
    left: Counts
    last: Chosen | None = None
    before: _Beginning | None = None


def _beam(ranked: Sequence[Carton], load: Load, counts: Counts, width: int, tries_max: int) -> list[Chosen]:
    beam = [_Beginning((0, 0, 0), counts)]
    while any(beam[0].left):
        following: dict[Counts, _Beginning] = {}
        for beginning in beam:
            for carton in ranked:
                for left, fill in _distinct_fills(carton, load, beginning.left, width, tries_max):
                    _, cost, volume = beginning.rank
                    rank = (_still_needed(ranked, load, left), cost + carton.cost_minor, volume + carton.volume)
                    if left not in following or rank < following[left].rank:
                        following[left] = _Beginning(rank, left, (carton, fill), beginning)
        beam = sorted(following.values(), key=lambda one: (one.rank, one.left))[:width]
    chosen: list[Chosen] = []
    at: _Beginning | None = beam[0]
    while at is not None and at.last is not None:
        chosen.append(at.last)
        at = at.before
    return chosen[::-1]


def _distinct_fills(carton: Carton, load: Load, left: Counts, width: int, tries_max: int) -> list[tuple[Counts, Fill]]:
    """The best fills of one carton that differ in what they leave, the least volume or weight left first."""
    fills: dict[Counts, Fill] = {}
    offered = _of_one_group(load.groups, left)
    for fill in tries(carton.inner, carton.max_weight, load.kinds, offered, tries_max):
        if any(fill.counts):
            fills.setdefault(tuple(had - put for had, put in zip(left, fill.counts, strict=True)), fill)
            if fill.counts == offered:
                break
    return sorted(fills.items(), key=lambda one: (load.volume(one[0]), load.weight(one[0]), one[0]))[:width]


def _of_one_group(groups: Sequence[str], left: Counts) -> Counts:
    """What may come next: boxes of the first group that is not packed yet, and those that go with any."""
    first = min((group for group, count in zip(groups, left, strict=True) if group and count), default="")
    return tuple(count if group in ("", first) else 0 for group, count in zip(groups, left, strict=True))


def _still_needed(ranked: Sequence[Carton], load: Load, left: Counts) -> float:
    """Cartons that the rest needs by volume or weight alone, as a fraction; 0 when nothing is left."""
    by_volume = load.volume(left) / max(carton.volume for carton in ranked)
    by_weight = load.weight(left) / max(1, *(carton.max_weight for carton in ranked))
    return max(by_volume, by_weight)

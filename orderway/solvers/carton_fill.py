"""One carton filled as well as a number of tries allows: every rule in turn, then shaken sequences with fixed seeds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from orderway.solvers.packing import SCORES, Kind, Placed, Size, fill_by_items, settled
from orderway.solvers.packing_blocks import AXES, WORTHS, fill_by_blocks

BLOCKS_FROM_BOXES = 12
"""From so many boxes on, blocks of one kind are tried too."""
SHAKE_SHARE_MAX = 0.5
"""How far a shaken sequence may be from the sorted one."""

Counts = tuple[int, ...]


class Fill(NamedTuple):
    """What one try put into the carton, and how many boxes of each kind that is."""

    placed: tuple[Placed, ...]
    counts: Counts


_SEQUENCES: tuple[Callable[[Kind], tuple[int, ...]], ...] = (
    lambda kind: (kind.volume,),
    lambda kind: tuple(sorted(kind.ways[0], reverse=True)),
    lambda kind: (kind.volume // min(kind.ways[0]), min(kind.ways[0])),
    lambda kind: (min(kind.ways[0]), kind.volume),
    lambda kind: (kind.ways[0][2], kind.volume),
    lambda kind: (kind.weight, kind.volume),
)
"""Which kind comes first: the greatest by volume, longest side, largest face, thinnest side, height, weight."""


def tries(room: Size, weight_max: int, kinds: Sequence[Kind], counts: Counts, count: int) -> Iterator[Fill]:
    """Up to `count` ways to fill the carton, each by another rule; the same ones on every run."""
    made = 0
    several = sum(counts) >= BLOCKS_FROM_BOXES and not any(kind.fragile for kind in kinds)
    rules = _interleaved(len(SCORES), len(_SEQUENCES))
    blocks = [(axes, worth) for worth in WORTHS for axes in AXES] if several else []
    while made < count:
        if blocks:
            axes, worth = blocks.pop(0)
            yield _fill(fill_by_blocks(room, weight_max, kinds, counts, axes, worth), len(kinds))
            made += 1
        if made < count:
            if made < len(rules):
                score, key = rules[made]
                noise = None
            else:
                score, key = rules[made % len(rules)]
                noise = random.Random(made)
            sequence = _sequence(kinds, counts, _SEQUENCES[key], noise)
            yield _fill(fill_by_items(room, weight_max, kinds, sequence, SCORES[score]), len(kinds))
            made += 1


@lru_cache
def _interleaved(scores: int, sequences: int) -> list[tuple[int, int]]:
    """All pairs of rules, so that the first of both kinds come first."""
    return sorted(((s, q) for s in range(scores) for q in range(sequences)), key=lambda pair: (sum(pair), pair))


def _fill(placed: list[Placed], kinds: int) -> Fill:
    counts = [0] * kinds
    for box in placed:
        counts[box[0]] += 1
    return Fill(tuple(placed), tuple(counts))


def _sequence(
    kinds: Sequence[Kind], counts: Counts, key: Callable[[Kind], tuple[int, ...]], noise: random.Random | None
) -> list[int]:
    """The kinds of all boxes, greatest first; what bears no load comes last."""
    ranked = sorted(
        (at for at, count in enumerate(counts) if count), key=lambda at: (key(kinds[at]), -at), reverse=True
    )
    sequence = [at for at in ranked for _ in range(counts[at])]
    if noise is not None:
        share = SHAKE_SHARE_MAX * noise.random() * len(sequence)
        moved = sorted(enumerate(sequence), key=lambda pair: pair[0] + share * noise.random())
        sequence = [at for _, at in moved]
    return sorted(sequence, key=lambda at: kinds[at].fragile)


def fullest(room: Size, weight_max: int, kinds: Sequence[Kind], counts: Counts, count: int) -> Fill:
    """The fill of the most volume among `count` tries: what of a load goes into one container."""
    best, most = Fill((), (0,) * len(kinds)), -1
    for fill in _widened(room, weight_max, kinds, counts, count):
        volume = sum(kind.volume * put for kind, put in zip(kinds, fill.counts, strict=True))
        if volume > most:
            best, most = fill, volume
        if fill.counts == counts:
            break
    return Fill(tuple(settled(best.placed)), best.counts)


def _widened(room: Size, weight_max: int, kinds: Sequence[Kind], counts: Counts, count: int) -> Iterator[Fill]:
    """Blocks with one beginning after another, as far as blocks may be used; else the usual tries."""
    if any(kind.fragile for kind in kinds):
        yield from tries(room, weight_max, kinds, counts, count)
        return
    made, skip = 0, 0
    while made < count:
        for worth in WORTHS:
            for axes in AXES[: count - made]:
                yield _fill(fill_by_blocks(room, weight_max, kinds, counts, axes, worth, skip), len(kinds))
                made += 1
        skip += 1


def best_fill(room: Size, weight_max: int, kinds: Sequence[Kind], counts: Counts, count: int) -> Fill | None:
    """A way to put in all boxes; None when none of `count` tries did."""
    for fill in tries(room, weight_max, kinds, counts, count):
        if fill.counts == counts:
            return Fill(tuple(settled(fill.placed)), counts)
    return None

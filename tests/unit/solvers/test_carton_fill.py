"""Containers filled with as much as they take: true packings, and fuller than BoxPacker's on the OR-Library's loads."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.carton_fill import fullest, tries
from orderway.solvers.packing import Kind, Placed, Size, carved, settled, ways_of

SAMPLES = Path(__file__).parents[3].parent / "shared/samples/cartons"


def check_fill(
    room: Size, weight_max: int, kinds: list[Kind], counts: tuple[int, ...], placed: tuple[Placed, ...]
) -> None:
    for at, (kind, *box) in enumerate(placed):
        near, size = box[:3], box[3:]
        assert tuple(size) in kinds[kind].ways
        assert all(low >= 0 and low + side <= most for low, side, most in zip(near, size, room, strict=True))
        for _, *other in placed[:at]:
            apart = (a + da <= b or b + db <= a for a, da, b, db in zip(near, size, other[:3], other[3:], strict=True))
            assert any(apart)
    assert sum(kinds[box[0]].weight for box in placed) <= weight_max
    assert all(sum(box[0] == at for box in placed) <= count for at, count in enumerate(counts))


kind_lists = st.lists(
    st.tuples(st.tuples(*[st.integers(1, 9)] * 3), st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(kind_lists, st.integers(0, 60))
def test_every_try_is_a_true_packing(rows, weight_max):
    kinds, counts = [Kind(ways_of(size, "any"), weight) for size, weight, _ in rows], tuple(row[2] for row in rows)
    for fill in tries((12, 10, 9), weight_max, kinds, counts, 12):
        check_fill((12, 10, 9), weight_max, kinds, counts, fill.placed)
        check_fill((12, 10, 9), weight_max, kinds, counts, tuple(settled(fill.placed)))


def test_what_is_filled_cuts_the_empty_space():
    assert sorted(carved([(0, 0, 0, 4, 4, 4)], (0, 0, 0, 2, 4, 4), 1)) == [(2, 0, 0, 4, 4, 4)]
    assert sorted(carved([(0, 0, 0, 4, 4, 4)], (0, 0, 0, 2, 2, 4), 1)) == [(0, 2, 0, 4, 4, 4), (2, 0, 0, 4, 4, 4)]
    assert carved([(0, 0, 0, 4, 4, 4)], (0, 0, 0, 2, 4, 4), 3) == []


def test_a_box_in_the_air_is_lowered_onto_what_is_below():
    assert settled([(0, 0, 0, 5, 2, 2, 2), (1, 0, 0, 0, 2, 2, 3)]) == [(1, 0, 0, 0, 2, 2, 3), (0, 0, 0, 3, 2, 2, 2)]


def test_a_container_that_takes_everything_is_filled_with_everything():
    fill = fullest((4, 4, 4), 10**6, [Kind(((2, 2, 2),), 1)], (8,), 30)
    assert fill.counts == (8,)


def loads(name: str) -> list[tuple[Size, list[Kind], tuple[int, ...]]]:
    """The problems of an OR-Library file; a side may stand upright where its mark is 1."""
    numbers = iter(map(int, (SAMPLES / "or-library" / name).read_text().split()))
    found = []
    for _ in range(next(numbers)):
        next(numbers)
        if name == "thpack3.txt":
            next(numbers)
        room = (next(numbers), next(numbers), next(numbers))
        kinds, counts = [], []
        for _ in range(next(numbers)):
            next(numbers)
            marked = [(next(numbers), next(numbers)) for _ in range(3)]
            turns = (turn for turn in permutations(range(3)) if marked[turn[2]][1])
            ways = {(marked[a][0], marked[b][0], marked[c][0]) for a, b, c in turns}
            kinds.append(Kind(tuple(sorted(ways)), 0))
            counts.append(next(numbers))
        found.append((room, kinds, tuple(counts)))
    return found


@pytest.mark.skipif(not SAMPLES.exists(), reason="samples are not here")
@pytest.mark.parametrize(("name", "every", "mean"), [("thpack3.txt", 10, 79.34), ("thpack8.txt", 3, 64.44)])
def test_loads_fill_containers_better_than_boxpacker(name: str, every: int, mean: float):
    expected = json.loads((SAMPLES / "expected.json").read_text())[f"or-library/{name}"]
    assert expected["mean_boxpacker_utilisation_pct"] == mean
    for (room, kinds, counts), told in list(zip(loads(name), expected["list"], strict=True))[::every]:
        fill = fullest(room, 1, kinds, counts, 60)
        check_fill(room, 1, kinds, counts, fill.placed)
        volume = sum(kind.volume * put for kind, put in zip(kinds, fill.counts, strict=True))
        share = 100 * volume / (room[0] * room[1] * room[2])
        assert round(share, 1) >= told["boxpacker_utilisation_pct"] - 0.1, told["problem"]

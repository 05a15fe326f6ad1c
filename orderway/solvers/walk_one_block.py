"""The length of the shortest walk between two cross aisles, written out for speed: batching asks for it very often.

The same dynamic program as in `walk`, after Ratliff and Rosenthal (1983), with its states as plain variables:
`odd` (both ends met an odd number of times), `front` and `back` (only that end touched), `joined` (both ends, one
part), `apart` (both ends, two parts), `none` (nothing walked yet).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NEVER = float("inf")


def one_block_length(length: float, spacing: float, depot: float, by_aisle: Mapping[float, Sequence[float]]) -> float:
    """The shortest tour from the depot past the picks of each aisle, each list ascending and not empty."""
    if not by_aisle:
        return 0
    places = sorted({depot, *by_aisle})
    first, last = places[0], places[-1]
    none, odd, front, back, joined, apart = 0.0, NEVER, NEVER, NEVER, NEVER, NEVER
    before = first
    for at in places:
        if at != first:
            step = (at - before) * spacing * 2
            twice = 2 * step
            if before == depot:
                front, back, joined, apart = (
                    min(front, joined, none) + step,
                    joined + step,
                    joined + twice,
                    min(apart, back) + twice,
                )
            else:
                front, back, joined, apart = (
                    min(front, joined) + step,
                    min(back, joined) + step,
                    joined + twice,
                    apart + twice,
                )
            odd += step
            none = NEVER
            before = at
        ys = by_aisle.get(at)
        if ys is None:
            continue
        low, high = ys[0], ys[-1]
        from_front, from_back = 2 * high, 2 * (length - low)
        gap = 0.0
        under = low
        for y in ys:
            gap = max(gap, y - under)
            under = y
        both = 2 * (length - gap)
        turn = min(from_front, from_back, both)
        none, odd, front, back, joined, apart = (
            NEVER,
            min(min(none, front, back, joined, apart) + length, odd + turn),
            min(none, front) + from_front,
            min(none, back) + from_back,
            min(odd + length, joined + turn, min(none, front, back, apart) + 2 * length),
            min(apart + turn, min(front, none) + both, front + from_back, back + from_front, back + both),
        )
    return min(front, joined) if last == depot else min(front, back, joined)

"""A picking area: parallel aisles between cross aisles, and how far it is from one place to another."""

from __future__ import annotations

from typing import NamedTuple

Pick = tuple[int, float]
"""Aisle, counted from 0, and the place in it measured from the front."""
Point = tuple[float, float]
"""A place on the plan: aisle (between two aisles on a cross aisle: a fraction), and the distance from the front."""
AISLES_MAX = 1_000_000
"""A larger picking area is refused: a number too many in the document, not a warehouse."""
LENGTH_MAX = 1_000_000_000
"""The longest aisle and the widest spacing, in the unit of the area; beyond, sums lose what is small."""
CROSS_AISLES_MAX = 1_000
"""More cross aisles than this are refused."""


class LayoutError(ValueError):
    """The picking area or a pick in it is not as described; the text says what to correct."""


class Layout(NamedTuple):
    """Aisles of one length, one spacing apart, all in one unit of length; `middle` are cross aisles besides both ends.

    The depot stands on the front cross aisle before `depot_aisle`, which may be a fraction (between two aisles).
    """

    aisles: int
    aisle_length: float
    aisle_spacing: float
    depot_aisle: float = 0
    middle: tuple[float, ...] = ()

    @property
    def cross(self) -> tuple[float, ...]:
        """All cross aisles from the front to the back."""
        return (0, *sorted(set(self.middle)), self.aisle_length)

    @property
    def depot(self) -> Point:
        """Where every tour starts and ends."""
        return (self.depot_aisle, 0)

    def check(self, picks: list[Pick]) -> None:
        """Raises LayoutError when the area is impossible or a pick lies outside of it."""
        if not 1 <= self.aisles <= AISLES_MAX:
            raise LayoutError(f"aisles must be 1 to {AISLES_MAX}")
        if not 0 < self.aisle_length <= LENGTH_MAX:
            raise LayoutError(f"aisle_length must be above 0, at most {LENGTH_MAX}")
        if not 0 <= self.aisle_spacing <= LENGTH_MAX:
            raise LayoutError(f"aisle_spacing must be 0 to {LENGTH_MAX}")
        if len(self.middle) > CROSS_AISLES_MAX:
            raise LayoutError(f"cross_aisles are at most {CROSS_AISLES_MAX}")
        if any(not 0 < y < self.aisle_length for y in self.middle):
            raise LayoutError("cross_aisles must lie between the front (0) and the back (aisle_length)")
        if not 0 <= self.depot_aisle <= self.aisles - 1:
            raise LayoutError(f"depot_aisle must lie between 0 and {self.aisles - 1}")
        for aisle, y in picks:
            if aisle != int(aisle) or not 0 <= aisle < self.aisles or not 0 <= y <= self.aisle_length:
                raise LayoutError(f"pick [{aisle}, {y}] lies outside of the picking area")

    def distance(self, one: Point, other: Point) -> float:
        """The shortest way between two places: along the aisle, or over the cross aisle that suits best."""
        if one[0] == other[0]:
            return abs(one[1] - other[1])
        over = min(abs(one[1] - y) + abs(other[1] - y) for y in self.cross)
        return self.aisle_spacing * abs(one[0] - other[0]) + over

    def way_between(self, one: Point, other: Point) -> list[Point]:
        """The corners of a shortest way from one place to another, both ends included."""
        if one[0] == other[0]:
            return [one, other]
        over = min(self.cross, key=lambda y: abs(one[1] - y) + abs(other[1] - y))
        corners = [one, (one[0], over), (other[0], over), other]
        return [point for at, point in enumerate(corners) if not at or point != corners[at - 1]]

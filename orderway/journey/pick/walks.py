"""The walk through a warehouse: in which sequence bins are visited, and the way drawn on the plan of the aisles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from orderway.solvers.layout import Layout
from orderway.solvers.walk import shortest_walk

PLAN_WIDTH = 320.0
PLAN_MARGIN = 14.0
PLAN_HEIGHT_MAX = 360.0
RACK_SHARE = 0.62
"""How much of the room between two aisles is shelves."""


class Place(NamedTuple):
    """A warehouse's floor, lengths in decimetres; no aisles: nobody has measured it."""

    id: int
    name: str
    aisles: int
    aisle_length_dm: int
    aisle_spacing_dm: int
    label_first: bool = True
    time_zone: str = "UTC"

    @property
    def layout(self) -> Layout | None:
        """The floor as the solver knows it."""
        if self.aisles < 1 or self.aisle_length_dm < 1:
            return None
        return Layout(self.aisles, float(self.aisle_length_dm), float(self.aisle_spacing_dm))


class Bin(NamedTuple):
    """A bin by its code, and where it is, if that is known."""

    code: str
    aisle: int | None = None
    y_dm: int | None = None


class Walk(NamedTuple):
    """Bins in the sequence of the walk, its length, its corners as (aisle, decimetres from the front)."""

    bins: list[str]
    length_dm: int
    corners: list[tuple[float, float]]


def walk(place: Place, bins: Iterable[Bin]) -> Walk:
    """The shortest walk past the bins; those whose place is not known follow at the end by their code."""
    layout = place.layout
    at: dict[tuple[int, float], list[str]] = {}
    unknown: list[str] = []
    for one in sorted(set(bins)):
        inside = layout is not None and one.aisle is not None and one.y_dm is not None and one.aisle < place.aisles
        if inside and one.aisle is not None and one.y_dm is not None:
            at.setdefault((one.aisle, float(min(one.y_dm, place.aisle_length_dm))), []).append(one.code)
        else:
            unknown.append(one.code)
    if layout is None or not at:
        return Walk(unknown, 0, [])
    found = shortest_walk(layout, at)
    order = [code for pick in found.route for code in at[pick]]
    return Walk([*order, *unknown], round(found.length), [(float(x), float(y)) for x, y in found.corners])


def drawing(place: Place, corners: Iterable[tuple[float, float]], stops: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What the plan's SVG is made of: racks, the path, the stops (`aisle`, `y`, `label`, `done`), front below."""
    if place.layout is None:
        return {}
    across = max(1, place.aisles - 1) * place.aisle_spacing_dm or 1
    scale = min((PLAN_WIDTH - 4 * PLAN_MARGIN) / across, (PLAN_HEIGHT_MAX - 4 * PLAN_MARGIN) / place.aisle_length_dm)
    step, length = place.aisle_spacing_dm * scale, place.aisle_length_dm * scale
    width, height = (place.aisles - 1) * step + 4 * PLAN_MARGIN, length + 4 * PLAN_MARGIN

    def x_of(aisle: float) -> float:
        return round(2 * PLAN_MARGIN + aisle * step, 1)

    def y_of(y: float) -> float:
        return round(height - 2 * PLAN_MARGIN - y * scale, 1)

    rack = step * RACK_SHARE
    racks = [
        {"x": round(x_of(n + 0.5) - rack / 2, 1), "y": y_of(place.aisle_length_dm)} for n in range(-1, place.aisles)
    ]
    drawn = [{**stop, "x": x_of(stop["aisle"]), "y": y_of(min(stop["y"], place.aisle_length_dm))} for stop in stops]
    return {
        "width": round(width, 1), "height": round(height, 1), "racks": racks, "rack_width": round(rack, 1),
        "rack_height": round(length, 1), "path": " ".join(f"{x_of(x)},{y_of(y)}" for x, y in corners), "stops": drawn,
        "depot": {"x": x_of(0), "y": y_of(0)},
        "aisles": [{"x": x_of(n), "label": f"{n + 1:02d}"} for n in range(place.aisles)], "foot": round(height - 4, 1),
    }  # fmt: skip

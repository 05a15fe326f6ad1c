"""`{"cases": [{"id", "layout", "picks"}]}` and the shortest walk of each case."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import msgspec

from orderway.solvers.documents.reading import DocumentError, PickingArea, read, whole_aisles
from orderway.solvers.layout import LayoutError
from orderway.solvers.walk_rules import RULES


class WalkCase(msgspec.Struct):
    """One tour to be found."""

    id: str
    layout: PickingArea
    picks: list[tuple[float, float]]


class WalkDocument(msgspec.Struct):
    """All tours of a document."""

    cases: list[WalkCase]


def solve(body: bytes, rule: str = "optimal", compare: bool = False) -> dict[str, Any]:
    """Each case with `length`, `bound`, `optimal` (proven), `route`, `corners`; `compare` adds each rule's length."""
    document = read(body, WalkDocument)
    begun = perf_counter()
    cases = [_case(case, rule, compare) for case in document.cases]
    return {"cases": cases, "seconds": round(perf_counter() - begun, 6)}


def _case(case: WalkCase, rule: str, compare: bool) -> dict[str, Any]:
    layout, picks = case.layout.layout(), whole_aisles(case.picks)
    try:
        walk = RULES[rule](layout, picks)
    except LayoutError as error:
        raise DocumentError(f"case {case.id}: {error}") from error
    best = walk if rule == "optimal" else RULES["optimal"](layout, picks)
    found: dict[str, Any] = {
        "id": case.id,
        "length": walk.length,
        "bound": best.bound,
        "optimal": walk.length <= best.bound,
        "route": walk.route,
        "corners": walk.corners,
    }
    if compare:
        found["rules"] = {name: follow(layout, picks).length for name, follow in RULES.items()}
    return found

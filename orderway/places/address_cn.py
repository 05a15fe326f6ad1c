"""Reads a Chinese address out of free text: its divisions, its street, and how sure that is."""

import re
from typing import NamedTuple

from orderway.places.address_chain import Leaf, Run, agree, find_runs
from orderway.places.address_check import Review, check, review
from orderway.places.address_contact import plain_text, take_contact
from orderway.places.address_parsed import Certainty, ParsedAddress
from orderway.places.division_names import needs_district
from orderway.places.divisions import Division, adcode_of
from orderway.places.traditional import simplified

__all__ = ["ParsedAddress", "Review", "check", "parse", "review"]

LIKELY_POINTS_MIN = 100  # one full name, or a district's short name beside its city's

_EDGE = " \t\n,;:./|_·?!#，。；：、！？()[]<>-"
_STREET_GAP = re.compile(r"[\s;]*;[\s;]*|\s+")
_TOWN = re.compile(r"^([一-鿿]{1,9}?(?:街道办事处|街道|镇|乡|苏木))(?![路街])")
_SUBURB = re.compile(r"[^0-9A-Za-z一-鿿]*(?:市辖区|市区|城区|市内)")
_PREAMBLE_IS_STREET = re.compile(r"\d|[路街道巷弄号村镇]|大厦|广场|小区")


def parse(raw: str, *, follow_merges: bool = False) -> ParsedAddress:
    """Reads one address, with or without a person and phone around it; never raises.

    With `follow_merges`, a district that was merged into another (塘沽区) is answered as that other (滨海新区);
    without, it is left empty and the other stands in `successor`, for a person to confirm.
    """
    contact = take_contact(plain_text(raw))
    text = contact.rest
    runs = find_runs(simplified(text))
    if not runs:
        return ParsedAddress(None, None, None, _tidy(text), None, "unknown", (), None, *contact[1:])
    chosen = max(runs, key=lambda run: run.points)
    leaves, merged, conflicts = _settle(text, runs, chosen)
    leaf, candidates = _decide(leaves)
    street = _street_around(text, chosen, merged)
    place = _Place.of(leaf, candidates, follow_merges)
    street = _unplaced(text[chosen.start : chosen.end], leaf, candidates, place) + street
    code = place.code
    if place.district is None and _names_suburb(text, chosen):
        code = _suburb_code(code, place.city)
    if leaf.division.kind == "town" and not candidates:
        street = leaf.division.name + street
    town = _TOWN.match(street)
    return ParsedAddress(
        place.province,
        place.city,
        place.district,
        street,
        code,
        _certainty(leaf, candidates),
        candidates,
        town.group(1) if town else None,
        contact.name,
        contact.phone,
        contact.postcode,
        leaf.former,
        leaf.successor,
        conflicts,
    )


class _Place(NamedTuple):
    province: str | None
    city: str | None
    district: str | None
    code: str | None

    @classmethod
    def of(cls, leaf: Leaf, candidates: tuple[Division, ...], follow_merges: bool) -> "_Place":
        """The levels that all candidates share."""
        if candidates:
            province = _shared([division.province for division in candidates])
            city = _shared([division.city for division in candidates]) if province else None
            return cls(province, city, None, adcode_of(province, city, None))
        division = leaf.successor if leaf.successor and follow_merges else leaf.division
        district = division.district if division.kind != "town" else None
        names = (division.province, division.city, district)
        return cls(*names, adcode_of(*names))


def _unplaced(named: str, leaf: Leaf, candidates: tuple[Division, ...], place: _Place) -> str:
    """The district that the text names and the answer cannot: it stays before the street, so that nobody loses it."""
    if place.district is not None:
        return ""
    if leaf.former and not candidates:
        return leaf.former
    districts = {division.district for division in candidates if division.district}
    return next((name for name in sorted(districts, key=len, reverse=True) if named.endswith(name)), "")


def _shared(names: list[str | None]) -> str | None:
    return names[0] if len(set(names)) == 1 else None


def _settle(text: str, runs: list[Run], chosen: Run) -> tuple[list[Leaf], list[Run], tuple[str, ...]]:
    """The chosen run's leaves, narrowed or deepened by other runs; those runs; and names that contradict."""
    leaves, merged, conflicts = list(chosen.leaves), [], []
    for run in runs:
        if run is chosen:
            continue
        joined = [both for one in leaves for other in run.leaves if (both := _refine(one, other)) is not None]
        if joined:
            leaves = joined
            merged.append(run)
        elif _beside(text, run, chosen) and any(leaf.full for leaf in run.leaves):
            conflicts.append(text[run.start : run.end])
    return leaves, merged, tuple(conflicts)


def _refine(one: Leaf, other: Leaf) -> Leaf | None:
    """What `other`, named elsewhere, adds to `one`: a full name below it, or the city that decides it."""
    both = agree(one, other)
    if both is None or not (other.full or other.levels < 4):
        return None
    return both


def _beside(text: str, run: Run, chosen: Run) -> bool:
    between = text[run.end : chosen.start] if run.end <= chosen.start else text[chosen.end : run.start]
    return not between.strip(_EDGE)


def _decide(leaves: list[Leaf]) -> tuple[Leaf, tuple[Division, ...]]:
    """The best leaf, and all that are as good when there are several."""
    top = max(leaf.points for leaf in leaves)
    best = {leaf.division.code: leaf for leaf in leaves if leaf.points == top}
    first = next(iter(best.values()))
    return first, tuple(leaf.division for leaf in best.values()) if len(best) > 1 else ()


def _certainty(leaf: Leaf, candidates: tuple[Division, ...]) -> Certainty:
    if candidates:
        return "ambiguous"
    if leaf.successor or needs_district(leaf.division):
        return "partial"
    if not leaf.full or leaf.points < LIKELY_POINTS_MIN or leaf.division.kind == "zone":
        return "likely"
    return "certain"


def _names_suburb(text: str, chosen: Run) -> bool:
    found = _SUBURB.match(text, chosen.end)
    return found is not None and "市辖区" in found.group()


def _suburb_code(code: str | None, city: str | None) -> str | None:
    """The code of a city's own "市辖区" entry, which ends with 01."""
    return code[:4] + "01" if code and city else code


def _street_around(text: str, chosen: Run, merged: list[Run]) -> str:
    """What stands after the divisions; and before them, when the order was turned round (street first)."""
    suburb = _SUBURB.match(text, chosen.end) if chosen.leaves[0].division.level != "district" else None
    after = _tidy(text[suburb.end() if suburb else chosen.end :])
    before, turned = text[: chosen.start], False
    for run in reversed(merged):
        if run.end <= chosen.start:
            before, turned = before[: run.start] + " " + before[run.end :], True
    before = _tidy(before)
    if before and (turned or _PREAMBLE_IS_STREET.search(before)):
        return before + (" " + after if after else "")
    return after


def _tidy(text: str) -> str:
    """Without separators at its ends; a bracket whose other half stays inside is kept."""
    bare = _STREET_GAP.sub(" ", text).strip(_EDGE)
    return bare + ")" if bare.count("(") == bare.count(")") + 1 else bare

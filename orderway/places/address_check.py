"""Judges a Chinese address given in parts, and says what it probably should be."""

import re
from typing import NamedTuple

from orderway.places.address_chain import Leaf, Run, find_runs
from orderway.places.address_contact import plain_text
from orderway.places.address_parsed import Certainty, ParsedAddress
from orderway.places.address_place import Place, is_below_district, judge_place
from orderway.places.defects import Defect
from orderway.places.division_names import lies_in, load_names, needs_district
from orderway.places.divisions import Division, adcode_of
from orderway.places.traditional import simplified

STREET_LETTERS_MIN = 3

_NUMBER = re.compile(
    r"[0-9０-９]|[一二三四五六七八九十百甲乙丙丁](?:号|楼|栋|幢|座|层|单元|室|组|队|期|区|弄|门)|[A-Za-z](?:座|栋|幢|区|馆)"
)
_ROADS = re.compile(r"^.*(?:大街|大道|公路|胡同|[路街道巷弄])(?!口|边|旁|北|南|东|西)")
_PLACE_WITHOUT_NUMBER = re.compile(
    r"[村屯庄寨组队营堡湾坡沟坪塬旗嘎里]|大厦|广场|小区|公寓|花园|家园|学校|大学|学院|中学|小学|医院|酒店|宾馆|商场|超市|市场|工业园|"
    r"产业园|科技园|开发区|[苑城园府邸庭]|公司|集团|[厂店馆铺]|银行|中心|车站|机场|码头|派出所|政府|门口|对面|旁|附近|交汇|交叉"
)
_EDGE = " \t\n,;:./|_·?!，。；：、-"
_FILLED_IN = {"province_missing": "province", "city_missing": "city", "district_missing": "district"}


class Review(NamedTuple):
    """The defects of an address in parts, and the address with every level that could be told in full.

    `corrected` is None when not even the province can be told.
    """

    defects: tuple[Defect, ...]
    corrected: ParsedAddress | None


def check(province: str, city: str, district: str, street: str) -> list[Defect]:
    """What is wrong with a Chinese address given in parts; empty when nothing is. Empty text is a missing part.

    All right are: short and traditional names, 市辖区, a municipality as its own city, a town where a city has no
    districts, a province in English.
    """
    return list(_judged(province, city, district, street)[0])


def review(province: str, city: str, district: str, street: str) -> Review:
    """The defects and the corrected address; see `check`."""
    defects, division, place, rest = _judged(province, city, district, street)
    return Review(defects, _corrected(division, place, district, rest) if division else None)


def _judged(
    province: str, city: str, district: str, street: str
) -> tuple[tuple[Defect, ...], Division | None, Place, str]:
    """The defects, the division that is meant, what the fields alone say, and the street without names of divisions."""
    place = judge_place(province, city, district)
    street = plain_text(street).strip(_EDGE)
    run = _run_opening(street)
    leaf = _leaf_below(run, place) if run else None
    division, defects = place.division, place.defects
    if run and leaf is None and _contradicts(run, division):
        defects += (Defect("contradiction", "street", street[: run.end], _path(run.leaves[0].division)),)
    elif leaf is not None and run is not None:
        street = street[run.end :].strip(_EDGE)
        if division is None or division != leaf.division:
            division, defects = leaf.division, _filled_in(defects, leaf.division)
    return defects + _street_defects(street), division, place, street


def _run_opening(street: str) -> Run | None:
    """The division names with which a street field begins; None for nearly every street, at the cost of a look-up."""
    if simplified(street[:2]) not in load_names():
        return None
    runs = find_runs(simplified(street))
    return runs[0] if runs and runs[0].start == 0 and any(leaf.full for leaf in runs[0].leaves) else None


def _leaf_below(run: Run, place: Place) -> Leaf | None:
    """What the street's own names add to, or repeat of, the place: the one leaf that lies in it or holds it."""
    division = place.division
    if division is None:
        return run.leaves[0] if len(run.leaves) == 1 and not place.candidates else None
    fitting = [leaf for leaf in run.leaves if lies_in(leaf.division, division) and leaf.division.kind != "town"]
    if len(fitting) == 1:
        return fitting[0]
    holding = [leaf for leaf in run.leaves if lies_in(division, leaf.division)]
    return holding[0]._replace(division=division) if holding else None


def _path(division: Division) -> str:
    return " ".join(name for name in (division.province, division.city, division.district) if name)


def _contradicts(run: Run, division: Division | None) -> bool:
    return division is not None and not any(lies_in(leaf.division, division) for leaf in run.leaves)


def _filled_in(defects: tuple[Defect, ...], division: Division) -> tuple[Defect, ...]:
    """The defects with the missing levels that the street itself names as suggestions."""
    values = {"province": division.province, "city": division.city, "district": division.district}
    return tuple(
        defect._replace(suggestion=values[_FILLED_IN[defect.code]] or defect.suggestion)
        if defect.code in _FILLED_IN
        else defect
        for defect in defects
    )


def _street_defects(street: str) -> tuple[Defect, ...]:
    if not street:
        return (Defect("street_missing", "street", ""),)
    if len(street) < STREET_LETTERS_MIN:
        return (Defect("street_too_short", "street", street),)
    if not _NUMBER.search(street) and not _PLACE_WITHOUT_NUMBER.search(_ROADS.sub("", street)):
        return (Defect("house_number_missing", "street", street),)
    return ()


def _corrected(division: Division, place: Place, given: str, street: str) -> ParsedAddress:
    suggested = next((d.suggestion for d in place.defects if d.field == "district" and d.suggestion), None)
    district = None if division.kind == "town" else division.district or suggested
    if is_below_district(given) and district != given and given not in street:
        street = given + street  # a town or zone stood in the district's field: a courier still needs it
    certainty: Certainty = "certain"
    if place.candidates:
        certainty = "ambiguous"
    elif not suggested and needs_district(division):
        certainty = "partial"
    elif suggested or any(defect.severity == "blocks" for defect in place.defects):
        certainty = "likely"
    code = adcode_of(division.province, division.city, district)
    return ParsedAddress(division.province, division.city, district, street, code, certainty, place.candidates)

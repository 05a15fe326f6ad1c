"""Which division of China three fields (province, city, district) mean, and which of the fields is wrong."""

import difflib
import re
from functools import cache, lru_cache
from typing import NamedTuple

from orderway.places.defects import Defect
from orderway.places.division_names import Meaning, find_name, lies_in, needs_district
from orderway.places.divisions import Division, districts_of, load_divisions, read_data
from orderway.places.traditional import simplified

PLACES_KEPT_MAX = 8192  # judged triples kept; China has under 4,000 right ones
SIMILAR_MIN = 0.6
FIELD_LETTERS_MAX = 60  # longer than any division's name, its city's and its province's together

# Votes for a division: a district's name says most when something above it agrees, and little alone.
PROVINCE_VOTE, CITY_VOTE, DISTRICT_VOTE, DISTRICT_ALONE_VOTE = 3.0, 3.0, 3.5, 2.0

_ABSENT = frozenset({"", "-", "--", "/", "无", "暂无", "null", "None", "其他", "其它", "其他区", "其它区", "请选择"})
_LEVEL_FILLER = re.compile(r"(?:市辖区|市辖县|县|(?:自治区|省)?直辖(?:县级)?(?:行政区划|行政单位|县)?)$")
_TOWN = re.compile(r"(?:镇|乡|街道|街道办事处|办事处|苏木|农场|林场|团)$")
_ZONE = re.compile(
    r"(?:开发区|高新区|园区|新区|管理区|示范区|实验区|试验区|风景区|保税区|功能区|经开区|景区|管委会|度假区|农场|林场|兵团)$"
)


class Place(NamedTuple):
    """The division meant, None when it cannot be told, and the defects of the three fields."""

    division: Division | None
    defects: tuple[Defect, ...]
    candidates: tuple[Division, ...] = ()


class _Field(NamedTuple):
    value: str
    meanings: tuple[Meaning, ...]

    def holds(self, division: Division) -> Meaning | None:
        """The meaning of this field that the division is or lies in."""
        return next((meaning for meaning in self.meanings if lies_in(division, meaning.division)), None)


@cache
def _latin_provinces() -> dict[str, str]:
    rows = read_data("cn_other_names.json")["latin"]
    assert isinstance(rows, list)
    return {name: code for *names, code in rows for name in names}


@lru_cache(maxsize=PLACES_KEPT_MAX)
def judge_place(province: str, city: str, district: str) -> Place:
    """The verdict on three fields as given: a plain look-up when all is right, else a vote on what was meant."""
    exact = load_divisions().districts.get((province, city or None), {}).get(district)
    if exact is not None and exact.kind == "official":
        return Place(exact, ())
    fields = tuple(_read_field(value) for value in (province, city, district))
    if fields[2].value == fields[1].value:
        fields = (fields[0], fields[1], _Field("", ()))
    best = _vote(*fields)
    shared = best[0] if len(best) == 1 else None
    if shared is None and best:
        return Place(_common(best), _defects(_common(best), *fields, undecided=True), tuple(best))
    return Place(shared, _defects(shared, *fields, undecided=False))


def _read_field(value: str) -> _Field:
    text = simplified(value.strip()[:FIELD_LETTERS_MAX])
    if text in _ABSENT or _LEVEL_FILLER.match(text):
        return _Field("", ())
    code = _latin_provinces().get(text.casefold())
    if code is not None:
        division = load_divisions().by_code[code]
        return _Field(text, find_name(division.name))
    return _Field(text, _without_namesakes(text, find_name(text)))


def _without_namesakes(text: str, meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """The meanings without the county that is called as the city it lies in (长沙市 is not 长沙县)."""
    named = [m.division for m in meanings if m.division.name == text and m.division.level == "city"]
    return tuple(m for m in meanings if not any(m.division != city and lies_in(m.division, city) for city in named))


def _vote(province: _Field, city: _Field, district: _Field) -> list[Division]:
    """The divisions with most fields behind them; several when the fields leave it open."""
    scores: dict[str, tuple[float, Division]] = {}
    for field in (province, city, district):
        for meaning in field.meanings:
            division = meaning.division
            votes = [
                (PROVINCE_VOTE, province.holds(division)),
                (CITY_VOTE, city.holds(division)),
                (DISTRICT_VOTE, district.holds(division)),
            ]
            agreed = [(vote, found.points / 1000) for vote, found in votes if found is not None]
            score = sum(vote + points for vote, points in agreed)
            if len(agreed) == 1 and votes[2][1] is not None and (province.meanings or city.meanings):
                score = DISTRICT_ALONE_VOTE
            scores[division.code] = (score, division)
    top = max((score for score, _ in scores.values()), default=0.0)
    return [division for score, division in scores.values() if score == top]


def _common(divisions: list[Division]) -> Division | None:
    """The city or province that all of them share."""
    table, first = load_divisions(), divisions[0]
    if all(division.province == first.province for division in divisions):
        if first.city and all(division.city == first.city for division in divisions):
            return table.cities[first.province][first.city]
        return table.provinces[first.province]
    return None


def _defects(
    division: Division | None, province: _Field, city: _Field, district: _Field, *, undecided: bool
) -> tuple[Defect, ...]:
    found = (
        _province_defect(division, province),
        _city_defect(division, city, undecided),
        _district_defect(division, city, district, undecided),
    )
    return tuple(defect for defect in found if defect is not None)


def _province_defect(division: Division | None, province: _Field) -> Defect | None:
    right = division.province if division else None
    if not province.value:
        return Defect("province_missing", "province", "", right)
    if not any(meaning.division.level == "province" for meaning in province.meanings):
        return Defect(
            "province_unknown",
            "province",
            province.value,
            right or _similar(province.value, load_divisions().provinces),
        )
    if division is not None and province.holds(division) is None:
        return Defect("city_not_in_province", "province", province.value, right)
    return None


def _city_defect(division: Division | None, city: _Field, undecided: bool) -> Defect | None:
    if division is None:
        return Defect("city_unknown" if city.value else "city_missing", "city", city.value)
    right = division.city
    if not city.value:
        lacks = right is not None or (undecided or needs_city(division))
        return Defect("city_missing", "city", "", right) if lacks else None
    if not city.meanings:
        similar = _similar(city.value, load_divisions().cities[division.province])
        return Defect("city_unknown", "city", city.value, right or similar)
    if city.holds(division) is None:
        above = load_divisions().provinces[division.province]
        inside = any(lies_in(meaning.division, above) for meaning in city.meanings)
        return Defect("district_not_in_city" if inside else "city_not_in_province", "city", city.value, right)
    if right is not None and not any(meaning.division.level == "city" for meaning in city.meanings):
        return Defect("city_unknown", "city", city.value, right)
    return None


def _district_defect(division: Division | None, city: _Field, district: _Field, undecided: bool) -> Defect | None:
    value, settled = (district.value, division is not None and not needs_district(division))
    if not value:
        if settled:
            return None
        return Defect("district_missing", "district", "")
    holding = district.holds(division) if division else None
    if holding is not None:
        merged = next((m.successor for m in district.meanings if m.division == holding.division and m.successor), None)
        return Defect("district_merged", "district", value, merged.name) if merged else None
    if undecided and district.meanings:
        return None  # the city is what is missing, and is reported
    if settled and (not district.meanings or _TOWN.search(value)):
        return None  # a town where no district is needed
    if _ZONE.search(value) and not any(meaning.full for meaning in district.meanings):
        return Defect("district_unofficial", "district", value)
    similar = None
    if division is not None and not district.meanings:
        similar = _similar(value, {below.name: below for below in districts_of(division.province, division.city)})
    return Defect("district_not_in_city" if district.meanings else "district_unknown", "district", value, similar)


def is_below_district(value: str) -> bool:
    """Whether a district's field holds a town, street office or zone instead."""
    return bool(_TOWN.search(value) or _ZONE.search(value))


def needs_city(division: Division) -> bool:
    """Whether an address that ends at this division lacks a city: a province that has cities."""
    return division.level == "province" and bool(load_divisions().cities[division.province])


def _similar(value: str, names: dict[str, Division]) -> str | None:
    close = difflib.get_close_matches(value, names, n=1, cutoff=SIMILAR_MIN)
    return close[0] if close else None

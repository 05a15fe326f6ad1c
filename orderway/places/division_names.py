"""Every name by which a division of China is called, and what each is worth as evidence."""

import re
from functools import cache
from typing import NamedTuple

from orderway.places.divisions import CITIES_WITHOUT_DISTRICTS, OVERSEAS, Division, load_divisions, read_data

# What a mention is worth. Full names outweigh any pile of short ones; a province's or city's short name is
# evidence (浙江, 杭州), a district's only beside its city (西湖), a wrong suffix (昆山县) a little more.
FULL_POINTS = 100
FORMER_POINTS = 80
VARIANT_POINTS = 70
SHORT_PROVINCE_POINTS = 65
SHORT_CITY_POINTS = 60
SHORT_DISTRICT_POINTS = 40
ZONE_POINTS = 50

_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|"
    "黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|"
    "撒拉族|毛南族|仡佬族|锡伯|普米族|塔吉克|怒族|保安族|裕固族|独龙族|鄂温克族|各族|蒙古"
)
_PEOPLE_END = re.compile(f"(?:{_PEOPLES})+$")
_SELF_GOVERNED = re.compile(r"自治[区州县旗]$|(?<=族)区$")
_SUFFIX = re.compile(r"(?:特别行政区|新区|林区|特区|地区|省|市|区|县|盟|旗)$")
_ZONE_KIND = re.compile(
    r"^(?:.*?)(高新技术产业开发区|高新技术产业园区|高新技术开发区|高技术产业开发区|经济技术开发区|经济开发区|工业园区|高新区)$"
)
_SHORT_ZONES = {
    "高新技术产业开发区": ("高新区", "高新技术产业开发区", "高新技术开发区", "高新开发区"),
    "高新技术产业园区": ("高新区",),
    "高新技术开发区": ("高新区", "高新技术产业开发区"),
    "高技术产业开发区": ("高新区", "高新技术产业开发区"),
    "经济技术开发区": ("经开区", "经济技术开发区", "经济开发区"),
    "经济开发区": ("经开区", "经济开发区", "经济技术开发区"),
    "工业园区": ("工业园区",),
    "高新区": ("高新技术产业开发区", "高新技术开发区"),
}
# Two-letter names that are also ordinary words for a part of anything (北区, 城区): only beside their city.
_GENERIC = re.compile(
    r"^(?:[东西南北中城郊矿新]区|市[中南北东西]区|新城区|新市区|城[东西南北]区|[东西南北]市区|[河江]东区)$"
)

_MAINLAND_NAMESAKES = frozenset({"连江县"})


class Meaning(NamedTuple):
    """One division that a name may mean.

    `points` is its worth as evidence, `full` whether the official name (or a former one) was written out,
    `alone` whether the name may stand without its city or province; `successor` is the district that took
    over an abolished one, `division` then being the city or province that it lay in.
    """

    division: Division
    points: int
    full: bool
    alone: bool
    successor: Division | None


class Name(NamedTuple):
    """A name and all it may mean."""

    text: str
    meanings: tuple[Meaning, ...]


def stem_of(name: str) -> str:
    """The name without its suffix and peoples (恭城瑶族自治县 -> 恭城); the name itself when under two letters stay."""
    governed = _SELF_GOVERNED.sub("", name)
    stem = _PEOPLE_END.sub("", governed) if governed != name else _SUFFIX.sub("", name)
    if governed != name and len(stem) < 2:
        stem = governed.removesuffix("族")  # 东乡族自治县 is called after its people alone
    return stem if len(stem) >= 2 else name


def _province_names(division: Division) -> list[tuple[str, int, bool]]:
    stem = stem_of(division.name)
    names = [(division.name, FULL_POINTS, True), (stem, SHORT_PROVINCE_POINTS, False)]
    if division.name.endswith("自治区"):
        names += [(stem + "省", FULL_POINTS, True), (stem + "自治区", FULL_POINTS, True)]
    return names


def _city_names(division: Division) -> list[tuple[str, int, bool]]:
    stem, name = stem_of(division.name), division.name
    names = [(name, FULL_POINTS, True), (stem, SHORT_CITY_POINTS, False)]
    suffixes = {"州": ("州", "自治州"), "市": ("地区",), "区": ("市",), "盟": ("市",)}.get(name[-1], ())
    return names + [(stem + suffix, VARIANT_POINTS, True) for suffix in suffixes]


def _district_names(division: Division) -> list[tuple[str, int, bool]]:
    name = division.name
    if division.kind == "zone":
        return _zone_names(division)
    if division.kind == "town":
        return [(name, FULL_POINTS, True)]
    stem = stem_of(name)
    names = [(name, FULL_POINTS, True)]
    if stem == name:
        return names
    county = stem[-1] in "县市"  # 沙县 of 沙县区 is a whole name of its own
    names.append((stem, VARIANT_POINTS if county else SHORT_DISTRICT_POINTS, county))
    suffixes = ("旗",) if name[-1] == "旗" else ("区", "县", "市", "新区", "自治县")
    return names + [(stem + suffix, VARIANT_POINTS, True) for suffix in suffixes if stem + suffix != name]


def _zone_names(division: Division) -> list[tuple[str, int, bool]]:
    name, city = division.name, division.city or division.province
    names = {name: ZONE_POINTS}
    for lead in (division.province, stem_of(division.province), city, stem_of(city)):
        if name.startswith(lead) and len(name) - len(lead) >= 3:
            names[name[len(lead) :]] = ZONE_POINTS
    kind = _ZONE_KIND.match(name)
    for short in _SHORT_ZONES[kind.group(1)] if kind else ():
        names[short] = ZONE_POINTS
    return [(text, points, True) for text, points in names.items()]


def _alone(division: Division, text: str) -> bool:
    if division.kind == "zone":
        return division.city is not None and text.startswith(stem_of(division.city))
    if division.level == "district":
        return division.kind == "official" and division.code[:2] not in OVERSEAS and not _GENERIC.match(text)
    if division.code[:2] == "71" and division.level == "city":
        return text == division.name and text not in _MAINLAND_NAMESAKES
    return True


def _other_meanings() -> list[tuple[str, Meaning]]:
    """Former names, abolished districts and habits of writing, from the table kept by hand."""
    data, by_code = read_data("cn_other_names.json"), load_divisions().by_code
    found: list[tuple[str, Meaning]] = []
    for kind in ("renamed", "aliases", "areas", "merged"):
        rows = data[kind]
        assert isinstance(rows, list)
        for text, code in rows:
            division = by_code[code]
            if kind == "merged":
                above = by_code.get(code[:4] + "00") or by_code[code[:2] + "0000"]
                found.append((text, Meaning(above, FORMER_POINTS, True, True, division)))
            elif kind == "areas":
                found.append((text, Meaning(division, SHORT_DISTRICT_POINTS, False, code[:2] not in OVERSEAS, None)))
            else:
                points = FORMER_POINTS if kind == "renamed" else VARIANT_POINTS
                found.append((text, Meaning(division, points, True, not _GENERIC.match(text), None)))
    return found


@cache
def load_names() -> dict[str, tuple[Name, ...]]:
    """All names by their first two letters, longest first; about 0.1 s once, then free."""
    of_level = {"province": _province_names, "city": _city_names, "district": _district_names}
    found: dict[str, dict[str, Meaning]] = {}
    for division in load_divisions().by_code.values():
        for text, points, full in of_level[division.level](division):
            meaning = Meaning(division, points, full, _alone(division, text), None)
            key = division.code[:4] if division.kind == "zone" else division.code  # a zone may stand there twice
            kept = found.setdefault(text, {}).setdefault(key, meaning)
            if kept.points < points:
                found[text][key] = meaning
    for text, meaning in _other_meanings():
        successor = meaning.successor.code if meaning.successor else ""
        found.setdefault(text, {}).setdefault(meaning.division.code + successor, meaning)
    by_start: dict[str, list[Name]] = {}
    for text, meanings in found.items():
        by_start.setdefault(text[:2], []).append(Name(text, tuple(meanings.values())))
    return {start: tuple(sorted(names, key=lambda name: -len(name.text))) for start, names in by_start.items()}


def find_name(text: str) -> tuple[Meaning, ...]:
    """All that `text`, taken whole, may mean; empty when it names no division."""
    for name in load_names().get(text[:2], ()):
        if name.text == text:
            return name.meanings
    return ()


def lies_in(below: Division, above: Division) -> bool:
    """Whether `below` is `above` or lies in it."""
    return below.code.startswith(above.prefix)


def needs_district(division: Division) -> bool:
    """Whether an address that ends at this division lacks a district."""
    if division.level == "district":
        return False
    return not (division.level == "city" and division.code[:4] in CITIES_WITHOUT_DISTRICTS)

"""China's provinces, cities and districts: one table, loaded at the first question and kept."""

import json
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

Level = Literal["province", "city", "district"]
Kind = Literal["official", "zone", "town"]

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
SPECIAL_REGIONS = frozenset({"81", "82"})
OVERSEAS = frozenset(
    {"71", "81", "82"}
)  # named alone they are never meant: half of Taiwan's names repeat the mainland's
# Cities without districts: the third level is a town, and an address may leave it out.
CITIES_WITHOUT_DISTRICTS = frozenset({"4419", "4420", "4604", "6202"})

_PLACEHOLDERS = frozenset({"市辖区", "其它区", "其他区"})
_ZONES_WITHOUT_ZONE_CODE = frozenset({"320112", "321150"})


class Division(NamedTuple):
    """One division; `province` and `city` are the names above it, `city` None where there is no such level.

    `prefix` is the part of the code that every division below shares, so that `below.code.startswith(prefix)`
    says whether one lies in the other.
    """

    code: str
    name: str
    level: Level
    kind: Kind
    prefix: str
    province: str
    city: str | None

    @property
    def district(self) -> str | None:
        """The district's name, None for a province or city."""
        return self.name if self.level == "district" else None


class Divisions(NamedTuple):
    """The table by code, and by place: `cities[province]` and `districts[(province, city)]` map names to divisions."""

    by_code: dict[str, Division]
    provinces: dict[str, Division]
    cities: dict[str, dict[str, Division]]
    districts: dict[tuple[str, str | None], dict[str, Division]]


def read_data(name: str) -> dict[str, object]:
    """The JSON document `name` of the package's data folder."""
    text = resources.files("orderway.places").joinpath("data", name).read_text(encoding="utf-8")
    document = json.loads(text)
    assert isinstance(document, dict), name
    return document


def has_no_cities(code: str) -> bool:
    """Whether districts stand right below the province there: municipalities, Hong Kong, Macau, 省直辖."""
    return code[:2] in MUNICIPALITIES or code[:2] in SPECIAL_REGIONS or code[2:4] == "90"


def _district_kind(code: str) -> Kind:
    """Statistics give development zones codes 70 to 80 and 90 to 99; cities and counties have the rest."""
    if code[:2] in OVERSEAS:
        return "official"
    if code[:4] in CITIES_WITHOUT_DISTRICTS:
        return "town"
    number = int(code[4:])
    if code in _ZONES_WITHOUT_ZONE_CODE or 70 <= number <= 80 or number >= 90:
        return "zone"
    return "official"


@cache
def load_divisions() -> Divisions:
    """The whole table; about 20 ms once, then free."""
    data = read_data("cn_divisions.json")
    provinces_in, cities_in, districts_in = (data["provinces"], data["cities"], data["districts"])
    assert isinstance(provinces_in, dict)
    assert isinstance(cities_in, dict)
    assert isinstance(districts_in, dict)
    found = Divisions({}, {}, {}, {})
    for code, name in provinces_in.items():
        province = Division(code, name, "province", "official", code[:2], name, None)
        found.by_code[code] = found.provinces[name] = province
        found.cities[name] = {}
    names = {code[:2]: name for code, name in provinces_in.items()}
    for code, name in cities_in.items():
        if has_no_cities(code):
            continue
        above = names[code[:2]]
        city = Division(code, name, "city", "official", code[:4], above, name)
        found.by_code[code] = found.cities[above][name] = city
    for code, name in districts_in.items():
        if name in _PLACEHOLDERS:
            continue
        above = names[code[:2]]
        city_name = None if has_no_cities(code) else cities_in[code[:4] + "00"]
        district = Division(code, name, "district", _district_kind(code), code, above, city_name)
        found.by_code[code] = district
        found.districts.setdefault((above, city_name), {})[name] = district
    return found


def adcode_of(province: str | None, city: str | None, district: str | None) -> str | None:
    """The official code of the deepest division given by its full names, None when there is none.

    A municipality without a district has the code of its city level (120100), as map services give it.
    """
    table = load_divisions()
    if province is None or province not in table.provinces:
        return None
    if district is not None:
        found = table.districts.get((province, city), {}).get(district)
        return found.code if found else None
    if city is not None:
        above = table.cities[province].get(city)
        return above.code if above else None
    code = table.provinces[province].code
    return code[:2] + "0100" if code[:2] in MUNICIPALITIES else code


def districts_of(province: str, city: str | None) -> tuple[Division, ...]:
    """The districts below a city, or right below a province when `city` is None; empty when it is unknown."""
    return tuple(load_divisions().districts.get((province, city), {}).values())

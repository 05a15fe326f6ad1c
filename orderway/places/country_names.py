"""Country names, in many tongues and ways of writing, to ISO codes, and back."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal

from orderway.places.divisions import read_data

NAMES_KEPT_MAX = 1024

_NOT_LETTER = re.compile(r"[^\w]+")


def fold_name(name: str) -> str:
    """The name without case, accents, signs, spaces and a leading article: what the table's keys are made of."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = unicodedata.normalize("NFKC", "".join(letter for letter in apart if not unicodedata.combining(letter)))
    return _NOT_LETTER.sub("", re.sub(r"^the ", "", bare).replace("&", "and"))


@cache
def _data() -> dict[str, object]:
    return read_data("country_names.json")


@cache
def country_codes() -> frozenset[str]:
    """Every ISO code known here."""
    codes = _data()["codes"]
    assert isinstance(codes, list)
    return frozenset(codes)


@cache
def _codes_by_name() -> dict[str, str]:
    table = _data()["names"]
    assert isinstance(table, dict)
    return {name: code for code, names in table.items() for name in names.split(" ")}


@lru_cache(maxsize=NAMES_KEPT_MAX)
def country_code(name: str) -> str | None:
    """The two-letter ISO code of a country's name, alias or code in any case; None when it is not known."""
    upper = name.strip().upper()
    if upper in country_codes():
        return upper
    return _codes_by_name().get(fold_name(name.strip()))


def country_name(code: str, language: Literal["en", "zh"]) -> str:
    """The country's name for a person; the code itself when it is not known."""
    names = _data()[language]
    assert isinstance(names, dict)
    return str(names.get(code.upper(), code))

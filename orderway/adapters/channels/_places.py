"""Country names as people and exports write them, to ISO 3166 alpha-2."""

from __future__ import annotations

import functools

from babel import Locale

from orderway.adapters.channels._read import country, text
from orderway.places import country_names

_ALIASES = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "great britain": "GB",
    "eire": "IE",
    "usa": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "holland": "NL",
    "the netherlands": "NL",
    "south korea": "KR",
    "korea": "KR",
    "republic of korea": "KR",
    "rsa": "ZA",
    "channel islands": "JE",
    "czech republic": "CZ",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "turkey": "TR",
    "russian federation": "RU",
    "viet nam": "VN",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
    "people's republic of china": "CN",
    "香港": "HK",
    "澳门": "MO",
    "台湾": "TW",
}


@functools.cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in ("en", "zh_Hans", "de", "fr", "es", "it"):
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "UN", "EZ", "XA", "XB"):
                found.setdefault(name.casefold(), code)
    return {**found, **_ALIASES}


def country_code(value: object) -> str:
    """The code of a country given as a code, or as a name in English, Chinese or another language; else empty."""
    plain = text(value)
    return _code_of(plain) if plain else ""


@functools.lru_cache(maxsize=1024)
def _code_of(plain: str) -> str:
    known = _names().get(plain.casefold(), "") or country(plain)
    return known or country_names.country_code(plain) or ""

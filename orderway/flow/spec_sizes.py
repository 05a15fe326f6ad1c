"""Sizes, measures and packs in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from orderway.flow.spec_colours import colours_of
from orderway.flow.spec_words import DIGITS, LETTER_SIZES, UNITS

Sizes = dict[str, tuple[str, ...]]
"""Kind (letter, plain, eu, us, uk, cn, body, grams, ml, mm, gb, pack …) -> what the text says of it."""

_LETTER = re.compile(r"(?<![a-z0-9.])(?:(\d)\s?x(?=[sl])|(x{0,5}))-?([sml])(?![a-z0-9'])(?:码|号)?")
_BODY = re.compile(r"(?<!\d)(\d{2,3}/\d{2,3}\s?[a-cyf]?)(?![a-z\d])")
_SYSTEM = re.compile(r"(?<![a-z])(eur?|us|uk|jp|cn|fr|it|de)\s*[-:]?\s*(\d{1,3}(?:\.\d)?)(?!\d)")
_SYSTEM_AFTER = re.compile(r"(?<!\d)(\d{1,3}(?:\.\d)?)\s*(eur?|us|uk|jp|fr|it)(?![a-z])")
_CODE = re.compile(r"(?<![\d.])(\d{2,3}(?:\.\d)?)\s*[码号]")
_BARE = re.compile(r"^\D{0,3}?(\d{1,3}(?:\.\d+)?)\D{0,1}$")
_SIDES = re.compile(
    r"(\d+(?:\.\d+)?)\s*[*x×]\s*"
    r"(?=\d+(?:\.\d+)?(?:\s*[*x×]\s*\d+(?:\.\d+)?)?\s*(mm|cm|m|厘米|毫米|米|寸)(?![a-z]))"
)
_UNITS = "|".join(sorted(UNITS, key=len, reverse=True))
_MEASURE = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)\s*({_UNITS})(?![a-z])")
_PACK = re.compile(
    r"(?<![\d.])(\d{1,3}|[一二两三四五六七八九十双单])\s*-?\s*"
    r"(?:(?:件|个|只|瓶|盒|包|袋|双|条|支|罐|箱|套|枚|组|件套)(?:装|入|组)?"
    r"|pcs?|pieces?|er[- ]?pack|packs?|stück)(?![a-z])"
)
_PACK_OF = re.compile(r"(?:pack|set|box|lot)\s+of\s+(\d{1,3})")
_WORDS = re.compile(r"[a-zß]+(?:[ -][a-zß]+)?|[\u3400-\u9fff]+")


def sizes_of(text: str, named: bool) -> tuple[Sizes, str]:
    """What a text in lower letters says of sizes, and the rest of it. `named`: it is said to be a size, so that a bare
    number is one."""
    found: dict[str, set[str]] = {}
    rest = _SIDES.sub(lambda m: f"{m[1]}{m[2]} ", text)
    rest = _take(_PACK_OF, rest, found, lambda m: ("pack", m[1]))
    rest = _take(_PACK, rest, found, lambda m: ("pack", str(DIGITS.get(m[1], m[1]))))
    rest = _take(_BODY, rest, found, lambda m: ("body", m[1].replace(" ", "")))
    rest = _take(_SYSTEM, rest, found, lambda m: (m[1][:2], _number(m[2])))
    rest = _take(_SYSTEM_AFTER, rest, found, lambda m: (m[2][:2], _number(m[1])))
    rest = _take(_MEASURE, rest, found, lambda m: _measured(m[1], m[2]))
    rest = _take(_CODE, rest, found, lambda m: ("plain", _number(m[1])))
    rest = _letters(rest, found, named)
    bare = _BARE.match(rest.strip()) if named and not found else None
    if bare:
        found["plain"] = {_number(bare[1])}
    return {kind: tuple(sorted(values)) for kind, values in found.items()}, rest


def _take(
    pattern: re.Pattern[str], text: str, found: dict[str, set[str]], read: Callable[[re.Match[str]], tuple[str, str]]
) -> str:
    """Move what a pattern finds from the text into `found`."""
    for match in pattern.finditer(text):
        kind, value = read(match)
        found.setdefault(kind, set()).add(value)
    return pattern.sub(" ", text)


def _letters(text: str, found: dict[str, set[str]], named: bool) -> str:
    for match in _WORDS.finditer(text):
        word = match[0].replace(" ", "").replace("-", "")
        if word in LETTER_SIZES and (named or len(word) > 1):
            found.setdefault("letter", set()).add(LETTER_SIZES[word])
            text = text.replace(match[0], " ", 1)
    rest = _LETTER.sub(" ", text)
    for match in _LETTER.finditer(text):
        many = int(match[1]) if match[1] else len(match[2])
        alone = not re.search(r"[a-z0-9]", rest) or colours_of(rest, False) is not None
        if many or named or alone:
            found.setdefault("letter", set()).add(f"{many if many > 1 else ''}{'x' if many else ''}{match[3]}")
        else:
            rest = text
    return rest


def _measured(number: str, unit: str) -> tuple[str, str]:
    kind, many = UNITS[unit]
    return kind, _number(str(Decimal(number) * Decimal(str(many))))


def _number(text: str) -> str:
    value = Decimal(text).normalize()
    return f"{value:f}"

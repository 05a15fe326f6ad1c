"""Tracking numbers: which couriers' formats a text fits, and whether its check digit holds. Pure.

Formats and rules: `data/couriers.json`, made from jkeen/tracking_number_data (MIT, see data/NOTICE.md).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

NUMBER_CHARS_MAX = 120
"""A longer text is no tracking number; the longest barcode has 34 characters, spaced out twice that."""
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[a-z0-9]+")


class Issuers(msgspec.Struct, frozen=True):
    """Part of a number that must name one of these (the country of a postal number), and who that is."""

    group: str
    names: dict[str, str]


class Format(msgspec.Struct, frozen=True):
    """One form of numbers of a courier."""

    id: str
    name: str
    regex: str
    checksum: dict[str, Any] = {}
    prepend_if: dict[str, str] = {}
    own: bool = False
    """No other courier's numbers look like this: with a wrong check digit it is a typing error."""
    link: str = ""
    issuers: Issuers | None = None


class Courier(msgspec.Struct, frozen=True):
    """A courier and the forms of its numbers."""

    code: str
    name: str
    formats: tuple[Format, ...]


class Fit(msgspec.Struct, frozen=True):
    """A format that a number has; `right` says whether its check digit holds, None where it has none."""

    courier: str
    courier_name: str
    format: str
    number: str
    """Without blanks, in capitals."""
    right: bool | None
    own: bool = False
    issuer: str = ""
    """Which post issued a number of the form that all posts share."""
    link: str = ""
    """The courier's own page about the parcel."""


@functools.cache
def couriers() -> tuple[Courier, ...]:
    """All couriers whose formats are known, by code."""
    body = (Path(__file__).parent / "data" / "couriers.json").read_bytes()
    return msgspec.convert(msgspec.json.decode(body)["couriers"], tuple[Courier, ...])


@functools.cache
def _patterns() -> tuple[tuple[Courier, Format, re.Pattern[str]], ...]:
    return tuple((one, form, re.compile(form.regex)) for one in couriers() for form in one.formats)


def fits(text: str) -> list[Fit]:
    """Every format that a text has, those with a right check digit first, those without one next, wrong ones last."""
    number = without_blanks(text)
    if not number or len(text) > NUMBER_CHARS_MAX:
        return []
    found = []
    for courier, form, pattern in _patterns():
        if (match := pattern.fullmatch(number)) and (fit := _fit(courier, form, match, number)):
            found.append(fit)
    return sorted(found, key=lambda fit: (True, None, False).index(fit.right))


def without_blanks(text: str) -> str:
    """A number as machines want it: no blanks, capitals."""
    return _BLANKS.sub("", text).upper()


def valid(text: str) -> list[Fit]:
    """The formats that a text has with nothing wrong in it."""
    return [fit for fit in fits(text) if fit.right is not False]


def mistyped(text: str, carrier: str) -> Fit | None:
    """The format of this carrier (our name or code of it) that a number has but for a wrong check digit.

    Only formats that no other courier's numbers have are judged, and only where the number is none of the carrier's
    other ones: what is not known is never called wrong.
    """
    words = _words(carrier)
    mine = [fit for fit in fits(text) if _is_of(fit, words)]
    wrong = [fit for fit in mine if fit.right is False and fit.own]
    return wrong[0] if wrong and len(wrong) == len([fit for fit in mine if fit.own or fit.right is not False]) else None


def of_carrier(text: str, carrier: str) -> Fit | None:
    """The format of this carrier that a number has with nothing wrong in it, for its link; else, where the carrier is
    none of those known here, the one that no other courier's numbers have."""
    right = valid(text)
    words = _words(carrier)
    known = [fit for fit in right if _is_of(fit, words)]
    foreign = any(_is_named(one, words) for one in couriers())
    return next(iter(known or ([] if foreign else [fit for fit in right if fit.own])), None)


def _words(carrier: str) -> set[str]:
    return set(_WORD.findall(carrier.casefold().replace("_", " ")))


def _is_named(courier: Courier, words: set[str]) -> bool:
    return any(_among(name, words) for name in (courier.code.replace("_", " "), courier.name))


def _among(name: str, words: set[str]) -> bool:
    told = set(_WORD.findall(name.casefold()))
    return bool(told) and (told <= words or (len(words) > 1 and words <= told))


def _is_of(fit: Fit, words: set[str]) -> bool:
    names = (fit.courier.replace("_", " "), fit.courier.replace("_", ""), fit.courier_name, fit.issuer)
    return any(_among(name, words) for name in names)


def _fit(courier: Courier, form: Format, match: re.Match[str], number: str) -> Fit | None:
    issuer = ""
    if form.issuers is not None:
        issuer = form.issuers.names.get(match[form.issuers.group], "")
        if not issuer:
            return None
    right = _holds(form, match) if form.checksum else None
    link = form.link.replace("%s", quote(number, safe=""))
    return Fit(courier.code, courier.name, form.id or form.name, number, right, form.own, issuer, link)


def _holds(form: Format, match: re.Match[str]) -> bool:
    serial, digit = match["SerialNumber"], match["CheckDigit"]
    if form.prepend_if and re.search(form.prepend_if["matches_regex"], serial):
        serial = form.prepend_if["content"] + serial
    rule = form.checksum
    return RULES[rule["name"]](serial, digit, rule)


def _mod10(serial: str, digit: str, rule: dict[str, Any]) -> bool:
    """Digits weighed in turn; a letter counts as its place in ASCII less 3, modulo 10 (UPS)."""
    total = 0
    for place, sign in enumerate(reversed(serial) if rule.get("reverse") else serial):
        value = int(sign) if sign.isdigit() else (ord(sign) - 3) % 10
        total += value * int(rule.get("odds_multiplier" if place % 2 else "evens_multiplier", 1))
    return -total % 10 == int(digit)


def _mod7(serial: str, digit: str, _: dict[str, Any]) -> bool:
    return int(serial) % 7 == int(digit)


def _luhn(serial: str, digit: str, _: dict[str, Any]) -> bool:
    doubled = (int(sign) * (1 if place % 2 else 2) for place, sign in enumerate(reversed(serial)))
    return -sum(value - 9 if value > 9 else value for value in doubled) % 10 == int(digit)


def _s10(serial: str, digit: str, rule: dict[str, Any]) -> bool:
    """UPU S10: eleven less the weighed sum modulo 11; ten is written 0, eleven 5."""
    rest: int = 11 - sum(int(sign) * weight for sign, weight in zip(serial, rule["weightings"], strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(digit)


def _weighed(serial: str, digit: str, rule: dict[str, Any]) -> bool:
    total = sum(int(sign) * weight for sign, weight in zip(serial, rule["weightings"], strict=True))
    return bool(total % rule["modulo1"] % rule["modulo2"] == int(digit))


def _mod_37_36(serial: str, digit: str, rule: dict[str, Any]) -> bool:
    """ISO 7064, MOD 37,36."""
    alphabet: str = rule["alphabet"]
    rest = 36
    for sign in serial:
        rest = ((rest + alphabet.index(sign)) % 36 or 36) * 2 % 37
    return (rest + alphabet.index(digit)) % 36 == 1


RULES: dict[str, Callable[[str, str, dict[str, Any]], bool]] = {
    "mod10": _mod10,
    "mod7": _mod7,
    "luhn": _luhn,
    "s10": _s10,
    "sum_product_with_weightings_and_modulo": _weighed,
    "mod_37_36": _mod_37_36,
}

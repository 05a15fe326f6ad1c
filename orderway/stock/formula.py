"""A formula of publishing: whole units from a few figures. It can neither loop nor reach anything.

`available`, `available * 80% - 2`, `min(available, 50)`, `max(0, on_hand - 5)`, `10`. Checked when it is saved: unknown
words, a division by zero, anything else than numbers, the four signs, brackets, min and max are refused with the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

NAMES = ("available", "on_hand", "waiting", "inbound")
CHARS_MAX = 200
DEPTH_MAX = 20
UNITS_MAX = 1_000_000_000
_TOKEN = re.compile(r"\s*(?:([0-9]{1,9}(?:\.[0-9]{1,4})?)\s*(%)?|([a-z_]+)|([-+*/(),]))")
Value = Callable[[Mapping[str, int]], Fraction]


class FormulaError(Exception):
    """What is wrong with a formula, and at which sign (from 1)."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(f"{what} at {at}")
        self.what, self.at = what, at


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def compiled(text: str) -> Callable[[Mapping[str, int]], int]:
    """The formula as a function of the figures; its units are rounded down and never below 0. Raises FormulaError."""
    if len(text) > CHARS_MAX:
        raise FormulaError("too_long", CHARS_MAX)
    tokens = _tokens(text)
    value, rest = _sum(tokens, 0, 0)
    if rest < len(tokens):
        raise FormulaError("unexpected", tokens[rest].at)
    for probe in (dict.fromkeys(NAMES, 0), dict.fromkeys(NAMES, 7)):
        try:
            value(probe)
        except ZeroDivisionError:
            raise FormulaError("division_by_zero", 1) from None

    def units(figures: Mapping[str, int]) -> int:
        try:
            return min(UNITS_MAX, max(0, int(value(figures) // 1)))
        except ZeroDivisionError:
            return 0

    return units


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError("unreadable", at + 1)
        number, percent, word, sign = match.groups()
        start = match.end() - len(match.group(0).lstrip()) + 1
        if number:
            found.append(_Token("percent" if percent else "number", number, start))
        elif word:
            if word not in (*NAMES, "min", "max"):
                raise FormulaError("unknown_word", start)
            found.append(_Token("word", word, start))
        else:
            found.append(_Token("sign", sign, start))
        at = match.end()
    if not found:
        raise FormulaError("empty", 1)
    return found


def _sum(tokens: list[_Token], at: int, depth: int) -> tuple[Value, int]:
    return _chain(tokens, at, depth, "+-", _product)


def _product(tokens: list[_Token], at: int, depth: int) -> tuple[Value, int]:
    return _chain(tokens, at, depth, "*/", _factor)


def _chain(
    tokens: list[_Token], at: int, depth: int, signs: str, part: Callable[[list[_Token], int, int], tuple[Value, int]]
) -> tuple[Value, int]:
    value, at = part(tokens, at, depth)
    while at < len(tokens) and tokens[at].kind == "sign" and tokens[at].text in signs:
        right, rest = part(tokens, at + 1, depth)
        value, at = _joined(value, tokens[at].text, right), rest
    return value, at


def _joined(left: Value, sign: str, right: Value) -> Value:
    if sign == "+":
        return lambda f: left(f) + right(f)
    if sign == "-":
        return lambda f: left(f) - right(f)
    if sign == "*":
        return lambda f: left(f) * right(f)
    return lambda f: left(f) / right(f)


def _factor(tokens: list[_Token], at: int, depth: int) -> tuple[Value, int]:
    if at >= len(tokens):
        raise FormulaError("unfinished", tokens[-1].at)
    if depth > DEPTH_MAX:
        raise FormulaError("too_deep", tokens[at].at)
    token = tokens[at]
    if token.kind in ("number", "percent"):
        number = Fraction(token.text) / (100 if token.kind == "percent" else 1)
        return (lambda _f: number), at + 1
    if token.kind == "word" and token.text in NAMES:
        return (lambda f: Fraction(f[token.text])), at + 1
    if token.kind == "word":
        return _call(tokens, at, depth)
    if token.text == "(":
        value, at = _sum(tokens, at + 1, depth + 1)
        return value, _closed(tokens, at)
    raise FormulaError("unexpected", token.at)


def _call(tokens: list[_Token], at: int, depth: int) -> tuple[Value, int]:
    which = min if tokens[at].text == "min" else max
    if at + 1 >= len(tokens) or tokens[at + 1].text != "(":
        raise FormulaError("bracket_missing", tokens[at].at)
    first, at = _sum(tokens, at + 2, depth + 1)
    if at >= len(tokens) or tokens[at].text != ",":
        raise FormulaError("comma_missing", tokens[min(at, len(tokens) - 1)].at)
    second, at = _sum(tokens, at + 1, depth + 1)
    return (lambda f: which(first(f), second(f))), _closed(tokens, at)


def _closed(tokens: list[_Token], at: int) -> int:
    if at >= len(tokens) or tokens[at].text != ")":
        raise FormulaError("bracket_missing", tokens[min(at, len(tokens) - 1)].at)
    return at + 1

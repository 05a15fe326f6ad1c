"""The words and signs of which a cell consists."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?![\w.]))
    |(?P<text>"[^"]*"|'[^']*'|“[^“”]*”)
    |(?P<word>[^\W\d]\w*)
    |(?P<sign>\.\.|==|!=|<=|>=|≤|≥|≠|[-=<>+*/%(),，$\[\]（）])
    )""",
    re.VERBOSE,
)
LOOPS = ("map", "filter", "some", "all", "none", "one", "count", "flatMap", "reduce", "for", "while")
"""Words of the rules library that walk through a list."""
_SAME = {"=": "==", "≤": "<=", "≥": ">=", "≠": "!=", "，": ",", "（": "(", "）": ")"}
_RANGE = re.compile(r"\s*\d+(?:\.\d+)?\.\.")


class Token(NamedTuple):
    """One word or sign. kind: number, text, word, sign, end. `at`: its place in the cell, from 0."""

    kind: str
    value: str
    at: int


class CellError(Exception):
    """What is wrong with a cell: a code, the place, and the word it is about."""

    def __init__(self, code: str, at: int = 0, word: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.at = at
        self.word = word


def tokens(cell: str) -> list[Token]:
    """The tokens of a cell with one `end` behind them; CellError where a sign is not known."""
    found: list[Token] = []
    at = 0
    rest = cell.rstrip()
    while at < len(rest):
        if _RANGE.match(rest, at):
            raise CellError("range_not_allowed", at, "..")
        match = _TOKEN.match(rest, at)
        if match is None:
            at += len(rest[at:]) - len(rest[at:].lstrip())
            sign = rest[at : at + 1]
            raise CellError("loop_not_allowed" if sign == "#" else "sign_not_allowed", at, sign)
        kind = match.lastgroup or ""
        value = match[kind]
        if kind == "text":
            value = value[1:-1]
            if '"' in value or any(ord(sign) < 32 for sign in value):
                raise CellError("sign_not_allowed", match.start(kind), '"')
        if kind == "word" and value in LOOPS and rest[match.end() :].lstrip().startswith("("):
            raise CellError("loop_not_allowed", match.start(kind), value)
        found.append(Token(kind, _SAME.get(value, value) if kind == "sign" else value, match.start(kind)))
        at = match.end()
    found.append(Token("end", "", len(rest)))
    return found

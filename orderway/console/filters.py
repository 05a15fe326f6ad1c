"""The filter line: words to look for and tokens `field:value`, read strictly, written back the same. Pure.

Values: several with commas (`hold:shortage,short_pick`), `-` in front means not, numbers and lengths of time with `>`,
`>=`, `<`, `<=` or `a..b`, text with spaces in quotes (`city:"New York"`). What is not understood is refused,
not guessed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from orderway.console.filter_fields import CHOICE, DAY, DAYS, FIELDS, MONEY, NAME, NUMBER, SPAN, SPECIAL_SPANS

TOKENS_MAX = 20
QUERY_CHARS_MAX = 1000
ALIKE_MAX = 4
DAYS_MAX = 36_500
AMOUNT_MAX = Decimal(10**12)

_WORD = re.compile(r'(-?[a-z_]+:)?("[^"]*"|\S+)', re.IGNORECASE)
_RANGE = re.compile(r"^(>=|<=|>|<)?(.+?)(?:\.\.(.+))?$")
_SPAN = re.compile(r"^(\d{1,5})(m|h|d|w)$")
_SPAN_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Token(NamedTuple):
    """One filter: a field, its values, and whether they are meant to be absent."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        """The token as it is typed."""
        text = ",".join(self.values)
        quoted = f'"{text}"' if re.search(r"\s", text) or not text else text
        return f"{'-' if self.negated else ''}{self.field}:{quoted}"


class Problem(NamedTuple):
    """A word that was not understood: the code of why, and what could have been meant."""

    word: str
    code: str
    known: tuple[str, ...] = ()


class Query(NamedTuple):
    """What the line asks for. Nothing is looked for while there are problems."""

    tokens: tuple[Token, ...] = ()
    words: str = ""
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        """The line as it is typed."""
        return " ".join([*map(str, self.tokens), *([self.words] if self.words else [])])

    def without(self, token: Token) -> Query:
        """The same without one token."""
        return self._replace(tokens=tuple(one for one in self.tokens if one != token))

    def having(self, token: Token) -> Query:
        """The same with one token more, in place of others of its field."""
        kept = tuple(one for one in self.tokens if one.field != token.field)
        return self._replace(tokens=(*kept, token))

    def values(self, field: str) -> tuple[str, ...]:
        """The values asked for under a field, negated ones left out."""
        return tuple(value for one in self.tokens if one.field == field and not one.negated for value in one.values)


class Span(NamedTuple):
    """Bounds of a number or a length of time; None is open. `strict` leaves the bounds themselves out."""

    low: Decimal | None
    high: Decimal | None
    strict: bool = False


def parse(text: str, names: Mapping[str, Iterable[str]] | None = None) -> Query:
    """Read a filter line. `names` are the codes that exist of the fields of kind name (shop, warehouse)."""
    tokens: list[Token] = []
    words: list[str] = []
    problems: list[Problem] = []
    for found in _WORD.finditer(text[:QUERY_CHARS_MAX].replace("\x00", "").replace("：", ":")):
        head, value = found.group(1), found.group(2)
        if head is None:
            words.append(value.strip('"') if value.startswith('"') else value)
            continue
        field = head.strip("-:").lower()
        if field not in FIELDS:
            alike = difflib.get_close_matches(field, FIELDS, ALIKE_MAX, 0.5)
            problems.append(Problem(found.group(), "unknown_field", tuple(alike)))
            continue
        token = Token(field, _values(value), head.startswith("-"))
        problem = _refused(token, names or {})
        if problem is not None:
            problems.append(problem)
        elif token not in tokens:
            tokens.append(token)
    if len(tokens) > TOKENS_MAX:
        problems.append(Problem("", "too_many", (str(TOKENS_MAX),)))
    return Query(tuple(tokens), " ".join(word for word in words if word), tuple(problems))


def _values(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.strip('"').split(",") if part.strip())


def _refused(token: Token, names: Mapping[str, Iterable[str]]) -> Problem | None:
    field = FIELDS[token.field]
    word = str(token)
    if not token.values:
        return Problem(word, "value_missing", (f"{token.field}:{field.example}",))
    if field.kind == CHOICE:
        return _unknown(word, token.values, field.choices)
    if field.kind == NAME:
        return _unknown(word, token.values, list(names.get(token.field, ())))
    if field.kind in (NUMBER, MONEY, SPAN) and len(token.values) > 1:
        return Problem(word, "one_value", (f"{token.field}:{field.example}",))
    if field.kind in (NUMBER, MONEY) and number_span(token.values[0]) is None:
        return Problem(word, "no_number", (f"{token.field}:{field.example}",))
    if field.kind == SPAN and token.values[0] not in SPECIAL_SPANS and time_span(token.values[0]) is None:
        return Problem(word, "no_span", (f"{token.field}:{field.example}", f"{token.field}:>2d"))
    if field.kind == DAY and day_span(token.values[0], date(2000, 1, 1)) is None:
        return Problem(word, "no_day", tuple(f"{token.field}:{day}" for day in (*DAYS, "2026-11-11")))
    return None


def _unknown(word: str, values: Sequence[str], known: Iterable[str]) -> Problem | None:
    known = list(known)
    wrong = [value for value in values if value not in known]
    if not wrong:
        return None
    alike = difflib.get_close_matches(wrong[0], known, ALIKE_MAX, 0.4) or known[:ALIKE_MAX]
    return Problem(word, "unknown_value", tuple(alike))


def number_span(text: str) -> Span | None:
    """Bounds of a number: `5`, `>5`, `<=5`, `5..9`; None where it is none."""
    return _span(text, _number)


def time_span(text: str) -> Span | None:
    """Bounds of a length of time in minutes: `4h`, `<4h`, `1d..3d`; None where it is none."""
    return _span(text, _minutes)


def day_span(text: str, today: date) -> tuple[date, date] | None:
    """First and last day meant by `today`, `2026-11-11`, `>=2026-11-01`, `a..b`; None where it is none."""
    found = _RANGE.match(text)
    if found is None:
        return None
    low, high = _day(found.group(2), today), _day(found.group(3) or found.group(2), today)
    if low is None or high is None:
        return None
    before, after = today - timedelta(DAYS_MAX), today + timedelta(DAYS_MAX)
    one = timedelta(1)
    sides = {">=": (low, after), ">": (low + one, after), "<=": (before, high), "<": (before, high - one)}
    return sides.get(found.group(1) or "", (low, high))


def _day(text: str, today: date) -> date | None:
    if text in DAYS:
        return today - timedelta(text == "yesterday")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


def _span(text: str, read: object) -> Span | None:
    assert callable(read)
    found = _RANGE.match(text)
    if found is None:
        return None
    sign, low, high = found.group(1) or "", read(found.group(2)), read(found.group(3)) if found.group(3) else None
    if low is None or (found.group(3) and (high is None or sign)):
        return None
    if found.group(3):
        return Span(low, high)
    sides = {">": Span(low, None, True), ">=": Span(low, None), "<": Span(None, low, True), "<=": Span(None, low)}
    return sides.get(sign, Span(low, low))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= AMOUNT_MAX else None


def _minutes(text: str) -> Decimal | None:
    found = _SPAN.match(text)
    if found is None:
        return None
    length = timedelta(**{_SPAN_UNITS[found.group(2)]: int(found.group(1))})
    return Decimal(int(length.total_seconds())) / 60

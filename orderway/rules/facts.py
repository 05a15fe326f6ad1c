"""What a table may ask about: named facts with a type. Labels are English texts marked for translation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

Scalar = int | Decimal | str | bool | list[str] | None
"""What a fact may be. None: it is missing."""

NUMBER, MONEY, TEXT, FLAG, LIST = "number", "money", "text", "flag", "list"
UNIT = "minor_per_unit"
"""The fact by which amounts in cells (units of the currency) become minor units: 100 for CNY, 1 for JPY."""
UNIT_MAX = 10_000
FACT_MAX = 10**15
"""Numbers at or beyond this are taken for a mistake."""
LIST_ITEMS_MAX = 2_000


class Fact(NamedTuple):
    """One fact. `example` is a value for trying a table out."""

    name: str
    type: str
    """number; money: minor units, written in cells as units of the currency; text; flag; list: several texts."""
    label: str
    example: Scalar
    choices: tuple[str, ...] = ()
    """The only texts that it can be, where there are few."""
    private: bool = False
    """Its value may hold personal data: never kept as evidence."""
    volatile: bool = False
    """Its value moves by itself (time, other orders): no ground to raise a released hold again."""
    loaded: bool = False
    """It costs a query: read only where a table asks for it."""


Facts = Mapping[str, Scalar]


def gettext_noop(text: str) -> str:
    """Mark an English text for translation."""
    return text


def fits_unit(value: object) -> bool:
    """Whether a value can be `UNIT`: a power of ten up to UNIT_MAX."""
    return value in (1, 10, 100, 1_000, UNIT_MAX) and not isinstance(value, bool)


def fits(value: object, type_: str) -> bool:
    """Whether a value is of a fact's type; None fits none."""
    if type_ in (NUMBER, MONEY):
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return False
        return -FACT_MAX < value < FACT_MAX
    if type_ == TEXT:
        return isinstance(value, str)
    if type_ == FLAG:
        return isinstance(value, bool)
    return isinstance(value, list) and len(value) <= LIST_ITEMS_MAX and all(isinstance(item, str) for item in value)

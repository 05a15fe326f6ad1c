"""What people and programs write into cells: amounts, dates, quantities, formulas. Pure; money stays decimal text."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as day_time
from decimal import Decimal
from typing import Any

from orderway.adapters.channels._read import TEXT_LENGTH_MAX, Unreadable, decimal, moment, text
from orderway.adapters.channels._table import UNDECODED
from orderway.kernel.money import exponent

EXACT_NUMBER_MAX = 2**53
"""Above this Excel has lost digits of a number."""

_TRICKS = "=+-@'\t\r"
"""What a cell begins with that may be a formula, or Excel's mark of a text."""
_TEXT_FORMULA = re.compile(r'="([^"]*)"\Z')
_FORMULA = re.compile(r"=|[+\-@\t\r][^(|!]{0,60}[(|!]")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+\Z", re.IGNORECASE)
_COINS = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "CA$": "CAD", "AU$": "AUD", "NZ$": "NZD", "MX$": "MXN", "R$": "BRL",
    "S$": "SGD", "C$": "CAD", "A$": "AUD", "RMB": "CNY", "zł": "PLN", "Kč": "CZK", "Rp": "IDR", "RM": "MYR", "€": "EUR",
    "£": "GBP", "₩": "KRW", "₹": "INR", "₫": "VND", "₱": "PHP", "฿": "THB", "₽": "RUB", "₺": "TRY", "₴": "UAH",
}  # fmt: skip
"""Signs beside an amount that name one currency ($, ¥ and kr are those of several)."""
_CODES = frozenset(
    "AED AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON "
    "RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR".split()
)
_SIGNS = "|".join(re.escape(sign) for sign in _COINS)
_SIGNED = re.compile(rf"\b({'|'.join(sorted(_CODES))})\b|(?<![A-Za-z])({_SIGNS})(?![A-Za-z])|([€£₩₹₫₱฿₽₺₴])")
_MONEY_WORDS = re.compile(
    rf"\b(?:{'|'.join(sorted(_CODES))})\b|{_SIGNS}|[\s\u00a0\u202f'’¥￥$元円圆원]|US|HK|kr\.?|Ft|lei|руб\.?|TL|Fr\.",
    re.IGNORECASE,
)
_NO_CENTS = ("IDR", "VND", "CLP", "COP")
"""Currencies in which a single point parts thousands."""
_ONE_POINT = re.compile(r"-?\d{1,3}\.\d{3}\Z")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+\Z")
_POINTED_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3}){2,}\Z")
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?\s*(.*)\Z")
_CHINESE_TIME = re.compile(r"(\d{1,2})[时点](?:(\d{1,2})分?)?(?:(\d{1,2})秒?)?\Z")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(.*))?\Z")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?[ T]+(.*))?\Z")
_MONTHS = {word: number for number, words in enumerate((
    "jan ene gen sty", "feb fev fbr lut", "mar mrt mae", "apr abr avr kwi", "may mai mei mag maj", "jun giu juin cze",
    "jul lug juil lip", "aug ago aou sie", "sep set wrz", "oct okt ott out paz", "nov lis", "dec dez dic des gru",
), 1) for word in words.split()}  # fmt: skip
"""How months begin in European languages, accents left out."""
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?[ -](\d{1,2}),?[ -](\d{4}|\d{2})(?:,?[ T]+(.*))?\Z")
_MONTH_SECOND = re.compile(
    r"(\d{1,2})\.?[ -](?:de )?([^\W\d_]{3,12})\.?,?(?: de)?[ -](\d{4}|\d{2})(?:,?[ T]+(?:(?:à|at|um|om|alle) )?(.*))?\Z"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?\Z")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?\Z")
_EXCEL_DAYS = re.compile(r"\d{5}(?:\.\d+)?\Z")
"""A date that lost its format on the way out of Excel: days since 1899-12-30."""
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, Excel's text trick unwrapped; raises Unreadable for a formula."""
    if type(value) is str and value.isascii() and "\x00" not in value:
        plain = value.strip()[:TEXT_LENGTH_MAX]
        if not plain or plain[0] not in _TRICKS:
            return plain
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | day_time):
        return value.isoformat()
    plain = text(value)
    if not plain.isascii() and UNDECODED.search(plain):
        raise Unreadable("bytes that are not of the file's encoding")
    if plain and plain[0] in _TRICKS:
        if found := _TEXT_FORMULA.match(plain):
            return found[1].strip()
        if plain[0] == "'":
            return plain[1:].strip()
        if _FORMULA.match(plain):
            raise Unreadable(f"{plain[:40]!r} is a formula")
    return plain


def cell_id(value: Any) -> str:
    """A number or code that names something: no `.0`; raises Unreadable where Excel has rounded its digits away."""
    if isinstance(value, float) and abs(value) > EXACT_NUMBER_MAX:
        raise Unreadable(f"{value!r} has lost its last digits in Excel; format the column as text and export again")
    plain = cell_text(value)
    if _SCIENTIFIC.match(plain):
        raise Unreadable(f"{plain[:40]!r} has lost its digits in Excel; format the column as text and export again")
    return plain[:-2] if plain.endswith(".0") and plain[:-2].isdigit() else plain


def cell_number(value: Any, what: str) -> Decimal | None:
    """The exact number of a cell as people write it (1,234.50; 1.234,50; ¥89; (12)); None for an empty cell."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return decimal(repr(value), what)
    plain = cell_text(value)
    bare = plain if plain.isascii() and plain.replace(".", "").isdigit() else _MONEY_WORDS.sub("", plain)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if not bare or bare in ("-", "--", "–", "—"):
        return None
    if "," in bare:
        if ("." in bare and bare.rindex(".") > bare.rindex(",")) or _THOUSANDS.match(bare):
            bare = bare.replace(",", "")
        else:
            bare = bare.replace(".", "").replace(",", ".")
    elif _POINTED_THOUSANDS.match(bare) or (_ONE_POINT.match(bare) and coin_beside(plain) in _NO_CENTS):
        bare = bare.replace(".", "")
    try:
        return decimal(bare, what)
    except Unreadable:
        raise Unreadable(f"{what}: {plain[:30]!r} is not a number") from None


def coin_beside(value: Any) -> str:
    """The ISO code of the currency that a sign or code beside an amount names for certain; empty where none does."""
    found = _SIGNED.search(value) if isinstance(value, str) else None
    return "" if found is None else found[1] or _COINS[found[2] or found[3]]


def cell_money(value: Any, what: str, coin: str) -> Decimal | None:
    """Like `cell_number`; noise of single-precision floats (9.80000019) is taken off."""
    number = cell_number(value, what)
    if number is None or int(number.as_tuple().exponent) > -6:
        return number
    near = round(number, exponent(coin))
    return near if abs(near - number) <= abs(number) * Decimal("0.0000001") else number


def cell_moment(value: Any, zone: tzinfo, day_first: bool, what: str) -> datetime | None:
    """The instant of a cell in UTC; None for an empty one. A time without an offset is of `zone`."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
        if isinstance(value, date):
            return datetime.combine(value, day_time(), zone).astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 < value < 80_000:
            return (_EXCEL_EPOCH + timedelta(days=value)).replace(tzinfo=zone).astimezone(UTC)
        plain = cell_text(value)
        if _EXCEL_DAYS.match(plain) and 20_000 < float(plain) < 80_000:
            return cell_moment(float(plain), zone, day_first, what)
        found = _written(plain, day_first, zone)
        if found is None:
            return moment(plain, zone, what) if not plain.isdigit() else moment(int(plain[:15]), zone, what)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(f"{what}: {str(value)[:30]!r} is not a date") from None


def _written(plain: str, day_first: bool, zone: tzinfo) -> datetime | None:
    """A date in one of the usual spellings, in `zone`; None where it is another."""
    if found := _CHINESE_DATE.match(plain):
        return _at(int(found[1]), int(found[2]), int(found[3]), found[4], zone)
    if found := _YEAR_FIRST.match(plain):
        return None if _offset(found[4]) else _at(int(found[1]), int(found[2]), int(found[3]), found[4] or "", zone)
    if found := _YEAR_LAST.match(plain):
        one, two, year = int(found[1]), int(found[3]), _year(found[4])
        if found[2] == "." or day_first or one > 12:
            one, two = two, one
        return _at(year, one, two, found[5] or "", zone)
    if (found := _MONTH_FIRST.match(plain)) and (month := _month(found[1])):
        return _at(_year(found[3]), month, int(found[2]), found[4] or "", zone)
    if (found := _MONTH_SECOND.match(plain)) and (month := _month(found[2])):
        return _at(_year(found[3]), month, int(found[1]), found[4] or "", zone)
    if found := _COMPACT.match(plain):
        year, month, day, *clock = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, clock[0], clock[1], clock[2], tzinfo=zone)
    return None


def _month(name: str) -> int | None:
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3])


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) < 3 else 0)


def _offset(clock: str | None) -> bool:
    return clock is not None and (clock[-1:] in ("Z", "z") or "+" in clock or "-" in clock)


def _at(year: int, month: int, day: int, clock: str, zone: tzinfo) -> datetime:
    if not clock.strip():
        return datetime(year, month, day, tzinfo=zone)
    if found := _CHINESE_TIME.match(clock.strip()):
        return datetime(year, month, day, int(found[1]), int(found[2] or 0), int(found[3] or 0), tzinfo=zone)
    found = _CLOCK.match(clock.strip())
    if not found:
        raise ValueError(clock)
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4] in ("PM", "pm", "Pm", "pM") else 0)
    return datetime(year, month, day, hour, int(found[2]), int(found[3] or 0), tzinfo=zone)

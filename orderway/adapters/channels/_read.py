"""How values from outside become ours: text, whole numbers, money in minor units, instants. Never binary floats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation
from typing import Any

from orderway.kernel.limits import BULK_ORDERS_MAX, LINES_PER_ORDER_MAX, QUANTITY_MAX
from orderway.kernel.money import AMOUNT_MINOR_MAX, exponent
from orderway.ports.channel import Document

TEXT_LENGTH_MAX = 10_000
"""Characters of one text field that are kept; the rest is cut."""
PROBLEM_CHARS_MAX = 300
DIGITS_MAX = 40
"""A number written with more characters is refused unread."""

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS_EPOCH_MAX = 10**11
"""Whole numbers above this are milliseconds since 1970, those below are seconds."""


class Unreadable(ValueError):
    """A value that cannot be read; the text says which and why, in one line for a person."""

    def __init__(self, what: str) -> None:
        printable = what.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
        super().__init__(" ".join(printable.split())[:PROBLEM_CHARS_MAX])


def text(value: Any) -> str:
    """The value as one text without NUL and outer blanks; empty for what is no text or number."""
    if type(value) is str or isinstance(value, str):
        clean: str = value.replace("\x00", "") if "\x00" in value else value
        clean = clean.strip()
        return clean if len(clean) <= TEXT_LENGTH_MAX else clean[:TEXT_LENGTH_MAX]
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return str(value)[:TEXT_LENGTH_MAX]


def first(*values: Any) -> str:
    """The first value that is a text with something in it; empty when none is."""
    for value in values:
        found = text(value)
        if found:
            return found
    return ""


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is an object; an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def rows(value: Any, what: str = "list", most: int = LINES_PER_ORDER_MAX) -> list[dict[str, Any]]:
    """The objects of a list; empty for nothing. Raises Unreadable where it is no list of objects or too long.

    PHP writes a list with gaps as an object whose keys are its places: that is read as the list it was.
    """
    if value is None:
        return []
    if isinstance(value, dict) and all(key.isdecimal() for key in value):
        value = list(value.values())
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Unreadable(f"{what}: a list of objects is expected")
    if len(value) > most:
        raise Unreadable(f"{what}: {len(value)} entries, at most {most} are read")
    return value


def decimal(value: Any, what: str = "number") -> Decimal:
    """The exact decimal of a number or its text; raises Unreadable for anything else, NaN and infinity included."""
    if type(value) is str and _PLAIN_NUMBER.fullmatch(value):
        return Decimal(value)  # in range as it stands
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value) if abs(value) <= 10**DIGITS_MAX else Decimal("NaN")
    elif isinstance(value, str) and len(value) <= DIGITS_MAX:
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            raise Unreadable(f"{what}: {value[:30]!r} is not a number") from None
    else:
        raise Unreadable(f"{what}: {str(value)[:30]!r} is not a number")
    if not number.is_finite() or not -DIGITS_MAX < number.adjusted() < DIGITS_MAX or _too_fine(number):
        raise Unreadable(f"{what}: {str(value)[:30]!r} is out of range")
    return number


def _too_fine(number: Decimal) -> bool:
    return int(number.as_tuple().exponent) < -2 * DIGITS_MAX


def minor(value: Any, currency: str, what: str = "amount") -> int:
    """Money as minor units of the currency; nothing (None, empty) is 0, parts of a minor unit are rounded half up."""
    if value is None or value == "":
        return 0
    digits = exponent(currency)
    if type(value) is str:
        head, _, tail = value.partition(".")
        if len(tail) == digits and len(value) <= 15 and (plain := head + tail).isascii() and plain.isdigit():
            return int(plain)
    known = type(value) is Decimal and value.is_finite()
    scaled = (value if known else decimal(value, what)).scaleb(digits).to_integral_value(ROUND_HALF_UP)
    if abs(scaled) > AMOUNT_MINOR_MAX:
        raise Unreadable(f"{what}: {str(value)[:30]} is too large")
    return int(scaled)


def rounded(price: Decimal, what: str) -> Decimal:
    """The price with six decimals at most; raises Unreadable for one that is too large to be one."""
    try:
        return price.quantize(Decimal("0.000001"))
    except InvalidOperation:
        raise Unreadable(f"{what}: {price:.3E} is too large") from None


def exact_price(value: Any, currency: str) -> str:
    """The price as written where it is finer than a minor unit, else empty; for `IncomingLine.price_exact`."""
    if value is None or value == "":
        return ""
    scaled = decimal(value, "price").scaleb(exponent(currency))
    return "" if scaled == scaled.to_integral_value() else format(decimal(value).normalize(), "f")


def quantity(value: Any, what: str = "quantity") -> tuple[int, str]:
    """A whole quantity within its limits, and its exact text where it was none (rounded up, or the nearer bound)."""
    if type(value) is int and 0 <= value <= QUANTITY_MAX:
        return value, ""
    count, exact = _counted(value, what, most=AMOUNT_MINOR_MAX)
    held = min(max(count, 0), QUANTITY_MAX)
    return held, exact if held == count else exact or str(count)


def whole(value: Any, what: str = "quantity") -> int:
    """A number of units, rounded up, which may be below 0; for where an exact text has no place."""
    return _counted(value, what)[0]


def _counted(value: Any, what: str, most: int = QUANTITY_MAX) -> tuple[int, str]:
    if value is None or value == "":
        return 0, ""
    number = decimal(value, what)
    if abs(number) > most:
        raise Unreadable(f"{what}: {str(value)[:30]} is too large")
    count = int(number.to_integral_value(ROUND_UP))
    return count, "" if count == number else format(number.normalize(), "f")


def currency(value: Any) -> str:
    """An ISO 4217 code in upper case; empty for nothing. Raises Unreadable for anything else."""
    code = text(value).upper()
    if code and not _CURRENCY.match(code):
        raise Unreadable(f"currency: {code[:30]!r} is not a code of three letters")
    return code


def moment(value: Any, zone: tzinfo = UTC, what: str = "time") -> datetime | None:
    """An instant in UTC from ISO 8601 or from seconds or milliseconds since 1970; None for nothing.

    A time without its own offset is read in `zone`. Raises Unreadable for anything else.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value.strip())
        elif isinstance(value, int) and not isinstance(value, bool):
            found = _EPOCH + timedelta(seconds=value if abs(value) < _SECONDS_EPOCH_MAX else value / 1000)
        else:
            raise Unreadable(f"{what}: {str(value)[:30]!r} is not a time")
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{what}: {str(value)[:30]!r} is not a time") from error


def required_moment(value: Any, what: str, zone: tzinfo = UTC) -> datetime:
    """Like `moment`, but nothing is unreadable too."""
    found = moment(value, zone, what)
    if found is None:
        raise Unreadable(f"{what} is missing")
    return found


def required(value: Any, what: str) -> str:
    """The text of a field that must be there; raises Unreadable where it is not."""
    found = text(value)
    if not found:
        raise Unreadable(f"{what} is missing")
    return found


def stamp(at: datetime | None) -> str:
    """A version that sorts: UTC ISO 8601 with microseconds; empty for no time."""
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def country(value: Any) -> str:
    """ISO 3166 alpha-2 in upper case where the value is one of two or (the common) three letters; else empty."""
    code = text(value).upper()
    if len(code) == 2 and code.isascii() and code.isalpha():
        return code
    return _ALPHA3.get(code, "")


def joined(*parts: Any, by: str = " ") -> str:
    """The parts that are not empty as one text."""
    return by.join(found for part in parts if (found := text(part)))


def orders_in(value: Any, what: str) -> list[dict[str, Any]]:
    """The objects of a list of many orders or documents; limits and errors as `rows`."""
    return rows(value, what, BULK_ORDERS_MAX)


def plain(value: Any, depth: int = 0) -> Any:
    """A copy that JSON and the database can hold: decimals as text, no NUL, nothing deeper than 20 levels."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {text(key): plain(part, depth + 1) for key, part in value.items()} if depth < 20 else {}
    if isinstance(value, list):
        return [plain(part, depth + 1) for part in value] if depth < 20 else []
    return value


def kept(kind: str, entry: dict[str, Any], *, order: str = "") -> Document:
    """Something that is no order and has no reading of its own, whole; raises Unreadable where it is empty."""
    if not entry:
        raise Unreadable(f"{kind}: it is empty")
    found = {key.casefold().replace("_", ""): value for key, value in entry.items()}
    return Document(
        kind=kind,
        number=first(*(found.get(key) for key in _NUMBERS)),
        order_external_id=order or first(*(found.get(key) for key in _ORDER_NUMBERS)),
        status=first(found.get("status"), found.get("state")),
        data=plain(entry),
    )


_NUMBERS = ("id", "number", "name", "transactionid", "shipmentid", "fulfillmentid", "returnid", "tid")
_ORDER_NUMBERS = (
    "amazonorderid",
    "orderid",
    "purchaseordernumber",
    "customerorderid",
    "ordersn",
    "sellerfulfillmentorderid",
)


def texts(value: Any) -> Iterator[str]:
    """The texts of a list, without the empty ones; nothing for what is no list."""
    if isinstance(value, list):
        for part in value:
            if found := text(part):
                yield found


_ALPHA3 = dict(
    pair.split(":")
    for pair in [
        "USA:US",
        "CAN:CA",
        "MEX:MX",
        "BRA:BR",
        "ARG:AR",
        "CHL:CL",
        "COL:CO",
        "PER:PE",
        "GBR:GB",
        "IRL:IE",
        "FRA:FR",
        "DEU:DE",
        "ITA:IT",
        "ESP:ES",
        "PRT:PT",
        "NLD:NL",
        "BEL:BE",
        "LUX:LU",
        "CHE:CH",
        "AUT:AT",
        "POL:PL",
        "CZE:CZ",
        "SVK:SK",
        "HUN:HU",
        "ROU:RO",
        "BGR:BG",
        "GRC:GR",
        "SWE:SE",
        "NOR:NO",
        "DNK:DK",
        "FIN:FI",
        "ISL:IS",
        "EST:EE",
        "LVA:LV",
        "LTU:LT",
        "SVN:SI",
        "HRV:HR",
        "SRB:RS",
        "UKR:UA",
        "TUR:TR",
        "ISR:IL",
        "ARE:AE",
        "SAU:SA",
        "EGY:EG",
        "ZAF:ZA",
        "IND:IN",
        "PAK:PK",
        "CHN:CN",
        "HKG:HK",
        "MAC:MO",
        "TWN:TW",
        "JPN:JP",
        "KOR:KR",
        "SGP:SG",
        "MYS:MY",
        "THA:TH",
        "VNM:VN",
        "IDN:ID",
        "PHL:PH",
        "AUS:AU",
        "NZL:NZ",
        "MLT:MT",
        "CYP:CY",
    ]
)

"""What EDIFACT messages say, as plain facts, and the documents they are. Pure.

Source: UN/EDIFACT directories D.96A to D.01B: ORDERS, ORDCHG, ORDRSP, DESADV, INVOIC, CONTRL; EANCOM.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._edifact_envelope import Message, Segment, cell
from orderway.adapters.channels._read import Unreadable

_FORMATS = {"102": "%Y%m%d", "203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S", "101": "%y%m%d", "201": "%y%m%d%H%M"}
_LENGTHS = {"102": 8, "203": 12, "204": 14, "101": 6, "201": 10}
_DOCUMENT_DATES = ("137", "4", "3", "9")
_QUANTITIES = {"DESADV": ("12", "46", "21"), "INVOIC": ("47", "12", "46"), "ORDRSP": ("21", "12", "113", "83"),
               "RECADV": ("48", "194", "46", "12")}  # fmt: skip
_ORDERED = ("21", "53", "1", "61")
_ZONED = re.compile(r"(\d{12})(\d{2})?([A-Za-z]{1,4}|[+-]\d{2}(?:\d{2})?)?\Z")
"""Forms 205, 303 and 304: a clock and its zone."""
_ZONES = {"WET": 0, "BST": 1, "CET": 1, "MEZ": 1, "EET": 2, "CEST": 2, "MESZ": 2, "EEST": 3, "MSK": 3, "JST": 9,
          "EDT": -4, "EST": -5, "CDT": -5, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8}  # fmt: skip
"""Hours ahead of UTC of the zones that forms 303 and 304 name; others are read as UTC."""
_ALLOWED = ("8", "23", "204", "131")
_ALLOWED_OF_LINE = ("8", "23", "204")
"""MOA 5025 behind an ALC: what is allowed or charged."""


class Facts:
    """The facts of one message, gathered segment by segment."""

    def __init__(self, message: Message) -> None:
        self.kind = message.kind
        self.mark = message.decimal_mark
        self.dates: list[list[str]] = []
        self.parties: list[dict[str, Any]] = []
        self.party_lines: list[int] = []
        """Behind which line each of `parties` stands; 0: of the whole message."""
        self.references: list[list[str]] = []
        self.lines: list[dict[str, Any]] = []
        self.amounts: list[list[str]] = []
        self.allowances: list[dict[str, str]] = []
        """ALC of the whole message: kind (A allowance, C charge), code, amount, percent."""
        self.sscc: list[str] = []
        self.notes: list[str] = []
        self.currency = ""
        self.summary = False
        self.heads: dict[str, Segment] = {}
        self.answers: list[dict[str, Any]] = []
        self.controls: dict[str, str] = {}
        self.faults: list[str] = []
        for segment in message.body:
            name = segment[0][0].strip()
            reader = _SEGMENTS.get(name)
            if reader is not None:
                reader(self, segment)
            self.heads.setdefault(name, segment)

    def head(self, name: str, element: int, component: int = 0) -> str:
        """A component of the first segment of this name; empty where there is none."""
        segment = self.heads.get(name)
        return "" if segment is None else cell(segment, element, component)

    def number(self, value: str, what: str) -> Decimal | None:
        """The number of a component, comma or point; None for an empty one and, with a fault, for what is none."""
        if not value:
            return None
        try:
            return read.decimal(value.replace(",", ".") if "." not in value else value, what)
        except Unreadable as error:
            self.faults.append(str(error))
            return None

    def party(self, *roles: str) -> dict[str, Any]:
        """The party with the first of these roles that is there; empty when none is."""
        return next((one for role in roles for one in self.parties if one["role"] == role), {})

    def reference(self, *codes: str) -> str:
        """The first reference with one of these qualifiers."""
        return next((value for code in codes for kind, value in self.references if kind == code), "")

    def quantity(self, line: dict[str, Any]) -> str:
        """The quantity of a line that this kind of message is about."""
        wanted = _QUANTITIES.get(self.kind, _ORDERED)
        given = {kind: value for kind, value, _ in reversed(line["quantities"])}
        return next((given[kind] for kind in wanted if kind in given), "")


def _date(facts: Facts, segment: Segment) -> None:
    _of_line(facts, "dates", facts.dates).append([cell(segment, 1, index) for index in range(3)])


def _reference(facts: Facts, segment: Segment) -> None:
    _of_line(facts, "references", facts.references).append([cell(segment, 1, 0), cell(segment, 1, 1)])


def _of_line(facts: Facts, key: str, head: list[list[str]]) -> list[list[str]]:
    """Where a fact belongs: to the line that is open, else to the whole message."""
    if not facts.lines or facts.summary:
        return head
    found: list[list[str]] = facts.lines[-1].setdefault(key, [])
    return found


def _party(facts: Facts, segment: Segment) -> None:
    names = [part.strip() for part in segment[4] if part.strip()] if len(segment) > 4 else []
    loose = [part.strip() for part in segment[3] if part.strip()] if len(segment) > 3 else []
    street = [part.strip() for part in segment[5] if part.strip()] if len(segment) > 5 else []
    found: dict[str, Any] = {"role": cell(segment, 1), "id": cell(segment, 2), "agency": cell(segment, 2, 2)}
    more = {
        "name": names or loose[:1],
        "street": street or loose[1:],
        "city": cell(segment, 6),
        "region": cell(segment, 7),
        "postcode": cell(segment, 8),
        "country": cell(segment, 9),
    }
    facts.parties.append({**found, **{key: value for key, value in more.items() if value}})
    facts.party_lines.append(0 if facts.summary else len(facts.lines))


def _contact(facts: Facts, segment: Segment) -> None:
    """COM: numbers of the party before it."""
    if not facts.parties or facts.lines:
        return
    for index in range(1, len(segment)):
        kind = {"TE": "phone", "AL": "phone", "EM": "email"}.get(cell(segment, index, 1))
        if kind:
            facts.parties[-1].setdefault(kind, cell(segment, index))


def _line(facts: Facts, segment: Segment) -> None:
    facts.summary = False
    _close_allowance(facts)
    facts.lines.append(
        {
            "line": cell(segment, 1),
            "action": cell(segment, 2),
            "item": cell(segment, 3),
            "item_type": cell(segment, 3, 1),
            "quantities": [],
        }
    )


def _more_ids(facts: Facts, segment: Segment) -> None:
    if facts.lines:
        pairs = [[part[0].strip(), part[1].strip() if len(part) > 1 else ""] for part in segment[2:] if part[0].strip()]
        facts.lines[-1].setdefault("additional_ids", []).extend(pairs)


OWN = frozenset(("line", "description", "variant", "titles", "allowances"))
"""What of a line stands in fields of its own."""
VARIANT = {"35": "Color", "98": "Size"}
"""Item characteristics (7081)."""
_BOOK_TITLE = "050"
"""7081 of the book trade (EDItEUR): author, publisher and year stand in segments of their own."""


def _description(facts: Facts, segment: Segment) -> None:
    if facts.lines:
        coded = cell(segment, 1) == "C"  # a code from a list (TU, CU) is no description
        words = read.joined(cell(segment, 3, 3), cell(segment, 3, 4)) or ("" if coded else cell(segment, 3))
        if words:
            facts.lines[-1].setdefault("description", []).append(words)
        if words and cell(segment, 2) == _BOOK_TITLE:
            facts.lines[-1].setdefault("titles", []).append(words)
        if words and cell(segment, 2) in VARIANT:
            facts.lines[-1].setdefault("variant", []).append(f"{VARIANT[cell(segment, 2)]}: {words}")


def _place(facts: Facts, segment: Segment) -> None:
    """LOC 7: a place that a part of the line goes to; how much of it follows in QTY 11."""
    if facts.lines and not facts.summary and cell(segment, 1) == "7":
        facts.lines[-1].setdefault("stores", []).append([cell(segment, 2), ""])


def _quantity(facts: Facts, segment: Segment) -> None:
    if facts.lines:
        stores = facts.lines[-1].get("stores", [["", "-"]])
        if cell(segment, 1) == "11" and not stores[-1][1]:
            stores[-1][1] = cell(segment, 1, 1)
        facts.lines[-1]["quantities"].append([cell(segment, 1, index) for index in range(3)])


def _price(facts: Facts, segment: Segment) -> None:
    if facts.lines:
        facts.lines[-1].setdefault("prices", []).append([cell(segment, 1, 0), cell(segment, 1, 1), cell(segment, 1, 4)])


def _amount(facts: Facts, segment: Segment) -> None:
    found = [cell(segment, 1, 0), cell(segment, 1, 1)]
    if facts.lines and not facts.summary:
        facts.lines[-1].setdefault("amounts", []).append(found)
        if found[0] in _ALLOWED_OF_LINE and facts.lines[-1].get("allowances"):
            last = facts.lines[-1]["allowances"][-1]
            last["amount"] = last["amount"] or found[1]
        return
    facts.amounts.append(found)
    if found[0] in _ALLOWED and facts.allowances and not facts.allowances[-1]["closed"]:
        facts.allowances[-1]["amount"] = facts.allowances[-1]["amount"] or found[1]


def _allowance(facts: Facts, segment: Segment) -> None:
    """ALC of the whole message, or of a line."""
    names = {"kind": cell(segment, 1), "code": cell(segment, 5), "amount": "", "percent": ""}
    if not facts.lines or facts.summary:
        facts.allowances.append({**names, "closed": ""})
    else:
        facts.lines[-1].setdefault("allowances", []).append(names)


def _percent(facts: Facts, segment: Segment) -> None:
    if facts.lines and not facts.summary:
        for last in facts.lines[-1].get("allowances", [])[-1:]:
            last["percent"] = last["percent"] or cell(segment, 1, 1)
    if (not facts.lines or facts.summary) and facts.allowances and not facts.allowances[-1]["closed"]:
        facts.allowances[-1]["percent"] = facts.allowances[-1]["percent"] or cell(segment, 1, 1)


def _package(facts: Facts, segment: Segment) -> None:
    """GIN: serial numbers of parcels (BJ and EU: SSCC)."""
    if cell(segment, 1) in ("BJ", "EU", "AW"):
        facts.sscc.extend(part.strip() for element in segment[2:] for part in element if part.strip())


def _note(facts: Facts, segment: Segment) -> None:
    words = read.joined(*segment[4]) if len(segment) > 4 else ""
    if words and cell(segment, 1) == "AFM" and facts.lines and not facts.summary:
        facts.lines[-1].setdefault("titles", []).append(words)
    elif words:
        facts.notes.append(words)


def _control(facts: Facts, segment: Segment) -> None:
    """UCI: CONTRL's answer to a whole interchange."""
    names = {"reference": cell(segment, 1), "action": cell(segment, 4), "error": cell(segment, 5)}
    facts.controls.update(names)


def _control_message(facts: Facts, segment: Segment) -> None:
    """UCM: CONTRL's answer to one message."""
    found = {
        "reference": cell(segment, 1),
        "type": cell(segment, 2),
        "action": cell(segment, 3),
        "error": cell(segment, 4),
    }
    facts.answers.append({key: value for key, value in found.items() if value})


def _end_of_lines(facts: Facts, _: Segment) -> None:
    facts.summary = True
    _close_allowance(facts)


def _close_allowance(facts: Facts) -> None:
    """Amounts behind a line or behind the last line are no longer those of the allowance before it."""
    for one in facts.allowances[-1:]:
        one["closed"] = "yes"


_SEGMENTS: dict[str, Callable[[Facts, Segment], None]] = {
    "DTM": _date,
    "NAD": _party,
    "COM": _contact,
    "RFF": _reference,
    "CUX": lambda facts, segment: setattr(facts, "currency", facts.currency or cell(segment, 1, 1)),
    "LIN": _line,
    "PIA": _more_ids,
    "IMD": _description,
    "QTY": _quantity,
    "LOC": _place,
    "PRI": _price,
    "MOA": _amount,
    "ALC": _allowance,
    "PCD": _percent,
    "GIN": _package,
    "FTX": _note,
    "UNS": _end_of_lines,
    "UCI": _control,
    "UCM": _control_message,
}


def instant(value: str, form: str) -> datetime | None:
    """The instant of a DTM, as UTC; None for a form or value that is none. Form 303 and 304 carry a zone."""
    if form in ("205", "303", "304"):
        return _zoned(value)
    by_length = {8: "102", 12: "203", 14: "204", 6: "101"}.get(len(value), "")
    pattern = _FORMATS.get(form or by_length)
    if pattern and len(value) != _LENGTHS.get(form, len(value)):  # some write a clock behind a day (102)
        pattern = _FORMATS.get(by_length)
    if pattern is None or not (value.isascii() and value.isdigit()):
        return None
    try:
        found = _instant(value, pattern)
    except ValueError:
        return None
    # Two digits of a year: EDI knows no dates of more than 50 years ahead.
    return found - timedelta(days=36525) if found.year > 2076 else found


def _zoned(value: str) -> datetime | None:
    found = _ZONED.match(value) if value.isascii() else None
    if found is None:
        return None
    clock, zone = found[1] + (found[2] or "00"), found[3] or ""
    try:
        at = _instant(clock, _FORMATS["204"])
        if zone[:1] in ("+", "-"):
            ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:] or 0))
            return at + ahead if zone[0] == "-" else at - ahead
        return at - timedelta(hours=_ZONES.get(zone.upper(), 0))
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def _instant(value: str, pattern: str) -> datetime:
    """Many documents name the same days."""
    return datetime.strptime(value, pattern).replace(tzinfo=UTC)


def document_date(facts: Facts) -> datetime | None:
    """The date of the document itself (137), else of the order or invoice; of a despatch when it left."""
    for wanted in (*_DOCUMENT_DATES, *(("11",) if facts.kind == "DESADV" else ())):
        for kind, value, form in facts.dates:
            if kind == wanted and (found := instant(value, form)):
                return found
    return None

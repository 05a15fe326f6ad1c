"""What is wrong inside of an EDIFACT message, by segment and component, in the codes of CONTRL. Pure.

Source: UN/EDIFACT CONTRL, code list 0085 (syntax error).
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._edifact_envelope import Message, Segment, cell
from orderway.adapters.channels._edifact_messages import instant
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._x12_check import ELEMENT_CHARS_MAX, FAULTS_MAX
from orderway.ports.edi import Fault

MISSING, NOT_HERE, WRONG_VALUE, WRONG_LETTER, TOO_LONG, WRONG_COUNT = "13", "15", "12", "37", "39", "29"


class Wanted(msgspec.Struct, frozen=True):
    """What a component must be: any, number or date."""

    element: int
    component: int
    kind: str = "any"
    needed: bool = True


class Rules(msgspec.Struct, frozen=True):
    """What a message must hold, and the segment of its lines, which no summary may precede."""

    needed: tuple[str, ...]
    line: str = "LIN"


RULES: dict[str, Rules] = {
    "ORDERS": Rules(("BGM", "LIN")),
    "ORDCHG": Rules(("BGM",)),
    "CONTRL": Rules(("UCI",), ""),
}
_COMPONENTS: dict[str, tuple[Wanted, ...]] = {
    "BGM": (Wanted(2, 0),),
    "DTM": (Wanted(1, 0), Wanted(1, 1, "date", False)),
    "QTY": (Wanted(1, 0), Wanted(1, 1, "number")),
    "PRI": (Wanted(1, 1, "number", False),),
    "MOA": (Wanted(1, 0), Wanted(1, 1, "number", False)),
    "NAD": (Wanted(1, 0),),
    "UCI": (Wanted(1, 0), Wanted(4, 0)),
}


def check(message: Message) -> list[Fault]:
    """Every fault of a message, at most FAULTS_MAX; segments that we do not know are no fault."""
    faults = [Fault("", 0, "18" if "no UNT" in what else "29" if "UNT01" in what else "28", what=what,
                    fatal="no UNT" in what) for what in message.faults]  # fmt: skip
    rules = RULES.get(message.kind)
    names = [segment[0][0].strip() for segment in message.body]
    if rules is not None and message.complete:
        faults += _order(rules, names)
    for position, segment in enumerate(message.body, 2):
        if len(faults) >= FAULTS_MAX:
            break
        faults += _components(segment, position, message.decimal_mark)
    if rules is not None and not any(fault.fatal for fault in faults):
        faults += _totals(message, names)
    return faults[:FAULTS_MAX]


def _order(rules: Rules, names: list[str]) -> list[Fault]:
    faults = []
    for name in rules.needed:
        if name not in names:
            faults.append(Fault(name, len(names) + 2, MISSING, what=f"{name} is missing"))
    first = rules.needed[0]
    if first in names and names[0] != first:
        faults.append(Fault(first, names.index(first) + 2, NOT_HERE, what=f"{first} must be the first segment"))
    if rules.line and "UNS" in names:
        behind = names.index("UNS")
        for position, name in enumerate(names[behind + 1 :], behind + 3):
            if name == rules.line:
                faults.append(Fault(name, position, NOT_HERE, what=f"{name} stands behind UNS"))
    return faults


def _components(segment: Segment, position: int, mark: str) -> list[Fault]:
    name = segment[0][0].strip()
    faults = []
    for place, element in enumerate(segment[1:], 1):
        longest = max((len(part) for part in element), default=0)
        if longest > ELEMENT_CHARS_MAX:
            what = f"{name} element {place} has {longest} characters"
            faults.append(Fault(name[:3], position, TOO_LONG, place, TOO_LONG, "1", what))
    for wanted in _COMPONENTS.get(name, ()):
        value = cell(segment, wanted.element, wanted.component)
        code = _fault(wanted, value, cell(segment, wanted.element, 2), mark)
        if code:
            shown = value[:40]
            where = f"{name} {wanted.element}:{wanted.component + 1}"
            what = f"{where} is missing" if not value else f"{where}: {shown!r} is no {wanted.kind}"
            faults.append(Fault(name, position, code, wanted.element, code, str(wanted.component + 1), what))
    return faults


def _fault(wanted: Wanted, value: str, form: str, mark: str) -> str:
    if not value:
        return MISSING if wanted.needed else ""
    if wanted.kind == "number" and _number(value, mark) is None:
        return WRONG_LETTER
    dated = form in ("102", "203", "204", "101", "201")
    return WRONG_VALUE if wanted.kind == "date" and dated and instant(value, form) is None else ""


def _number(value: str, mark: str) -> Decimal | None:
    try:
        return read.decimal(value.replace(mark, ".").replace(",", "."))
    except Unreadable:
        return None


def _totals(message: Message, names: list[str]) -> list[Fault]:
    """CNT 2 counts the lines, CNT 1 adds their quantities up; a wrong one is told and the message is read."""
    faults = []
    for position, (name, segment) in enumerate(zip(names, message.body, strict=True), 2):
        if name != "CNT":
            continue
        said = cell(segment, 1, 1)
        counted = line_totals(message).get(cell(segment, 1, 0))
        number = _number(said, message.decimal_mark)
        if counted is not None and number is not None and number != counted:
            what = f"CNT {cell(segment, 1, 0)} says {said}, {counted} counted"
            faults.append(Fault("CNT", position, WRONG_COUNT, 1, WRONG_COUNT, "2", what, fatal=False))
    return faults


def line_totals(message: Message) -> dict[str, Decimal]:
    """The sums that CNT may tell of an order: 1 quantities ordered, 2 lines."""
    lines = [segment for segment in message.body if segment[0][0].strip() == "LIN"]
    asked = [cell(s, 1, 1) for s in message.body if s[0][0].strip() == "QTY" and cell(s, 1, 0) == "21"]
    numbers = [_number(value, message.decimal_mark) for value in asked]
    found = {"2": Decimal(len(lines))}
    if len(asked) == len(lines) and all(number is not None for number in numbers):
        found["1"] = sum((number for number in numbers if number is not None), Decimal(0))
    return found

"""What is wrong inside of a transaction set, by segment and element, in the codes of the 997. Pure.

Source: ASC X12 004010: elements 720 (segment syntax error), 723 (element syntax error), 718 (set syntax error).
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._x12_envelope import Segment, TransactionSet, at
from orderway.adapters.channels._x12_sets import day
from orderway.kernel.digits import whole
from orderway.ports.edi import Fault

FAULTS_MAX = 50
"""Faults told of one set; the rest is more of the same."""
ELEMENT_CHARS_MAX = 100_000
"""No element of our sets is longer; a text of megabytes is a fault of its own."""
MISSING_SEGMENT, UNEXPECTED, ELEMENTS = "3", "2", "8"
MISSING, TOO_LONG, WRONG_LETTER, WRONG_DATE = "1", "5", "6", "8"


class Wanted(msgspec.Struct, frozen=True):
    """What an element must be: `kind` is any, number or date; `ref` its number in X12's dictionary."""

    place: int
    ref: int
    kind: str = "any"
    needed: bool = True


class Rules(msgspec.Struct, frozen=True):
    """What a set must hold: the segment it begins with, the segments that must be there, the one of its lines."""

    first: str
    needed: tuple[str, ...]
    line: str
    after: tuple[str, ...]
    """Segments that may follow the CTT; the line's must not."""


_NUMBER, _DATE = "number", "date"
_TAIL = ("AMT", "SE", "N1", "N2", "N3", "N4", "PER", "SAC", "TXI", "CAD", "ISS")
RULES: dict[str, Rules] = {
    "850": Rules("BEG", ("BEG", "PO1"), "PO1", _TAIL),
    "860": Rules("BCH", ("BCH",), "POC", _TAIL),
    "846": Rules("BIA", ("BIA", "LIN"), "LIN", _TAIL),
    "940": Rules("W05", ("W05", "W01"), "W01", ()),
    "943": Rules("W06", ("W06", "W04"), "W04", ()),
    "944": Rules("W17", ("W17", "W07"), "W07", ()),
    "945": Rules("W06", ("W06", "W12"), "W12", ()),
    "947": Rules("W15", ("W15", "W19"), "W19", ()),
    "997": Rules("AK1", ("AK1", "AK9"), "AK2", ()),
}
_ELEMENTS: dict[str, tuple[Wanted, ...]] = {
    "BEG": (Wanted(1, 353), Wanted(2, 92), Wanted(3, 324), Wanted(5, 373, _DATE, False)),
    "BCH": (Wanted(1, 353), Wanted(2, 92), Wanted(3, 324)),
    "BIA": (Wanted(1, 353), Wanted(2, 755), Wanted(3, 127), Wanted(4, 373, _DATE)),
    "PO1": (Wanted(2, 330, _NUMBER), Wanted(4, 212, _NUMBER, False)),
    "POC": (
        Wanted(2, 670), Wanted(3, 330, _NUMBER, False), Wanted(4, 671, _NUMBER, False), Wanted(6, 212, _NUMBER, False)
    ),
    "QTY": (Wanted(1, 673), Wanted(2, 380, _NUMBER)),
    "N1": (Wanted(1, 98),),
    "CTT": (Wanted(1, 354, _NUMBER), Wanted(2, 347, _NUMBER, False)),
    "SAC": (Wanted(1, 248), Wanted(5, 610, _NUMBER, False)),
    "AMT": (Wanted(1, 522), Wanted(2, 782, _NUMBER)),
    "W01": (Wanted(1, 330, _NUMBER),),
    "W04": (Wanted(1, 382, _NUMBER),),
    "W05": (Wanted(1, 473), Wanted(2, 285)),
    "W06": (Wanted(1, 514), Wanted(2, 285)),
    "W07": (Wanted(1, 413, _NUMBER),),
    "W12": (Wanted(1, 368), Wanted(2, 330, _NUMBER, False), Wanted(3, 382, _NUMBER, False)),
    "W15": (Wanted(1, 373, _DATE), Wanted(2, 285)),
    "W17": (Wanted(2, 373, _DATE, False), Wanted(3, 285)),
    "W19": (Wanted(1, 893), Wanted(2, 414, _NUMBER)),
    "AK1": (Wanted(1, 479), Wanted(2, 28)),
    "AK9": (Wanted(1, 715), Wanted(2, 97, _NUMBER), Wanted(3, 123, _NUMBER), Wanted(4, 2, _NUMBER)),
}  # fmt: skip


def check(one: TransactionSet) -> list[Fault]:
    """Every fault of a set, at most FAULTS_MAX; segments that we do not know are no fault."""
    faults = [_of_envelope(fault) for fault in one.faults]
    rules = RULES.get(one.kind)
    names = [segment[0].strip() for segment in one.body]
    if rules is not None and one.complete:
        faults += _order(rules, names)
    for position, segment in enumerate(one.body, 2):
        if len(faults) >= FAULTS_MAX:
            break
        faults += _elements(segment, position)
    if rules is not None and not any(fault.fatal for fault in faults):
        faults += _totals(one, names, rules)
    return faults[:FAULTS_MAX]


def _of_envelope(what: str) -> Fault:
    """A fault of ST or SE: it has a code of the set (AK502), no segment."""
    codes = {"has no SE": "2", "SE02": "3", "SE01": "4"}
    code = next((code for word, code in codes.items() if word in what), "5")
    return Fault("", 0, code, what=what, fatal=code == "2")


def _order(rules: Rules, names: list[str]) -> list[Fault]:
    """The segments' sequence: the head first, no line behind the total, nothing needed missing."""
    faults = []
    if names[:1] != [rules.first] and rules.first in names:
        position = names.index(rules.first) + 2
        faults.append(Fault(rules.first, position, UNEXPECTED, what=f"{rules.first} must be the first segment"))
    for name in rules.needed:
        if name not in names:
            faults.append(Fault(name, len(names) + 2, MISSING_SEGMENT, what=f"{name} is missing"))
    if "CTT" in names and rules.after:
        behind = names.index("CTT")
        for position, name in enumerate(names[behind + 1 :], behind + 3):
            if name == rules.line:
                faults.append(Fault(name, position, UNEXPECTED, what=f"{name} stands behind CTT"))
    return faults


def _elements(segment: Segment, position: int) -> list[Fault]:
    name = segment[0].strip()
    faults = []
    for place, value in enumerate(segment[1:], 1):
        if len(value) > ELEMENT_CHARS_MAX:
            what = f"{name}{place:02} has {len(value)} characters"
            faults.append(Fault(name[:3], position, ELEMENTS, place, TOO_LONG, "", what))
    for wanted in _ELEMENTS.get(name, ()):
        value = at(segment, wanted.place)
        code = _element_fault(wanted, value)
        if code:
            shown = value[:40]
            what = (
                f"{name}{wanted.place:02} is missing"
                if not value
                else f"{name}{wanted.place:02}: {shown!r} is no {wanted.kind}"
            )
            faults.append(Fault(name, position, ELEMENTS, wanted.place, code, shown, what))
    return faults


def _element_fault(wanted: Wanted, value: str) -> str:
    if not value:
        return MISSING if wanted.needed else ""
    if wanted.kind == _NUMBER and not _is_number(value):
        return WRONG_LETTER
    return WRONG_DATE if wanted.kind == _DATE and day(value) is None else ""


def _is_number(value: str) -> bool:
    try:
        read.decimal(value)
    except Unreadable:
        return False
    return True


def _totals(one: TransactionSet, names: list[str], rules: Rules) -> list[Fault]:
    """CTT01 counts the lines, CTT02 adds their quantities up; a wrong one is told and the set is read."""
    if "CTT" not in names:
        return []
    position = names.index("CTT")
    segment = one.body[position]
    lines = [each for each, name in zip(one.body, names, strict=True) if name == rules.line]
    said, faults = whole(at(segment, 1)), []
    if said is not None and said != len(lines):
        what = f"CTT01 says {at(segment, 1)}, {len(lines)} lines counted"
        faults.append(Fault("CTT", position + 2, ELEMENTS, 1, "7", at(segment, 1)[:40], what, fatal=False))
    wrong = hash_fault(at(segment, 2), [at(each, _HASHED.get(rules.line, 2)) for each in lines])
    if wrong:
        faults.append(Fault("CTT", position + 2, ELEMENTS, 2, "7", at(segment, 2)[:40], wrong, fatal=False))
    return faults


_HASHED = {"PO1": 2, "POC": 3}


def hash_fault(said: str, quantities: list[str]) -> str:
    """What is wrong with the hash total of quantities (CTT02); empty where it is right or not given."""
    if not said or not _is_number(said) or not all(_is_number(value) for value in quantities if value):
        return ""
    added = sum((read.decimal(value) for value in quantities if value), Decimal(0))
    return "" if added == read.decimal(said) else f"CTT02 says {said}, quantities add up to {added.normalize():f}"


def element_ref(segment: str, place: int) -> str:
    """The dictionary number of an element (AK402); empty where it is not one of those we check."""
    return next((str(wanted.ref) for wanted in _ELEMENTS.get(segment, ()) if wanted.place == place), "")

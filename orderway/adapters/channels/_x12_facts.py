"""The facts of X12 transaction sets: parties, references, dates, lines, gathered segment by segment. Pure.

Numbers that are none are told as faults beside the facts, so that the rest of a set is still read.
Source: ASC X12 004010, segments of sets 214, 810, 846, 850, 855, 856, 860, 865, 940, 945, 997.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._x12_envelope import Segment, TransactionSet, at

_PRICED_FOR = {"HP": 2, "TP": 3}
"""Element 639: a price for a hundred, for a thousand units; as powers of ten."""


class Charge(NamedTuple):
    """A SAC or TXI: kind A allowance, C charge, T tax; behind which line it stands (0: of the whole order)."""

    kind: str
    code: str
    amount: str
    """SAC05: two implied decimals; TXI02: decimal text."""
    percent: str
    line: int
    rate: str = ""
    """SAC08, of `units` (SAC10), or of each unit of the line."""
    units: str = ""


class Facts:
    """The facts of one transaction set, gathered segment by segment."""

    def __init__(self, body: TransactionSet) -> None:
        self.lines: list[dict[str, Any]] = []
        self.parties: list[dict[str, Any]] = []
        self.party_lines: list[int] = []
        """Behind which line each of `parties` stands; 0: of the whole order."""
        self.dates: list[list[str]] = []
        self.references: list[list[str]] = []
        self.amounts: list[list[str]] = []
        self.notes: list[str] = []
        self.tracking: list[str] = []
        self.sscc: list[str] = []
        self.purchase_orders: list[str] = []
        self.levels: dict[str, int] = {}
        self.carriers: list[list[str]] = []
        self.sets: list[dict[str, Any]] = []
        self.currency = ""
        self.total_lines: list[str] = []
        self.heads: dict[str, Segment] = {}
        self.charges: list[Charge] = []
        self.statuses: list[list[str]] = []
        self.packs: list[dict[str, Any]] = []
        """Of a 945: each LX with its marks and the places of its lines."""
        self.faults: list[str] = []
        for segment in body.body:
            name = segment[0].strip()
            reader = _SEGMENTS.get(name)
            if reader is not None:
                reader(self, segment)
            self.heads.setdefault(name, segment)

    def head(self, name: str, index: int) -> str:
        """An element of the first segment of this name; empty where there is none."""
        segment = self.heads.get(name)
        return "" if segment is None else at(segment, index)

    def number(self, value: str, what: str) -> Decimal | None:
        """The number of an element; None for an empty one and, with a fault, for what is none."""
        if not value:
            return None
        try:
            return read.decimal(value, what)
        except Unreadable as error:
            self.faults.append(str(error))
            return None

    def party(self, *codes: str) -> dict[str, Any]:
        """The first party with the first of these codes that is there; empty when none is."""
        for code in codes:
            for one in self.parties:
                if one["entity"] == code:
                    return one
        return {}

    def reference(self, *codes: str) -> str:
        """The first reference with one of these qualifiers."""
        return next((value for code in codes for kind, value in self.references if kind == code), "")


def _ids(segment: Segment, first: int) -> dict[str, str]:
    """The pairs of qualifier and product number from an element on."""
    return {
        qualifier: number
        for index in range(first, len(segment) - 1, 2)
        if (qualifier := at(segment, index)) and (number := at(segment, index + 1))
    }


def _item(facts: Facts, segment: Segment) -> None:
    """PO1, IT1: line, quantity, unit, price, basis, product numbers."""
    facts.lines.append(_priced(_line(segment, 1, 2, 3, 4, 6), at(segment, 5)))


def _priced(line: dict[str, Any], basis: str) -> dict[str, Any]:
    """The line with its price for one unit, where it is told for a hundred (HP) or a thousand (TP)."""
    try:
        price = Decimal(line["price"]) if basis in _PRICED_FOR else None
    except InvalidOperation:
        return line
    if price is None or not price.is_finite():
        return line
    return {**line, "price": format(price.scaleb(-_PRICED_FOR[basis]), "f"), "price_basis": basis}


_BUYERS_PRICES = ("", "UCP", "NET", "CON", "PUR", "WHL", "CAT", "DIS", "ACT")
"""CTP02: prices that the buyer pays to us; others (RES, RTL, MSR …) are what the shop sells for."""


def _price(facts: Facts, segment: Segment) -> None:
    """CTP: the price of the line where PO1 has none."""
    if facts.lines and not facts.lines[-1]["price"] and at(segment, 2) in _BUYERS_PRICES:
        facts.lines[-1]["price"] = at(segment, 3)


def _stores(facts: Facts, segment: Segment) -> None:
    """SDQ: how many units of the line go to which of the buyer's places."""
    if facts.lines:
        pairs = [[at(segment, index), at(segment, index + 1)] for index in range(3, len(segment) - 1, 2)]
        facts.lines[-1].setdefault("stores", []).extend(pair for pair in pairs if pair[0])


def _line(segment: Segment, line: int, quantity: int, unit: int, price: int, ids: int) -> dict[str, Any]:
    return {
        "line": at(segment, line),
        "qty": at(segment, quantity),
        "uom": at(segment, unit),
        "price": at(segment, price) if price else "",
        "ids": _ids(segment, ids),
    }


def _change(facts: Facts, segment: Segment) -> None:
    """POC: line, kind of change, quantity ordered, quantity left to receive, unit, price, basis, product numbers."""
    found = _line(segment, 1, 3, 5, 6, 8)
    unit = found["uom"].split(":")[0].split(">")[0]
    found = _priced({**found, "uom": unit, "change": at(segment, 2), "qty_left": at(segment, 4)}, at(segment, 7))
    facts.lines.append(found)


def _shipped_item(facts: Facts, segment: Segment) -> None:
    """LIN: line and product numbers; its quantity follows in SN1 or QTY."""
    facts.lines.append({"line": at(segment, 1), "qty": "", "uom": "", "price": "", "ids": _ids(segment, 2)})


def _shipped_quantity(facts: Facts, segment: Segment) -> None:
    if facts.lines:
        facts.lines[-1].update(qty=at(segment, 2), uom=at(segment, 3))


def _quantity(facts: Facts, segment: Segment) -> None:
    if facts.lines:
        facts.lines[-1].setdefault("quantities", []).append([at(segment, 1), at(segment, 2), at(segment, 3)])
        facts.lines[-1]["qty"] = facts.lines[-1]["qty"] or at(segment, 2)


def _warehouse_item(facts: Facts, segment: Segment) -> None:
    """W01 (940): quantity, unit, UPC, product numbers."""
    facts.lines.append(
        {
            "line": str(len(facts.lines) + 1),
            "qty": at(segment, 1),
            "uom": at(segment, 2),
            "price": "",
            "ids": _ids(segment, 4),
        }
    )


def _warehouse_shipped(facts: Facts, segment: Segment) -> None:
    """W12 (945): status, ordered, shipped, difference, unit, UPC, product numbers."""
    facts.lines.append(
        {
            "line": str(len(facts.lines) + 1),
            "status": at(segment, 1),
            "qty_ordered": at(segment, 2),
            "qty": at(segment, 3),
            "uom": at(segment, 5),
            "price": "",
            "ids": _ids(segment, 7),
        }
    )
    if facts.packs:
        facts.packs[-1]["lines"].append(len(facts.lines) - 1)


def _stock_line(quantity: int, unit: int, ids: int) -> Callable[[Facts, Segment], None]:
    """W04 (943 shipped), W07 (944 received), W19 (947 adjusted, signed): a quantity and product numbers."""

    def reader(facts: Facts, segment: Segment) -> None:
        facts.lines.append(_line(segment, 99, quantity, unit, 0, ids) | {"line": str(len(facts.lines) + 1)})

    return reader


def _pack(facts: Facts, segment: Segment) -> None:
    facts.packs.append({"sscc": "", "tracking": "", "lines": []})


def _more_reference(facts: Facts, segment: Segment) -> None:
    """N9 of a 945: the carrier's number (2I, CN, BM) of a parcel, or of the whole shipment."""
    if "W06" not in facts.heads or at(segment, 1) not in ("CN", "2I", "BM"):
        return
    if facts.packs and not facts.packs[-1]["tracking"]:
        facts.packs[-1]["tracking"] = at(segment, 2)
    facts.tracking.append(at(segment, 2))


def _line_answer(facts: Facts, segment: Segment) -> None:
    """ACK (855, 865): what the seller says to a line: status, quantity, unit, date."""
    if facts.lines:
        facts.lines[-1].setdefault("answers", []).append([at(segment, index) for index in (1, 2, 3, 5)])


VARIANT = {"73": "Color", "74": "Size", "75": "Color", "91": "Size"}
"""PID02: colour and size in the vendor's and in the buyer's words."""


def _description(facts: Facts, segment: Segment) -> None:
    if facts.lines and at(segment, 5):
        facts.lines[-1].setdefault("description", []).append(at(segment, 5))
        if at(segment, 2) in VARIANT:
            facts.lines[-1].setdefault("variant", []).append(f"{VARIANT[at(segment, 2)]}: {at(segment, 5)}")
        else:
            facts.lines[-1].setdefault("title", at(segment, 5))


def _party(facts: Facts, segment: Segment) -> None:
    facts.party_lines.append(len(facts.lines))
    facts.parties.append(
        {"entity": at(segment, 1), "name": at(segment, 2), "id_qual": at(segment, 3), "id": at(segment, 4)}
    )


def _party_name(facts: Facts, segment: Segment) -> None:
    if facts.parties:
        facts.parties[-1]["name2"] = read.joined(at(segment, 1), at(segment, 2))


def _party_street(facts: Facts, segment: Segment) -> None:
    if facts.parties:
        parts = [part for part in (at(segment, 1), at(segment, 2)) if part]
        facts.parties[-1].setdefault("street", []).extend(parts)


def _party_city(facts: Facts, segment: Segment) -> None:
    if facts.parties:
        facts.parties[-1].update(
            city=at(segment, 1), state=at(segment, 2), postal=at(segment, 3), country=at(segment, 4)
        )


def _contact(facts: Facts, segment: Segment) -> None:
    """PER: a contact with its numbers (TE phone, EM e-mail …), of the party before it."""
    if not facts.parties:
        return
    found = _ids(segment, 3)
    for key, field in (("TE", "phone"), ("CP", "phone"), ("EM", "email")):
        if key in found:
            facts.parties[-1].setdefault(field, found[key])


def _hierarchy(facts: Facts, segment: Segment) -> None:
    level = at(segment, 3)
    facts.levels[level] = facts.levels.get(level, 0) + 1


def _mark(facts: Facts, segment: Segment) -> None:
    """MAN: marks on a parcel: SSCC (GM, AA), the carrier's number (CP)."""
    for index in range(1, len(segment) - 1, 3):
        if at(segment, index) in ("GM", "AA", "AI"):
            facts.sscc.append(at(segment, index + 1))
            kind = "sscc"
        elif at(segment, index) == "CP":
            facts.tracking.append(at(segment, index + 1))
            kind = "tracking"
        else:
            continue
        if facts.packs and not facts.packs[-1][kind]:
            facts.packs[-1][kind] = at(segment, index + 1)


def _reference(facts: Facts, segment: Segment) -> None:
    facts.references.append([at(segment, 1), at(segment, 2)])
    if at(segment, 1) in ("CN", "BM", "2I"):
        facts.tracking.append(at(segment, 2))


def _group_answer(facts: Facts, segment: Segment) -> None:
    facts.sets.append({"type": at(segment, 1), "control": at(segment, 2), "errors": 0, "status": "", "codes": []})


def _set_fault(facts: Facts, segment: Segment) -> None:
    if facts.sets:
        facts.sets[-1]["errors"] += 1
        facts.sets[-1].setdefault("faults", []).append([at(segment, 1), at(segment, 2), at(segment, 4)])


def _set_answer(facts: Facts, segment: Segment) -> None:
    if facts.sets:
        codes = [at(segment, index) for index in range(2, 7) if at(segment, index)]
        facts.sets[-1].update(status=at(segment, 1), codes=codes)


def _charge(facts: Facts, segment: Segment) -> None:
    """SAC: an allowance or a charge by its amount, its percentage, or a rate of so many units."""
    kind, code, amount, percent, rate, units = (at(segment, index) for index in (1, 2, 5, 7, 8, 10))
    facts.charges.append(Charge(kind, code, amount, percent, len(facts.lines), rate, units))


def _tax(facts: Facts, segment: Segment) -> None:
    """TXI: a tax with its amount or its part of the goods; relationship O only tells of one that prices contain."""
    if at(segment, 7) != "O":
        facts.charges.append(Charge("T", at(segment, 1), at(segment, 2), at(segment, 3), len(facts.lines)))


def _currency(facts: Facts, segment: Segment) -> None:
    facts.currency = facts.currency or at(segment, 2)


_SEGMENTS: dict[str, Callable[[Facts, Segment], None]] = {
    "PO1": _item,
    "IT1": _item,
    "POC": _change,
    "LIN": _shipped_item,
    "SN1": _shipped_quantity,
    "QTY": _quantity,
    "W01": _warehouse_item,
    "W12": _warehouse_shipped,
    "W04": _stock_line(1, 2, 4),
    "W07": _stock_line(1, 2, 4),
    "W19": _stock_line(2, 3, 5),
    "LX": _pack,
    "N9": _more_reference,
    "ACK": _line_answer,
    "PID": _description,
    "N1": _party,
    "N2": _party_name,
    "N3": _party_street,
    "N4": _party_city,
    "PER": _contact,
    "HL": _hierarchy,
    "MAN": _mark,
    "REF": _reference,
    "CUR": _currency,
    "DTM": lambda facts, segment: facts.dates.append([at(segment, 1), at(segment, 2)]),
    "G62": lambda facts, segment: facts.dates.append([at(segment, 1), at(segment, 2)]),
    "AMT": lambda facts, segment: facts.amounts.append([at(segment, 1), at(segment, 2)]),
    "MSG": lambda facts, segment: facts.notes.append(at(segment, 1)),
    "NTE": lambda facts, segment: facts.notes.append(at(segment, 2)),
    "PRF": lambda facts, segment: facts.purchase_orders.append(at(segment, 1)),
    "TD5": lambda facts, segment: facts.carriers.append([at(segment, 2), at(segment, 3)]) if at(segment, 3) else None,
    "CTT": lambda facts, segment: facts.total_lines.extend([at(segment, 1), at(segment, 2)]),
    "SAC": _charge,
    "TXI": _tax,
    "AT7": lambda facts, segment: facts.statuses.append([at(segment, index) for index in range(1, 7)]),
    "AK2": _group_answer,
    "AK3": _set_fault,
    "AK5": _set_answer,
    "IK3": _set_fault,
    "IK5": _set_answer,
    "SDQ": _stores,
    "CTP": _price,
}

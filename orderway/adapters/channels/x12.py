"""X12: purchase orders (850) are orders; 855, 856, 860, 865, 810, 846, 940, 945, 997, 214 and others are documents.

A fault of an envelope is one problem, named by interchange and set; what is whole goes in, an order whose own set is
at fault comes with `extra["contradictions"]`, so that it is held.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from orderway.adapters.channels import _read as read
from orderway.adapters.channels import _x12_envelope as envelope
from orderway.adapters.channels import _x12_sets as sets
from orderway.adapters.channels._json import tell_apart
from orderway.adapters.channels._places import country_code
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._unpushed import Unpushed
from orderway.adapters.channels._x12_check import hash_fault
from orderway.adapters.channels._x12_envelope import Group, TransactionSet, at
from orderway.adapters.channels._x12_facts import Charge, Facts
from orderway.kernel.digits import whole
from orderway.kernel.limits import LINES_PER_ORDER_MAX
from orderway.kernel.money import format_minor
from orderway.ports.channel import Document, IncomingLine, IncomingOrder, Parsed, Problem, Receiver

_DELIVERY_DATES = ("002", "067", "010", "074", "106")
"""Requested delivery first, then current schedule, ship by."""
_CHARGES = {"G830": "shipping", "D240": "shipping", "D500": "shipping", "H090": "tax", "H850": "tax", "H750": "tax"}
_NAMES = {"A": "allowance", "C": "charge", "T": "tax"}


class X12(Unpushed):
    """X12 interchanges as files (AS2, SFTP, a value-added network bring them)."""

    code = "x12"
    name = "EDI X12"
    why_not_pushed = "interchanges carry no signature; the line that brings them proves the sender"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read all interchanges of a file."""
        found = envelope.read(body)
        parsed = Parsed(problems=found.problems)
        for group in found.groups:
            for one in group.sets:
                _set(one, group, parsed)
        for segment in found.acknowledgements:
            parsed.documents.append(_interchange_answer(segment))
        return parsed


def _set(one: TransactionSet, group: Group, parsed: Parsed) -> None:
    where = f"interchange {group.interchange[12]}, {one.kind} {one.control}"[:200]
    try:
        if not one.complete:
            raise Unreadable(f"the {one.kind} is cut off and not read")
        facts = Facts(one)
        if one.kind == "850":
            parsed.orders.append(_order(facts, one, group))
        else:
            document = sets.document(one.kind or "set", facts, one, group)
            tell_apart(document.lines)
            parsed.documents.append(document)
    except Unreadable as error:
        parsed.problems.append(Problem(where=where, what=str(error)))
        return
    parsed.problems.extend(Problem(where=where, what=fault) for fault in dict.fromkeys(facts.faults))


def _order(facts: Facts, one: TransactionSet, group: Group) -> IncomingOrder:
    if "BEG" not in facts.heads:
        raise Unreadable("BEG is missing: an 850 without a purchase order number")
    number = read.required(facts.head("BEG", 3), "BEG03 (purchase order number)")
    release = facts.head("BEG", 4)
    placed_at = sets.day(facts.head("BEG", 5)) or sets.day(group.date, group.time)
    if placed_at is None:
        raise Unreadable(f"BEG05: {facts.head('BEG', 5)[:30]!r} is not a date")
    coin = read.currency(facts.currency)
    if len(facts.lines) > LINES_PER_ORDER_MAX:
        raise Unreadable(f"{len(facts.lines)} lines, at most {LINES_PER_ORDER_MAX} are read")
    lines = [_line(line, position, coin) for position, line in enumerate(facts.lines, 1)]
    tell_apart(lines)
    goods = sum(line.amount_minor() for line in lines)
    charges, uncounted = _charges(facts, lines, coin)
    place = facts.party("ST", "DP", "BY")
    order = IncomingOrder(
        external_id=f"{number}-{release}" if release and facts.head("BEG", 2) in ("RL", "RE") else number,
        number=number,
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=charges.on(goods),
        tax_minor=charges.tax,
        shipping_minor=charges.shipping,
        discount_minor=charges.discount,
        fees_minor=charges.fees,
        payment_method="invoice",
        status="cancelled" if facts.head("BEG", 1) == "01" else "open",
        ship_to=_receiver(place),
        bill_to=_receiver(facts.party("BT")) if facts.party("BT") else None,
        buyer_id=read.first(facts.party("BY").get("id"), group.sender, group.interchange[5]),
        buyer_note=" ".join(note for note in facts.notes if note),
        version=_version(group),
        wishes=_wishes(facts),
    )
    told = [*uncounted, *_wrong_total(facts, order), *_places(facts), *_wrong_stores(facts)]
    order.extra = _extra(facts, one, group, place, told)
    return order


def _line(line: dict[str, Any], position: int, coin: str) -> IncomingLine:
    name = f"PO1 {line['line'] or position}"
    count, exact = read.quantity(line["qty"], f"{name}: quantity")
    unit = read.minor(line["price"], coin, f"{name}: price")
    gross = read.decimal(line["price"] or 0, name) * read.decimal(line["qty"] or 0, name)
    gross_minor = read.minor(gross, coin, f"{name}: amount")
    return IncomingLine(
        external_id=line["line"] or str(position),
        sku=sets.sku_of(line["ids"]),
        title=line.get("title", ""),
        quantity=count,
        unit_price_minor=unit,
        listing=sets.listing_of(line["ids"]),
        variant="; ".join(line.get("variant", [])),
        quantity_exact=exact,
        price_exact=read.exact_price(line["price"], coin),
        gross_minor=None if gross_minor == count * unit else gross_minor,
        extra={"uom": line["uom"], "ids": line["ids"], "descriptions": line.get("description", [])}
        | {key: line[key] for key in ("stores", "price_basis") if line.get(key)},
    )


class _Sums(NamedTuple):
    """What comes off or on beside quantity times price."""

    discount: int = 0
    shipping: int = 0
    tax: int = 0
    fees: int = 0

    def on(self, goods: int) -> int:
        """The total of these goods."""
        return goods - self.discount + self.shipping + self.tax + self.fees


def _charges(facts: Facts, lines: list[IncomingLine], coin: str) -> tuple[_Sums, list[str]]:
    """Allowances, charges and taxes (SAC, TXI) that count, and what a person must look at.

    Those of the whole order count. Those of a line count where the buyer's own total (AMT TT) holds them; where it
    says nothing they may be settled elsewhere (bill-back): they stay out of the total and say so.
    """
    goods = sum(line.amount_minor() for line in lines)
    order, every, told = _Sums(), _Sums(), []
    for one in facts.charges:
        line = lines[one.line - 1] if one.line else None
        minor = _charged(facts, one, goods if line is None else line.amount_minor(), coin)
        name = {"A": "discount", "C": _CHARGES.get(one.code, "fees"), "T": "tax"}.get(one.kind)
        if name is None or not minor:
            continue
        every = every._replace(**{name: getattr(every, name) + minor})
        if line is None:
            order = order._replace(**{name: getattr(order, name) + minor})
        else:
            amount = format_minor(minor, coin or "USD")
            told.append(f"PO1 {line.external_id}: {_NAMES[one.kind]} {one.code} of {amount} is not in the total")
    said = [
        read.minor(facts.number(amount, "AMT02") or 0, coin, "AMT02") for kind, amount in facts.amounts if kind == "TT"
    ]
    if told and every.on(goods) in said:
        _of_lines(facts, lines, coin)
        return every, []
    return order, [] if set(said) & {goods, order.on(goods)} else told


def _of_lines(facts: Facts, lines: list[IncomingLine], coin: str) -> None:
    """Let each line tell its own discount and tax."""
    for one in facts.charges:
        if one.line and one.kind in ("A", "T"):
            line = lines[one.line - 1]
            minor = _charged(facts, one, line.amount_minor(), coin)
            line.discount_minor += minor if one.kind == "A" else 0
            line.tax_minor += minor if one.kind == "T" else 0


def _charged(facts: Facts, one: Charge, goods_minor: int, coin: str) -> int:
    """SAC05 has two implied decimals; where no amount is told, a rate is of its units, a percentage of the goods."""
    if one.kind == "T":
        value = facts.number(one.amount, "TXI02")
    else:
        hundredths = facts.number(one.amount, "SAC05")
        value = None if hundredths is None else hundredths / 100
    if value is None and (rate := facts.number(one.rate, "SAC08")) is not None:
        units = one.units or (facts.lines[one.line - 1]["qty"] if one.line else "")
        value = rate * (facts.number(units, "SAC10") or Decimal(0)) or None
    if value is not None:
        return read.minor(value, coin, "SAC05")
    percent = facts.number(one.percent, "percentage") or Decimal(0)
    return int((goods_minor * percent / 100).to_integral_value(ROUND_HALF_UP))


def _receiver(party: dict[str, Any]) -> Receiver:
    street = party.get("street", [])
    return Receiver(
        name=read.first(party.get("name"), party.get("name2")),
        phone=read.text(party.get("phone")),
        email=read.text(party.get("email")),
        country=country_code(party.get("country")) or _american(party),
        province=read.text(party.get("state")),
        city=read.text(party.get("city")),
        street=", ".join(street),
        postcode=read.text(party.get("postal")),
        company=read.text(party.get("name2")) if party.get("name") else "",
    )


def _american(party: dict[str, Any]) -> str:
    """X12 addresses without a country are of the United States or Canada where their state and code are."""
    postal = read.text(party.get("postal")).replace("-", "").replace(" ", "")
    if party.get("state") in _STATES and postal.isascii() and postal.isdigit() and len(postal) in (5, 9):
        return "US"
    return "CA" if party.get("state") in _PROVINCES and _CANADIAN.fullmatch(postal.upper()) else ""


_CANADIAN = re.compile("[A-Z][0-9][A-Z][0-9][A-Z][0-9]")
_PROVINCES = frozenset("AB BC MB NB NL NS NT NU ON PE QC SK YT".split())
_STATES = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU".split()
)


def _wishes(facts: Facts) -> dict[str, str]:
    dates: dict[str, str] = {}
    for code, value in facts.dates:
        dates.setdefault(code, value)
    found = next((dates[code] for code in _DELIVERY_DATES if sets.day(dates.get(code, ""))), "")
    at_day = sets.day(found)
    return {"delivery_date": at_day.date().isoformat()} if at_day else {}


def _version(group: Group) -> str:
    """The time of the interchange: a later purchase order with the same number replaces an earlier."""
    isa = group.interchange
    return read.stamp(sets.day(group.date, group.time) or sets.day(isa[8], isa[9]))


def _extra(
    facts: Facts, one: TransactionSet, group: Group, place: dict[str, Any], amounts: list[str]
) -> dict[str, Any]:
    found = sets.summary(facts, one, group)
    contradictions = list(found.pop("faults", []))
    # Whom it concerns stands in ship_to and bill_to alone.
    found.pop("parties", None)
    found.pop("notes", None)
    said = whole(facts.total_lines[0]) if facts.total_lines else None
    if said is not None and said != len(facts.lines):
        contradictions.append(f"CTT01 says {said}, {len(facts.lines)} lines counted")
    hashed = facts.total_lines[1] if facts.total_lines else ""
    wrong = hash_fault(hashed, [line["qty"] for line in facts.lines])
    contradictions.extend([*([wrong] if wrong else []), *amounts])
    found.update(purpose=facts.head("BEG", 1), po_type=facts.head("BEG", 2), release=facts.head("BEG", 4))
    found["ship_to_id"] = place.get("id", "")
    found["contradictions"] = contradictions
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _wrong_total(facts: Facts, order: IncomingOrder) -> list[str]:
    """The buyer's own total (AMT TT) against quantity times price, and against that with allowances and charges."""
    for kind, amount in facts.amounts:
        said = facts.number(amount, "AMT02") if kind == "TT" else None
        if said is not None:
            parts = [(facts.number(line["qty"], "qty"), facts.number(line["price"], "price")) for line in facts.lines]
            counted = sum(((count or Decimal(0)) * (price or Decimal(0)) for count, price in parts), Decimal(0))
            if counted != said and read.minor(said, order.currency, "AMT02") != order.total_minor:
                return [f"AMT TT says {amount}, lines add up to {counted.normalize():f}"]
    return []


def _places(facts: Facts) -> list[str]:
    """Lines that name places of their own (N1 ST behind a PO1) must not all go to one of them."""
    of_lines = [line for one, line in zip(facts.parties, facts.party_lines, strict=True) if one["entity"] == "ST"]
    places = {
        (one["name"], one["id"], *one.get("street", []), one.get("postal"))
        for one in facts.parties
        if one["entity"] == "ST"
    }
    return [f"lines go to {len(places)} places (N1 ST)"] if any(of_lines) and len(places) > 1 else []


def _wrong_stores(facts: Facts) -> list[str]:
    """What a line's places get (SDQ) against what is ordered of it."""
    found = []
    for position, line in enumerate(facts.lines, 1):
        if stores := line.get("stores"):
            parts = sum((facts.number(units, "SDQ") or Decimal(0) for _, units in stores), Decimal(0))
            if parts != facts.number(line["qty"], "qty"):
                name = line["line"] or position
                found.append(f"PO1 {name}: SDQ adds up to {parts.normalize():f}, {line['qty']} are ordered")
    return found


def _interchange_answer(segment: envelope.Segment) -> Document:
    """TA1: the partner's answer to one of our interchanges."""
    return Document(
        kind="TA1",
        number=at(segment, 1),
        at=sets.day(at(segment, 2), at(segment, 3)),
        status=at(segment, 4),
        data={"code": at(segment, 5)},
    )


CHANNEL = X12()

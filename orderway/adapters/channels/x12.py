"""X12: purchase orders (850) are orders; 855, 856, 860, 865, 810, 846, 940, 945, 997, 214 and others are documents.

A fault of an envelope is one problem, named by interchange and set; what is whole goes in, an order whose own set is
at fault comes with `extra["contradictions"]`, so that it is held.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels import _x12_envelope as envelope
from orderway.adapters.channels import _x12_sets as sets
from orderway.adapters.channels._json import tell_apart
from orderway.adapters.channels._places import country_code
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._x12_check import hash_fault
from orderway.adapters.channels._x12_envelope import Group, TransactionSet, at
from orderway.adapters.channels._x12_facts import Facts
from orderway.kernel.limits import LINES_PER_ORDER_MAX
from orderway.ports.channel import Delivery, Document, IncomingLine, IncomingOrder, Parsed, Problem, Receiver, Refused

_DELIVERY_DATES = ("002", "067", "010", "074", "106")
"""Requested delivery first, then current schedule, ship by."""
_CHARGES = {"G830": "shipping", "D240": "shipping", "D500": "shipping", "H090": "tax", "H850": "tax", "H750": "tax"}


class X12:
    """X12 interchanges as files (AS2, SFTP, a value-added network bring them)."""

    code = "x12"
    name = "EDI X12"
    pushed = False
    delivery_age_seconds_max: int | None = None

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

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Interchanges carry no signature of their own: always Refused."""
        raise Refused("interchanges carry no signature; the line that brings them proves the sender")


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
    goods = sum(
        line.quantity * line.unit_price_minor if line.gross_minor is None else line.gross_minor for line in lines
    )
    charges = _charges(facts, coin)
    place = facts.party("ST", "DP", "BY")
    return IncomingOrder(
        external_id=f"{number}-{release}" if release and facts.head("BEG", 2) in ("RL", "RE") else number,
        number=number,
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=goods - charges["discount"] + charges["shipping"] + charges["tax"] + charges["fees"],
        tax_minor=charges["tax"],
        shipping_minor=charges["shipping"],
        discount_minor=charges["discount"],
        fees_minor=charges["fees"],
        payment_method="invoice",
        status="cancelled" if facts.head("BEG", 1) == "01" else "open",
        ship_to=_receiver(place),
        bill_to=_receiver(facts.party("BT")) if facts.party("BT") else None,
        buyer_id=read.first(facts.party("BY").get("id"), group.sender, group.interchange[5]),
        buyer_note=" ".join(note for note in facts.notes if note),
        version=_version(group, one),
        wishes=_wishes(facts),
        extra=_extra(facts, one, group, place),
    )


def _line(line: dict[str, Any], position: int, coin: str) -> IncomingLine:
    name = f"PO1 {line['line'] or position}"
    count, exact = read.quantity(line["qty"], f"{name}: quantity")
    unit = read.minor(line["price"], coin, f"{name}: price")
    gross = read.decimal(line["price"] or 0, name) * read.decimal(line["qty"] or 0, name)
    gross_minor = read.minor(gross, coin, f"{name}: amount")
    return IncomingLine(
        external_id=line["line"] or str(position),
        sku=sets.sku_of(line["ids"]),
        title=" ".join(line.get("description", [])[:1]),
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


def _charges(facts: Facts, coin: str) -> dict[str, int]:
    """Allowances and charges of the whole order (SAC before the first line and behind the last are of the order).

    SAC05 has two implied decimals.
    """
    sums = {"discount": 0, "shipping": 0, "tax": 0, "fees": 0}
    for kind, code, amount, behind in facts.charges:
        value = facts.number(amount, "SAC05")
        if value is None or behind != "0":
            continue
        minor = read.minor(value / 100, coin, "SAC05")
        if kind == "A":
            sums["discount"] += minor
        elif kind == "C":
            sums[_CHARGES.get(code, "fees")] += minor
    return sums


def _receiver(party: dict[str, Any]) -> Receiver:
    street = party.get("street", [])
    return Receiver(
        name=read.first(party.get("name"), party.get("name2")),
        phone=read.text(party.get("phone")),
        email=read.text(party.get("email")),
        country=country_code(party.get("country")) or ("US" if _american(party) else ""),
        province=read.text(party.get("state")),
        city=read.text(party.get("city")),
        street=", ".join(street),
        postcode=read.text(party.get("postal")),
        company=read.text(party.get("name2")) if party.get("name") else "",
    )


def _american(party: dict[str, Any]) -> bool:
    """X12 addresses without a country are of the United States where the state is one of theirs and the code fits."""
    postal = read.text(party.get("postal")).replace("-", "")
    return party.get("state") in _STATES and postal.isdigit() and len(postal) in (5, 9)


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


def _version(group: Group, one: TransactionSet) -> str:
    """The time of the interchange: a later purchase order with the same number replaces an earlier."""
    isa = group.interchange
    return read.stamp(sets.day(group.date, group.time) or sets.day(isa[8], isa[9]))


def _extra(facts: Facts, one: TransactionSet, group: Group, place: dict[str, Any]) -> dict[str, Any]:
    found = sets.summary(facts, one, group)
    contradictions = list(found.pop("faults", []))
    # Whom it concerns stands in ship_to and bill_to alone.
    found.pop("parties", None)
    found.pop("notes", None)
    said = envelope.count_of(facts.total_lines[0]) if facts.total_lines else None
    if said is not None and said != len(facts.lines):
        contradictions.append(f"CTT01 says {said}, {len(facts.lines)} lines counted")
    hashed = facts.total_lines[1] if facts.total_lines else ""
    wrong = hash_fault(hashed, [line["qty"] for line in facts.lines])
    contradictions.extend([*([wrong] if wrong else []), *_wrong_total(facts)])
    found.update(purpose=facts.head("BEG", 1), po_type=facts.head("BEG", 2), release=facts.head("BEG", 4))
    found["ship_to_id"] = place.get("id", "")
    found["contradictions"] = contradictions
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _wrong_total(facts: Facts) -> list[str]:
    """The buyer's own total (AMT TT) against quantity times price."""
    for kind, amount in facts.amounts:
        said = facts.number(amount, "AMT02") if kind == "TT" else None
        if said is not None:
            parts = [(facts.number(line["qty"], "qty"), facts.number(line["price"], "price")) for line in facts.lines]
            counted = sum(((count or Decimal(0)) * (price or Decimal(0)) for count, price in parts), Decimal(0))
            if counted != said:
                return [f"AMT TT says {amount}, lines add up to {counted.normalize():f}"]
    return []


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

"""EDIFACT: ORDERS are orders; ORDCHG, ORDRSP, DESADV, INVOIC, CONTRL and others are documents.

A fault of an envelope is one problem, named by interchange and message; what is whole goes in, an order whose own
message is at fault comes with `extra["contradictions"]`, so that it is held.
"""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from orderway.adapters.channels import _edifact_envelope as envelope
from orderway.adapters.channels import _edifact_goods as told
from orderway.adapters.channels import _edifact_messages as messages
from orderway.adapters.channels import _read as read
from orderway.adapters.channels._edifact_envelope import Message, cell
from orderway.adapters.channels._json import tell_apart
from orderway.adapters.channels._places import country_code
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._unpushed import Unpushed
from orderway.kernel.limits import LINES_PER_ORDER_MAX
from orderway.kernel.money import format_minor
from orderway.ports.channel import IncomingOrder, Parsed, Problem, Receiver

_DELIVERY_DATES = ("2", "64", "63", "69", "76")
"""Requested delivery first, then earliest, latest, promised."""

_TOTALS = ("79", "86", "128", "9", "77")
"""MOA of the whole: line items, message total, total amount, amount due, invoice total."""
_FREIGHT = ("FC", "DL", "SH", "TD", "ABK")
"""Codes of special services (7161) that are freight."""


class Edifact(Unpushed):
    """EDIFACT interchanges as files (AS2, SFTP, a value-added network bring them)."""

    code = "edifact"
    name = "EDIFACT"
    why_not_pushed = "interchanges carry no signature; the line that brings them proves the sender"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read all interchanges of a file, or its messages where no interchange is around them."""
        found = envelope.read(body, envelope.BARE)
        parsed = Parsed(problems=found.problems)
        for message in found.messages:
            _message(message, parsed)
        return parsed


def _message(message: Message, parsed: Parsed) -> None:
    within = f"interchange {cell(message.interchange, 5)}, " if message.interchange else ""
    where = f"{within}{message.kind} {message.reference}"[:200]
    try:
        if not message.complete:
            raise Unreadable(f"the {message.kind} is cut off and not read")
        facts = messages.Facts(message)
        if message.kind == "ORDERS":
            parsed.orders.append(_order(facts, message))
        else:
            document = told.document(facts, message)
            tell_apart(document.lines)
            parsed.documents.append(document)
    except Unreadable as error:
        parsed.problems.append(Problem(where=where, what=str(error)))
        return
    parsed.problems.extend(Problem(where=where, what=fault) for fault in dict.fromkeys(facts.faults))


def _order(facts: messages.Facts, message: Message) -> IncomingOrder:
    number = read.required(facts.head("BGM", 2), "BGM 1004 (order number)")
    sent = _sent(message)
    placed_at = messages.document_date(facts) or sent
    if placed_at is None:
        raise Unreadable("DTM 137 (date of the order) is missing")
    if len(facts.lines) > LINES_PER_ORDER_MAX:
        raise Unreadable(f"{len(facts.lines)} lines, at most {LINES_PER_ORDER_MAX} are read")
    coin = read.currency(facts.currency)
    lines = told.goods(facts, coin)
    if facts.faults:
        # A line without its number would be shipped wrong: the whole order waits until it is put right.
        raise Unreadable("; ".join(dict.fromkeys(facts.faults)))
    tell_apart(lines)
    goods = sum(line.amount_minor() for line in lines)
    of_lines = sum(line.discount_minor for line in lines)
    charges = _charges(facts, coin, goods - of_lines)
    charges["discount"] += of_lines
    place = facts.party("DP", "ST", "CN", "UC", "BY")
    bill_to = facts.party("IV")
    order = IncomingOrder(
        external_id=number,
        number=number,
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=goods - charges["discount"] + charges["shipping"] + charges["fees"] + charges["tax"],
        tax_minor=charges["tax"],
        shipping_minor=charges["shipping"],
        discount_minor=charges["discount"],
        fees_minor=charges["fees"],
        payment_method="invoice",
        status="cancelled" if facts.head("BGM", 3) == "1" else "open",
        ship_to=_receiver(place),
        bill_to=_receiver(bill_to) if bill_to else None,
        buyer_id=read.first(facts.party("BY").get("id"), cell(message.interchange, 2)),
        buyer_note=" ".join(facts.notes),
        version=read.stamp(sent or placed_at),
        wishes=_wishes(facts),
    )
    order.extra = _extra(facts, message, place, [*_wrong_amounts(facts, order, goods), *_places(facts)])
    return order


def _charges(facts: messages.Facts, coin: str, goods: int) -> dict[str, int]:
    """Allowances, charges and taxes of the whole order; an allowance without an amount is its part of the goods."""
    sums = {"discount": 0, "shipping": 0, "fees": 0, "tax": 0}
    for one in facts.allowances:
        amount, percent = facts.number(one["amount"], "MOA"), facts.number(one["percent"], "PCD")
        if amount is not None:
            minor = read.minor(amount, coin, "MOA")
        else:
            minor = int((goods * (percent or Decimal(0)) / 100).to_integral_value(ROUND_HALF_UP))
        name = "discount" if one["kind"] == "A" else "shipping" if one["code"] in _FREIGHT else "fees"
        sums[name] += minor if one["kind"] in ("A", "C") else 0
    taxes = {kind: [value for key, value in facts.amounts if key == kind] for kind in ("176", "124")}
    for value in taxes["176"][:1] or taxes["124"]:
        sums["tax"] += read.minor(facts.number(value, "MOA") or 0, coin, "MOA")
    return sums


def _wrong_amounts(facts: messages.Facts, order: IncomingOrder, goods: int) -> list[str]:
    """What the sender says of lines (MOA 203) and of the whole (79, 86 …) that prices and quantities do not meet."""
    found = []
    for one, line in zip(facts.lines, order.lines, strict=True):
        amount, counted_minor = told.line_amount(one), line.amount_minor() - line.discount_minor
        if amount and read.minor(facts.number(amount, "MOA"), order.currency, "MOA") != counted_minor:
            counted = format_minor(counted_minor, order.currency or "EUR")
            found.append(f"LIN {line.external_id}: MOA says {amount}, quantity and price say {counted}")
    net = goods - sum(line.discount_minor for line in order.lines)
    right = {goods, net, order.total_minor, order.total_minor - order.tax_minor}
    for kind, amount in facts.amounts:
        if kind in _TOTALS and read.minor(facts.number(amount, "MOA"), order.currency, "MOA") not in right:
            found.append(f"MOA {kind} says {amount}, lines add up to {format_minor(goods, order.currency or 'EUR')}")
    return found


def _places(facts: messages.Facts) -> list[str]:
    """Lines that name places of their own (NAD DP, LOC 7) must not all go to one of them."""
    takers = ("DP", "ST", "UC")
    of_lines = [line for one, line in zip(facts.parties, facts.party_lines, strict=True) if one["role"] in takers]
    named = {(one["id"], *one.get("name", []), *one.get("street", [])) for one in facts.parties if one["role"] == "DP"}
    split = {(place,) for line in facts.lines for place, _ in line.get("stores", [])}
    places = named if any(of_lines) and len(named) > 1 else split
    return [f"lines go to {len(places)} places"] if len(places) > 1 else []


def _sent(message: Message) -> datetime | None:
    """When the interchange was made: UNB's date (YYMMDD or CCYYMMDD) and time."""
    date, clock = cell(message.interchange, 4), cell(message.interchange, 4, 1)
    form = {6: "201", 8: "203"}.get(len(date), "")
    return messages.instant(date + clock[:4], form) if form and len(clock) >= 4 else messages.instant(date, "")


def _receiver(party: dict[str, Any]) -> Receiver:
    names = party.get("name", [])
    return Receiver(
        name=" ".join(names),
        phone=read.text(party.get("phone")),
        email=read.text(party.get("email")),
        country=country_code(party.get("country")),
        province=read.text(party.get("region")),
        city=read.text(party.get("city")),
        street=", ".join(party.get("street", [])),
        postcode=read.text(party.get("postcode")),
    )


def _wishes(facts: messages.Facts) -> dict[str, str]:
    for wanted in _DELIVERY_DATES:
        for kind, value, form in facts.dates:
            if kind == wanted and (found := messages.instant(value, form)):
                return {"delivery_date": found.date().isoformat()}
    return {}


def _extra(facts: messages.Facts, message: Message, place: dict[str, Any], amounts: list[str]) -> dict[str, Any]:
    found = told.summary(facts, message)
    # Whom it concerns stands in ship_to and bill_to alone.
    found.pop("parties", None)
    found.pop("notes", None)
    found["ship_to_id"] = place.get("id", "")
    found["contradictions"] = [*found.pop("faults", []), *amounts]
    return {key: value for key, value in found.items() if value not in ("", [], None)}


CHANNEL = Edifact()

"""The documents that X12 transaction sets are: their numbers, the orders they concern, their lines. Pure.

Source: ASC X12 004010, sets 214, 810, 846, 855, 856, 860, 865, 940, 945, 997.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._x12_envelope import Group, TransactionSet
from orderway.adapters.channels._x12_facts import Facts
from orderway.ports.channel import Document, IncomingLine

SKU_QUALIFIERS = ("VN", "VP", "SK", "MG", "UP", "EN", "UK", "UA", "UI", "VC", "VA", "BP", "IN", "CB", "PN")
"""Which of the product numbers of a line is ours, best first: the seller's, the general, the buyer's."""
OWN = frozenset(("line", "qty", "price", "description", "variant", "title"))
"""What of a line stands in fields of its own."""
LISTING_QUALIFIERS = ("IN", "BP", "CB", "PN", "UP", "EN", "UK", "UA")
"""Which of them is the buyer's own."""


def day(value: str, clock: str = "") -> datetime | None:
    """The instant of a date (CCYYMMDD or YYMMDD) and a time (HHMM, HHMMSS), as UTC; None for what is none."""
    if not (value.isascii() and value.isdigit() and len(value) in (6, 8)):
        return None
    if len(value) == 6:
        value = ("20" if value < "70" else "19") + value
    clock = clock.ljust(6, "0") if clock.isascii() and clock.isdigit() and len(clock) in (4, 6, 7, 8) else "000000"
    year, month, date = int(value[:4]), int(value[4:6]), int(value[6:8])
    try:
        return datetime(year, month, date, int(clock[:2]), int(clock[2:4]), int(clock[4:6]), tzinfo=UTC)
    except ValueError:
        return None


def sku_of(ids: dict[str, str]) -> str:
    """The number under which we know the product; the first one given where none of the usual is."""
    return next((ids[code] for code in SKU_QUALIFIERS if code in ids), next(iter(ids.values()), ""))


def listing_of(ids: dict[str, str]) -> str:
    """The number under which the buyer knows the product; empty when he gave none of his own."""
    return next((ids[code] for code in LISTING_QUALIFIERS if code in ids), "")


def goods(facts: Facts, coin: str) -> list[IncomingLine]:
    """The lines of a document; what is no number is 0 there and a fault in `facts`."""
    found = []
    for number, line in enumerate(facts.lines, 1):
        count = facts.number(line["qty"], f"quantity of line {line['line'] or number}")
        price = facts.number(line["price"], f"price of line {line['line'] or number}")
        try:
            whole, exact = read.quantity(count)
            unit = read.minor(price, coin, "price")
            gross = read.minor((price or Decimal(0)) * (count or Decimal(0)), coin, "amount")
            price_exact = read.exact_price(price, coin)
        except Unreadable as error:
            facts.faults.append(str(error))
            continue
        found.append(
            IncomingLine(
                external_id=line["line"] or str(number),
                sku=sku_of(line["ids"]),
                title=" ".join(line.get("description", [])),
                quantity=whole,
                unit_price_minor=unit,
                listing=listing_of(line["ids"]),
                variant="; ".join(line.get("variant", [])),
                quantity_exact=exact,
                price_exact=price_exact,
                gross_minor=None if gross == whole * unit else gross,
                extra={key: value for key, value in line.items() if key not in OWN},
            )
        )
    return found


def summary(facts: Facts, body: TransactionSet, group: Group) -> dict[str, Any]:
    """The facts that every set has, for `Document.data` and the evidence of an order."""
    quantities = [facts.number(line["qty"], "quantity") for line in facts.lines]
    found: dict[str, Any] = {
        "control": body.control,
        "segments": body.segments,
        "group_control": group.control,
        "interchange_control": group.interchange[12],
        "sender": group.interchange[5],
        "receiver": group.interchange[7],
        "usage": group.interchange[14],
        "line_count": len(facts.lines),
        "total_qty": str(sum((count for count in quantities if count is not None), Decimal(0))),
        "parties": facts.parties,
        "dates": facts.dates,
        "references": facts.references,
        "amounts": facts.amounts,
        "ctt": facts.total_lines,
        "notes": facts.notes,
        "faults": body.faults,
    }
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def document(kind: str, facts: Facts, body: TransactionSet, group: Group) -> Document:
    """The document that a set is, with the number people know it by and the order it concerns."""
    number, order, more = _NUMBERS.get(kind, _unknown)(facts, body)
    coin = read.currency(facts.currency) if len(facts.currency) == 3 else ""
    amount = more.pop("amount_minor", None)
    return Document(
        kind=kind,
        number=number,
        order_external_id=order,
        at=more.pop("at", None) or day(group.date, group.time),
        amount_minor=amount,
        currency=coin,
        status=str(more.pop("status", "")),
        lines=goods(facts, coin),
        data={
            **summary(facts, body, group),
            **{key: value for key, value in more.items() if value not in ("", [], {})},
        },
    )


def _unknown(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
    return body.control, "", {}


def _855(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
    order = facts.head("BAK", 3)
    more = {"purpose": facts.head("BAK", 1), "ack_type": facts.head("BAK", 2), "po_number": order}
    more["po_date"] = facts.head("BAK", 4)
    return order, order, {**more, "status": more["ack_type"], "at": day(facts.head("BAK", 4))}


def _change_of(name: str, ack: bool) -> Callable[[Facts, TransactionSet], tuple[str, str, dict[str, Any]]]:
    def read_change(facts: Facts, _: TransactionSet) -> tuple[str, str, dict[str, Any]]:
        order = facts.head(name, 3)
        kind = "ack_type" if ack else "po_type"
        more = {"purpose": facts.head(name, 1), kind: facts.head(name, 2), "po_number": order}
        more["release"] = facts.head(name, 4)
        more["change_number"] = facts.head(name, 5)
        return order, order, {**more, "status": more["ack_type"] if ack else more["purpose"]}

    return read_change


def _856(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
    number = facts.head("BSN", 2)
    return number, next(iter(facts.purchase_orders), ""), {
        "purpose": facts.head("BSN", 1),
        "shipment_id": number,
        "ship_date": facts.head("BSN", 3),
        "po_numbers": facts.purchase_orders,
        "hl_levels": facts.levels,
        "sscc": facts.sscc,
        "tracking_refs": facts.tracking,
        "carrier": facts.carriers,
        "at": day(facts.head("BSN", 3), facts.head("BSN", 4)),
    }  # fmt: skip


def _810(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
    number, order = facts.head("BIG", 2), facts.head("BIG", 4)
    cents = facts.number(facts.head("TDS", 1), "TDS01")
    more: dict[str, Any] = {"invoice_number": number, "po_number": order, "invoice_date": facts.head("BIG", 1)}
    more["po_date"] = facts.head("BIG", 3)
    if cents is not None:
        # TDS01 has two implied decimals, whatever the currency.
        total = cents / 100
        more["tds_total"] = format(total.normalize(), "f")
        more["amount_minor"] = read.minor(total, facts.currency, "TDS01")
    return number, order, {**more, "at": day(facts.head("BIG", 1))}


def _997(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
    more = {"ack_functional_id": facts.head("AK1", 1), "ack_group_control": facts.head("AK1", 2), "sets": facts.sets}
    names = ("group_status", "included", "received", "accepted")
    more.update({name: facts.head("AK9", index) for index, name in enumerate(names, 1)})
    return facts.head("AK1", 2), "", {**more, "status": facts.head("AK9", 1)}


def _214(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
    number = facts.head("B10", 2) or facts.head("B10", 1)
    more: dict[str, Any] = {"carrier_ref": facts.head("B10", 1), "shipment_id": facts.head("B10", 2)}
    more["scac"] = facts.head("B10", 3)
    more["events"] = facts.statuses
    last = facts.statuses[-1] if facts.statuses else [""] * 6
    return number, "", {**more, "status": last[0] or last[2], "at": day(last[4], last[5])}


def _945(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
    names = {"status": 1, "ship_date": 3, "shipment_id": 4, "po_number": 6}
    number = facts.head("W06", 2)
    more: dict[str, Any] = {field: facts.head("W06", index) for field, index in names.items()}
    parcels = [pack for pack in facts.packs if pack["sscc"] or pack["tracking"]]
    more.update(sscc=facts.sscc, tracking_refs=facts.tracking, packs=parcels)
    return number or body.control, number, {**more, "at": day(facts.head("W06", 3))}


def _numbered(name: str, number: int, order: int, **fields: int) -> Callable[..., tuple[str, str, dict[str, Any]]]:
    """For sets whose first segment holds all: where its number and its order stand, and what else to keep."""

    def read_head(facts: Facts, body: TransactionSet) -> tuple[str, str, dict[str, Any]]:
        more = {field: facts.head(name, index) for field, index in fields.items()}
        found = facts.head(name, order) if order else ""
        return facts.head(name, number) or body.control, found, more

    return read_head


_NUMBERS: dict[str, Callable[[Facts, TransactionSet], tuple[str, str, dict[str, Any]]]] = {
    "214": _214,
    "810": _810,
    "846": _numbered("BIA", 3, 0, purpose=1, report_type=2, report_date=4),
    "850": _numbered("BEG", 3, 3, purpose=1, po_type=2),
    "855": _855,
    "856": _856,
    "860": _change_of("BCH", False),
    "865": _change_of("BCA", True),
    "940": _numbered("W05", 2, 2, status=1, po_number=3),
    "943": _numbered("W06", 2, 0, status=1, ship_date=3, shipment_id=4),
    "944": _numbered("W17", 3, 0, status=1, report_date=2, po_number=4),
    "945": _945,
    "947": _numbered("W15", 2, 0, report_date=1),
    "997": _997,
    "999": _997,
}

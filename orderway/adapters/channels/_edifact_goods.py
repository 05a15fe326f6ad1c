"""What the facts of an EDIFACT message come to: its lines with their amounts, the message as a document. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._edifact_envelope import Message, cell
from orderway.adapters.channels._edifact_messages import OWN, Facts, document_date
from orderway.adapters.channels._read import Unreadable
from orderway.ports.channel import Document, IncomingLine

_TOTALS = ("77", "9", "39", "86", "128")
_LINE_AMOUNTS = ("203", "66", "38")
"""MOA of a line: line item amount, goods item total, invoice item amount."""
_PRICES = ("AAA", "INV", "AAB", "CAL", "AAE", "NTP")
_SKU_TYPES = ("SA", "VN", "SK", "EN", "SRV", "UP", "IN", "BP")


def sku_of(line: dict[str, Any]) -> str:
    """The number under which we know the product: the seller's article number, else the general one."""
    ids = {kind: number for number, kind in line.get("additional_ids", [])}
    if line["item"]:
        ids.setdefault(line["item_type"], line["item"])
    return next((ids[kind] for kind in _SKU_TYPES if ids.get(kind)), next(iter(ids.values()), ""))


def unit_price(facts: Facts, line: dict[str, Any], name: str) -> Decimal | None:
    """The price of one unit, the price's own basis (per 100 …) divided out."""
    prices = {kind: (price, basis) for kind, price, basis in reversed(line.get("prices", []))}
    for kind in (*_PRICES, *prices):
        if kind in prices:
            price = facts.number(prices[kind][0], f"{name}: price")
            basis = facts.number(prices[kind][1], f"{name}: price basis")
            return price / basis if price is not None and basis else price
    return None


def line_amount(line: dict[str, Any]) -> str:
    """What the sender says the line comes to; empty where it says nothing."""
    amounts = dict(reversed(line.get("amounts", [])))
    return next((amounts[kind] for kind in _LINE_AMOUNTS if kind in amounts), "")


def _allowed(facts: Facts, line: dict[str, Any], gross: Decimal, coin: str) -> int:
    """The allowances of a line in minor units: of a price without them (AAB), or where the line's amount holds them."""
    told = line.get("allowances", [])
    if not told or any(one["kind"] != "A" for one in told):
        return 0
    minor = 0
    for one in told:
        amount, percent = facts.number(one["amount"], "MOA"), facts.number(one["percent"], "PCD")
        minor += read.minor(amount if amount is not None else gross * (percent or Decimal(0)) / 100, coin, "MOA")
    said = facts.number(line_amount(line), "MOA")
    if said is not None:
        return minor if read.minor(said, coin, "MOA") == read.minor(gross, coin, "MOA") - minor else 0
    kinds = {kind for kind, _, _ in line.get("prices", [])}
    return minor if kinds == {"AAB"} and minor <= read.minor(gross, coin, "MOA") else 0


def goods(facts: Facts, coin: str) -> list[IncomingLine]:
    """The lines; what is no number is 0 there and a fault in `facts`."""
    found = []
    for number, line in enumerate(facts.lines, 1):
        name = f"LIN {line['line'] or number}"
        count = facts.number(facts.quantity(line), f"{name}: quantity")
        price = unit_price(facts, line, name)
        amount = facts.number(line_amount(line), f"{name}: MOA")
        if price is None and amount is not None:
            price = amount / count if count else Decimal(0)
        else:
            amount = (price or Decimal(0)) * (count or Decimal(0))
        try:
            price = None if price is None else read.rounded(price, f"{name}: price")
            whole, exact = read.quantity(count, f"{name}: quantity")
            unit = read.minor(price, coin, f"{name}: price")
            gross = read.minor(amount, coin, f"{name}: amount")
            price_exact = read.exact_price(price, coin)
            discount = _allowed(facts, line, amount, coin)
        except Unreadable as error:
            facts.faults.append(str(error))
            continue
        found.append(
            IncomingLine(
                external_id=line["line"] or str(number),
                sku=sku_of(line),
                title=" ".join(line.get("titles") or line.get("description", [])),
                quantity=whole,
                unit_price_minor=unit,
                listing=line["item"],
                discount_minor=discount,
                variant="; ".join(line.get("variant", [])),
                quantity_exact=exact,
                price_exact=price_exact,
                gross_minor=None if gross == whole * unit else gross,
                extra={key: value for key, value in line.items() if key not in OWN and value},
            )
        )
    return found


def summary(facts: Facts, message: Message) -> dict[str, Any]:
    """The facts that every message has, for `Document.data` and the evidence of an order."""
    counts = [_plain_number(facts.quantity(line)) for line in facts.lines]
    found: dict[str, Any] = {
        "ref": message.reference,
        "version": message.version,
        "release": message.release,
        "association": message.association,
        "segments": message.segments,
        "document_code": facts.head("BGM", 1),
        "function": facts.head("BGM", 3),
        "control": cell(message.interchange, 5),
        "sender": cell(message.interchange, 2),
        "receiver": cell(message.interchange, 3),
        "dates": facts.dates,
        "parties": facts.parties,
        "references": facts.references,
        "line_count": len(facts.lines),
        "total_qty": format(sum(counts, Decimal(0)).normalize(), "f"),
        "summary_amounts": facts.amounts,
        "sscc": facts.sscc,
        "notes": facts.notes,
        "faults": message.faults,
    }
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _plain_number(value: str) -> Decimal:
    try:
        return read.decimal(value.replace(",", ".") or "0")
    except Unreadable:
        return Decimal(0)


def document(facts: Facts, message: Message) -> Document:
    """The document that a message is, with its number and the order it concerns."""
    coin = read.currency(facts.currency) if len(facts.currency) == 3 else ""
    amounts: dict[str, str] = {}
    for kind, value in facts.amounts:
        amounts.setdefault(kind, value)
    total = next((amounts[kind] for kind in _TOTALS if kind in amounts), "") if message.kind == "INVOIC" else ""
    amount = facts.number(total, "MOA")
    data = summary(facts, message)
    if message.kind == "CONTRL":
        data.update(acknowledges=facts.controls, messages=facts.answers)
    return Document(
        kind=message.kind or "message",
        number=facts.head("BGM", 2) or facts.controls.get("reference", "") or message.reference,
        order_external_id=facts.reference("ON", "CO"),
        at=document_date(facts),
        amount_minor=None if amount is None else read.minor(amount, coin, "MOA"),
        currency=coin,
        status=facts.controls.get("action", "") or facts.head("BGM", 3),
        lines=goods(facts, coin),
        data=data,
    )

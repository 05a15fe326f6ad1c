"""Documents for partners out of the books: answers, despatches, invoices. Amounts add up over all invoices of an order.

Shares of amounts telescope: what an invoice carries is the share of all units up to it less the share before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import psycopg

from orderway.adapters.channels._edi_text import sscc
from orderway.flow.telling import EDI_CHANGES
from orderway.journey.intake.edi_change import PRICES
from orderway.kernel.money import exponent, format_minor
from orderway.ports.edi import Answer, Despatch, Invoice, Item, Pack, Partner, Party, Verdict
from orderway.project.edi.partners import SQL

Connection = psycopg.Connection[Any]


class Line(NamedTuple):
    """One line as the partner knows it: units of the bundle where it stands for one."""

    ids: tuple[int, ...]
    external_id: str
    sku: str
    listing: str
    title: str
    ordered: int
    cancelled: int
    backordered: int
    price: str
    gross_minor: int
    pieces: int
    """Units of our own articles that it stands for: of a bundle, those of all components."""


class Head(NamedTuple):
    """An order as its documents need it."""

    id: int
    shop_id: int
    number: str
    placed_at: datetime
    currency: str
    stage: str
    ship_by: datetime | None
    goods_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    tax_included: bool
    extra: dict[str, Any]
    lines: list[Line]


def heads(connection: Connection, order_ids: Sequence[int]) -> dict[int, Head]:
    """Orders with the lines that their partners told of."""
    ids = list(order_ids)
    rows: dict[int, list[Any]] = {}
    for order_id, *row in connection.execute(SQL.lines, [ids]).fetchall():
        rows.setdefault(order_id, []).append(row)
    found = {}
    for row in connection.execute(SQL.heads, [ids]).fetchall():
        order_id, shop, number, _external, placed, coin, _status, stage, ship_by = row[:9]
        goods, discount, shipping, tax, included, extra = row[9:15]
        lines = _lines(rows.get(order_id, []), coin, extra.get(PRICES, {}))
        found[order_id] = Head(
            order_id, shop, number, placed, coin, stage, ship_by, goods, discount, shipping + int(extra.get("fees", 0)),
            tax, included, extra, lines,
        )  # fmt: skip
    return found


def _lines(rows: Sequence[Sequence[Any]], coin: str, prices: Mapping[str, str]) -> list[Line]:
    """Lines of one key are the components of one bundle; its units are what every component suffices for."""
    by_key: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        by_key.setdefault(row[1], []).append(row)
    found = []
    for key, parts in by_key.items():
        first = parts[0]
        per = [max(1, part[10]) for part in parts]
        ordered = min(part[5] // each for part, each in zip(parts, per, strict=True))
        cancelled = max(-(-part[6] // each) for part, each in zip(parts, per, strict=True))
        short = max(-(-part[7] // each) for part, each in zip(parts, per, strict=True))
        gross = sum(part[5] * part[8] + part[9] for part in parts)
        pieces = sum(part[5] for part in parts)
        if key in prices:
            gross = int((Decimal(prices[key]) * ordered).scaleb(exponent(coin)).to_integral_value(ROUND_HALF_UP))
        bundle = len(parts) > 1 or first[10]
        price = prices.get(key) or (
            format_minor(gross // ordered, coin) if bundle and ordered else format_minor(first[8], coin)
        )
        ids = tuple(part[0] for part in parts)
        found.append(Line(ids, key, first[2], first[3], first[4], ordered, cancelled, short, price, gross, pieces))
    return found


def answer(head: Head, now: datetime) -> Answer:
    """What becomes of each line, now (855, ORDRSP)."""
    items = [_item(line, line.ordered, _verdicts(line, head.ship_by)) for line in head.lines]
    return Answer(head.number, now, _overall(items), items, head.currency, head.placed_at)


def _item(line: Line, units: int, verdicts: list[Verdict], change: str = "", left: int = 0) -> Item:
    listing = "" if line.listing == line.sku else line.listing
    item = Item(line.external_id, line.sku or line.listing, units, listing, line.title, line.price, 0, verdicts)
    item.change, item.left = change, left
    return item


def _verdicts(line: Line, ship_by: datetime | None) -> list[Verdict]:
    coming = line.ordered - line.cancelled - line.backordered
    found = []
    if coming > 0:
        code = "IA" if coming == line.ordered else "IQ"
        found.append(Verdict(code, coming, ship_by))
    if line.backordered:
        found.append(Verdict("IB", line.backordered))
    if line.cancelled:
        found.append(Verdict("IR", line.cancelled))
    return found


def _overall(items: Sequence[Item]) -> str:
    codes = {verdict.code for item in items for verdict in item.verdicts}
    if codes <= {"IA"}:
        return "accepted"
    return "rejected" if codes == {"IR"} else "changed"


def change_answer(head: Head, place: int, now: datetime) -> Answer:
    """What became of a change of the partner's (865, ORDRSP): each line that it asked about."""
    asked = head.extra.get(EDI_CHANGES, [])[place]
    by_id = {each: line for line in head.lines for each in line.ids}
    items = []
    for one in asked["lines"]:
        line = by_id.get(one["id"])
        if line is None:
            unknown = Line((), str(one["line"]), "", "", "", 0, 0, 0, "", 0, 0)
            verdict = Verdict("IR", int(one["units"]))
            items.append(_item(unknown, int(one["units"]), [verdict], one["kind"]))
            continue
        now_wanted = line.ordered - line.cancelled
        right = not one["refusal"] and now_wanted == one["units"]
        code = ("IP" if one.get("price") else "IA") if right else "IR" if one["refusal"] else "IQ"
        items.append(_item(line, now_wanted, [Verdict(code, now_wanted, head.ship_by)], one["kind"], now_wanted))
    return Answer(
        head.number, now, _overall(items), items, head.currency, head.placed_at, True, str(asked["number"])[:8]
    )


def later_answer(head: Head, cancelled: int, now: datetime) -> Answer:
    """Units that we took off after having agreed: told without being asked (865)."""
    items = [
        _item(line, line.ordered - line.cancelled, _verdicts(line, head.ship_by),
              "DI" if line.cancelled == line.ordered else "QD", line.ordered - line.cancelled)
        for line in head.lines if line.cancelled
    ]  # fmt: skip
    return Answer(head.number, now, _overall(items), items, head.currency, head.placed_at, True, f"L{cancelled}"[:8])


class Shipment(NamedTuple):
    """A fulfilment that left, with the line units that left before it and with it."""

    despatch: Despatch
    invoice: Invoice


def shipment(connection: Connection, partner: Partner, fulfilment_id: int, now: datetime) -> Shipment | None:
    """The despatch and the invoice of a fulfilment; None where there is none."""
    row = connection.execute(SQL.shipments, [[fulfilment_id]]).fetchone()
    if row is None:
        return None
    order_id, left_at = row[1], row[2] or now
    head = heads(connection, [order_id])[order_id]
    parts = connection.execute(SQL.parts, [[order_id]]).fetchall()
    receiver = _receiver(row[10:], head)
    sender = Party(row[4], row[3], row[5], row[6], row[7], "", row[8])
    packs = _packs(connection, partner, head, fulfilment_id, parts)
    due = max((pack[1] for pack in packs if pack[1]), default=None)
    number = str(fulfilment_id)
    told = [pack[0] for pack in packs]
    despatch = Despatch(number, head.number, left_at, told, sender, receiver, row[9] or "", due, head.placed_at)
    return Shipment(despatch, _invoice(head, fulfilment_id, parts, receiver, now))


def _receiver(row: Sequence[Any], head: Head) -> Party:
    name, street, city, province, postcode, country, phone, company, district = row
    streets = " ".join(part for part in (district, street) if part)
    full = " ".join(part for part in (company, name) if part and part != company) if company else name
    place = str(head.extra.get("ship_to_id", ""))
    return Party(full or company, place, streets, city, province, postcode, country, phone)


def _packs(
    connection: Connection, partner: Partner, head: Head, fulfilment_id: int, parts: Sequence[Sequence[Any]]
) -> list[tuple[Pack, datetime | None]]:
    by_part = {str(part[2]): part for part in parts if part[1] == fulfilment_id}
    by_id = {each: line for line in head.lines for each in line.ids}
    found = []
    rows = connection.execute(SQL.parcels, [[fulfilment_id], [head.id]]).fetchall()
    for _, parcel_id, tracking, grams, contents, due, _state in rows:
        items = []
        for key, units in contents.items():
            part = by_part.get(key)
            line = by_id.get(part[3]) if part is not None else None
            if part is not None and line is not None:
                items.append(Item(line.external_id, part[7], units, line.listing if line.listing != part[7] else ""))
        found.append((Pack(items, sscc(partner.gs1_prefix, parcel_id), tracking, grams), due))
    return found


def _invoice(head: Head, fulfilment_id: int, parts: Sequence[Sequence[Any]], receiver: Party, now: datetime) -> Invoice:
    """Line amounts and shares of discount, freight and tax of what left with this fulfilment."""
    before, upto = _shipped(parts, fulfilment_id)
    items, goods_before, goods_upto = [], 0, 0
    for line in head.lines:
        pieces = max(1, line.pieces)
        first, last = (sum(units.get(each, 0) for each in line.ids) for units in (before, upto))
        amounts = [line.gross_minor * units // pieces for units in (first, last)]
        goods_before, goods_upto = goods_before + amounts[0], goods_upto + amounts[1]
        if last > first:
            item = _item(line, max(1, last * line.ordered // pieces - first * line.ordered // pieces), [])
            item.amount_minor = amounts[1] - amounts[0]
            items.append(item)
    tax = 0 if head.tax_included else head.tax_minor
    shares = [
        _share(amount, goods_before, goods_upto, head.goods_minor)
        for amount in (head.discount_minor, head.shipping_minor, tax)
    ]
    total = sum(item.amount_minor for item in items) - shares[0] + shares[1] + shares[2]
    number = f"{fulfilment_id}"
    return Invoice(
        number, head.number, now, head.currency, items, shares[0], shares[1], shares[2], total, head.placed_at, receiver
    )


def _shipped(parts: Sequence[Sequence[Any]], fulfilment_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """Units by line id that left before this fulfilment, and with it."""
    before: dict[int, int] = {}
    upto: dict[int, int] = {}
    at = [place for place, part in enumerate(parts) if part[1] == fulfilment_id]
    for place, part in enumerate(parts):
        if place < at[0]:
            before[part[3]] = before.get(part[3], 0) + part[5]
        if place <= at[-1]:
            upto[part[3]] = upto.get(part[3], 0) + part[5]
    return before, upto


def _share(amount: int, before: int, upto: int, whole: int) -> int:
    """The part of an amount that belongs to the goods between two sums."""
    if whole <= 0:
        return amount if before == 0 else 0
    return amount * min(upto, whole) // whole - amount * min(before, whole) // whole

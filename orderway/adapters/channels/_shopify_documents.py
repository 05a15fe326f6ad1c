"""What Shopify tells besides orders: refunds, fulfilments, fulfilment orders, transactions."""

from __future__ import annotations

from typing import Any

from orderway.adapters.channels._read import (
    Unreadable,
    currency,
    first,
    mapping,
    minor,
    moment,
    plain,
    rows,
    text,
    texts,
    whole,
)
from orderway.ports.channel import Document, IncomingLine, IncomingPayment


def refund(entry: dict[str, Any], coin: str) -> Document:
    """A refund with its lines; `coin` is the order's currency where it is known."""
    transactions = rows(entry.get("transactions"), "transactions")
    coin = coin or currency(first(entry.get("currency"), *(one.get("currency") for one in transactions)))
    done = [one for one in transactions if one.get("kind") == "refund" and one.get("status") == "success"]
    lines = [_refund_line(line, coin) for line in rows(entry.get("refund_line_items"), "refund_line_items")]
    order_ids = (one.get("order_id") for one in transactions)
    restock = [text(line.get("restock_type")) for line in rows(entry.get("refund_line_items"))]
    return Document(
        kind="refund",
        number=text(entry.get("id")),
        order_external_id=first(entry.get("order_id"), *order_ids),
        at=moment(entry.get("processed_at") or entry.get("created_at"), what="processed_at"),
        amount_minor=sum(minor(one.get("amount"), coin, "refund amount") for one in done),
        currency=coin,
        status="succeeded" if done or entry.get("id") else "proposed",
        lines=lines,
        data={
            "note": text(entry.get("note")),
            "units": sum(line.quantity for line in lines),
            "lines_subtotal_minor": sum(line.gross_minor or 0 for line in lines),
            "restock_types": sorted(set(restock)),
        },
    )


def _refund_line(entry: dict[str, Any], coin: str) -> IncomingLine:
    sold = mapping(entry.get("line_item"))
    price = sold.get("price") if sold else entry.get("price")
    return IncomingLine(
        external_id=first(entry.get("line_item_id"), sold.get("id"), entry.get("id")),
        sku=text(sold.get("sku")),
        title=text(sold.get("title")),
        quantity=whole(entry.get("quantity")),
        unit_price_minor=minor(price, coin, "price"),
        listing=text(sold.get("variant_id")),
        tax_minor=minor(entry.get("total_tax"), coin, "total_tax"),
        gross_minor=minor(entry.get("subtotal"), coin, "subtotal"),
    )


def _goods(lines: Any) -> list[IncomingLine]:
    return [
        IncomingLine(
            external_id=first(line.get("line_item_id"), line.get("id")),
            sku=text(line.get("sku")),
            title=first(line.get("title"), line.get("name")),
            quantity=whole(line.get("quantity")),
            unit_price_minor=0,
            listing=text(line.get("variant_id")),
        )
        for line in rows(lines, "line_items")
    ]


def fulfilment(entry: dict[str, Any]) -> Document:
    """Parcels that the platform knows of, with their tracking numbers."""
    numbers = list(texts(entry.get("tracking_numbers"))) or list(texts([entry.get("tracking_number")]))
    lines = _goods(entry.get("line_items"))
    return Document(
        kind="fulfilment",
        number=text(entry.get("id")),
        order_external_id=text(entry.get("order_id")),
        at=moment(entry.get("updated_at") or entry.get("created_at"), what="updated_at"),
        status=text(entry.get("status")),
        lines=lines,
        data={
            "tracking_company": text(entry.get("tracking_company")),
            "tracking_numbers": numbers,
            "shipment_status": text(entry.get("shipment_status")),
            "units": sum(line.quantity for line in lines),
        },
    )


def fulfilment_order(entry: dict[str, Any]) -> Document:
    """What the platform wants shipped from one location."""
    lines = _goods(entry.get("line_items"))
    return Document(
        kind="fulfilment_order",
        number=text(entry.get("id")),
        order_external_id=text(entry.get("order_id")),
        at=moment(entry.get("updated_at") or entry.get("created_at"), what="updated_at"),
        status=text(entry.get("status")),
        lines=lines,
        data={
            "request_status": text(entry.get("request_status")),
            "location": text(entry.get("assigned_location_id")),
            "units": sum(line.quantity for line in lines),
        },
    )


def returned(entry: dict[str, Any]) -> Document:
    """A return that a buyer asks for, or what became of it (`returns/request`, `approve`, `decline` …)."""
    told = rows(entry.get("return_line_items"), "return_line_items")
    sold = [mapping(mapping(one.get("fulfillment_line_item")).get("line_item")) for one in told]
    return Document(
        kind="return",
        number=text(entry.get("id")),
        order_external_id=first(mapping(entry.get("order")).get("id"), entry.get("order_id")),
        at=moment(entry.get("updated_at") or entry.get("created_at"), what="updated_at"),
        status=text(entry.get("status")),
        lines=[
            IncomingLine(
                external_id=first(item.get("id"), one.get("id")),
                sku=text(item.get("sku")),
                title=text(item.get("title")),
                quantity=whole(one.get("quantity")),
                unit_price_minor=0,
            )
            for one, item in zip(told, sold, strict=True)
        ],
        data={"reasons": sorted({text(one.get("return_reason")) for one in told} - {""})},
    )


VALUES = {"gift_card": "gift_card", "shopify_store_credit": "store_credit", "store_credit": "store_credit"}
"""Gateways of Shopify's transactions that move no money."""


def tenders(transactions: list[dict[str, Any]], coin: str) -> list[IncomingPayment]:
    """What was paid by gift card or store credit, where the order comes with its transactions."""
    found = []
    for one in transactions:
        source = VALUES.get(text(one.get("gateway")).lower())
        if source and one.get("kind") in ("sale", "capture") and one.get("status") == "success":
            found.append(IncomingPayment(source, minor(one.get("amount"), coin, "amount"), text(one.get("id"))))
    return found


def payment(entry: dict[str, Any]) -> Document:
    """One transaction: authorization, capture, sale, void or refund."""
    coin = currency(entry.get("currency"))
    gateway = text(entry.get("gateway"))
    return Document(
        kind="payment",
        number=text(entry.get("id")),
        order_external_id=text(entry.get("order_id")),
        at=moment(entry.get("processed_at") or entry.get("created_at"), what="created_at"),
        amount_minor=minor(entry.get("amount"), coin),
        currency=coin,
        status=text(entry.get("status")),
        data={"kind": text(entry.get("kind")), "gateway": gateway}
        | ({"source": VALUES[gateway]} if gateway in VALUES else {}),
    )


def other(kind: str, entry: dict[str, Any]) -> Document:
    """Anything else that has an id, kept as it came; raises Unreadable where it has none."""
    if not text(entry.get("id")):
        raise Unreadable(f"{kind}: neither an order nor anything else that Shopify documents")
    return Document(
        kind=kind,
        number=text(entry["id"]),
        order_external_id=first(entry.get("order_id"), mapping(entry.get("order")).get("id")),
        data=plain(entry),
    )

"""WooCommerce: orders, refunds, notes and shipment trackings of the REST API (v2, v3) and its webhooks.

Amounts of lines are without tax, whatever `prices_include_tax` says. Some hosts wrap everything in `{"data": …}`.
Source: WooCommerce REST API documentation, Orders, Order refunds, Webhooks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels import _sign
from orderway.adapters.channels import _woocommerce_legacy as legacy
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._woocommerce_client import PLATFORM
from orderway.ports.channel import (
    Delivery,
    Document,
    IncomingLine,
    IncomingOrder,
    IncomingPayment,
    Parsed,
    Receiver,
    Refused,
)

_ORDER_IN_LINK = re.compile(r"/orders/(\d{1,20})")
_STATES = {
    "pending": ("unpaid", "open"),
    "on-hold": ("unpaid", "open"),
    "processing": ("paid", "open"),
    "completed": ("paid", "closed"),
    "cancelled": ("unpaid", "cancelled"),
    "trash": ("unpaid", "cancelled"),
    "refunded": ("refunded", "closed"),
    "failed": ("failed", "open"),
}
"""WooCommerce's status to the port's payment status and order status; shops add statuses of their own."""
_SHIPPED = {"completed": "fulfilled", "shipped": "fulfilled", "delivered": "fulfilled", "partial-shipped": "partial"}
"""Statuses that say so; all but the first come with plugins that send parcels."""
_WISHES = {"delivery_date": "delivery_date", "time_slot": "time_window", "gift_message": "gift_message"}


class WooCommerce:
    """WooCommerce's own JSON, pushed or pulled."""

    code = "woocommerce"
    name = "WooCommerce"
    pushed = True
    delivery_age_seconds_max: int | None = None
    """WooCommerce signs the body alone, so a delivery has no age; an old body is told by its order's version."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one webhook body or API answer."""
        if body.startswith(b"webhook_id="):
            return Parsed(documents=[Document(kind="ping", number=body[11:40].decode("ascii", "replace").strip())])
        return gather(values(body), lambda piece, out: _take(piece, out, topic))

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check `X-WC-Webhook-Signature` over the body; raises Refused."""
        if not _sign.same(_sign.header(headers, "x-wc-webhook-signature"), _sign.sha256_base64(secret, body)):
            raise Refused("the signature is wrong")
        key = _sign.header(headers, "x-wc-webhook-delivery-id")
        return Delivery(key=key, topic=headers.get("x-wc-webhook-topic", ""))


def _take(piece: Any, out: Parsed, topic: str = "") -> None:
    if isinstance(piece, dict) and set(piece) <= {"data", "headers", "status"} and "data" in piece:
        piece = piece["data"]
    piece = legacy.unwrapped(piece)
    entries = read.orders_in(piece if isinstance(piece, list) else [piece], "data")
    each(entries, "entry", "id", lambda entry: _entry(entry, out, topic), out)


def _entry(entry: dict[str, Any], out: Parsed, topic: str) -> IncomingOrder | Document:
    if topic == "order.deleted" and "line_items" not in entry:
        return Document(kind="cancellation", order_external_id=read.required(entry.get("id"), "id"))
    if "code" in entry and "message" in entry and "line_items" not in entry:
        raise Unreadable(f"WooCommerce answered an error: {read.text(entry['message'])}")
    if "tracking_number" in entry:
        return _tracking(entry)
    if "note" in entry and "customer_note" in entry:
        return _note(entry)
    if "refunded_by" in entry or "refunded_payment" in entry or ("amount" in entry and "reason" in entry):
        return _refund(entry, "", _order_in_links(entry))
    if "line_items" in entry or "order_key" in entry:
        return _order(entry, out)
    return read.kept("record", entry, order=_order_in_links(entry))


def _order(entry: dict[str, Any], out: Parsed) -> IncomingOrder:
    external_id = read.required(entry.get("id"), "id")
    coin = read.currency(read.required(entry.get("currency"), "currency"))
    placed_at = read.required_moment(entry.get("date_created_gmt") or entry.get("date_created"), "date_created_gmt")
    paid_at = read.moment(entry.get("date_paid_gmt") or entry.get("date_paid"), what="date_paid_gmt")
    changed_at = read.moment(entry.get("date_modified_gmt") or entry.get("date_modified"), what="date_modified_gmt")
    if "total" not in entry:
        raise Unreadable("total is missing")
    total = read.minor(entry["total"], coin, "total")
    lines = [_line(line, coin) for line in read.rows(entry.get("line_items"), "line_items")]
    refunds = [_refund(refund, coin, external_id) for refund in read.rows(entry.get("refunds"), "refunds")]
    refunded = sum(refund.amount_minor or 0 for refund in refunds)
    fees = read.rows(entry.get("fee_lines"), "fee_lines")
    tenders = _gift_cards(entry, coin)
    total += sum(one.amount_minor for one in tenders)
    payment_status, status = _state(entry, paid_at, refunded, total)
    billing = read.mapping(entry.get("billing"))
    order = IncomingOrder(
        external_id=external_id,
        number=read.text(entry.get("number")),
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=total,
        tax_minor=read.minor(entry.get("total_tax"), coin, "total_tax"),
        shipping_minor=read.minor(entry.get("shipping_total"), coin, "shipping_total"),
        discount_minor=read.minor(entry.get("discount_total"), coin, "discount_total"),
        fees_minor=sum(read.minor(fee.get("total"), coin, "fee") for fee in fees),
        paid_minor=total if paid_at and payment_status not in ("failed", "unpaid") else 0,
        refunded_minor=refunded,
        payment_status=payment_status,
        payment_method=read.text(entry.get("payment_method")),
        payments=tenders,
        paid_at=paid_at,
        status=status,
        ship_to=_ship_to(entry, billing),
        bill_to=_receiver(billing) if billing else None,
        buyer_id=_buyer_id(entry),
        buyer_note=html.unescape(read.text(entry.get("customer_note"))),
        version=read.stamp(changed_at or placed_at),
        wishes=_wishes(entry),
        extra=_extra(entry, fees),
    )
    out.documents.extend(refunds)
    return order


def _gift_cards(entry: dict[str, Any], coin: str) -> list[IncomingPayment]:
    """Gift cards (extension WooCommerce Gift Cards), which take off the total what was paid with them."""
    if entry.get("payment_method") == "cod":
        return []
    rows = read.rows(entry.get("gift_cards"), "gift_cards")
    found = [
        IncomingPayment("gift_card", read.minor(one.get("amount"), coin, "gift_cards"), read.text(one.get("id")))
        for one in rows
    ]
    return [one for one in found if one.amount_minor > 0]


def _state(entry: dict[str, Any], paid_at: datetime | None, refunded: int, total: int) -> tuple[str, str]:
    word = read.text(entry.get("status")).removeprefix("wc-")
    paid, status = _STATES.get(word, ("paid" if paid_at else "unpaid", "open"))
    if paid in ("paid", "unpaid"):
        paid = "paid" if paid_at or (paid == "paid" and entry.get("payment_method") != "cod") else "unpaid"
    if paid == "unpaid" and entry.get("payment_method") == "cod" and status == "open":
        paid = "cod_due"
    if paid == "paid" and refunded > 0:
        paid = "refunded" if refunded >= total else "partially_refunded"
    return paid, status


def _line(line: dict[str, Any], coin: str) -> IncomingLine:
    count, exact = read.quantity(line.get("quantity"))
    gross = read.minor(line.get("subtotal"), coin, "subtotal")
    unit = read.decimal(line.get("subtotal") or 0, "subtotal") / read.decimal(exact or count or 1)
    unit = read.rounded(unit, "price")
    unit_minor = read.minor(unit, coin, "price")
    variant = ", ".join(
        read.text(meta.get("display_value"))
        for meta in _metas(line)
        if not read.text(meta.get("key")).startswith("_") and isinstance(meta.get("display_value"), str)
    )
    extra = {key: read.plain(line[key]) for key in ("bundled_by", "bundled_items", "composite_parent") if line.get(key)}
    return IncomingLine(
        external_id=read.required(line.get("id"), "line id"),
        sku=read.text(line.get("sku")),
        title=html.unescape(read.text(line.get("name"))),
        quantity=count,
        unit_price_minor=unit_minor,
        listing=_listing(line),
        discount_minor=gross - read.minor(line.get("total"), coin, "line total"),
        tax_minor=read.minor(line.get("total_tax"), coin, "total_tax"),
        variant=html.unescape(variant),
        quantity_exact=exact,
        price_exact=read.exact_price(unit, coin),
        gross_minor=None if gross == count * unit_minor else gross,
        extra=extra,
    )


def _listing(line: dict[str, Any]) -> str:
    variation = read.text(line.get("variation_id"))
    return variation if variation not in ("", "0") else read.text(line.get("product_id"))


def _buyer_id(entry: dict[str, Any]) -> str:
    found = read.text(entry.get("customer_id"))
    return "" if found == "0" else found


def _ship_to(entry: dict[str, Any], billing: dict[str, Any]) -> Receiver:
    shipping = read.mapping(entry.get("shipping"))
    filled = any(read.text(shipping.get(key)) for key in ("address_1", "city", "postcode", "last_name"))
    found = _receiver(shipping if filled else billing)
    found.phone = found.phone or _meta(entry, "_shipping_phone") or read.text(billing.get("phone"))
    found.email = found.email or read.text(billing.get("email"))
    return found


def _receiver(address: dict[str, Any]) -> Receiver:
    part = {key: html.unescape(read.text(value)) for key, value in address.items()}
    return Receiver(
        name=read.joined(part.get("first_name"), part.get("last_name")),
        phone=part.get("phone", ""),
        email=part.get("email", ""),
        country=read.country(part.get("country")),
        province=part.get("state", ""),
        city=part.get("city", ""),
        street=read.joined(part.get("address_1"), part.get("address_2"), by=", "),
        postcode=part.get("postcode", ""),
        company=part.get("company", ""),
    )


def _metas(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The notes that plugins left; what is none is passed over, for no order is refused for a plugin's sake."""
    value = entry.get("meta_data")
    for meta in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(meta, dict):
            yield meta


def _meta(entry: dict[str, Any], key: str) -> str:
    for meta in _metas(entry):
        if meta.get("key") == key:
            return read.text(meta.get("value"))
    return ""


def _wishes(entry: dict[str, Any]) -> dict[str, str]:
    found = {}
    for meta in _metas(entry):
        wish = _WISHES.get(read.text(meta.get("key")).lower().strip("_").replace(" ", "_"))
        value = read.text(meta.get("value"))
        if wish and value:
            found[wish] = value
    return found


def _extra(entry: dict[str, Any], fees: list[dict[str, Any]]) -> dict[str, Any]:
    coupons = [read.text(one.get("code")) for one in read.rows(entry.get("coupon_lines"), "coupon_lines")]
    found: dict[str, Any] = {
        "channel_status": read.text(entry.get("status")),
        "fulfillment_status": _SHIPPED.get(read.text(entry.get("status")).removeprefix("wc-"), ""),
        "coupons": coupons,
        "fees": [{"name": read.text(fee.get("name")), "total": read.text(fee.get("total"))} for fee in fees],
        "transaction_id": read.text(entry.get("transaction_id")),
        "created_via": read.text(entry.get("created_via")),
    }
    return {key: value for key, value in found.items() if value}


def _refund(entry: dict[str, Any], coin: str, order: str) -> Document:
    lines = [_refund_line(line, coin) for line in read.rows(entry.get("line_items"), "line_items")]
    total = entry.get("amount") if entry.get("amount") is not None else entry.get("total")
    parent = read.text(entry.get("parent_id"))
    return Document(
        kind="refund",
        number=read.text(entry.get("id")),
        order_external_id=order or ("" if parent == "0" else parent),
        at=read.moment(entry.get("date_created_gmt") or entry.get("date_created"), what="date_created_gmt"),
        amount_minor=abs(read.minor(total, coin)),
        currency=coin,
        status="succeeded",
        lines=lines,
        data={"reason": read.text(entry.get("reason")), "units": sum(line.quantity for line in lines)},
    )


def _refund_line(line: dict[str, Any], coin: str) -> IncomingLine:
    return IncomingLine(
        external_id=_meta(line, "_refunded_item_id") or read.text(line.get("id")),
        sku=read.text(line.get("sku")),
        title=html.unescape(read.text(line.get("name"))),
        quantity=abs(read.whole(line.get("quantity"))),
        unit_price_minor=0,
        listing=_listing(line),
        tax_minor=abs(read.minor(line.get("total_tax"), coin, "total_tax")),
        gross_minor=abs(read.minor(line.get("total"), coin, "total")),
    )


def _order_in_links(entry: dict[str, Any]) -> str:
    links = read.mapping(entry.get("_links"))
    for part in ("up", "self"):
        for link in read.rows(links.get(part), "_links"):
            if found := _ORDER_IN_LINK.search(read.text(link.get("href"))):
                return found[1]
    return ""


def _note(entry: dict[str, Any]) -> Document:
    return Document(
        kind="note",
        number=read.text(entry.get("id")),
        order_external_id=_order_in_links(entry),
        at=read.moment(entry.get("date_created_gmt") or entry.get("date_created"), what="date_created_gmt"),
        data={
            "text": html.unescape(read.text(entry.get("note"))),
            "author": read.text(entry.get("author")),
            "for_customer": entry.get("customer_note") is True,
        },
    )


def _tracking(entry: dict[str, Any]) -> Document:
    carrier = read.first(entry.get("tracking_provider"), entry.get("custom_tracking_provider"))
    return Document(
        kind="tracking",
        number=read.text(entry.get("tracking_number")),
        order_external_id=_order_in_links(entry),
        at=read.moment(entry.get("date_shipped"), what="date_shipped"),
        data={
            "carrier": carrier,
            "link": read.first(entry.get("tracking_link"), entry.get("custom_tracking_link")),
            "id": read.text(entry.get("tracking_id")),
        },
    )


CHANNEL = WooCommerce()

__all__ = ["CHANNEL", "PLATFORM"]

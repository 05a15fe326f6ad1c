"""Shopify: orders, refunds, fulfilments and payments of the Admin REST API and its webhooks.

A webhook body is the bare object, an API answer wraps it (`{"order": …}`, `{"orders": […]}`). Amounts are the shop's
currency; what the buyer saw in another one stands in `extra`. Quantities are those ordered; edits and refunds lower
`current_quantity`. Source: Shopify Admin REST API reference, Order, Refund, Fulfillment, Transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderway.adapters.channels import _shopify_documents as documents
from orderway.adapters.channels import _shopify_graphql as graphql
from orderway.adapters.channels import _sign
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._places import country_code
from orderway.adapters.channels._read import (
    Unreadable,
    country,
    currency,
    exact_price,
    first,
    joined,
    mapping,
    minor,
    moment,
    orders_in,
    plain,
    quantity,
    required,
    required_moment,
    rows,
    stamp,
    text,
    texts,
    whole,
)
from orderway.adapters.channels._shopify_client import PLATFORM, REMARK
from orderway.adapters.channels._shopify_shape import SHAPE
from orderway.ports.channel import (
    Delivery,
    Document,
    IncomingLine,
    IncomingOrder,
    Parsed,
    Receiver,
    Refused,
)

RETRY_AGE_SECONDS_MAX = 48 * 3600
"""Shopify repeats a delivery for hours under its first time, so an old one is no replay by itself; its key tells."""

PAYMENT_STATES = {
    "pending": "unpaid",
    "authorized": "authorized",
    "partially_paid": "partially_paid",
    "paid": "paid",
    "partially_refunded": "partially_refunded",
    "refunded": "refunded",
    "voided": "voided",
    "expired": "voided",
}
_PAID = frozenset(("paid", "partially_refunded", "refunded"))
_CASH_ON_DELIVERY = frozenset(("cash on delivery (cod)", "cash_on_delivery", "cash on delivery", "cod"))
_WISHES = {
    "delivery date": "delivery_date",
    "delivery-date": "delivery_date",
    "delivery_date": "delivery_date",
    "delivery time": "time_window",
    "delivery_time": "time_window",
    "gift message": "gift_message",
    "gift_message": "gift_message",
    "gift note": "gift_message",
}


class Shopify:
    """Shopify's own JSON, pushed or pulled."""

    code = "shopify"
    name = "Shopify"
    pushed = True
    delivery_age_seconds_max: int | None = RETRY_AGE_SECONDS_MAX

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one webhook body or API answer."""
        return gather(values(body, SHAPE), lambda piece, out: _read(piece, topic, out))

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check `X-Shopify-Hmac-Sha256` over the body; raises Refused."""
        if not _sign.same(
            _sign.header(headers, "x-shopify-hmac-sha256"),
            _sign.sha256_base64(secret, body),
        ):
            raise Refused("the signature is wrong")
        key = _sign.header(headers, "x-shopify-webhook-id")
        sent_at = None
        if triggered := headers.get("x-shopify-triggered-at", ""):
            try:
                sent_at = required_moment(triggered, "x-shopify-triggered-at")
            except Unreadable as error:
                raise Refused(str(error)) from None
            _sign.fresh(sent_at, now, RETRY_AGE_SECONDS_MAX)
        return Delivery(key=key, topic=headers.get("x-shopify-topic", ""), sent_at=sent_at)


def _read(piece: Any, topic: str, out: Parsed) -> None:
    if not isinstance(piece, dict):
        raise Unreadable("an object is expected")
    event = mapping(piece.get("detail"))
    if isinstance(event.get("payload"), dict):  # as Amazon EventBridge hands a webhook on
        _read(event["payload"], topic or text(mapping(event.get("metadata")).get("X-Shopify-Topic")), out)
        return
    if graphql.is_such(piece) and (found := graphql.orders(piece)):
        _entries("order", found, out)
        return
    if piece.get("errors"):
        raise Unreadable(f"Shopify answered an error: {str(piece['errors'])[:200]}")
    if len(piece) == 1:
        [(key, inner)] = piece.items()
        entries = inner if isinstance(inner, list) else [inner]
        if isinstance(inner, dict | list) and all(isinstance(entry, dict) for entry in entries):
            _entries(
                key if isinstance(inner, dict) else key.removesuffix("s"),
                orders_in(entries, key),
                out,
            )
            return
    _entries(_kind(piece, topic), [piece], out)


def _kind(piece: dict[str, Any], topic: str) -> str:
    """What a bare object is, by its topic or by what only that kind has."""
    if topic == "orders/delete":
        return "deleted_order"
    if "refund_line_items" in piece:
        return "refund"
    if "assigned_location_id" in piece or "assigned_location" in piece:
        return "fulfillment_order"
    if "tracking_numbers" in piece or "tracking_company" in piece:
        return "fulfillment"
    if "return_line_items" in piece:
        return "return"
    if "gateway" in piece and "kind" in piece:
        return "transaction"
    if "line_items" in piece and ("financial_status" in piece or "order_number" in piece or "total_price" in piece):
        return "order"
    return topic.split("/", maxsplit=1)[0].removesuffix("s") or "order"


def _entries(kind: str, entries: list[dict[str, Any]], out: Parsed) -> None:
    read = {
        "order": lambda entry: _order(entry, out),
        "refund": lambda entry: documents.refund(entry, ""),
        "fulfillment": documents.fulfilment,
        "fulfillment_order": documents.fulfilment_order,
        "transaction": documents.payment,
        "return": documents.returned,
        "deleted_order": lambda entry: Document(kind="cancellation", order_external_id=required(entry.get("id"), "id")),
    }.get(kind, lambda entry: documents.other(kind, entry))
    each(entries, kind, "id", read, out)


def _order(entry: dict[str, Any], out: Parsed) -> IncomingOrder:
    external_id = required(entry.get("id"), "id")
    coin = currency(required(entry.get("currency"), "currency"))
    placed_at = required_moment(entry.get("created_at") or entry.get("processed_at"), "created_at")
    status = text(entry.get("financial_status"))
    total = minor(entry.get("total_price"), coin, "total_price")
    refunds = [documents.refund(refund, coin) for refund in rows(entry.get("refunds"), "refunds")]
    ship_to = mapping(entry.get("shipping_address"))
    bill_to = mapping(entry.get("billing_address"))
    customer = mapping(entry.get("customer"))
    email = first(entry.get("email"), entry.get("contact_email"), customer.get("email"))
    order = IncomingOrder(
        external_id=external_id,
        number=first(entry.get("name"), entry.get("order_number")),
        placed_at=placed_at,
        currency=coin,
        lines=[_line(line, coin) for line in rows(entry.get("line_items"), "line_items")],
        total_minor=total,
        tax_minor=minor(entry.get("total_tax"), coin, "total_tax"),
        tax_included=entry.get("taxes_included") is True,
        shipping_minor=_shipping(entry, coin),
        discount_minor=minor(entry.get("total_discounts"), coin, "total_discounts"),
        fees_minor=_fees(entry, coin),
        paid_minor=_paid(entry, status, total, coin),
        refunded_minor=max(
            sum(refund.amount_minor or 0 for refund in refunds), minor(entry.get("total_refunded"), coin, "refunded")
        ),
        payment_status=_payment_status(entry, status),
        payment_method=", ".join(texts(entry.get("payment_gateway_names"))) or text(entry.get("gateway")),
        payments=documents.tenders(rows(entry.get("transactions"), "transactions"), coin),
        paid_at=moment(entry.get("processed_at"), what="processed_at") if status in _PAID else None,
        status=_status(entry),
        ship_to=_receiver(ship_to, email),
        bill_to=_receiver(bill_to, email) if bill_to else None,
        buyer_id=text(customer.get("id")),
        buyer_note=text(entry.get("note")),
        seller_note=_remark(entry),
        language=text(entry.get("customer_locale")),
        version=stamp(moment(entry.get("updated_at"), what="updated_at") or placed_at),
        wishes=_wishes(entry),
        extra=_extra(entry, coin),
    )
    out.documents.extend(refunds)
    for fulfilment in rows(entry.get("fulfillments"), "fulfillments"):
        out.documents.append(documents.fulfilment({"order_id": external_id} | fulfilment))
    return order


def _line(line: dict[str, Any], coin: str) -> IncomingLine:
    count, count_exact = quantity(line.get("quantity"))
    price_exact = exact_price(line.get("price"), coin)
    current = line.get("current_quantity")
    allocations = rows(line.get("discount_allocations"), "discount_allocations")
    discount = sum(minor(part.get("amount"), coin, "discount") for part in allocations)
    weight = whole(line["grams"], "grams") if line.get("grams") is not None else None
    extra = {"properties": plain(line["properties"])} if line.get("properties") else {}
    return IncomingLine(
        external_id=required(line.get("id"), "line id"),
        sku=text(line.get("sku")),
        title=first(line.get("title"), line.get("name")),
        quantity=count,
        unit_price_minor=minor(line.get("price"), coin, "price"),
        listing=first(line.get("variant_id"), line.get("product_id")),
        discount_minor=discount or minor(line.get("total_discount"), coin, "total_discount"),
        tax_minor=sum(minor(tax.get("price"), coin, "tax") for tax in rows(line.get("tax_lines"), "tax_lines")),
        variant=text(line.get("variant_title")),
        weight_grams=weight,
        ships=line.get("requires_shipping") is not False and line.get("gift_card") is not True,
        current_quantity=None if current is None else whole(current, "current_quantity"),
        quantity_exact=count_exact,
        price_exact=price_exact,
        extra=extra,
    )


def _shipping(entry: dict[str, Any], coin: str) -> int:
    lines = rows(entry.get("shipping_lines"), "shipping_lines")
    if lines:
        return sum(minor(line.get("price"), coin, "shipping") for line in lines)
    return minor(_shop_amount(entry.get("total_shipping_price_set")), coin, "shipping")


def _shop_amount(money_set: Any) -> Any:
    return mapping(mapping(money_set).get("shop_money")).get("amount")


def _fees(entry: dict[str, Any], coin: str) -> int:
    duties = _shop_amount(entry.get("original_total_duties_set") or entry.get("current_total_duties_set"))
    more = _shop_amount(
        entry.get("original_total_additional_fees_set") or entry.get("current_total_additional_fees_set")
    )
    return sum(minor(value, coin, "fees") for value in (entry.get("total_tip_received"), duties, more))


def _paid(entry: dict[str, Any], status: str, total: int, coin: str) -> int:
    if status in _PAID:
        return total
    if status == "partially_paid" and entry.get("total_outstanding") is not None:
        return max(0, total - minor(entry["total_outstanding"], coin, "total_outstanding"))
    if status == "partially_paid" and entry.get("total_received") is not None:
        return minor(entry["total_received"], coin, "total_received")
    return 0


def _payment_status(entry: dict[str, Any], status: str) -> str:
    found = PAYMENT_STATES.get(status, "unpaid")
    gateways = {gateway.lower() for gateway in texts(entry.get("payment_gateway_names"))}
    return "cod_due" if found == "unpaid" and gateways & _CASH_ON_DELIVERY else found


def _status(entry: dict[str, Any]) -> str:
    if entry.get("cancelled_at"):
        return "cancelled"
    return "closed" if entry.get("closed_at") else "open"


def _receiver(address: dict[str, Any], email: str) -> Receiver:
    return Receiver(
        name=first(
            address.get("name"),
            joined(address.get("first_name"), address.get("last_name")),
        ),
        phone=text(address.get("phone")),
        email=first(address.get("email"), email),
        country=country(address.get("country_code")) or country_code(address.get("country")),
        province=first(address.get("province"), address.get("province_code")),
        city=text(address.get("city")),
        street=joined(address.get("address1"), address.get("address2"), by=", "),
        postcode=text(address.get("zip")),
        company=text(address.get("company")),
    )


def _wishes(entry: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for note in rows(entry.get("note_attributes"), "note_attributes"):
        key = _WISHES.get(text(note.get("name")).lower())
        value = text(note.get("value"))
        if key and value:
            found[key] = value
    return found


def _remark(entry: dict[str, Any]) -> str:
    """The seller's remark, which we keep in an attribute of our own (`note` is the buyer's)."""
    notes = rows(entry.get("note_attributes"), "note_attributes")
    return next((text(note.get("value")) for note in notes if note.get("name") == REMARK), "")


def _extra(entry: dict[str, Any], coin: str) -> dict[str, Any]:
    keys = (
        "tags",
        "source_name",
        "note_attributes",
        "discount_codes",
        "po_number",
        "cancel_reason",
        "fulfillment_status",
    )
    found = {key: plain(entry[key]) for key in keys if entry.get(key)}
    if entry.get("test") is True:
        found["test"] = True
    if entry.get("current_total_price") is not None:
        found["current_total_minor"] = minor(entry["current_total_price"], coin, "current_total_price")
    shown = mapping(mapping(entry.get("total_price_set")).get("presentment_money"))
    if shown.get("currency_code") and shown["currency_code"] != coin:
        other = currency(shown["currency_code"])
        found["buyer_currency"] = other
        found["buyer_total_minor"] = minor(shown.get("amount"), other, "presentment total")
    return found


CHANNEL = Shopify()

__all__ = ["CHANNEL", "PLATFORM"]

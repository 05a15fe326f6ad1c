"""eBay: orders of the Sell Fulfillment API, its shipping fulfilments, and notifications.

Amounts are `value` and `currency`; eBay may convert them one by one (`convertedFromValue`), so that lines need not add
up to the total. Source: eBay Sell Fulfillment API v1, getOrders; eBay Event Notification, `X-EBAY-SIGNATURE`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from orderway.adapters.channels import _ebay_keys
from orderway.adapters.channels import _read as read
from orderway.adapters.channels._ebay_client import PLATFORM
from orderway.adapters.channels._json import decode, each, gather, values
from orderway.adapters.channels._read import Unreadable
from orderway.ports.channel import Delivery, Document, IncomingLine, IncomingOrder, Parsed, Receiver, Refused

_PAYMENT_STATES = {
    "PENDING": "unpaid",
    "PAID": "paid",
    "FAILED": "failed",
    "FULLY_REFUNDED": "refunded",
    "PARTIALLY_REFUNDED": "partially_refunded",
}
_SHIPPED = {"FULFILLED": "fulfilled", "IN_PROGRESS": "partial"}
_NO_REFUND = frozenset(("FAILED", "PENDING"))
"""A refund whose money did not go, or not yet."""
_WISHES = {"REQUESTED": "requested", "REJECTED": "rejected", "CLOSED": "closed", "WITHDRAWN": "withdrawn"}


class Ebay:
    """eBay's own JSON, pulled; notifications pushed. The secret is a verification token, or eBay's key (PEM)."""

    code = "ebay"
    name = "eBay"
    pushed = True
    delivery_age_seconds_max: int | None = None
    """eBay's signature covers the body; its notification id tells a replay."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one API answer or notification."""
        return gather(values(body), _take)

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check `X-EBAY-SIGNATURE` (ECDSA over the body); raises Refused."""
        given = _ebay_keys.header_of(headers)
        try:
            signature = base64.b64decode(given["signature"], validate=True)
            digest = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256}[given.get("digest", "SHA1")]()
        except (binascii.Error, ValueError, KeyError, TypeError, AttributeError):
            raise Refused("the header x-ebay-signature is not readable") from None
        try:
            key = load_pem_public_key(_ebay_keys.pem_of(secret).encode())
        except (ValueError, UnsupportedAlgorithm):
            raise Refused("the shop's secret is no public key") from None
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise Refused("the shop's secret is no elliptic-curve key")
        try:
            key.verify(signature, body, ec.ECDSA(digest))
        except InvalidSignature:
            raise Refused("the signature is wrong") from None
        return _delivery(body)

    def key_wanted(self, headers: Mapping[str, str], secret: str) -> str:
        """The key that signed, by its id, where the shop's secret holds none."""
        return _ebay_keys.key_wanted(headers, secret)

    def challenge(self, query: Mapping[str, str], secret: str, address: str) -> dict[str, str] | None:
        """eBay's question to the address before it sends anything there."""
        return _ebay_keys.challenge(query, secret, address)


def _delivery(body: bytes) -> Delivery:
    try:
        message = read.mapping(decode(body))
        notice = read.mapping(message.get("notification"))
        sent_at = read.moment(notice.get("publishDate"), what="publishDate")
    except Unreadable as error:
        raise Refused(str(error)) from None
    key = read.text(notice.get("notificationId"))
    if not key:
        raise Refused("the notification has no id")
    return Delivery(key=key, topic=read.text(read.mapping(message.get("metadata")).get("topic")), sent_at=sent_at)


def _take(piece: Any, out: Parsed) -> None:
    if not isinstance(piece, dict):
        raise Unreadable("an object is expected")
    if piece.get("errors") and "orders" not in piece:
        raise Unreadable(f"eBay answered an error: {str(read.plain(piece['errors']))[:200]}")
    if isinstance(piece.get("data"), dict) and "lineItems" in piece["data"]:
        piece = piece["data"]
    if "orders" in piece:
        each(read.orders_in(piece["orders"], "orders"), "order", "orderId", lambda one: _order(one, out), out)
    elif "orderId" in piece and "lineItems" in piece:
        each([piece], "order", "orderId", lambda one: _order(one, out), out)
    elif "fulfillments" in piece:
        each(read.orders_in(piece["fulfillments"], "fulfillments"), "fulfillment", "fulfillmentId", _fulfilment, out)
    elif "fulfillmentId" in piece:
        each([piece], "fulfillment", "fulfillmentId", _fulfilment, out)
    elif "conversationId" in piece and "message" in piece:
        out.documents.append(_said(piece))
    elif "notification" in piece:
        out.documents.append(_notice(piece))
    else:
        out.documents.append(read.kept("record", piece))


def _said(piece: dict[str, Any]) -> Document:
    """A message of a conversation. It names people and no order: intake knows whose it is."""
    message = read.mapping(piece.get("message"))
    people = [read.text(message.get("senderUsername")), read.text(message.get("recipientUsername"))]
    return Document(
        kind="message",
        number=read.required(message.get("messageId"), "messageId"),
        at=read.moment(message.get("createdDate"), what="createdDate"),
        data={
            "text": read.text(message.get("messageBody")),
            "way": "platform",
            "people": people,
            "listing": read.text(piece.get("listing")),
        },
    )


def _money(value: Any, coin: str, what: str) -> int:
    return read.minor(read.mapping(value).get("value"), coin, what)


def _order(entry: dict[str, Any], out: Parsed) -> IncomingOrder:
    external_id = read.required(entry.get("orderId"), "orderId")
    price = read.mapping(entry.get("pricingSummary"))
    total = read.mapping(price.get("total"))
    coin = read.currency(read.required(total.get("currency"), "pricingSummary.total.currency"))
    placed_at = read.required_moment(entry.get("creationDate"), "creationDate")
    payment = read.mapping(entry.get("paymentSummary"))
    payments = read.rows(payment.get("payments"), "payments")
    refunds = [_refund(one, coin, external_id) for one in read.rows(payment.get("refunds"), "refunds")]
    state = _PAYMENT_STATES.get(read.text(entry.get("orderPaymentStatus")), "unpaid")
    steps = read.rows(entry.get("fulfillmentStartInstructions"), "fulfillmentStartInstructions")
    lines = [_line(line, coin) for line in read.rows(entry.get("lineItems"), "lineItems")]
    total_minor = _money(total, coin, "total")
    cancelled = read.mapping(entry.get("cancelStatus")).get("cancelState") == "CANCELED"
    discount = _money(price.get("priceDiscount"), coin, "priceDiscount") + _money(
        price.get("deliveryDiscount"), coin, "deliveryDiscount"
    )
    out.documents.extend(refunds)
    wishes = read.rows(read.mapping(entry.get("cancelStatus")).get("cancelRequests"), "cancelRequests")
    out.documents.extend(_wish(one, external_id) for one in wishes if one.get("cancelInitiator") == "BUYER")
    return IncomingOrder(
        external_id=external_id,
        number=read.text(entry.get("salesRecordReference")),
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=total_minor,
        tax_minor=_money(price.get("tax"), coin, "tax"),
        shipping_minor=_money(price.get("deliveryCost"), coin, "deliveryCost"),
        discount_minor=abs(discount),
        fees_minor=_money(price.get("adjustment"), coin, "adjustment") + _money(price.get("fee"), coin, "fee"),
        paid_minor=total_minor if state in ("paid", "refunded", "partially_refunded") else 0,
        refunded_minor=sum(one.amount_minor or 0 for one in refunds if one.status.upper() not in _NO_REFUND),
        payment_status=state,
        payment_method=read.first(*(one.get("paymentMethod") for one in payments)),
        paid_at=read.moment(read.first(*(one.get("paymentDate") for one in payments)), what="paymentDate"),
        status="cancelled" if cancelled else "open",
        fulfilled_by_channel=_by_ebay(entry, steps),
        ship_to=_ship_to(steps),
        buyer_id=read.text(read.mapping(entry.get("buyer")).get("username")),
        buyer_note=read.text(entry.get("buyerCheckoutNotes")),
        version=read.stamp(read.moment(entry.get("lastModifiedDate"), what="lastModifiedDate") or placed_at),
        extra=_extra(entry, total),
    )


def _by_ebay(entry: dict[str, Any], steps: list[dict[str, Any]]) -> bool:
    """Whether eBay's own warehouse ships it. `ebaySupportedFulfillment` says something else: the seller ships, to the
    hub of eBay's international shipping or of its authenticators, which stands in `shipTo`."""
    by = read.text(read.mapping(entry.get("ebayFulfillmentProgram")).get("fulfilledBy")).upper()
    lines = read.rows(entry.get("lineItems"), "lineItems")
    programs = [read.mapping(line.get("ebayFulfillmentProgram")) for line in lines]
    every = bool(programs) and all(read.text(one.get("fulfilledBy")).upper() == "EBAY" for one in programs)
    kinds = {read.text(step.get("fulfillmentInstructionsType")).upper() for step in steps}
    return by == "EBAY" or every or kinds == {"FULFILLED_BY_EBAY"}


def _line(line: dict[str, Any], coin: str) -> IncomingLine:
    count, exact = read.quantity(line.get("quantity"))
    cost = read.mapping(line.get("lineItemCost")).get("value")
    gross = read.minor(cost, coin, "lineItemCost")
    unit = read.rounded(read.decimal(cost or 0, "lineItemCost") / max(count, 1), "lineItemCost")
    unit_minor = read.minor(unit, coin, "price")
    discounted = line.get("discountedLineItemCost")
    aspects = read.rows(line.get("variationAspects"), "variationAspects")
    taxes = [*read.rows(line.get("taxes"), "taxes"), *read.rows(line.get("ebayCollectAndRemitTaxes"), "taxes")]
    return IncomingLine(
        external_id=read.required(line.get("lineItemId"), "lineItemId"),
        sku=read.text(line.get("sku")),
        title=read.text(line.get("title")),
        quantity=count,
        unit_price_minor=unit_minor,
        listing=read.first(line.get("legacyVariationId"), line.get("legacyItemId")),
        discount_minor=gross - _money(discounted, coin, "discountedLineItemCost") if discounted else 0,
        tax_minor=sum(_money(tax.get("amount"), coin, "tax") for tax in taxes),
        variant=", ".join(read.text(one.get("value")) for one in aspects),
        quantity_exact=exact,
        price_exact=read.exact_price(unit, coin),
        gross_minor=None if gross == count * unit_minor else gross,
    )


def _ship_to(steps: list[dict[str, Any]]) -> Receiver:
    for step in steps:
        to = read.mapping(read.mapping(step.get("shippingStep")).get("shipTo"))
        address = read.mapping(to.get("contactAddress"))
        if to:
            return Receiver(
                name=read.text(to.get("fullName")),
                phone=read.text(read.mapping(to.get("primaryPhone")).get("phoneNumber")),
                email=read.text(to.get("email")),
                country=read.country(address.get("countryCode")),
                province=read.text(address.get("stateOrProvince")),
                city=read.text(address.get("city")),
                district=read.text(address.get("county")),
                street=read.joined(address.get("addressLine1"), address.get("addressLine2"), by=", "),
                postcode=read.text(address.get("postalCode")),
                company=read.text(to.get("companyName")),
            )
    return Receiver()


def _extra(entry: dict[str, Any], total: dict[str, Any]) -> dict[str, Any]:
    found = {
        "channel_status": read.text(entry.get("orderFulfillmentStatus")),
        "fulfillment_status": _SHIPPED.get(read.text(entry.get("orderFulfillmentStatus")), ""),
        "cancel_state": read.text(read.mapping(entry.get("cancelStatus")).get("cancelState")),
        "buyer_total": read.text(total.get("convertedFromValue")),
        "buyer_currency": read.text(total.get("convertedFromCurrency")),
        "legacy_order_id": read.text(entry.get("legacyOrderId")),
    }
    return {key: value for key, value in found.items() if value}


def _refund(entry: dict[str, Any], coin: str, order: str) -> Document:
    return Document(
        kind="refund",
        number=read.first(entry.get("refundId"), entry.get("refundReferenceId")),
        order_external_id=order,
        at=read.moment(entry.get("refundDate"), what="refundDate"),
        amount_minor=_money(entry.get("amount"), coin, "refund"),
        currency=coin,
        status=read.text(entry.get("refundStatus")),
    )


def _wish(entry: dict[str, Any], order: str) -> Document:
    """The buyer asks to cancel; only a request that is open, or was turned down, says something to us."""
    word = read.text(entry.get("cancelRequestState")).upper()
    return Document(
        kind="refund",
        number=read.text(entry.get("cancelRequestId")),
        order_external_id=order,
        at=read.moment(entry.get("cancelRequestedDate"), what="cancelRequestedDate"),
        status=_WISHES.get(word, word.lower()),
        data={"reason": read.text(entry.get("cancelReason")), "cancel": True},
    )


def _fulfilment(entry: dict[str, Any]) -> Document:
    number = read.text(entry.get("shipmentTrackingNumber"))
    return Document(
        kind="fulfilment",
        number=read.text(entry.get("fulfillmentId")),
        at=read.moment(entry.get("shippedDate"), what="shippedDate"),
        lines=[
            IncomingLine(
                external_id=read.text(line.get("lineItemId")),
                sku="",
                title="",
                quantity=read.whole(line.get("quantity")),
                unit_price_minor=0,
            )
            for line in read.rows(entry.get("lineItems"), "lineItems")
        ],
        data={
            "tracking_company": read.text(entry.get("shippingCarrierCode")),
            "tracking_numbers": [number] if number else [],
        },
    )


def _notice(piece: dict[str, Any]) -> Document:
    notice = read.mapping(piece.get("notification"))
    data = read.mapping(notice.get("data"))
    return Document(
        kind="notification",
        number=read.text(notice.get("notificationId")),
        order_external_id=read.text(data.get("orderId")),
        at=read.moment(notice.get("eventDate"), what="eventDate"),
        data={"topic": read.text(read.mapping(piece.get("metadata")).get("topic")), **read.plain(data)},
    )


CHANNEL = Ebay()

__all__ = ["CHANNEL", "PLATFORM"]

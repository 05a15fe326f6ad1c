"""Amazon Selling Partner API: orders (v0, 2026-01-01), vendor orders, direct fulfilment, and what stands beside them.

Whatever is no order (an address fetched on its own, returns, shipments, notifications) is a document that names its
order. Notifications come by queue (SQS), not by signed webhook. Source: the API models of Amazon (Apache-2.0).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from orderway.adapters.channels import _amazon_documents as documents
from orderway.adapters.channels import _amazon_money as money
from orderway.adapters.channels import _amazon_vendor as vendor
from orderway.adapters.channels import _read as read
from orderway.adapters.channels._amazon_client import PLATFORM
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._unpushed import Unpushed
from orderway.ports.channel import IncomingLine, IncomingOrder, Parsed, Receiver

_STATES = {
    "PENDING": ("unpaid", "open"),
    "PENDINGAVAILABILITY": ("unpaid", "open"),
    "UNSHIPPED": ("paid", "open"),
    "PARTIALLYSHIPPED": ("paid", "open"),
    "SHIPPED": ("paid", "open"),
    "INVOICEUNCONFIRMED": ("paid", "open"),
    "CANCELED": ("voided", "cancelled"),
    "CANCELLED": ("voided", "cancelled"),
    "UNFULFILLABLE": ("paid", "open"),
}
"""Amazon says of its own customers only whether an order may be shipped: then it is paid."""
_SHIPPED = {"SHIPPED": "fulfilled", "INVOICEUNCONFIRMED": "fulfilled", "PARTIALLYSHIPPED": "partial"}


class Amazon(Unpushed):
    """Amazon's own JSON, pulled."""

    code = "amazon"
    name = "Amazon"
    why_not_pushed = "Amazon's notifications are fetched from a queue, not pushed"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one API answer or notification."""
        return gather(values(body), _take)


def _take(piece: Any, out: Parsed) -> None:
    if isinstance(piece, list):
        piece = {"entries": piece}
    if not isinstance(piece, dict):
        raise Unreadable("an object is expected")
    inner = piece.get("payload", piece)
    if isinstance(inner, list):
        inner = {"entries": inner}
    inner = read.mapping(inner)
    if piece.get("errors") and (not inner or inner is piece):
        raise Unreadable(f"Amazon answered an error: {str(read.plain(piece['errors']))[:200]}")
    if "Orders" in inner:
        each(read.orders_in(inner["Orders"], "Orders"), "order", "AmazonOrderId", lambda one: _order_v0(one, out), out)
    elif "orders" in inner:
        _many(read.orders_in(inner["orders"], "orders"), out)
    elif "order" in inner:
        _many([read.mapping(inner["order"])], out)
    elif "AmazonOrderId" in inner and "PurchaseDate" in inner:
        each([inner], "order", "AmazonOrderId", lambda one: _order_v0(one, out), out)
    elif {"orderId", "orderItems", "createdTime"} <= inner.keys() or {
        "purchaseOrderNumber",
        "orderDetails",
    } <= inner.keys():
        _many([inner], out)
    else:
        documents.take(inner, out)


def _many(entries: list[dict[str, Any]], out: Parsed) -> None:
    for entry in entries:
        if "purchaseOrderNumber" in entry:
            each([entry], "order", "purchaseOrderNumber", vendor.order, out)
        elif "AmazonOrderId" in entry:
            each([entry], "order", "AmazonOrderId", lambda one: _order_v0(one, out), out)
        else:
            each([entry], "order", "orderId", lambda one: _order(one, out), out)


def _state(word: Any) -> tuple[str, str]:
    return _STATES.get(_plain(word), ("unpaid", "open"))


def _plain(word: Any) -> str:
    return read.text(word).replace("_", "").replace(" ", "").upper()


def _order_v0(entry: dict[str, Any], out: Parsed) -> IncomingOrder:
    """An order of orders v0; its lines (`OrderItems`) come by another call, or stand in it where we pulled it."""
    total = read.mapping(entry.get("OrderTotal"))
    coin = read.currency(total.get("CurrencyCode"))
    paid, status = _state(entry.get("OrderStatus"))
    placed_at = read.required_moment(entry.get("PurchaseDate"), "PurchaseDate")
    amount = read.minor(total.get("Amount"), coin, "OrderTotal")
    if entry.get("PaymentMethod") == "COD" and status == "open":
        paid = "cod_due"
    buyer = read.mapping(entry.get("BuyerInfo"))
    external_id = read.required(entry.get("AmazonOrderId"), "AmazonOrderId")
    items = read.rows(entry.get("OrderItems"), "OrderItems")
    lines = [documents.line_v0(line) for line in items]
    coin = coin or next((code for item in items if (code := _coin_v0(item))), "")
    parts = money.sums(items, coin, amount)
    out.documents.extend(documents.wishes(external_id, lines, status))
    return IncomingOrder(
        external_id=external_id,
        number=read.text(entry.get("SellerOrderId")),
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=amount,
        tax_minor=parts.tax,
        tax_included=parts.tax_included,
        shipping_minor=parts.shipping,
        discount_minor=parts.discount,
        fees_minor=parts.wrapping + parts.at_the_door,
        paid_minor=amount if paid == "paid" else 0,
        payment_status=paid,
        payment_method=read.text(entry.get("PaymentMethod")),
        status=status,
        fulfilled_by_channel=entry.get("FulfillmentChannel") == "AFN",
        ship_to=documents.address(read.mapping(entry.get("ShippingAddress")), read.text(buyer.get("BuyerEmail"))),
        buyer_id=read.text(buyer.get("BuyerEmail")),
        version=read.stamp(read.moment(entry.get("LastUpdateDate"), what="LastUpdateDate") or placed_at),
        extra=_extra(
            entry,
            ("OrderStatus", "MarketplaceId", "LatestShipDate", "LatestDeliveryDate", "IsPrime", "IsBusinessOrder"),
        ),
    )


def _coin_v0(item: dict[str, Any]) -> str:
    return read.currency(read.mapping(item.get("ItemPrice")).get("CurrencyCode"))


def _extra(entry: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    found = {key: read.plain(entry[key]) for key in keys if entry.get(key)}
    if "OrderStatus" in found:
        found["channel_status"] = found["OrderStatus"]
        found["fulfillment_status"] = _SHIPPED.get(_plain(found["OrderStatus"]), "")
    if "LatestShipDate" in found:
        found["ship_by"] = found["LatestShipDate"]
    return found


def _parts(lines: list[dict[str, Any]], coin: str) -> dict[str, int]:
    """Sums of the breakdowns of all items by type (ITEM, TAX, SHIPPING, DISCOUNT …)."""
    sums: dict[str, int] = {}
    for line in lines:
        for part in read.rows(read.mapping(line.get("proceeds")).get("breakdowns"), "breakdowns"):
            kind = read.text(part.get("type")).upper()
            sums[kind] = sums.get(kind, 0) + _amount(part.get("subtotal"), coin)
    return sums


def _amount(value: Any, coin: str) -> int:
    return read.minor(read.mapping(value).get("amount"), coin)


def _order(entry: dict[str, Any], out: Parsed) -> IncomingOrder:
    """An order of orders 2026-01-01."""
    external_id = read.required(entry.get("orderId"), "orderId")
    placed_at = read.required_moment(entry.get("createdTime"), "createdTime")
    total = read.mapping(read.mapping(entry.get("proceeds")).get("grandTotal"))
    coin = read.currency(total.get("currencyCode"))
    items = read.rows(entry.get("orderItems"), "orderItems")
    if not coin:
        coin = _coin_of(items)
    lines = [_line(item, coin) for item in items]
    sums = _parts(items, coin)
    fulfilment = read.mapping(entry.get("fulfillment"))
    paid, status = _state(fulfilment.get("fulfillmentStatus"))
    goods = sum(line.quantity * line.unit_price_minor for line in lines)
    amount = read.minor(total.get("amount"), coin) if total.get("amount") is not None else goods + sums.get("TAX", 0)
    tax, shipping, discount = sums.get("TAX", 0), sums.get("SHIPPING", 0), abs(sums.get("DISCOUNT", 0))
    fees = sums.get("GIFT_WRAP", 0) + sums.get("COD_FEE", 0) + sums.get("OTHER", 0)
    buyer = read.mapping(entry.get("buyer"))
    out.documents.extend(documents.wishes(external_id, lines, status))
    for package in read.rows(entry.get("packages"), "packages"):
        out.documents.append(documents.package(package, external_id))
    return IncomingOrder(
        external_id=external_id,
        number=_alias(entry),
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=amount,
        tax_minor=tax,
        tax_included=bool(tax) and goods + shipping + fees - discount == amount,
        shipping_minor=shipping,
        discount_minor=discount,
        fees_minor=fees,
        paid_minor=amount if paid == "paid" else 0,
        payment_status=paid,
        status=status,
        fulfilled_by_channel=fulfilment.get("fulfilledBy") == "AMAZON",
        ship_to=_receiver(entry, read.text(buyer.get("buyerEmail"))),
        buyer_id=read.text(buyer.get("buyerEmail")),
        version=read.stamp(read.moment(entry.get("lastUpdatedTime"), what="lastUpdatedTime") or placed_at),
        extra=_extra_of(entry, fulfilment),
    )


def _alias(entry: dict[str, Any]) -> str:
    aliases = read.rows(entry.get("orderAliases"), "orderAliases")
    return read.first(*(one.get("aliasId") for one in aliases if one.get("aliasType") == "SELLER_ORDER_ID"))


def _coin_of(items: list[dict[str, Any]]) -> str:
    for item in items:
        price = read.mapping(read.mapping(read.mapping(item.get("product")).get("price")).get("unitPrice"))
        if price.get("currencyCode"):
            return read.currency(price["currencyCode"])
    return ""


def _extra_of(entry: dict[str, Any], fulfilment: dict[str, Any]) -> dict[str, Any]:
    window = read.mapping(fulfilment.get("shipByWindow"))
    found = {
        "channel_status": read.text(fulfilment.get("fulfillmentStatus")),
        "fulfillment_status": _SHIPPED.get(_plain(fulfilment.get("fulfillmentStatus")), ""),
        "programs": list(read.texts(entry.get("programs"))),
        "marketplace": read.text(read.mapping(entry.get("salesChannel")).get("marketplaceId")),
        "ship_by": read.text(window.get("latestDateTime")),
    }
    return {key: value for key, value in found.items() if value}


def _receiver(entry: dict[str, Any], email: str) -> Receiver:
    place = read.mapping(read.mapping(entry.get("recipient")).get("deliveryAddress"))
    lines = [place.get(f"addressLine{number}") for number in (1, 2, 3)]
    return Receiver(
        name=read.text(place.get("name")),
        phone=read.text(place.get("phone")),
        email=email,
        country=read.country(place.get("countryCode")),
        province=read.text(place.get("stateOrRegion")),
        city=read.first(place.get("city"), place.get("municipality")),
        district=read.text(place.get("districtOrCounty")),
        street=read.joined(*lines, by=", "),
        postcode=read.text(place.get("postalCode")),
        company=read.text(place.get("companyName")),
    )


def _line(item: dict[str, Any], coin: str) -> IncomingLine:
    product = read.mapping(item.get("product"))
    count, exact = read.quantity(item.get("quantityOrdered"))
    parts = _parts([item], coin)
    price = read.mapping(read.mapping(product.get("price")).get("unitPrice")).get("amount")
    if price is None:
        goods = Decimal(parts.get("ITEM", 0)) / max(count, 1)
        unit_minor, gross = int(goods), parts.get("ITEM", 0)
    else:
        unit_minor = read.minor(price, coin, "unitPrice")
        gross = read.minor(read.decimal(price) * count, coin, "unitPrice")
    extra = {key: read.plain(item[key]) for key in ("associatedOrderItems", "programs", "packing") if item.get(key)}
    return IncomingLine(
        external_id=read.required(item.get("orderItemId"), "orderItemId"),
        sku=read.text(product.get("sellerSku")),
        title=read.text(product.get("title")),
        quantity=count,
        unit_price_minor=unit_minor,
        listing=read.text(product.get("asin")),
        discount_minor=abs(parts.get("DISCOUNT", 0)),
        tax_minor=parts.get("TAX", 0),
        quantity_exact=exact,
        price_exact=read.exact_price(price, coin),
        gross_minor=None if gross == count * unit_minor else gross,
        refund_status=_wish(item),
        extra=extra,
    )


def _wish(item: dict[str, Any]) -> str:
    """Whether the buyer has asked to cancel the line and nobody has done it yet."""
    told = read.mapping(item.get("cancellation"))
    asked = read.mapping(told.get("cancellationRequest")).get("requester") == "BUYER"
    return "requested" if asked and not told.get("cancellationExecution") else ""


CHANNEL = Amazon()

__all__ = ["CHANNEL", "PLATFORM"]

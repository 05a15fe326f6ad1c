"""What Amazon tells besides orders: parts of an order, returns, shipments, packages, notifications."""

from __future__ import annotations

from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._read import Unreadable
from orderway.ports.channel import Document, IncomingLine, Parsed, Receiver

_ORDER_KEYS = (
    "AmazonOrderId",
    "amazonOrderId",
    "SellerFulfillmentOrderId",
    "orderId",
    "purchaseOrderNumber",
    "customerOrderId",
)
_STATUS_KEYS = ("OrderStatus", "orderStatus", "FulfillmentOrderStatus", "Status", "status")
_SEARCH_DEPTH_MAX = 6


def take(inner: dict[str, Any], out: Parsed) -> None:
    """Turn an answer that holds no order into documents; raises Unreadable where there is nothing in it."""
    if "NotificationType" in inner or "notificationType" in inner:
        out.documents.append(_notification(inner))
        return
    if "ShipmentId" in inner and "AmazonOrderId" in inner:
        out.documents.append(_shipment(inner))
        return
    if "AmazonOrderId" in inner:
        out.documents.append(_part(inner))
        return
    if "returnType" in inner and "id" in inner:
        out.documents.append(_return(inner))
        return
    lists = {key: value for key, value in inner.items() if _is_list_of_objects(value)}
    for key, entries in lists.items():
        for entry in read.orders_in(entries, key):
            out.documents.append(_return(entry) if key == "returns" else read.kept(key, entry))
    if not lists:
        out.documents.append(read.kept("answer", inner))


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and one for one in value)


def _part(inner: dict[str, Any]) -> Document:
    """A piece of an order that has a call of its own: address, buyer, lines, regulated information."""
    place = read.mapping(inner.get("ShippingAddress"))
    data: dict[str, Any] = {"keys": sorted(inner), **read.plain(inner)}
    if place:
        data["ship_to"] = {
            name: value for name in Receiver.__struct_fields__ if (value := getattr(address(place, ""), name))
        }
    return Document(
        kind="order_part",
        number=read.text(inner["AmazonOrderId"]),
        order_external_id=read.required(inner["AmazonOrderId"], "AmazonOrderId"),
        status=read.text(read.mapping(inner.get("RegulatedOrderVerificationStatus")).get("Status")),
        lines=[line_v0(line) for line in read.rows(inner.get("OrderItems"), "OrderItems")],
        data=data,
    )


def line_v0(line: dict[str, Any]) -> IncomingLine:
    """A line of `OrderItems` (orders v0), where `ItemPrice` is the price of all units."""
    price = read.mapping(line.get("ItemPrice"))
    coin = read.currency(price.get("CurrencyCode"))
    count, exact = read.quantity(line.get("QuantityOrdered"))
    gross = read.minor(price.get("Amount"), coin, "ItemPrice")
    unit = gross // count if count > 0 else gross
    return IncomingLine(
        external_id=read.required(line.get("OrderItemId"), "OrderItemId"),
        sku=read.text(line.get("SellerSKU")),
        title=read.text(line.get("Title")),
        quantity=count,
        unit_price_minor=unit,
        listing=read.text(line.get("ASIN")),
        discount_minor=read.minor(read.mapping(line.get("PromotionDiscount")).get("Amount"), coin, "PromotionDiscount"),
        tax_minor=read.minor(read.mapping(line.get("ItemTax")).get("Amount"), coin, "ItemTax"),
        gift=line.get("IsGift") in (True, "true"),
        quantity_exact=exact,
        gross_minor=None if gross == count * unit else gross,
        refund_status="requested" if _is_wished(line) else "",
    )


def _is_wished(line: dict[str, Any]) -> bool:
    asked = read.mapping(line.get("BuyerRequestedCancel")).get("IsBuyerRequestedCancel")
    return asked is True or read.text(asked).lower() == "true"


def wishes(order: str, lines: list[IncomingLine], status: str) -> list[Document]:
    """The buyer asks to cancel: one request about the lines that Amazon marks, as long as the order is open."""
    asked = [line for line in lines if line.refund_status == "requested"]
    if not asked or status != "open":
        return []
    return [
        Document(
            kind="refund",
            number=f"{order}/cancel",
            order_external_id=order,
            status="requested",
            lines=asked,
            data={"cancel": True},
        )
    ]


def address(place: dict[str, Any], email: str) -> Receiver:
    """An address as orders v0 and merchant fulfilment write it."""
    lines = [place.get(f"AddressLine{number}") for number in (1, 2, 3)]
    return Receiver(
        name=read.text(place.get("Name")),
        phone=read.text(place.get("Phone")),
        email=read.first(place.get("Email"), email),
        country=read.country(place.get("CountryCode")),
        province=read.first(place.get("StateOrRegion"), place.get("StateOrProvinceCode")),
        city=read.first(place.get("City"), place.get("Municipality")),
        district=read.first(place.get("District"), place.get("County"), place.get("DistrictOrCounty")),
        street=read.joined(*lines, by=", "),
        postcode=read.text(place.get("PostalCode")),
        company=read.text(place.get("CompanyName")),
    )


def _shipment(inner: dict[str, Any]) -> Document:
    service = read.mapping(inner.get("ShippingService"))
    rate = read.mapping(service.get("Rate"))
    coin = read.currency(rate.get("CurrencyCode"))
    return Document(
        kind="shipment",
        number=read.text(inner["ShipmentId"]),
        order_external_id=read.text(inner["AmazonOrderId"]),
        at=read.moment(inner.get("LastUpdatedDate") or inner.get("CreatedDate"), what="LastUpdatedDate"),
        amount_minor=read.minor(rate.get("Amount"), coin, "Rate"),
        currency=coin,
        status=read.text(inner.get("Status")),
        lines=[
            IncomingLine(
                external_id=read.text(item.get("OrderItemId")),
                sku=read.text(item.get("ItemSellerSku")),
                title="",
                quantity=read.whole(item.get("Quantity")),
                unit_price_minor=0,
            )
            for item in read.rows(inner.get("ItemList"), "ItemList")
        ],
        data={
            "tracking_numbers": [number for number in [read.text(inner.get("TrackingId"))] if number],
            "tracking_company": read.text(service.get("CarrierName")),
            "service": read.text(service.get("ShippingServiceName")),
        },
    )


def _return(entry: dict[str, Any]) -> Document:
    if not entry.get("id"):
        raise Unreadable("return: id is missing")
    place = read.mapping(entry.get("marketplaceChannelDetails"))
    meta = read.mapping(entry.get("returnMetadata"))
    back = read.mapping(read.mapping(entry.get("returnShippingInfo")).get("reverseTrackingInfo"))
    line = IncomingLine(
        external_id="1",
        sku=read.text(entry.get("merchantSku")),
        title="",
        quantity=read.whole(entry.get("numberOfUnits")),
        unit_price_minor=0,
    )
    return Document(
        kind="return",
        number=read.text(entry["id"]),
        order_external_id=read.text(place.get("customerOrderId")),
        at=read.moment(entry.get("lastUpdatedDateTime") or entry.get("creationDateTime"), what="lastUpdatedDateTime"),
        status=read.text(entry.get("status")),
        lines=[line],
        data={
            "reason": read.text(meta.get("returnReason")),
            "rma": read.text(meta.get("rmaId")),
            "type": read.text(entry.get("returnType")),
            "carrier": read.text(back.get("carrierName")),
            "tracking_number": read.text(back.get("trackingId")),
        },
    )


def package(entry: dict[str, Any], order: str) -> Document:
    """A parcel of an order of orders 2026-01-01."""
    state = read.mapping(entry.get("packageStatus"))
    number = read.text(entry.get("trackingNumber"))
    return Document(
        kind="fulfilment",
        number=read.text(entry.get("packageReferenceId")),
        order_external_id=order,
        at=read.moment(entry.get("shipTime") or entry.get("createdTime"), what="shipTime"),
        status=read.first(state.get("detailedStatus"), state.get("status")),
        data={"tracking_company": read.text(entry.get("carrier")), "tracking_numbers": [number] if number else []},
    )


def _notification(inner: dict[str, Any]) -> Document:
    meta = read.mapping(inner.get("NotificationMetadata") or inner.get("notificationMetadata"))
    payload = inner.get("Payload") if "Payload" in inner else inner.get("payload")
    at = inner.get("EventTime") or inner.get("eventTime")
    return Document(
        kind="notification",
        number=read.first(meta.get("NotificationId"), meta.get("notificationId")),
        order_external_id=_search(payload, _ORDER_KEYS),
        at=read.moment(at, what="EventTime"),
        status=_search(payload, _STATUS_KEYS),
        data={
            "notification_type": read.first(inner.get("NotificationType"), inner.get("notificationType")),
            "payload": read.plain(payload),
        },
    )


def _search(value: Any, keys: tuple[str, ...], depth: int = 0) -> str:
    """The first text under one of the keys, outer ones first."""
    if not isinstance(value, dict) or depth > _SEARCH_DEPTH_MAX:
        return ""
    found = read.first(*(value.get(key) for key in keys))
    return found or read.first(*(_search(part, keys, depth + 1) for part in value.values()))

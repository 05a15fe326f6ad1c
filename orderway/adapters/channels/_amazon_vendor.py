"""Purchase orders that Amazon places with a vendor: for its own warehouses, or for shipping straight to a buyer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver


def order(entry: dict[str, Any]) -> IncomingOrder:
    """One purchase order; the currency is the first that a price names."""
    details = read.mapping(entry.get("orderDetails"))
    items = read.rows(details.get("items"), "items")
    coin = _coin(items)
    direct = "customerOrderNumber" in details
    placed_at = read.required_moment(details.get("orderDate") or details.get("purchaseOrderDate"), "purchaseOrderDate")
    changed = details.get("purchaseOrderChangedDate") or details.get("purchaseOrderStateChangedDate")
    lines = [_line(item, coin) for item in items]
    goods = sum(line.amount_minor() for line in lines)
    tax = _tax(details.get("taxTotal"), coin) or sum(line.tax_minor for line in lines)
    state = read.first(entry.get("purchaseOrderState"), details.get("purchaseOrderState"), details.get("orderStatus"))
    status = {"closed": "closed", "cancelled": "cancelled", "canceled": "cancelled"}.get(state.lower(), "open")
    return IncomingOrder(
        external_id=read.required(entry.get("purchaseOrderNumber"), "purchaseOrderNumber"),
        number=read.text(details.get("customerOrderNumber")),
        placed_at=placed_at,
        currency=coin,
        lines=lines,
        total_minor=goods + tax,
        tax_minor=tax,
        payment_status="unpaid",
        payment_method=read.first(details.get("paymentMethod"), "Invoice"),
        status=status,
        ship_to=_party(read.mapping(details.get("shipToParty"))),
        bill_to=_party(read.mapping(details.get("billToParty"))) if details.get("billToParty") else None,
        buyer_id=read.text(read.mapping(details.get("buyingParty")).get("partyId")),
        version=read.stamp(read.moment(changed, what="purchaseOrderChangedDate") or placed_at),
        wishes=_wishes(details),
        extra=_extra(details, state, direct),
    )


def _coin(items: list[dict[str, Any]]) -> str:
    for item in items:
        for key in ("netCost", "netPrice", "listPrice"):
            if code := read.mapping(item.get(key)).get("currencyCode"):
                return read.currency(code)
    return ""


def _line(item: dict[str, Any], coin: str) -> IncomingLine:
    """A position in single units: an order in cases is multiplied by the size of its case."""
    ordered = read.mapping(item.get("orderedQuantity"))
    size = ordered.get("unitSize") if read.text(ordered.get("unitOfMeasure")).lower().startswith("case") else 1
    units = read.decimal(ordered.get("amount") or 0, "orderedQuantity") * read.decimal(size or 1, "unitSize")
    count, exact = read.quantity(units, "orderedQuantity")
    price = next(
        (value for key in ("netCost", "netPrice", "listPrice") if (value := read.mapping(item.get(key)).get("amount"))),
        0,
    )
    unit_minor = read.minor(price, coin, "netCost")
    gross = read.minor(read.decimal(price) * units, coin, "netCost")
    return IncomingLine(
        external_id=read.required(item.get("itemSequenceNumber"), "itemSequenceNumber"),
        sku=read.first(item.get("vendorProductIdentifier"), item.get("amazonProductIdentifier")),
        title=read.text(item.get("title")),
        quantity=count,
        unit_price_minor=unit_minor,
        listing=read.first(item.get("amazonProductIdentifier"), item.get("buyerProductIdentifier")),
        tax_minor=_tax(item.get("taxDetails"), coin),
        quantity_exact=exact,
        price_exact=read.exact_price(price, coin),
        gross_minor=None if gross == count * unit_minor else gross,
        extra={
            "ordered": read.joined(ordered.get("amount"), ordered.get("unitOfMeasure")),
            "backorder": item.get("isBackOrderAllowed") is True,
        },
    )


def _tax(value: Any, coin: str) -> int:
    found = read.rows(read.mapping(value).get("taxLineItem"), "taxLineItem")
    total = sum(
        (read.decimal(read.mapping(one.get("taxAmount")).get("amount") or 0, "taxAmount") for one in found), Decimal(0)
    )
    return read.minor(total, coin, "taxAmount")


def _party(party: dict[str, Any]) -> Receiver:
    place = read.mapping(party.get("address")) or party
    lines = [place.get(f"addressLine{number}") for number in (1, 2, 3)]
    return Receiver(
        name=read.first(place.get("name"), place.get("attention"), party.get("partyId")),
        phone=read.text(place.get("phone")),
        country=read.country(place.get("countryCode")),
        province=read.first(place.get("stateOrRegion"), place.get("stateOrProvince")),
        city=read.text(place.get("city")),
        district=read.first(place.get("district"), place.get("county")),
        street=read.joined(*lines, by=", "),
        postcode=read.first(place.get("postalCode"), place.get("postalOrZipCode")),
    )


def _wishes(details: dict[str, Any]) -> dict[str, str]:
    dates = read.mapping(read.mapping(details.get("shipmentDetails")).get("shipmentDates"))
    found = {"delivery_date": read.first(dates.get("promisedDeliveryDate"), details.get("deliveryWindow"))}
    return {key: value for key, value in found.items() if value}


def _extra(details: dict[str, Any], state: str, direct: bool) -> dict[str, Any]:
    shipment = read.mapping(details.get("shipmentDetails"))
    dates = read.mapping(shipment.get("shipmentDates"))
    found = {
        "channel_status": state,
        "direct_fulfilment": direct,
        "ship_window": read.text(details.get("shipWindow")),
        "ship_by": read.text(dates.get("requiredShipDate")),
        "ship_method": read.text(shipment.get("shipMethod")),
        "order_type": read.text(details.get("purchaseOrderType")),
        "ship_from": read.text(read.mapping(details.get("shipFromParty")).get("partyId")),
        "message": read.text(shipment.get("messageToCustomer")),
    }
    return {key: value for key, value in found.items() if value}

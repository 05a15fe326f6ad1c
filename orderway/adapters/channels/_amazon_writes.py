"""What Amazon is told: shipments, stock levels, cancellations, messages; each harmless when it is told twice."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

import msgspec

from orderway.adapters.channels._amazon_calls import ask, marketplace
from orderway.adapters.channels._http import call, iso
from orderway.ports.platform import Account, Failure, PlatformFailed
from orderway.ports.platform_tasks import Answer, Cancel, Level, Levels, Say, Ship

ORDERS = "/orders/2026-01-01/orders"
FEEDS = "/feeds/2021-06-30"
XML = "text/xml; charset=UTF-8"
REFERENCE_MAX = 10**9
TEXT_CHARS_MAX = 800
"""The least that any kind of Amazon's messages takes."""
CARRIERS = {
    "sf": "SF Express", "yto": "YTO", "sto": "STO", "zto": "ZTO", "ems": "EMS", "dhl": "DHL", "ups": "UPS",
    "fedex": "FedEx", "usps": "USPS", "dpd": "DPD", "gls": "GLS", "hermes": "Hermes", "royal_mail": "Royal Mail",
    "canada_post": "Canada Post", "4px": "4PX", "yunexpress": "YunExpress",
}  # fmt: skip
REASONS = {
    "out_of_stock": "NoInventory",
    "changed_mind": "BuyerCanceled",
    "buyer": "BuyerCanceled",
    "address": "ShippingAddressUndeliverable",
}
WAYS = ("confirmOrderDetails", "unexpectedProblem", "confirmCustomizationDetails", "confirmDeliveryDetails")
"""Kinds of messages with words of our own, the most general first; which of them an order takes, Amazon says."""
_ASIN = re.compile(r"B0[0-9A-Z]{8}|[0-9]{9}[0-9X]")


def _order(account: Account, key: str) -> dict[str, Any]:
    query = {"includedData": "FULFILLMENT,PACKAGES,CANCELLATION"}
    found: dict[str, Any] = ask(account, "GET", f"{ORDERS}/{key}", query=query).json(dict[str, Any])["order"]
    return found


def _state(order: dict[str, Any]) -> str:
    return str((order.get("fulfillment") or {}).get("fulfillmentStatus", ""))


def ship(account: Account, task: Ship) -> Answer:
    """A package whose reference is made of its number: told twice, Amazon edits the one that is there."""
    order = _order(account, task.order)
    for package in order.get("packages") or ():
        if package.get("trackingNumber") == task.tracking_number:
            return Answer(str(package.get("packageReferenceId", "")), known=True)
    left = {
        str(item["orderItemId"]): int(
            (item.get("fulfillment") or {}).get("quantityUnfulfilled", item["quantityOrdered"])
        )
        for item in order["orderItems"]
    }
    wanted = {part.line: part.quantity for part in task.lines} or left
    items = [
        {"orderItemId": key, "quantity": min(units, left.get(key, 0))}
        for key, units in wanted.items()
        if min(units, left.get(key, 0)) > 0
    ]
    if not items:
        raise PlatformFailed(Failure.REFUSED, "nothing is left to be shipped there", code="shipped_already")
    reference = str(int(hashlib.sha256(task.tracking_number.encode()).hexdigest(), 16) % REFERENCE_MAX + 1)
    code = task.carrier_there or CARRIERS.get(task.carrier, "Other")
    detail = {
        "packageReferenceId": reference, "carrierCode": code, "trackingNumber": task.tracking_number,
        "shipDate": iso(task.shipped_at), "orderItems": items,
    }  # fmt: skip
    if code == "Other":
        detail["carrierName"] = task.carrier_name
    body = {"marketplaceId": marketplace(account), "packageDetail": detail}
    ask(account, "POST", f"/orders/v0/orders/{task.order}/shipmentConfirmation", body=body)
    return Answer(reference)


def levels(account: Account, task: Levels) -> Answer:
    """Absolute quantities of the merchant's own stock, a call for each seller SKU."""
    answer = Answer()
    for level in task.levels:
        try:
            _level(account, level, answer)
        except PlatformFailed as failed:
            if failed.kind not in (Failure.REFUSED, Failure.GONE):
                raise
            answer.refused[level.listing or level.sku] = failed.said
    return answer


def _level(account: Account, level: Level, answer: Answer) -> None:
    sku = level.sku if not level.listing or _ASIN.fullmatch(level.listing) else level.listing
    path = f"/listings/2021-08-01/items/{quote(account.options.get('seller_id', ''), safe='')}/{quote(sku, safe='')}"
    value = [{"fulfillment_channel_code": "DEFAULT", "quantity": level.quantity}]
    patch = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}
    body = {"productType": "PRODUCT", "patches": [patch]}
    query = {"marketplaceIds": marketplace(account)}
    told = ask(account, "PATCH", path, query=query, body=body).json(dict[str, Any])
    if told.get("status") == "INVALID":
        issues = told.get("issues") or [{}]
        answer.refused[level.listing or level.sku] = str(issues[0].get("message") or "refused")


def cancel(account: Account, task: Cancel) -> Answer:
    """An acknowledgement of failure by feed; that it took effect comes in by the next pull."""
    order = _order(account, task.order)
    state = _state(order)
    if state == "CANCELLED":
        return Answer(task.order, known=True)
    if state == "SHIPPED":
        raise PlatformFailed(Failure.REFUSED, "it is shipped there", code="shipped_already")
    made = ask(account, "POST", f"{FEEDS}/documents", body={"contentType": XML}, writes=False).json(dict[str, str])
    where = urlsplit(made["url"])
    store = msgspec.structs.replace(account, base_url=f"{where.scheme}://{where.netloc}", secrets={})
    path = where.path + (f"?{where.query}" if where.query else "")
    call(
        store, "PUT", path, content=_acknowledgement(account, order, task), headers={"Content-Type": XML}, writes=False
    )
    body = {
        "feedType": "POST_ORDER_ACKNOWLEDGEMENT_DATA", "marketplaceIds": [marketplace(account)],
        "inputFeedDocumentId": made["feedDocumentId"],
    }  # fmt: skip
    return Answer(str(ask(account, "POST", f"{FEEDS}/feeds", body=body).json(dict[str, Any])["feedId"]))


def _acknowledgement(account: Account, order: dict[str, Any], task: Cancel) -> bytes:
    reason = REASONS.get(task.reason, "NoInventory")
    items = "".join(
        f"<Item><AmazonOrderItemCode>{escape(str(item['orderItemId']))}</AmazonOrderItemCode>"
        f"<CancelReason>{reason}</CancelReason></Item>"
        for item in order["orderItems"]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion>'
        f"<MerchantIdentifier>{escape(account.options.get('seller_id', ''))}</MerchantIdentifier></Header>"
        "<MessageType>OrderAcknowledgement</MessageType><Message><MessageID>1</MessageID><OrderAcknowledgement>"
        f"<AmazonOrderID>{escape(task.order)}</AmazonOrderID><StatusCode>Failure</StatusCode>{items}"
        "</OrderAcknowledgement></Message></AmazonEnvelope>"
    ).encode()


def say(account: Account, task: Say, again: bool) -> Answer:
    """A message of a kind that Amazon takes for this order; each kind goes once an order."""
    path, query = f"/messaging/v1/orders/{task.order}", {"marketplaceIds": marketplace(account)}
    told = ask(account, "GET", path, query=query).json(dict[str, Any])
    offered = {str(one.get("name")) for one in (told.get("_links") or {}).get("actions") or ()}
    way = next((one for one in WAYS if one in offered), "")
    if not way or (again and way != WAYS[0]):
        said = "Amazon takes no message for this order" if not way else "it may have been sent: look at the messages"
        raise PlatformFailed(Failure.REFUSED, said, code="no_message" if not way else "maybe_sent")
    ask(account, "POST", f"{path}/messages/{way}", query=query, body={"text": task.text[:TEXT_CHARS_MAX]})
    return Answer(way)

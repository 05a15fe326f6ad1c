"""eBay as documented: OAuth, spans of time with offsets and totals, fulfilments, bulk stock, Post-Order, messages."""

from __future__ import annotations

import base64
import itertools
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from tests.adapters.fake_platform import Asked, Fake, Sold, Told

CLIENT, SECRET, REFRESH, RENEWED = "app-id", "cert-id", "a-refresh-token", "the-renewed-token"
APPLICATION = "the-application-token"
ORDERS = "/sell/fulfillment/v1/order"
_reads = itertools.count()
"""Whether a message was read changes from answer to answer."""


class Ebay:
    code = "ebay"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        secrets = {"client_secret": SECRET, "access_token": fake.token, "refresh_token": REFRESH}
        return secrets, {"client_id": CLIENT}

    def answer(self, fake: Fake, asked: Asked) -> Told:
        if asked.path == "/identity/v1/oauth2/token":
            return _renewed(fake, asked)
        if asked.path.startswith("/commerce/notification/v1/public_key/"):
            return _key(fake, asked)
        old = asked.path.startswith("/post-order/")
        if asked.headers.get("authorization") != f"{'IAF' if old else 'Bearer'} {fake.token}":
            return _error(401, 1001, "Invalid access token")
        if asked.path == ORDERS:
            return _listed(fake, asked)
        if asked.path == "/sell/inventory/v1/bulk_update_price_quantity":
            return _levels(fake, asked.json()["requests"])
        if old:
            return _cancellation(fake, asked)
        if asked.path.startswith("/commerce/message/v1/"):
            return _messages(fake, asked)
        found = re.fullmatch(ORDERS + r"/([^/]+)(/shipping_fulfillment)?", asked.path)
        if not found or found[1] not in fake.orders:
            return _error(404, 32100, "Invalid order ID")
        sold = fake.orders[found[1]]
        if not found[2]:
            return Told(order_json(sold))
        return _fulfil(sold, asked.json()) if asked.method == "POST" else Told({"fulfillments": _fulfilments(sold)})


def _error(status: int, number: int, said: str) -> Told:
    error = {"errorId": number, "domain": "API_FULFILLMENT", "category": "REQUEST", "message": said}
    return Told({"errors": [error]}, status)


def _renewed(fake: Fake, asked: Asked) -> Told:
    wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    if asked.headers.get("authorization") != f"Basic {wanted}":
        return Told({"error": "invalid_client", "error_description": "client authentication failed"}, 401)
    form = dict(parse_qsl(asked.body.decode()))
    if form == {"grant_type": "client_credentials", "scope": "https://api.ebay.com/oauth/api_scope"}:
        return Told({"access_token": APPLICATION, "expires_in": 7200, "token_type": "Application Access Token"})
    if form != {"grant_type": "refresh_token", "refresh_token": REFRESH}:
        return Told({"error": "invalid_grant", "error_description": "the provided refresh token is invalid"}, 400)
    fake.token = RENEWED
    return Told({"access_token": fake.token, "expires_in": 7200, "token_type": "User Access Token"})


def _key(fake: Fake, asked: Asked) -> Told:
    """A public key by its id, to the application alone; eBay writes it in one line."""
    if asked.headers.get("authorization") != f"Bearer {APPLICATION}":
        return _error(401, 1001, "Invalid access token")
    found = fake.listings.get(asked.path.rpartition("/")[2])
    if found is None:
        return _error(404, 195_001, "public_key_id is invalid")
    return Told({"key": found.replace("\n", ""), "algorithm": "ECDSA", "digest": "SHA1"})


def _listed(fake: Fake, asked: Asked) -> Told:
    """Newest first, as eBay gives them: whoever turns pages by offset while orders change loses some."""
    query = asked.query
    if "orderIds" in query:
        assert len(query["orderIds"].split(",")) <= 50
        return Told({"total": 1, "orders": [
            order_json(fake.orders[key]) for key in query["orderIds"].split(",") if key in fake.orders]})  # fmt: skip
    found = re.fullmatch(r"(lastmodifieddate|creationdate):\[(\S+Z)\.\.(\S+Z)\]", query["filter"])
    if not found or int(query["limit"]) > 200:
        return _error(400, 30700, "Invalid filter")
    key = "changed_at" if found[1] == "lastmodifieddate" else "placed_at"
    start, end = datetime.fromisoformat(found[2]), datetime.fromisoformat(found[3])
    if start > end:
        return _error(400, 30800, "The start date should be before the end date")
    rows = [one for one in reversed(fake.in_order(key)) if start <= getattr(one, key) <= end]
    offset = int(query["offset"])
    page = rows[offset : offset + min(int(query["limit"]), fake.page_max)]
    made = [order_json(one) for one in page for _ in range(2 if fake.twice else 1)]
    return Told({"href": "x", "total": len(rows), "limit": 200, "offset": offset, "orders": made})


def _fulfilments(sold: Sold) -> list[dict[str, Any]]:
    return [
        {"fulfillmentId": one["tracking"], "shipmentTrackingNumber": one["tracking"],
         "shippingCarrierCode": one["carrier"], "shippedDate": "2026-11-20T02:00:00.000Z",
         "lineItems": [{"lineItemId": key, "quantity": units} for key, units in one["lines"].items()]}
        for one in sold.parcels
    ]  # fmt: skip


def _fulfil(sold: Sold, told: dict[str, Any]) -> Told:
    lines = {str(one["lineItemId"]): int(one["quantity"]) for one in told["lineItems"]}
    if not re.fullmatch(r"[0-9A-Za-z]+", told["trackingNumber"]):
        return _error(400, 32130, "Invalid tracking number")
    if any(units > sold.left(key) for key, units in lines.items()):
        return _error(400, 32210, "Invalid quantity")
    sold.parcels.append({"tracking": told["trackingNumber"], "carrier": told["shippingCarrierCode"], "lines": lines})
    return Told(
        b"", 201, {"Location": f"https://api.ebay.com{ORDERS}/{sold.id}/shipping_fulfillment/{len(sold.parcels)}"}
    )


def _levels(fake: Fake, requests: list[dict[str, Any]]) -> Told:
    assert len(requests) <= 25
    skus = {sku: key for key, sku in fake.listings.items()}
    told = []
    for one in requests:
        if one["sku"] in skus:
            fake.levels[skus[one["sku"]]] = one["shipToLocationAvailability"]["quantity"]
            told.append({"sku": one["sku"], "statusCode": 200})
        else:
            errors = [{"errorId": 25710, "message": "We didn't find the entity you are requesting."}]
            told.append({"sku": one["sku"], "statusCode": 404, "errors": errors})
    good = all(one["statusCode"] == 200 for one in told)
    return Told({"responses": told}, 200 if good else 207)


def _cancellation(fake: Fake, asked: Asked) -> Told:
    found = re.fullmatch(r"/post-order/v2/cancellation(?:/([^/]+)/(approve|reject))?", asked.path)
    assert found
    if found[1]:
        for sold in fake.orders.values():
            if sold.refunds.get(found[1]) == "requested":
                sold.refunds[found[1]] = "granted" if found[2] == "approve" else "refused"
                sold.cancelled = sold.cancelled or found[2] == "approve"
                return Told(b"")
        return _error(400, 1616, "Invalid cancellation state")
    told = asked.json()
    wanted = fake.orders.get(told["legacyOrderId"].removeprefix("L-"))
    if wanted is None or wanted.cancelled or wanted.parcels:
        return _error(400, 1500, "The order is not eligible to be cancelled")
    wanted.cancelled = True
    return Told({"cancelId": f"C{wanted.id}"}, 201)


def _messages(fake: Fake, asked: Asked) -> Told:
    buyers = {f"buyer-{one.id}": one for one in fake.orders.values()}
    if asked.path.endswith("/conversation") and "other_party_username" not in asked.query:
        return _conversations(fake, asked)
    if found := re.fullmatch(r".*/conversation/C(\w+)", asked.path):
        return _conversation(fake.orders[found[1]], asked)
    if asked.path.endswith("/conversation"):
        sold = buyers[asked.query["other_party_username"]]
        said = sold.extra.get("said", [])
        return Told({"conversations": [{"latestMessage": {"messageId": "M", "messageBody": said[-1]}}] if said else []})
    told = asked.json()
    buyers[told["otherPartyUsername"]].extra.setdefault("said", []).append(told["messageText"])
    return Told({"messageId": "M1", "messageBody": told["messageText"]}, 201)


def _conversations(fake: Fake, asked: Asked) -> Told:
    """Those that began in the span, whatever was written in them since."""
    low, high = (datetime.fromisoformat(asked.query[name]) for name in ("start_time", "end_time"))
    found = [one for one in fake.in_order() if one.extra.get("talk") and low <= one.extra["talk"][0][0] <= high]
    at, size = int(asked.query["offset"]), min(int(asked.query["limit"]), fake.page_max)
    listed = [
        {"conversationId": f"C{one.id}", "conversationType": "FROM_MEMBERS", "referenceType": "LISTING",
         "referenceId": one.items[0].listing, "latestMessage": _said(one, one.extra["talk"][-1])}
        for one in found[at : at + size]
    ]  # fmt: skip
    return Told({"conversations": listed, "total": len(found), "limit": size, "offset": at})


def _conversation(sold: Sold, asked: Asked) -> Told:
    said = sold.extra["talk"][int(asked.query["offset"]) :]
    return Told({"messages": [_said(sold, one) for one in said], "total": len(sold.extra["talk"])})


def _said(sold: Sold, one: tuple[datetime, str, str]) -> dict[str, Any]:
    at, by, text = one
    people = (f"buyer-{sold.id}", "our-shop")
    sender, recipient = people if by == "buyer" else people[::-1]
    return {"messageId": f"M{sold.id}-{at.timestamp():.0f}", "messageBody": text, "createdDate": _at(at),
            "senderUsername": sender, "recipientUsername": recipient, "readStatus": next(_reads) % 2 == 0}  # fmt: skip


def order_json(sold: Sold) -> dict[str, Any]:
    """An order as Sell Fulfillment writes it."""
    total = {"value": f"{sum(one.quantity for one in sold.items) * 10}.00", "currency": "USD"}
    lines = [
        {"lineItemId": one.id, "legacyItemId": one.listing, "sku": one.sku, "title": one.sku, "quantity": one.quantity,
         "lineItemCost": {"value": f"{one.quantity * 10}.00", "currency": "USD"},
         "lineItemFulfillmentStatus": "NOT_STARTED", "total": {"value": f"{one.quantity * 10}.00", "currency": "USD"}}
        for one in sold.items
    ]  # fmt: skip
    words = {"requested": "REQUESTED", "granted": "COMPLETED", "refused": "REJECTED"}
    requests = [{"cancelRequestId": key, "cancelInitiator": "BUYER", "cancelRequestState": words[state],
                 "cancelRequestedDate": "2026-11-20T01:00:00.000Z"} for key, state in sold.refunds.items()]  # fmt: skip
    address = {"addressLine1": "5 Main St", "city": "Austin", "stateOrProvince": "TX", "postalCode": "73301",
               "countryCode": "US"}  # fmt: skip
    ship_to = {"fullName": "Kim Lee", "contactAddress": address, "primaryPhone": {"phoneNumber": "512-555-0100"}}
    return {
        "orderId": sold.id, "legacyOrderId": f"L-{sold.id}", "creationDate": _at(sold.placed_at),
        "lastModifiedDate": _at(sold.changed_at), "orderFulfillmentStatus": _shipped(sold),
        "orderPaymentStatus": "FULLY_REFUNDED" if sold.extra.get("refunded") else "PAID",
        "buyer": {"username": f"buyer-{sold.id}"}, "pricingSummary": {"total": total},
        "cancelStatus": {"cancelState": "CANCELED" if sold.cancelled else "IN_PROGRESS" if requests
                         else "NONE_REQUESTED", "cancelRequests": requests},
        "paymentSummary": {"payments": [{"paymentMethod": "EBAY", "paymentStatus": "PAID", "amount": total}],
                           "refunds": [{"refundId": "R9", "refundDate": _at(sold.changed_at), "amount": total,
                                        "refundStatus": sold.extra["refunded"]}] if sold.extra.get("refunded") else []},
        "fulfillmentStartInstructions": [{"shippingStep": {"shipTo": ship_to}}], "lineItems": lines,
    }  # fmt: skip


def _shipped(sold: Sold) -> str:
    if not sold.parcels:
        return "NOT_STARTED"
    return "IN_PROGRESS" if any(sold.left(one.id) for one in sold.items) else "FULFILLED"


def _at(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


DIALECT = Ebay()

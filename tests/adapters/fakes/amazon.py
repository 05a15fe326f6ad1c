"""Amazon's SP-API as documented: LWA, orders 2026-01-01 and v0, restricted tokens, listings, feeds, messages."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote

from orderway.kernel import clock
from tests.adapters.fake_platform import Asked, Fake, Sold, Told

CLIENT, SECRET, REFRESH, RENEWED = "amzn1.app", "lwa-secret", "Atzr|refresh", "Atza|renewed"
RESTRICTED = "Atz.sprdt|restricted"
SELLER, PLACE = "A1SELLER", "ATVPDKIKX0DER"
NEW, OLD = "/orders/2026-01-01/orders", "/orders/v0/orders"


class Amazon:
    """`rate` is what the answers name as the plan's rate."""

    code = "amazon"

    def __init__(self) -> None:
        self.rate = "2.0"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        secrets = {"client_secret": SECRET, "refresh_token": REFRESH, "access_token": fake.token}
        return secrets, {"client_id": CLIENT, "seller_id": SELLER, "marketplace_id": PLACE, "region": "na"}

    def answer(self, fake: Fake, asked: Asked) -> Told:
        if asked.path == "/auth/o2/token":
            return _renewed(fake, asked)
        if asked.path == "/upload":
            assert "x-amz-access-token" not in asked.headers, "the store is told no token"
            fake.feed = asked.body  # type: ignore[attr-defined]
            return Told(b"")
        given = asked.headers.get("x-amz-access-token")
        if given != fake.token and not (given == RESTRICTED and asked.path == OLD and asked.method == "GET"):
            return _error(403, "Unauthorized", "Access to requested resource is denied.")
        told = _asked(fake, asked, given == RESTRICTED)
        told.headers["x-amzn-RateLimit-Limit"] = self.rate
        return told


def _asked(fake: Fake, asked: Asked, restricted: bool) -> Told:
    path = asked.path
    if path == NEW:
        return _searched(fake, asked.query)
    if path == OLD:
        return _listed(fake, asked.query, restricted)
    if path == "/tokens/2021-03-01/restrictedDataToken":
        (one,) = asked.json()["restrictedResources"]
        assert one == {"method": "GET", "path": OLD, "dataElements": ["buyerInfo", "shippingAddress"]}
        return Told({"restrictedDataToken": RESTRICTED, "expiresIn": 3600})
    if path.startswith("/listings/2021-08-01/items/"):
        return _listing(fake, asked)
    if path.startswith("/feeds/"):
        return _feed(fake, asked)
    found = re.fullmatch(r"(/orders/[\w-]+/orders|/messaging/v1/orders)/([^/]+)(/.*)?", path)
    if not found or found[2] not in fake.orders:
        return _error(404, "NotFound", "The resource is not found.")
    sold = fake.orders[found[2]]
    if found[1] == NEW:
        return Told({"order": order_json(sold)})
    if found[3] == "/shipmentConfirmation":
        return _confirm(sold, asked.json())
    if found[3] == "/orderItems":
        return Told({"payload": {"AmazonOrderId": sold.id, "OrderItems": _items_v0(sold)}})
    return _message(sold, asked, found[3] or "")


def _error(status: int, code: str, said: str) -> Told:
    return Told({"errors": [{"code": code, "message": said, "details": ""}]}, status)


def _renewed(fake: Fake, asked: Asked) -> Told:
    form = dict(parse_qsl(asked.body.decode()))
    if form.get("client_secret") != SECRET or form.get("client_id") != CLIENT:
        return Told({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
    if form.get("refresh_token") != REFRESH or form.get("grant_type") != "refresh_token":
        return Told({"error": "invalid_grant", "error_description": "The request has an invalid grant parameter"}, 400)
    fake.token = RENEWED
    return Told({"access_token": RENEWED, "refresh_token": REFRESH, "token_type": "bearer", "expires_in": 3600})


def _page(fake: Fake, key: str, after: str, before: str, token: str, most: int) -> tuple[list[Sold], str]:
    """A page and the next token, which keeps its place while orders change; ValueError for what Amazon refuses."""
    end = clock.now()
    if before:
        end = datetime.fromisoformat(before)
        if end > clock.now() - timedelta(minutes=2):
            raise ValueError("the end must be two minutes before the time of the request")
    seen = json.loads(base64.b64decode(token)) if token else ["", ""]
    rows = [
        one for one in fake.in_order(key)
        if datetime.fromisoformat(after) <= getattr(one, key) <= end
        and [getattr(one, key).isoformat(), one.id] > seen
    ]  # fmt: skip
    page = rows[: min(most, fake.page_max)]
    if len(rows) == len(page):
        return page, ""
    last = [getattr(page[-1], key).isoformat(), page[-1].id]
    return page, base64.b64encode(json.dumps(last).encode()).decode()


def _searched(fake: Fake, query: dict[str, str]) -> Told:
    key = "changed_at" if "lastUpdatedAfter" in query else "placed_at"
    name = "lastUpdated" if key == "changed_at" else "created"
    if query.get("marketplaceIds") != PLACE:
        return _error(400, "InvalidInput", "marketplaceIds")
    try:
        page, token = _page(
            fake, key, query[f"{name}After"], query.get(f"{name}Before", ""), query.get("paginationToken", ""),
            int(query["maxResultsPerPage"]),
        )  # fmt: skip
    except ValueError as error:
        return _error(400, "InvalidInput", str(error))
    shown = [order_json(one, "RECIPIENT" in query.get("includedData", "")) for one in page]
    made = [one for one in shown for _ in range(2 if fake.twice else 1)]
    return Told({"orders": made, "pagination": {"nextToken": token} if token else {}})


def _listed(fake: Fake, query: dict[str, str], restricted: bool) -> Told:
    if "AmazonOrderIds" in query:
        keys = query["AmazonOrderIds"].split(",")
        assert len(keys) <= 50
        return Told({"payload": {"Orders": [order_v0(fake.orders[k], restricted) for k in keys if k in fake.orders]}})
    key = "changed_at" if "LastUpdatedAfter" in query else "placed_at"
    name = "LastUpdated" if key == "changed_at" else "Created"
    try:
        page, token = _page(
            fake, key, query[f"{name}After"], query.get(f"{name}Before", ""), query.get("NextToken", ""),
            int(query["MaxResultsPerPage"]),
        )  # fmt: skip
    except ValueError as error:
        return _error(400, "InvalidInput", str(error))
    return Told({"payload": {"Orders": [order_v0(one, restricted) for one in page], "NextToken": token or None}})


def _confirm(sold: Sold, told: dict[str, Any]) -> Told:
    assert told["marketplaceId"] == PLACE
    detail = told["packageDetail"]
    assert re.fullmatch(r"[1-9]\d*", detail["packageReferenceId"])
    parcel = {
        "tracking": detail["trackingNumber"], "carrier": detail["carrierCode"], "ref": detail["packageReferenceId"],
        "lines": {one["orderItemId"]: int(one["quantity"]) for one in detail["orderItems"]},
    }  # fmt: skip
    for at, one in enumerate(sold.parcels):
        if one["ref"] == parcel["ref"]:
            sold.parcels[at] = parcel
            return Told(b"", 204)
    if any(units > sold.left(line) for line, units in parcel["lines"].items()):
        return _error(400, "InvalidInput", "The quantity is greater than what is left")
    sold.parcels.append(parcel)
    return Told(b"", 204)


def _listing(fake: Fake, asked: Asked) -> Told:
    seller, sku = asked.path.removeprefix("/listings/2021-08-01/items/").split("/")
    assert (asked.method, seller, asked.query["marketplaceIds"]) == ("PATCH", SELLER, PLACE)
    sku = unquote(sku)
    if sku not in fake.listings:
        return _error(404, "NOT_FOUND", f"SKU '{sku}' not found in marketplace {PLACE}")
    (patch,) = asked.json()["patches"]
    (value,) = patch["value"]
    assert (patch["path"], value["fulfillment_channel_code"]) == ("/attributes/fulfillment_availability", "DEFAULT")
    if value["quantity"] > 1_000_000_000:
        issue = {"code": "90225", "message": "The quantity is too high.", "severity": "ERROR"}
        return Told({"sku": sku, "status": "INVALID", "submissionId": "s", "issues": [issue]})
    fake.levels[sku] = value["quantity"]
    return Told({"sku": sku, "status": "ACCEPTED", "submissionId": "s", "issues": []})


def _feed(fake: Fake, asked: Asked) -> Told:
    if asked.path.endswith("/documents"):
        return Told({"feedDocumentId": "doc-1", "url": f"{fake.url}/upload?X-Amz-Signature=abc"}, 201)
    told = asked.json()
    assert told == {"feedType": "POST_ORDER_ACKNOWLEDGEMENT_DATA", "marketplaceIds": [PLACE],
                    "inputFeedDocumentId": "doc-1"}  # fmt: skip
    text = fake.feed.decode()  # type: ignore[attr-defined]
    (key,) = re.findall(r"<AmazonOrderID>(.*)</AmazonOrderID><StatusCode>Failure</StatusCode>", text)
    assert f"<MerchantIdentifier>{SELLER}</MerchantIdentifier>" in text
    fake.orders[key].cancelled = True
    return Told({"feedId": "feed-1"}, 202)


def _message(sold: Sold, asked: Asked, rest: str) -> Told:
    offered = [one for one in sold.extra.get("ways", ["confirmOrderDetails"]) if one not in sold.extra.get("sent", [])]
    if not rest:
        path = f"/messaging/v1/orders/{sold.id}/messages/"
        return Told({"_links": {"self": {}, "actions": [{"href": path + one, "name": one} for one in offered]}})
    way = rest.removeprefix("/messages/")
    if way not in offered:
        return _error(403, "Unauthorized", "The message type is not available for this order.")
    sold.extra.setdefault("sent", []).append(way)
    sold.extra.setdefault("said", []).append(asked.json()["text"])
    return Told({}, 201)


def _status(sold: Sold) -> str:
    if sold.cancelled:
        return "CANCELLED"
    left = sum(sold.left(one.id) for one in sold.items)
    if not left:
        return "SHIPPED"
    return "PARTIALLY_SHIPPED" if sold.parcels else str(sold.extra.get("status", "UNSHIPPED"))


def order_json(sold: Sold, receiver: bool = True) -> dict[str, Any]:
    """An order of orders 2026-01-01."""

    def money(units: int) -> dict[str, str]:
        return {"amount": f"{units * 10}.00", "currencyCode": "USD"}

    items = []
    for one in sold.items:
        item: dict[str, Any] = {
            "orderItemId": one.id, "quantityOrdered": one.quantity,
            "product": {"asin": "B000000001", "title": one.sku, "sellerSku": one.sku, "price": {"unitPrice": money(1)}},
            "proceeds": {"proceedsTotal": money(one.quantity),
                         "breakdowns": [{"type": "ITEM", "subtotal": money(one.quantity)}]},
            "fulfillment": {"quantityFulfilled": one.quantity - sold.left(one.id),
                            "quantityUnfulfilled": sold.left(one.id)},
        }  # fmt: skip
        if sold.extra.get("cancel_asked"):
            item["cancellation"] = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "ORDERED_BY_MISTAKE"}}
        items.append(item)
    place = {"name": "Ana Diaz", "addressLine1": "1 Elm St", "city": "Reno", "stateOrRegion": "NV",
             "postalCode": "89501", "countryCode": "US", "phone": "+1 775 555 0100"}  # fmt: skip
    made: dict[str, Any] = {
        "orderId": sold.id, "createdTime": _at(sold.placed_at), "lastUpdatedTime": _at(sold.changed_at),
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": PLACE}, "orderItems": items,
        "fulfillment": {"fulfillmentStatus": _status(sold), "fulfilledBy": sold.extra.get("by", "MERCHANT")},
        "proceeds": {"grandTotal": money(sum(one.quantity for one in sold.items))},
        "packages": [
            {"packageReferenceId": one["ref"], "createdTime": _at(sold.changed_at), "carrier": one["carrier"],
             "trackingNumber": one["tracking"], "packageStatus": {"status": "SHIPPED"}} for one in sold.parcels],
    }  # fmt: skip
    return made | {"recipient": {"deliveryAddress": place}} if receiver else made


def _items_v0(sold: Sold) -> list[dict[str, Any]]:
    return [
        {"OrderItemId": one.id, "ASIN": "B000000001", "SellerSKU": one.sku, "Title": one.sku,
         "QuantityOrdered": one.quantity, "QuantityShipped": one.quantity - sold.left(one.id),
         "ItemPrice": {"CurrencyCode": "USD", "Amount": f"{one.quantity * 10}.00"},
         "BuyerRequestedCancel": {"IsBuyerRequestedCancel": str(bool(sold.extra.get("cancel_asked"))).lower()}}
        for one in sold.items
    ]  # fmt: skip


def order_v0(sold: Sold, restricted: bool) -> dict[str, Any]:
    """An order of orders v0, its receiver only for a restricted token."""
    words = {
        "UNSHIPPED": "Unshipped",
        "SHIPPED": "Shipped",
        "CANCELLED": "Canceled",
        "PARTIALLY_SHIPPED": "PartiallyShipped",
    }
    place = {"StateOrRegion": "NV", "PostalCode": "89501", "City": "Reno", "CountryCode": "US"}
    if restricted:
        place |= {"Name": "Ana Diaz", "AddressLine1": "1 Elm St"}
    total = f"{sum(one.quantity for one in sold.items) * 10}.00"
    return {
        "AmazonOrderId": sold.id, "PurchaseDate": _at(sold.placed_at), "LastUpdateDate": _at(sold.changed_at),
        "OrderStatus": words[_status(sold)], "FulfillmentChannel": "AFN" if sold.extra.get("by") == "AMAZON" else "MFN",
        "OrderTotal": {"CurrencyCode": "USD", "Amount": total}, "MarketplaceId": PLACE, "ShippingAddress": place,
    }  # fmt: skip


def _at(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


DIALECT = Amazon()

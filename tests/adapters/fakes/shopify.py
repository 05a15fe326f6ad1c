"""Shopify's Admin API as documented: page tokens in the Link header, fulfilment orders, GraphQL for stock."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from typing import Any

from tests.adapters.fake_platform import Asked, Fake, Sold, Told

LOCATION = "655441491"


class Shopify:
    code = "shopify"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        return {"access_token": fake.token}, {"location_id": LOCATION}

    def answer(self, fake: Fake, asked: Asked) -> Told:
        if asked.headers.get("x-shopify-access-token") != fake.token:
            return Told({"errors": "[API] Invalid API key or access token"}, 401)
        path = asked.path.removeprefix("/admin/api/2025-10")
        if path == "/orders.json":
            return _listed(fake, asked)
        if path == "/fulfillments.json":
            return _fulfil(fake, asked.json()["fulfillment"])
        if path == "/graphql.json":
            return _graph(fake, asked.json())
        found = re.fullmatch(r"/orders/(\w+)(?:/(fulfillments|fulfillment_orders|cancel))?\.json", path)
        if not found or found[1] not in fake.orders:
            return Told({"errors": "Not Found"}, 404)
        return _one(fake, fake.orders[found[1]], found[2] or "", asked)


def _listed(fake: Fake, asked: Asked) -> Told:
    query = asked.query
    if "page_info" in query:
        if not query["page_info"].startswith("ey"):
            return Told({"errors": {"page_info": "Invalid value."}}, 400)
        query = {**json.loads(base64.urlsafe_b64decode(query["page_info"])), **query}
    if "ids" in query:
        wanted = query["ids"].split(",")
        return Told({"orders": [order_json(fake.orders[key]) for key in wanted if key in fake.orders]})
    key, low, high = (
        ("placed_at", query["created_at_min"], query["created_at_max"])
        if "created_at_min" in query
        else ("changed_at", query["updated_at_min"], query["updated_at_max"])
    )
    start, end = datetime.fromisoformat(low), datetime.fromisoformat(high)
    after = (query.get("after_at", ""), query.get("after_id", ""))
    rows = [
        one for one in fake.in_order(key)
        if start <= getattr(one, key) <= end and (getattr(one, key).isoformat(), one.id) > after
    ]  # fmt: skip
    page = rows[: fake.page_max]
    headers = {"X-Shopify-Shop-Api-Call-Limit": "2/40"}
    if len(rows) > len(page):
        last = page[-1]
        token = {**query, "after_at": getattr(last, key).isoformat(), "after_id": last.id}
        token.pop("page_info", None)
        packed = base64.urlsafe_b64encode(json.dumps(token).encode()).decode().rstrip("=")
        packed += "=" * (-len(packed) % 4)
        headers["Link"] = f'<{fake.url}/admin/api/2025-10/orders.json?limit=250&page_info={packed}>; rel="next"'
    made: list[dict[str, Any]] = [order_json(one) for one in page for _ in range(2 if fake.twice else 1)]
    if "fields" in query:
        made = [{name: one[name] for name in query["fields"].split(",")} for one in made]
    return Told({"orders": made}, headers=headers)


def _one(fake: Fake, sold: Sold, part: str, asked: Asked) -> Told:
    if part == "fulfillments":
        return Told({"fulfillments": [_fulfilment(sold, at) for at in range(len(sold.parcels))]})
    if part == "fulfillment_orders":
        return Told({"fulfillment_orders": [_fulfilment_order(sold)]})
    if part == "cancel":
        if sold.cancelled:
            return Told({"errors": "Cannot cancel order that has been cancelled"}, 422)
        sold.cancelled = True
        return Told({"order": order_json(sold)})
    if asked.method == "PUT":
        sold.extra["note_attributes"] = asked.json()["order"]["note_attributes"]
        sold.remark = next((one["value"] for one in sold.extra["note_attributes"] if "remark" in one["name"]), "")
    return Told({"order": order_json(sold)})


def _fulfilment(sold: Sold, at: int) -> dict[str, Any]:
    parcel = sold.parcels[at]
    lines = [{"id": int(line), "quantity": units} for line, units in parcel["lines"].items()]
    return {
        "id": 900 + at, "order_id": int(sold.id), "status": "success", "tracking_number": parcel["tracking"],
        "tracking_numbers": [parcel["tracking"]], "tracking_company": parcel["carrier"], "line_items": lines,
    }  # fmt: skip


def _fulfilment_order(sold: Sold) -> dict[str, Any]:
    lines = [
        {"id": int(f"7{one.id}"), "line_item_id": int(one.id), "quantity": one.quantity,
         "fulfillable_quantity": sold.left(one.id)}
        for one in sold.items
    ]  # fmt: skip
    status = "open" if any(sold.left(one.id) for one in sold.items) else "closed"
    return {"id": int(f"8{sold.id}"), "assigned_location_id": int(LOCATION), "status": status, "line_items": lines}


def _fulfil(fake: Fake, told: dict[str, Any]) -> Told:
    (part,) = told["line_items_by_fulfillment_order"]
    sold = fake.orders[str(part["fulfillment_order_id"])[1:]]
    lines = {str(one["id"])[1:]: int(one["quantity"]) for one in part["fulfillment_order_line_items"]}
    if any(units > sold.left(line) for line, units in lines.items()):
        return Told({"errors": ["Invalid fulfillment order line item quantity requested."]}, 422)
    info = told["tracking_info"]
    sold.parcels.append({"tracking": info["number"], "carrier": info["company"], "lines": lines})
    return Told({"fulfillment": _fulfilment(sold, len(sold.parcels) - 1)}, 201)


def _graph(fake: Fake, told: dict[str, Any]) -> Told:
    variables = told["variables"]
    if "nodes(ids" in told["query"]:
        keys = [gid.rpartition("/")[2] for gid in variables["ids"]]
        return Told({"data": {"nodes": [_variant(key) if key in fake.listings else None for key in keys]}})
    if "productVariants" in told["query"]:
        wanted = re.findall(r"sku:'([^']*)'", variables["query"])
        found = [{**_variant(key), "sku": sku} for key, sku in fake.listings.items() if sku in wanted]
        return Told({"data": {"productVariants": {"nodes": found}}})
    errors = []
    rows = variables["input"]["quantities"]
    for at, row in enumerate(rows):
        if row["quantity"] < 0 or row["quantity"] > 1_000_000_000:
            where = ["input", "quantities", str(at), "quantity"]
            errors.append({"code": "INVALID_QUANTITY_TOO_HIGH", "field": where, "message": "The quantity is too high."})
    if not errors:
        for row in rows:
            fake.levels[row["inventoryItemId"].rpartition("/")[2]] = row["quantity"]
    return Told({"data": {"inventorySetQuantities": {"inventoryAdjustmentGroup": None, "userErrors": errors}}})


def _variant(key: str) -> dict[str, Any]:
    return {"id": f"gid://shopify/ProductVariant/{key}", "inventoryItem": {"id": f"gid://shopify/InventoryItem/{key}"}}


def order_json(sold: Sold) -> dict[str, Any]:
    """An order as REST Admin writes it."""
    lines = [
        {"id": int(one.id), "variant_id": one.listing, "sku": one.sku, "title": one.sku, "quantity": one.quantity,
         "price": one.price, "requires_shipping": True, "grams": 100}
        for one in sold.items
    ]  # fmt: skip
    total = f"{sum(one.quantity for one in sold.items) * 10}.00"
    return {
        "id": int(sold.id), "name": f"#{sold.id}", "currency": "CNY", "total_price": total, "total_tax": "0.00",
        "created_at": sold.placed_at.isoformat(), "updated_at": sold.changed_at.isoformat(),
        "cancelled_at": sold.changed_at.isoformat() if sold.cancelled else None,
        "financial_status": "refunded" if sold.extra.get("refunded") else "paid",
        "fulfillment_status": sold.extra.get("fulfillment_status", _shipped(sold)),
        "refunds": [{"id": 501, "order_id": int(sold.id), "processed_at": sold.changed_at.isoformat(),
                     "transactions": [{"kind": "refund", "status": "success", "amount": total}]}]
        if sold.extra.get("refunded") else [],
        "line_items": lines, "note_attributes": sold.extra.get("note_attributes", []), "taxes_included": True,
        "shipping_address": {"name": "Ann", "country_code": "CN", "province": "浙江省", "city": "杭州市",
                             "address1": "西湖区文三路478号3幢1202室", "zip": "310000", "phone": "13800138000"},
    }  # fmt: skip


def _shipped(sold: Sold) -> str | None:
    if not sold.parcels:
        return None
    return "partial" if any(sold.left(one.id) for one in sold.items) else "fulfilled"


DIALECT = Shopify()

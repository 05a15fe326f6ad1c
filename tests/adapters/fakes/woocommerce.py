"""WooCommerce's REST v3 as documented: page numbers with totals in headers, basic authentication, batches."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.adapters.fake_platform import Asked, Fake, Sold, Told

INVALID = {"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID.", "data": {"status": 404}}


class WooCommerce:
    code = "woocommerce"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        return {"consumer_key": "ck_key", "consumer_secret": fake.token}, {}

    def answer(self, fake: Fake, asked: Asked) -> Told:
        pair = base64.b64encode(f"ck_key:{fake.token}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {pair}":
            return Told({"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot list resources."}, 401)
        path = asked.path.removeprefix("/wp-json/wc/v3")
        if path == "/orders":
            return _listed(fake, asked.query)
        if path.startswith("/products"):
            return _products(fake, path, asked)
        found = re.fullmatch(r"/orders/(\w+)(?:/(notes|shipment-trackings))?", path)
        if found is None or found[1] not in fake.orders:
            return Told(INVALID, 404)
        sold = fake.orders[found[1]]
        if found[2] == "notes":
            return _notes(sold, asked)
        if found[2] == "shipment-trackings":
            return _trackings(sold, asked)
        if asked.method == "PUT":
            status = asked.json()["status"]
            sold.cancelled = status == "cancelled"
            sold.extra["status"] = status
        return Told(order_json(sold))


def _listed(fake: Fake, query: dict[str, str]) -> Told:
    if "include" in query:
        rows = [fake.orders[key] for key in query["include"].split(",") if key in fake.orders]
        return Told([order_json(one) for one in rows], headers={"X-WP-TotalPages": "1"})
    assert query["dates_are_gmt"] == "true"
    key, low, high = (
        ("placed_at", query["after"], query["before"])
        if "after" in query
        else ("changed_at", query["modified_after"], query["modified_before"])
    )
    start, end = (datetime.fromisoformat(text) for text in (low, high))
    rows = [one for one in fake.in_order(key) if start < getattr(one, key).replace(microsecond=0) < end]
    number, size = int(query["page"]), min(fake.page_max, int(query["per_page"]))
    page = rows[(number - 1) * size : number * size]
    made = [order_json(one) for one in page for _ in range(2 if fake.twice else 1)]
    if "_fields" in query:
        made = [{name: one[name] for name in query["_fields"].split(",")} for one in made]
    return Told(made, headers={"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(-(-len(rows) // size))})


def _notes(sold: Sold, asked: Asked) -> Told:
    notes: list[dict[str, Any]] = sold.extra.setdefault("notes", [])
    if asked.method == "GET":
        buyers = asked.query["type"] == "customer"
        return Told([one for one in notes if one["customer_note"] == buyers])
    note = {"id": len(notes) + 1, "author": "Orderway", **asked.json()}
    notes.insert(0, note)
    if not note["customer_note"]:
        sold.remark = note["note"].removeprefix("Orderway: ")
    return Told(note, 201)


def _trackings(sold: Sold, asked: Asked) -> Told:
    if asked.method == "GET":
        return Told([_tracking(one) for one in sold.parcels])
    told = asked.json()
    carrier = told.get("tracking_provider") or told.get("custom_tracking_provider")
    sold.parcels.append({"tracking": told["tracking_number"], "carrier": carrier, "lines": {}})
    return Told(_tracking(sold.parcels[-1]), 201)


def _tracking(parcel: dict[str, Any]) -> dict[str, Any]:
    return {"tracking_id": f"id-{parcel['tracking']}", "tracking_number": parcel["tracking"],
            "custom_tracking_provider": parcel["carrier"]}  # fmt: skip


def _products(fake: Fake, path: str, asked: Asked) -> Told:
    """Listing 502 is a variation of product 77, all others are products."""
    if path == "/products":
        wanted = asked.query["sku"].split(",")
        return Told([{"id": int(key), "sku": sku} for key, sku in fake.listings.items() if sku in wanted])
    if path in ("/products/batch", "/products/77/variations/batch"):
        return Told({"update": [_set(fake, row, "77" in path) for row in asked.json()["update"]]})
    key = path.rpartition("/")[2]
    if key not in fake.listings:
        return Told({"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."}, 404)
    return Told({"id": int(key), "parent_id": 77 if key == "502" else 0})


def _set(fake: Fake, row: dict[str, Any], variations: bool) -> dict[str, Any]:
    key = str(row["id"])
    if key not in fake.listings or (key == "502") != variations:
        return {"id": row["id"], "error": {"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."}}
    assert row["manage_stock"] is True
    fake.levels[key] = row["stock_quantity"]
    return {"id": row["id"], "stock_quantity": row["stock_quantity"]}


def _gmt(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def order_json(sold: Sold) -> dict[str, Any]:
    """An order as REST v3 writes it: times of the shop (UTC+8) and of Greenwich side by side."""
    lines = [
        {"id": int(one.id), "name": one.sku, "product_id": int(one.listing), "variation_id": 0, "sku": one.sku,
         "quantity": one.quantity, "subtotal": f"{one.quantity * 10}.00", "total": f"{one.quantity * 10}.00",
         "total_tax": "0.00", "price": 10}
        for one in sold.items
    ]  # fmt: skip
    local = timedelta(hours=8)
    status = "cancelled" if sold.cancelled else sold.extra.get("status", "processing")
    address = {"first_name": "Ann", "last_name": "Lee", "address_1": "西湖区文三路478号3幢1202室", "city": "杭州市",
               "state": "浙江省", "postcode": "310000", "country": "CN", "phone": "13800138000"}  # fmt: skip
    return {
        "id": int(sold.id), "number": sold.id, "status": status, "currency": "CNY", "order_key": "wc_order_x",
        "date_created": _gmt(sold.placed_at + local), "date_created_gmt": _gmt(sold.placed_at),
        "date_modified": _gmt(sold.changed_at + local), "date_modified_gmt": _gmt(sold.changed_at),
        "date_paid_gmt": _gmt(sold.placed_at), "total": f"{sum(one.quantity for one in sold.items) * 10}.00",
        "total_tax": "0.00", "shipping_total": "0.00", "discount_total": "0.00", "payment_method": "stripe",
        "billing": address, "shipping": address, "line_items": lines,
        "refunds": [{"id": 77, "reason": "", "total": "-30.00"}] if status == "refunded" else [],
    }  # fmt: skip


DIALECT = WooCommerce()

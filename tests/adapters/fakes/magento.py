"""Magento's REST V1 as documented: search criteria, OAuth 1.0a checked with a second reading of RFC 5849, bearer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from tests.adapters.fake_platform import Asked, Fake, Sold, Told

PASSWORD = "an-administrators-password"


class Magento:
    code = "magento"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        keys = {"consumer_key": "ckey", "consumer_secret": "csecret", "access_token_secret": "tsecret"}
        return {**keys, "access_token": fake.token, "password": PASSWORD}, {"username": "anna", "source_code": "hz"}

    def answer(self, fake: Fake, asked: Asked) -> Told:
        path = asked.path.removeprefix("/rest/V1")
        if path == "/integration/admin/token":
            right = asked.json() == {"username": "anna", "password": PASSWORD}
            return Told(fake.token) if right else Told({"message": "The account sign-in was incorrect"}, 401)
        if not _allowed(fake, asked):
            return Told({"message": "The consumer isn't authorized to access %resources."}, 401)
        if path == "/orders":
            return _search(fake, _criteria(asked.query), asked.query.get("fields", ""))
        if path == "/shipments":
            ((_, order, _),) = _criteria(asked.query)["filters"]
            parcels = fake.orders[order].parcels if order in fake.orders else []
            return Told({"items": [{"entity_id": 1, "tracks": [{"track_number": one["tracking"]}]} for one in parcels]})
        if path == "/products":
            ((_, skus, _),) = _criteria(asked.query)["filters"]
            return Told({"items": [{"sku": one} for one in fake.listings if one in skus.split(",")]})
        if path == "/inventory/source-items":
            for row in asked.json()["sourceItems"]:
                assert (row["source_code"], row["status"]) == ("hz", int(row["quantity"] > 0))
                fake.levels[row["sku"]] = row["quantity"]
            return Told([])
        found = re.fullmatch(r"/orders?/(\w+)(?:/(ship|cancel|comments))?", path)
        if found is None or found[1] not in fake.orders:
            return Told(
                {"message": "The entity that was requested doesn't exist. Verify the entity and try again."}, 404
            )
        return _one(fake.orders[found[1]], found[2] or "", asked)


def _allowed(fake: Fake, asked: Asked) -> bool:
    given = asked.headers.get("authorization", "")
    if given == f"Bearer {fake.token}":
        return True
    told = {key: unquote(value) for key, value in re.findall(r'(oauth_\w+)="([^"]*)"', given)}
    signature = told.pop("oauth_signature", "")
    pairs = sorted((quote(k, safe="-._~"), quote(v, safe="-._~")) for k, v in {**asked.query, **told}.items())
    line = quote("&".join("=".join(pair) for pair in pairs), safe="-._~")
    base = f"{asked.method}&{quote(fake.url + asked.path, safe='-._~')}&{line}"
    right = base64.b64encode(hmac.new(b"csecret&tsecret", base.encode(), hashlib.sha256).digest()).decode()
    return told.get("oauth_token") == fake.token and hmac.compare_digest(signature, right)


def _criteria(query: dict[str, str]) -> dict[str, Any]:
    filters = []
    for group in range(9):
        start = f"searchCriteria[filter_groups][{group}][filters][0]"
        if f"{start}[field]" in query:
            filters.append(tuple(query[f"{start}[{name}]"] for name in ("field", "value", "condition_type")))
    size, number = (int(query.get(f"searchCriteria[{name}]", 1)) for name in ("pageSize", "currentPage"))
    return {"filters": filters, "size": size, "number": number}


def _search(fake: Fake, criteria: dict[str, Any], fields: str) -> Told:
    key = {"updated_at": "changed_at"}.get(criteria["filters"][0][0], "placed_at")
    rows = fake.in_order(key)
    for field, value, condition in criteria["filters"]:
        if field == "entity_id":
            rows = [one for one in rows if one.id in value.split(",")]
            continue
        at = datetime.fromisoformat(value).replace(tzinfo=UTC)
        if condition == "gteq":
            rows = [one for one in rows if getattr(one, key).replace(microsecond=0) >= at]
        elif condition == "lteq":
            rows = [one for one in rows if getattr(one, key).replace(microsecond=0) <= at]
        else:
            assert condition == "lt"
            rows = [one for one in rows if getattr(one, key).replace(microsecond=0) < at]
    size = criteria["size"] if criteria["filters"][0][0] == "entity_id" else min(fake.page_max, criteria["size"])
    last = max(1, -(-len(rows) // size))
    number = min(criteria["number"], last)  # Magento gives its last page again and again
    page = rows[(number - 1) * size : number * size]
    made = [order_json(one) for one in page for _ in range(2 if fake.twice else 1)]
    if fields:
        made = [{"entity_id": one["entity_id"], "created_at": one["created_at"]} for one in made]
    return Told({"items": made, "search_criteria": {"page_size": size}, "total_count": len(rows)})


def _one(sold: Sold, part: str, asked: Asked) -> Told:
    if part == "ship":
        told = asked.json()
        items = told.get("items") or [{"order_item_id": int(one.id), "qty": sold.left(one.id)} for one in sold.items]
        lines = {str(one["order_item_id"]): int(one["qty"]) for one in items}
        if not any(lines.values()) or any(units > sold.left(line) for line, units in lines.items()):
            return Told({"message": "The order does not allow a shipment to be created."}, 400)
        (track,) = told["tracks"]
        sold.parcels.append({"tracking": track["track_number"], "carrier": track["title"], "lines": lines})
        return Told("12")
    if part == "cancel":
        already, sold.cancelled = sold.cancelled, True
        return Told(not already)
    if part == "comments":
        comments: list[dict[str, Any]] = sold.extra.setdefault("comments", [])
        if asked.method == "GET":
            return Told({"items": comments})
        comments.append({"entity_id": len(comments) + 1, **asked.json()["statusHistory"]})
        sold.remark = comments[-1]["comment"].removeprefix("Orderway: ")
        return Told(True)
    return Told(order_json(sold))


def order_json(sold: Sold) -> dict[str, Any]:
    """An order as REST V1 writes it: times of Greenwich without a zone, amounts as numbers."""
    items = [
        {"item_id": int(one.id), "sku": one.sku, "name": one.sku, "qty_ordered": one.quantity, "price": 10,
         "row_total": 10 * one.quantity, "product_type": "simple", "tax_amount": 0, "discount_amount": 0,
         "qty_shipped": one.quantity - sold.left(one.id)}
        for one in sold.items
    ]  # fmt: skip
    total = sum(one.quantity for one in sold.items) * 10
    address = {"firstname": "Ann", "lastname": "Lee", "street": ["文三路478号3幢1202室", "西湖区"], "city": "杭州市",
               "region": "浙江省", "postcode": "310000", "country_id": "CN", "telephone": "13800138000"}  # fmt: skip
    return {
        "entity_id": int(sold.id), "increment_id": f"0000{sold.id}", "order_currency_code": "CNY",
        "created_at": sold.placed_at.strftime("%Y-%m-%d %H:%M:%S"),
        "updated_at": sold.changed_at.strftime("%Y-%m-%d %H:%M:%S"),
        **dict.fromkeys(("state", "status"), "canceled" if sold.cancelled else sold.extra.get("status", "processing")),
        "total_refunded": total if sold.extra.get("status") == "closed" else 0,
        "grand_total": total, "tax_amount": 0, "shipping_amount": 0, "discount_amount": 0, "total_paid": total,
        "payment": {"method": "checkmo"}, "items": items, "billing_address": address,
        "extension_attributes": {"shipping_assignments": [{"shipping": {"address": address}}]},
    }  # fmt: skip


DIALECT = Magento()

"""Shopify asked and told: REST Admin for orders and fulfilments, GraphQL for stock levels.

Source: Shopify Admin API 2025-10, Order, FulfillmentOrder, Fulfillment, inventorySetQuantities, API rate limits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import msgspec

from orderway.adapters.channels._http import Method, Reply, call, iso, not_offered
from orderway.ports.platform import (
    PAGE_ORDERS_MAX,
    Abilities,
    Account,
    Failure,
    Field,
    IdPage,
    Listed,
    Message,
    Page,
    PlatformFailed,
    Renewed,
)
from orderway.ports.platform_tasks import Answer, Cancel, Level, Levels, Remark, Ship, Task

VERSION = "2025-10"
API = f"/admin/api/{VERSION}"
BUCKET_FULL_PERCENT = 90
LEAK_PER_SECOND = 2.0
"""Of the smallest plan; larger plans leak faster, so that waiting by this is never too short."""
REMARK = "Orderway remark"
"""The name of the order's attribute that holds the seller's remark: its `note` is the buyer's."""
FULFILLABLE = ("open", "in_progress")
REASONS = {"changed_mind": "customer", "out_of_stock": "inventory", "fraud": "fraud", "unpaid": "declined"}
COMPANIES = {
    "sf": "SF Express", "yto": "YTO Express", "sto": "STO Express", "ems": "EMS", "dhl": "DHL Express",
    "ups": "UPS", "fedex": "FedEx", "usps": "USPS", "dpd": "DPD", "gls": "GLS", "hermes": "Hermes",
    "royal_mail": "Royal Mail", "canada_post": "Canada Post", "4px": "4PX", "yunexpress": "YunExpress",
}  # fmt: skip
"""Our usual carrier codes as Shopify names them, so that its tracking links work."""
_NEXT = re.compile(r"<[^>]*[?&]page_info=([^&>]+)[^>]*>;\s*rel=\"?next")
_ITEMS = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on ProductVariant { id inventoryItem { id } } } }"
_BY_SKU = (
    "query($query: String!) { productVariants(first: 250, query: $query) { nodes { id sku inventoryItem { id } } } }"
)
_SET = (
    "mutation($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input)"
    " { inventoryAdjustmentGroup { id } userErrors { code field message } } }"
)


class _Told(msgspec.Struct):
    id: int
    created_at: datetime | None = None


class ShopifyClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "shopify"
    base_url = ""
    fields = (Field("base_url"), Field("access_token", secret=True), Field("location_id", required=False))
    abilities = Abilities(cancel=True, remark=True, levels_max=100, calls_per_second=LEAK_PER_SECOND, burst=20)

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change; Shopify's own page tokens keep their place while orders change."""
        window = {"updated_at_min": iso(since), "updated_at_max": iso(until), "order": "updated_at asc"}
        reply = _ask(account, "/orders.json", page, {"status": "any", **window})
        return Page(_messages(reply), _next(reply), _wait(reply))

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was placed, with its id alone."""
        window = {"created_at_min": iso(since), "created_at_max": iso(until), "order": "created_at asc"}
        reply = _ask(account, "/orders.json", page, {"status": "any", "fields": "id,created_at", **window})
        found = reply.json(dict[str, list[_Told]])["orders"] if reply.body else []
        return IdPage([Listed(str(one.id), one.created_at) for one in found if one.created_at], _next(reply))

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders by their ids."""
        query = {"ids": ",".join(external_ids), "status": "any", "limit": str(PAGE_ORDERS_MAX)}
        return _messages(_call(account, "GET", "/orders.json", query=query))

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Shipments, stock levels, cancellations and remarks."""
        match task:
            case Ship():
                return _ship(account, task)
            case Levels():
                return _levels(account, task)
            case Cancel():
                return _cancel(account, task)
            case Remark():
                return _remark(account, task)
            case _:
                raise not_offered("Shopify")

    def refresh(self, account: Account) -> Renewed:
        """Access tokens of custom apps do not end."""
        raise PlatformFailed(Failure.AUTH, "a new access token is made in Shopify's admin")


def _call(account: Account, method: Method, path: str, **more: Any) -> Reply:
    return call(
        account, method, API + path, headers={"X-Shopify-Access-Token": account.secrets.get("access_token", "")}, **more
    )


def _ask(account: Account, path: str, page: str, query: Mapping[str, str]) -> Reply:
    limited = {"limit": str(PAGE_ORDERS_MAX), **({"page_info": page} if page else query)}
    if page and "fields" in query:
        limited["fields"] = query["fields"]
    return _call(account, "GET", path, query=limited)


def _messages(reply: Reply) -> list[Message]:
    raw = reply.json(dict[str, list[msgspec.Raw]]).get("orders", [])
    ids = reply.json(dict[str, list[_Told]]).get("orders", [])
    return [
        Message(str(one.id), b'{"order":' + bytes(body) + b"}", "orders/updated")
        for one, body in zip(ids, raw, strict=True)
    ]


def _next(reply: Reply) -> str:
    found = _NEXT.search(reply.headers.get("link", ""))
    return unquote(found[1]) if found else ""


def _wait(reply: Reply) -> float:
    """How long the bucket needs to leak, where it is nearly full: header `39/40`."""
    used, _, size = reply.headers.get("x-shopify-shop-api-call-limit", "").partition("/")
    if not (used.isdigit() and size.isdigit()) or int(used) * 100 < int(size) * BUCKET_FULL_PERCENT:
        return 0.0
    return int(size) / 4 / LEAK_PER_SECOND


def _ship(account: Account, task: Ship) -> Answer:
    """One fulfilment a location; what is there under this number already is not told again."""
    known = _call(account, "GET", f"/orders/{task.order}/fulfillments.json").json().get("fulfillments", [])
    mine = [
        one for one in known
        if one.get("status") != "cancelled"
        and task.tracking_number in (one.get("tracking_number"), *(one.get("tracking_numbers") or ()))
    ]  # fmt: skip
    open_orders = _call(account, "GET", f"/orders/{task.order}/fulfillment_orders.json").json()["fulfillment_orders"]
    told: defaultdict[str, int] = defaultdict(int)
    for one in mine:
        for line in one.get("line_items") or ():
            told[str(line.get("id"))] += int(line.get("quantity") or 0)
    wanted = {part.line: part.quantity - told[part.line] for part in task.lines}
    if mine and (not task.lines or not any(left > 0 for left in wanted.values())):
        return Answer(str(mine[0].get("id", "")), known=True)
    places = _placed(open_orders, wanted if task.lines else None)
    if not places:
        raise PlatformFailed(Failure.REFUSED, "nothing is left to be shipped there", code="shipped_already")
    reference = ""
    company = task.carrier_there or COMPANIES.get(task.carrier, task.carrier_name)
    for parts in places.values():
        body = {
            "line_items_by_fulfillment_order": parts,
            "tracking_info": {"number": task.tracking_number, "company": company},
            "notify_customer": True,
        }
        made = _call(account, "POST", "/fulfillments.json", body={"fulfillment": body}).json()
        reference = reference or str(made.get("fulfillment", {}).get("id", ""))
    return Answer(reference)


def _placed(open_orders: Sequence[Any], wanted: dict[str, int] | None) -> dict[str, list[dict[str, Any]]]:
    """By location: the fulfilment orders with the units wanted of them; None wants all that is left."""
    places: dict[str, list[dict[str, Any]]] = {}
    for one in open_orders:
        if one.get("status") not in FULFILLABLE:
            continue
        items = []
        for line in one.get("line_items") or ():
            key, left = str(line.get("line_item_id")), int(line.get("fulfillable_quantity") or 0)
            units = left if wanted is None else min(left, wanted.get(key, 0))
            if units > 0:
                items.append({"id": line["id"], "quantity": units})
                if wanted is not None:
                    wanted[key] -= units
        if items:
            part = {"fulfillment_order_id": one["id"], "fulfillment_order_line_items": items}
            places.setdefault(str(one.get("assigned_location_id")), []).append(part)
    return places


def _cancel(account: Account, task: Cancel) -> Answer:
    path = f"/orders/{task.order}"
    order = _call(account, "GET", f"{path}.json", query={"fields": "id,cancelled_at"}).json().get("order", {})
    if order.get("cancelled_at"):
        return Answer(task.order, known=True)
    _call(account, "POST", f"{path}/cancel.json", body={"reason": REASONS.get(task.reason, "other"), "email": True})
    return Answer(task.order)


def _remark(account: Account, task: Remark) -> Answer:
    path = f"/orders/{task.order}.json"
    order = _call(account, "GET", path, query={"fields": "id,note_attributes"}).json().get("order", {})
    attributes = [one for one in order.get("note_attributes") or () if one.get("name") != REMARK]
    wanted = [*attributes, {"name": REMARK, "value": task.text}] if task.text else attributes
    if wanted == (order.get("note_attributes") or []):
        return Answer(task.order, known=True)
    _call(account, "PUT", path, body={"order": {"id": int(task.order), "note_attributes": wanted}})
    return Answer(task.order)


def _levels(account: Account, task: Levels) -> Answer:
    """Absolute quantities at one location. Shopify takes all or none: what it refuses is left out, the rest told."""
    location = account.options.get("location_id", "")
    if not location:
        raise PlatformFailed(Failure.REFUSED, "the shop's location id is not set", code="location_missing")
    items = _items(account, task.levels)
    answer = Answer(refused={_key(one): "not there" for one in task.levels if _key(one) not in items})
    place = location if location.startswith("gid:") else f"gid://shopify/Location/{location}"
    rest = [(one, items[_key(one)]) for one in task.levels if _key(one) in items]
    while rest:
        rows = [{"inventoryItemId": item, "locationId": place, "quantity": one.quantity} for one, item in rest]
        wanted = {"name": "available", "reason": "correction", "ignoreCompareQuantity": True, "quantities": rows}
        done = _graph(account, _SET, {"input": wanted}, True).get("inventorySetQuantities") or {}
        errors = done.get("userErrors") or []
        if not errors:
            return answer
        bad = {int(part): one for one in errors for part in one.get("field") or () if str(part).isdigit()}
        if not bad:
            first = errors[0]
            raise PlatformFailed(Failure.REFUSED, str(first.get("message", "")), code=str(first.get("code", "")))
        answer.refused |= {_key(rest[at][0]): str(one.get("message", "")) for at, one in bad.items() if at < len(rest)}
        rest = [one for at, one in enumerate(rest) if at not in bad]
    return answer


def _key(level: Level) -> str:
    return level.listing or level.sku


def _items(account: Account, levels: Sequence[Level]) -> dict[str, str]:
    """Shopify's inventory item of each listing; of what has none, by its SKU."""
    found: dict[str, str] = {}
    ids = {f"gid://shopify/ProductVariant/{one.listing}": one.listing for one in levels if one.listing}
    if ids:
        nodes = _graph(account, _ITEMS, {"ids": list(ids)}, False).get("nodes") or []
        found = {ids[one["id"]]: one["inventoryItem"]["id"] for one in nodes if one and one.get("inventoryItem")}
    unlisted = [one.sku for one in levels if not one.listing and "'" not in one.sku]
    if unlisted:
        query = " OR ".join(f"sku:'{sku}'" for sku in unlisted)
        nodes = (_graph(account, _BY_SKU, {"query": query}, False).get("productVariants") or {}).get("nodes") or []
        found |= {one["sku"]: one["inventoryItem"]["id"] for one in nodes if one.get("sku") in unlisted}
    return found


def _graph(account: Account, query: str, variables: Mapping[str, Any], writes: bool) -> dict[str, Any]:
    reply = _call(account, "POST", "/graphql.json", body={"query": query, "variables": variables}, writes=writes).json(
        dict[str, Any]
    )
    errors = reply.get("errors")
    if errors:
        listed = isinstance(errors, list) and isinstance(errors[0], dict)
        first: dict[str, Any] = errors[0] if listed else {"message": str(errors)}
        code = str((first.get("extensions") or {}).get("code", ""))
        if code == "THROTTLED":
            raise PlatformFailed(Failure.TRY_LATER, "throttled", retry_after_seconds=2.0)
        kind = Failure.AUTH if code == "ACCESS_DENIED" else Failure.REFUSED
        raise PlatformFailed(kind, str(first.get("message", "")), code=code)
    data: dict[str, Any] = reply.get("data") or {}
    return data


PLATFORM = ShopifyClient()

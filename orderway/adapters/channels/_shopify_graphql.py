"""Orders as Shopify's GraphQL Admin API tells them, turned into the names of the REST Admin API that is read here.

Everything follows from four habits of that API: names in camelCase, ids as `gid://shopify/Kind/123`, lists as
connections (`edges` or `nodes`), money as bags (`shopMoney`, `presentmentMoney`). The few names that differ beyond
that stand in the tables below. Source: Shopify GraphQL Admin API reference, Order, LineItem, Refund, Fulfillment.
"""

from __future__ import annotations

import re
from typing import Any

from orderway.adapters.channels._read import Unreadable, mapping, orders_in, rows, text

DEPTH_MAX = 20
"""Levels of an order that are turned; none of Shopify's has so many."""
_UPPER = re.compile(r"(?<=[a-z0-9])([A-Z])")
_GID = re.compile(r"gid://shopify/\w+/([\w-]+)")
_ORDER = {"currency_code": "currency", "custom_attributes": "note_attributes", "po_number": "po_number"}
_AMOUNTS = ("total_price", "current_total_price", "total_tax", "total_discounts", "total_outstanding",
            "total_received", "total_tip_received")  # fmt: skip
_ADDRESSES = ("shipping_address", "billing_address")


def orders(piece: dict[str, Any]) -> list[dict[str, Any]]:
    """The orders of a GraphQL answer or of one node, under their REST names; empty where it holds none."""
    data = mapping(piece.get("data")) or piece
    found = data.get("orders") or data.get("order") or data.get("node") or data.get("nodes")
    entries = _turn(found if found is not None else data)
    entries = [entries] if isinstance(entries, dict) else entries
    if not isinstance(entries, list):
        return []
    told = [one for one in orders_in([one for one in entries if one], "orders") if _is_order(one)]
    return [_order(one) for one in told]


def is_such(piece: dict[str, Any]) -> bool:
    """Whether a body is a GraphQL answer, or an order of one."""
    return isinstance(piece.get("data"), dict) or ("lineItems" in piece and text(piece.get("id")).startswith("gid://"))


def _is_order(entry: dict[str, Any]) -> bool:
    return "line_items" in entry or "total_price_set" in entry


def _turn(value: Any, depth: int = 0) -> Any:
    """The value with REST's manners: snake_case, bare ids, plain lists."""
    if depth > DEPTH_MAX:
        raise Unreadable("order: nested too deeply")
    if isinstance(value, str):
        found = _GID.match(value)
        return found[1] if found else value
    if isinstance(value, list):
        return [_turn(one, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("edges"), list):
        return [_turn(mapping(edge).get("node"), depth + 1) for edge in value["edges"]]
    if isinstance(value.get("nodes"), list):
        return _turn(value["nodes"], depth + 1)
    return {_UPPER.sub(r"_\1", key).lower(): _turn(part, depth + 1) for key, part in value.items()}


def _amount(entry: dict[str, Any], name: str) -> Any:
    """An amount in the shop's currency, wherever it stands: bag, money object, or plain."""
    bag = mapping(entry.get(f"{name}_set") or entry.get(name))
    return mapping(bag.get("shop_money")).get("amount", bag.get("amount", None if bag else entry.get(name)))


def _order(entry: dict[str, Any]) -> dict[str, Any]:
    found = {_ORDER.get(key, key): value for key, value in entry.items()}
    bag = mapping(mapping(entry.get("total_price_set")).get("shop_money"))
    found["currency"] = found.get("currency") or bag.get("currency_code")
    for name in _AMOUNTS:
        if (amount := _amount(entry, name)) is not None:
            found[name] = amount
    found["total_refunded"] = _amount(entry, "total_refunded")
    found["financial_status"] = text(entry.get("display_financial_status")).lower()
    shipped = text(entry.get("display_fulfillment_status")).lower()
    found["fulfillment_status"] = "" if shipped == "unfulfilled" else shipped.removesuffix("ly_fulfilled")
    found["note_attributes"] = _attributes(entry.get("custom_attributes"))
    if isinstance(entry.get("tags"), list):
        found["tags"] = ", ".join(text(tag) for tag in entry["tags"])
    for name in _ADDRESSES:
        if place := mapping(entry.get(name)):
            found[name] = {**place, "country_code": place.get("country_code_v2") or place.get("country_code")}
    found["line_items"] = [_line(one) for one in _list(entry, "line_items")]
    found["shipping_lines"] = [{"price": _amount(one, "original_price")} for one in _list(entry, "shipping_lines")]
    found["refunds"] = [_refund(one, found) for one in _list(entry, "refunds")]
    found["fulfillments"] = [_fulfilment(one, found) for one in _list(entry, "fulfillments")]
    return found


def _list(entry: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in rows(entry.get(name), name) if one]


def _attributes(value: Any) -> list[dict[str, Any]]:
    return [{"name": one.get("key"), "value": one.get("value")} for one in rows(value, "custom_attributes")]


def _line(line: dict[str, Any]) -> dict[str, Any]:
    variant = mapping(line.get("variant"))
    return {
        **line,
        "price": _amount(line, "original_unit_price"),
        "total_discount": _amount(line, "total_discount"),
        "sku": line.get("sku") or variant.get("sku"),
        "variant_id": variant.get("id"),
        "product_id": mapping(line.get("product")).get("id"),
        "gift_card": line.get("is_gift_card"),
        "properties": _attributes(line.get("custom_attributes")),
        "tax_lines": [{"price": _amount(one, "price")} for one in _list(line, "tax_lines")],
        "discount_allocations": [
            {"amount": _amount(one, "allocated_amount")} for one in _list(line, "discount_allocations")
        ],
    }


def _refund(refund: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    """A refund; Shopify's total stands for its transactions where these were not asked for."""
    total = _amount(refund, "total_refunded")
    paid = [
        {"kind": text(one.get("kind")).lower(), "status": text(one.get("status")).lower(),
         "amount": _amount(one, "amount")}
        for one in _list(refund, "transactions")
    ]  # fmt: skip
    paid = paid or ([{"kind": "refund", "status": "success", "amount": total}] if total is not None else [])
    lines = [
        {**one, "line_item_id": mapping(one.get("line_item")).get("id"), "subtotal": _amount(one, "subtotal"),
         "total_tax": _amount(one, "total_tax"), "price": _amount(one, "price"), "line_item": None,
         "restock_type": text(one.get("restock_type")).lower()}
        for one in _list(refund, "refund_line_items")
    ]  # fmt: skip
    return {**refund, "order_id": order.get("id"), "transactions": paid, "refund_line_items": lines}


def _fulfilment(one: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    tracking = rows(one.get("tracking_info"), "tracking_info")
    goods = _list(one, "fulfillment_line_items")
    return {
        **one,
        "order_id": order.get("id"),
        "status": text(one.get("status")).lower(),
        "tracking_company": next((part.get("company") for part in tracking), None),
        "tracking_numbers": [part.get("number") for part in tracking],
        "line_items": [{**_line(mapping(part.get("line_item"))), "quantity": part.get("quantity")} for part in goods],
    }

"""Orders and refunds of WooCommerce's legacy API (`/wc-api/v1` to `v3`), turned into the names of the present one.

Source: WooCommerce REST API documentation, legacy v3, Orders, Order refunds, Order notes.
"""

from __future__ import annotations

from typing import Any

from orderway.adapters.channels import _read as read

_LISTS = {"orders": "order", "order_refunds": "order_refund", "order_notes": "order_note"}
_ENVELOPES = ("order", "order_refund", "order_note")
_BATCH = ("create", "update", "delete")
_RENAMED = {
    "number": "order_number",
    "date_created": "created_at",
    "date_modified": "updated_at",
    "shipping_total": "total_shipping",
    "discount_total": "total_discount",
    "billing": "billing_address",
    "shipping": "shipping_address",
    "customer_note": "note",
}


def unwrapped(piece: Any) -> Any:
    """What stands inside a legacy envelope or inside the answer of a batch; the piece itself where it is neither."""
    if not isinstance(piece, dict):
        return piece
    if any(isinstance(piece.get(key), list) for key in _BATCH) and set(piece) <= set(_BATCH):
        return [one for key in _BATCH for one in read.orders_in(piece.get(key), key)]
    for many in _LISTS:
        if many in piece and "line_items" not in piece:
            return [present(one) for one in read.orders_in(piece[many], many)]
    one = next((key for key in _ENVELOPES if isinstance(piece.get(key), dict) and "line_items" not in piece), "")
    return present(piece[one]) if one else piece


def present(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry under the names of the present API; unchanged where it has them already."""
    if "created_at" not in entry:
        return entry
    found = {**entry, "date_created": entry["created_at"]}
    if "billing_address" not in entry:
        return found
    found.update({name: found.pop(old) for name, old in _RENAMED.items() if old in entry and name not in entry})
    payment = read.mapping(entry.get("payment_details"))
    found.setdefault("payment_method", payment.get("method_id"))
    if payment.get("paid") is True:
        found.setdefault("date_paid", entry["created_at"])
    found["line_items"] = [_line(line) for line in read.rows(entry.get("line_items"), "line_items")]
    return found


def _line(line: dict[str, Any]) -> dict[str, Any]:
    """A line whose `meta` holds what the buyer chose, each with a label."""
    chosen = [{"key": one.get("key"), "display_value": one.get("value")} for one in read.rows(line.get("meta"), "meta")]
    return {**line, "meta_data": line.get("meta_data") or chosen}

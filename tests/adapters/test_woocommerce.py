"""What WooCommerce's other forms say: the legacy API, answers of a batch, and lists that PHP turned into objects."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orderway.adapters.channels.woocommerce import CHANNEL
from orderway.ports.channel import Parsed

LEGACY: dict[str, Any] = {
    "id": 645,
    "order_number": 1645,
    "created_at": "2015-01-26T20:00:21Z",
    "updated_at": "2015-01-27T08:00:00Z",
    "status": "processing",
    "currency": "USD",
    "total": "79.87",
    "total_tax": "5.90",
    "total_shipping": "10.00",
    "total_discount": "0.00",
    "payment_details": {"method_id": "bacs", "method_title": "Direct Bank Transfer", "paid": True},
    "billing_address": {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com", "phone": "555"},
    "shipping_address": {"first_name": "Ann", "last_name": "Lee", "address_1": "1 Market", "country": "US"},
    "note": "ring twice",
    "line_items": [
        {
            "id": 505, "subtotal": "63.97", "total": "63.97", "total_tax": "5.90", "price": "63.97", "quantity": 1,
            "name": "Ship Your Idea", "product_id": 613, "sku": "SYI",
            "meta": [{"key": "pa_color", "label": "Color", "value": "Black"}],
        }
    ],
}  # fmt: skip
PRESENT: dict[str, Any] = {
    "id": 7, "number": "7", "status": "processing", "currency": "EUR", "total": "12.00", "total_tax": "2.00",
    "date_created_gmt": "2026-01-02T03:04:05", "date_paid_gmt": "2026-01-02T03:05:00", "billing": {}, "shipping": {},
    "line_items": [{"id": 1, "sku": "A", "name": "A", "quantity": 2, "subtotal": "10.00", "total": "10.00"}],
}  # fmt: skip


def read(value: Any) -> Parsed:
    return CHANNEL.parse(json.dumps(value).encode())


def test_an_order_of_the_legacy_api_is_an_order() -> None:
    (order,) = read({"order": LEGACY}).orders
    assert (order.external_id, order.number, order.payment_status) == ("645", "1645", "paid")
    assert (order.total_minor, order.tax_minor, order.shipping_minor) == (7987, 590, 1000)
    assert (order.ship_to.street, order.ship_to.phone, order.buyer_note) == ("1 Market", "555", "ring twice")
    assert [(line.sku, line.unit_price_minor, line.variant) for line in order.lines] == [("SYI", 6397, "Black")]
    assert order.version == "2015-01-27T08:00:00.000000+00:00"


def test_a_list_of_the_legacy_api_is_its_orders() -> None:
    assert [order.external_id for order in read({"orders": [LEGACY, LEGACY | {"id": 646}]}).orders] == ["645", "646"]


def test_refunds_of_the_legacy_api_are_refunds() -> None:
    refunds = {"order_refunds": [{"id": 9, "created_at": "2015-01-26T19:29:32Z", "amount": "10.00", "reason": "late"}]}
    assert [(one.kind, one.number, one.amount_minor) for one in read(refunds).documents] == [("refund", "9", 1000)]


def test_the_answer_of_a_batch_is_its_orders() -> None:
    parsed = read({"create": [PRESENT], "update": [PRESENT | {"id": 8, "status": "cancelled"}]})
    assert [(order.external_id, order.status) for order in parsed.orders] == [("7", "open"), ("8", "cancelled")]
    assert parsed.problems == []


def test_a_list_that_php_wrote_as_an_object_is_read_as_a_list() -> None:
    meta = {"0": {"key": "delivery_date", "value": "2026-01-05"}, "2": {"key": "_x", "value": "y"}}
    (order,) = read(PRESENT | {"meta_data": meta, "fee_lines": {}}).orders
    assert order.wishes == {"delivery_date": "2026-01-05"}


@pytest.mark.parametrize("meta", ["oops", ["oops"], {"a": "oops"}, 5])
def test_no_order_is_refused_for_what_a_plugin_left(meta: Any) -> None:
    (order,) = read(
        PRESENT | {"meta_data": meta, "line_items": [PRESENT["line_items"][0] | {"meta_data": meta}]}
    ).orders
    assert [line.sku for line in order.lines] == ["A"]


def test_an_order_without_a_total_is_not_taken_for_a_free_one() -> None:
    parsed = read({key: value for key, value in PRESENT.items() if key != "total"})
    assert [(fault.where, fault.what) for fault in parsed.problems] == [("entry 7", "total is missing")]

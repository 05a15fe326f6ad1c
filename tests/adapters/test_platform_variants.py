"""What platforms send beside the plain order: other shapes, open groups, failed refunds, programmes, deletions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orderway.adapters.channels import channel
from orderway.ports.channel import Document, IncomingOrder

EXAMPLES = Path(__file__).parent / "examples"


def example(name: str, *keys: str) -> dict[str, Any]:
    found = json.loads((EXAMPLES / name).read_text("utf-8"))
    for key in keys:
        found = found[key]
    return found if isinstance(found, dict) else found[0]


def read(code: str, body: Any, topic: str = "") -> tuple[list[IncomingOrder], list[Document]]:
    parsed = channel(code).parse(json.dumps(body).encode(), topic=topic)
    assert parsed.problems == []
    return parsed.orders, parsed.documents


def money(value: str) -> dict[str, str]:
    return {"value": value, "currency": "GBP"}


def ebay(**changes: Any) -> IncomingOrder:
    return read("ebay", example("ebay/orders.json", "orders") | changes)[0][0]


def test_an_ebay_parcel_to_the_hub_is_the_sellers_to_ship() -> None:
    hub = [{"fulfillmentInstructionsType": "SHIP_TO", "ebaySupportedFulfillment": True}]
    assert not ebay(fulfillmentStartInstructions=hub).fulfilled_by_channel


def test_an_ebay_order_that_ebay_ships_is_not_ours() -> None:
    kind = [{"fulfillmentInstructionsType": "FULFILLED_BY_EBAY"}]
    assert ebay(fulfillmentStartInstructions=kind).fulfilled_by_channel
    lines = example("ebay/orders.json", "orders")["lineItems"]
    theirs = [one | {"ebayFulfillmentProgram": {"fulfilledBy": "EBAY"}} for one in lines]
    assert ebay(lineItems=theirs).fulfilled_by_channel


def test_an_ebay_refund_that_failed_gave_nothing_back() -> None:
    tries = [("REFUNDED", "5.00"), ("FAILED", "4.00"), ("PENDING", "3.00")]
    refunds = [{"refundStatus": word, "amount": money(value)} for word, value in tries]
    assert ebay(paymentSummary={"payments": [], "refunds": refunds}).refunded_minor == 500


def pdd(**changes: Any) -> IncomingOrder:
    entry = example("pdd/order.json")
    while "order_sn" not in entry:
        entry = next(iter(entry.values()))
        entry = entry[0] if isinstance(entry, list) else entry
    return read("pdd", entry | {"refund_status": 1, "order_status": 1} | changes)[0][0]


def test_a_pinduoduo_group_that_waits_for_others_is_not_paid_yet() -> None:
    order = pdd(group_status=0)
    assert (order.payment_status, order.paid_minor, order.status) == ("unpaid", 0, "open")
    assert pdd(group_status=1, confirm_status=1).payment_status == "paid"


def test_a_pinduoduo_group_that_failed_is_cancelled() -> None:
    order = pdd(group_status=2)
    assert (order.payment_status, order.status) == ("refunded", "cancelled")


def test_the_captains_free_order_lowers_what_is_paid() -> None:
    assert pdd(seller_discount="1.00", capital_free_discount="2.50").discount_minor == 350


def test_a_douyin_region_beside_the_mask_is_read() -> None:
    entry = {
        "order_id": "1", "create_time": 1704067200, "pay_amount": 100, "sku_order_list": [],
        "mask_post_addr": {"detail": "浆洗街***"},
        "post_addr": {"province": {"name": "四川省"}, "city": {"name": "成都市"}, "town": {"name": "武侯区"}},
    }  # fmt: skip
    [order], _ = read("douyin", {"data": {"shop_order_detail": entry}, "code": 10000})
    to = order.ship_to
    assert (to.province, to.city, to.district, to.street) == ("四川省", "成都市", "武侯区", "浆洗街***")


def test_what_shopifys_graphql_received_is_paid() -> None:
    def bag(amount: str) -> dict[str, Any]:
        return {"shopMoney": {"amount": amount, "currencyCode": "TWD"}}

    node = {
        "id": "gid://shopify/Order/5", "createdAt": "2025-01-01T00:00:00Z", "displayFinancialStatus": "PARTIALLY_PAID",
        "totalPriceSet": bag("1050.0"), "totalReceivedSet": bag("500.0"), "lineItems": {"edges": []},
    }  # fmt: skip
    [order], _ = read("shopify", {"data": {"order": node}})
    assert (order.payment_status, order.paid_minor, order.currency) == ("partially_paid", 50000, "TWD")


def test_a_shopify_return_names_its_order_and_lines() -> None:
    line = {"quantity": 2, "return_reason": "defective", "fulfillment_line_item": {"id": 3, "line_item": {"id": 7}}}
    body = {"id": 9, "status": "requested", "order": {"id": 5}, "return_line_items": [line]}
    _, [told] = read("shopify", body, "returns/request")
    assert (told.kind, told.number, told.order_external_id, told.status) == ("return", "9", "5", "requested")
    assert [(one.external_id, one.quantity) for one in told.lines] == [("7", 2)]
    assert told.data == {"reasons": ["defective"]}


def test_a_fulfilment_inside_of_its_order_is_of_that_order() -> None:
    entry = example("shopify/orders.json", "orders") | {"fulfillments": [{"id": 8, "tracking_number": "A1"}]}
    [order], told = read("shopify", entry)
    [fulfilment] = [one for one in told if one.kind == "fulfilment"]
    assert (fulfilment.order_external_id, fulfilment.data["tracking_numbers"]) == (order.external_id, ["A1"])


def test_a_woocommerce_order_that_was_deleted_is_called_off() -> None:
    _, [told] = read("woocommerce", {"id": 727}, "order.deleted")
    assert (told.kind, told.order_external_id) == ("cancellation", "727")

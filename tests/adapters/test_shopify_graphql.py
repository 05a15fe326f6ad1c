"""Orders as Shopify's GraphQL Admin API tells them are the orders that its REST API tells."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orderway.adapters.channels.shopify import CHANNEL
from orderway.ports.channel import Parsed


def bag(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}


LINE = {
    "id": "gid://shopify/LineItem/11", "title": "Cup", "sku": "CUP", "quantity": 2, "currentQuantity": 1,
    "originalUnitPriceSet": bag("60.00"), "variant": {"id": "gid://shopify/ProductVariant/39"},
    "requiresShipping": True, "discountAllocations": [{"allocatedAmountSet": bag("5.00")}],
    "customAttributes": [{"key": "engraving", "value": "A"}], "taxLines": [{"priceSet": bag("19.32")}],
}  # fmt: skip
ORDER: dict[str, Any] = {
    "id": "gid://shopify/Order/450789469", "name": "#1001", "createdAt": "2024-01-10T11:00:00Z",
    "updatedAt": "2024-01-10T12:00:00Z", "currencyCode": "EUR", "displayFinancialStatus": "PARTIALLY_REFUNDED",
    "displayFulfillmentStatus": "PARTIALLY_FULFILLED", "taxesIncluded": True, "totalPriceSet": bag("121.00"),
    "totalTaxSet": bag("19.32"), "totalDiscountsSet": bag("5.00"), "totalShippingPriceSet": bag("6.00"),
    "tags": ["vip", "gift"], "customer": {"id": "gid://shopify/Customer/1"},
    "customAttributes": [{"key": "Delivery Date", "value": "2024-01-12"}],
    "shippingAddress": {"name": "Ann Lee", "address1": "Weg 1", "city": "Berlin", "zip": "10115",
                        "countryCodeV2": "DE", "provinceCode": "BE"},
    "lineItems": {"edges": [{"node": LINE}]},
    "refunds": [{
        "id": "gid://shopify/Refund/5", "createdAt": "2024-01-11T11:00:00Z", "totalRefundedSet": bag("55.00"),
        "refundLineItems": {"nodes": [{"lineItem": {"id": "gid://shopify/LineItem/11"}, "quantity": 1,
                                       "restockType": "RETURN", "subtotalSet": bag("55.00")}]},
    }],
    "fulfillments": [{
        "id": "gid://shopify/Fulfillment/8", "status": "SUCCESS", "createdAt": "2024-01-10T12:00:00Z",
        "trackingInfo": [{"number": "1Z2345", "company": "UPS"}],
        "fulfillmentLineItems": {"edges": [{"node": {"quantity": 1, "lineItem": LINE}}]},
    }],
}  # fmt: skip


def read(value: Any) -> Parsed:
    return CHANNEL.parse(json.dumps(value).encode())


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"order": ORDER}},
        {"data": {"node": ORDER}, "extensions": {"cost": {}}},
        {"data": {"orders": {"edges": [{"node": ORDER}], "pageInfo": {"hasNextPage": False}}}},
        {"data": {"orders": {"nodes": [ORDER]}}},
        ORDER,
    ],
)
def test_an_order_is_read_in_every_wrapping(body: Any) -> None:
    parsed = read(body)
    (order,) = parsed.orders
    assert parsed.problems == []
    assert (order.external_id, order.number, order.buyer_id, order.currency) == ("450789469", "#1001", "1", "EUR")
    assert (order.total_minor, order.tax_minor, order.tax_included) == (12100, 1932, True)
    assert (order.shipping_minor, order.discount_minor, order.refunded_minor) == (600, 500, 5500)
    assert order.payment_status == "partially_refunded"
    assert (order.ship_to.name, order.ship_to.country, order.ship_to.province) == ("Ann Lee", "DE", "BE")
    assert order.wishes == {"delivery_date": "2024-01-12"}
    assert (order.extra["tags"], order.extra["fulfillment_status"]) == ("vip, gift", "partial")


def test_a_line_has_its_units_price_and_shares() -> None:
    (line,) = read({"data": {"order": ORDER}}).orders[0].lines
    assert (line.external_id, line.sku, line.listing, line.quantity, line.current_quantity) == ("11", "CUP", "39", 2, 1)
    assert (line.unit_price_minor, line.discount_minor, line.tax_minor) == (6000, 500, 1932)
    assert line.extra == {"properties": [{"name": "engraving", "value": "A"}]}


def test_refunds_and_fulfilments_stand_beside_it() -> None:
    refund, parcel = read({"data": {"order": ORDER}}).documents
    assert (refund.kind, refund.order_external_id, refund.amount_minor) == ("refund", "450789469", 5500)
    assert [(line.external_id, line.quantity, line.gross_minor) for line in refund.lines] == [("11", 1, 5500)]
    assert (parcel.kind, parcel.status, parcel.data["tracking_numbers"]) == ("fulfilment", "success", ["1Z2345"])
    assert [(line.sku, line.quantity) for line in parcel.lines] == [("CUP", 1)]


def test_an_order_without_id_names_what_is_missing() -> None:
    body = {"data": {"orders": {"nodes": [{key: value for key, value in ORDER.items() if key != "id"}]}}}
    assert [(fault.where, fault.what) for fault in read(body).problems] == [("order 1", "id is missing")]


def test_an_answer_that_nests_without_end_is_refused() -> None:
    deep: Any = {}
    for _ in range(30):
        deep = {"a": deep}
    assert [fault.what for fault in read({"data": {"order": ORDER | {"deep": deep}}}).problems] == [
        "order: nested too deeply"
    ]


def test_an_event_of_amazons_bridge_is_its_webhook() -> None:
    order = {"id": 5, "currency": "USD", "created_at": "2024-01-01T00:00:00Z", "total_price": "1.00", "line_items": []}
    parsed = read({"detail": {"metadata": {"X-Shopify-Topic": "orders/create"}, "payload": order}})
    assert [(one.external_id, one.total_minor) for one in parsed.orders] == [("5", 100)]
    gone = read({"detail": {"metadata": {"X-Shopify-Topic": "orders/delete"}, "payload": {"id": 5}}})
    assert [(one.kind, one.order_external_id) for one in gone.documents] == [("cancellation", "5")]


def test_what_was_paid_back_is_known_without_the_refunds_one_by_one() -> None:
    bag = {"shopMoney": {"amount": "10.0", "currencyCode": ORDER["currencyCode"]}}
    entry = {key: value for key, value in ORDER.items() if key not in ("refunds", "email")}
    (order,) = read(
        {"data": {"order": entry | {"totalRefundedSet": bag, "customer": {"email": "z@example.com"}}}}
    ).orders
    assert (order.refunded_minor, order.ship_to.email) == (1000, "z@example.com")

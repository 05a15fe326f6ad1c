"""What `shopify.py` looks at in an order, so that the two thirds of a body which it does not need are skipped."""

from __future__ import annotations

from typing import Any, TypedDict

from orderway.adapters.channels._json import Shape


class _Priced(TypedDict, total=False):
    price: Any
    amount: Any


class _Line(TypedDict, total=False):
    id: Any
    sku: Any
    title: Any
    name: Any
    quantity: Any
    current_quantity: Any
    price: Any
    variant_id: Any
    product_id: Any
    variant_title: Any
    total_discount: Any
    grams: Any
    requires_shipping: Any
    gift_card: Any
    properties: Any
    tax_lines: list[_Priced] | None
    discount_allocations: list[_Priced] | None


class _RefundLine(TypedDict, total=False):
    id: Any
    line_item_id: Any
    line_item: _Line | None
    quantity: Any
    restock_type: Any
    subtotal: Any
    total_tax: Any
    price: Any


class _Transaction(TypedDict, total=False):
    id: Any
    gateway: Any
    kind: Any
    status: Any
    amount: Any
    currency: Any
    order_id: Any


class _Refund(TypedDict, total=False):
    id: Any
    order_id: Any
    note: Any
    currency: Any
    created_at: Any
    processed_at: Any
    transactions: list[_Transaction] | None
    refund_line_items: list[_RefundLine] | None


class _Fulfilment(TypedDict, total=False):
    id: Any
    order_id: Any
    status: Any
    shipment_status: Any
    created_at: Any
    updated_at: Any
    tracking_company: Any
    tracking_number: Any
    tracking_numbers: Any
    line_items: list[_Line] | None


class _Order(TypedDict, total=False):
    id: Any
    transactions: list[_Transaction] | None
    name: Any
    order_number: Any
    email: Any
    contact_email: Any
    created_at: Any
    processed_at: Any
    updated_at: Any
    cancelled_at: Any
    closed_at: Any
    cancel_reason: Any
    currency: Any
    financial_status: Any
    fulfillment_status: Any
    taxes_included: Any
    total_price: Any
    total_price_set: Any
    current_total_price: Any
    total_tax: Any
    total_discounts: Any
    total_outstanding: Any
    total_tip_received: Any
    total_shipping_price_set: Any
    original_total_duties_set: Any
    current_total_duties_set: Any
    original_total_additional_fees_set: Any
    current_total_additional_fees_set: Any
    payment_gateway_names: Any
    gateway: Any
    customer: Any
    customer_locale: Any
    note: Any
    note_attributes: Any
    tags: Any
    source_name: Any
    discount_codes: Any
    po_number: Any
    test: Any
    shipping_address: Any
    billing_address: Any
    shipping_lines: list[_Priced] | None
    line_items: list[_Line] | None
    refunds: list[_Refund] | None
    fulfillments: list[_Fulfilment] | None


class _Body(_Order, total=False):
    order: _Order
    orders: list[_Order]
    errors: Any


def _fits(body: dict[str, Any]) -> bool:
    order = body.get("order")  # a return names its order too, by its id alone
    return (
        (isinstance(order, dict) and "line_items" in order)
        or "orders" in body
        or ("line_items" in body and "financial_status" in body)
    )


SHAPE = Shape(_Body, _fits)

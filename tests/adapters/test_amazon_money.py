"""The money of Amazon's orders v0: what the lines say meets the total that Amazon states, taxes added or included."""

from __future__ import annotations

import json
from typing import Any

from orderway.adapters.channels._amazon_money import Sums, sums
from orderway.adapters.channels.amazon import CHANNEL
from orderway.ports.channel import IncomingOrder


def usd(amount: str) -> dict[str, str]:
    return {"CurrencyCode": "USD", "Amount": amount}


ITEM: dict[str, Any] = {
    "OrderItemId": "1", "SellerSKU": "S1", "QuantityOrdered": 2, "ItemPrice": usd("25.00"), "ItemTax": usd("2.50"),
    "ShippingPrice": usd("10.00"), "ShippingTax": usd("1.00"), "ShippingDiscount": usd("1.00"),
    "ShippingDiscountTax": usd("0.10"), "PromotionDiscount": usd("2.00"), "PromotionDiscountTax": usd("0.20"),
    "BuyerInfo": {"GiftWrapPrice": usd("1.03")},
}  # fmt: skip


def order(total: str | None, *items: dict[str, Any]) -> IncomingOrder:
    entry: dict[str, Any] = {"AmazonOrderId": "902-1", "PurchaseDate": "2020-01-07T19:12:10Z", "OrderStatus": "Pending"}
    entry |= {"OrderItems": list(items)} | ({"OrderTotal": usd(total)} if total else {})
    (found,) = CHANNEL.parse(json.dumps({"payload": {"Orders": [entry]}}).encode()).orders
    return found


def test_taxes_are_added_where_that_meets_the_total() -> None:
    found = order("36.23", ITEM)
    assert (found.tax_minor, found.tax_included, found.shipping_minor) == (320, False, 1000)
    assert (found.discount_minor, found.fees_minor, found.total_minor) == (300, 103, 3623)


def test_taxes_are_inside_the_prices_where_that_meets_the_total() -> None:
    found = order("33.03", ITEM)
    assert (found.tax_minor, found.tax_included) == (320, True)


def test_taxes_may_be_told_without_the_part_of_the_discount() -> None:
    assert sums([ITEM], "USD", 3653) == Sums(2500, 1000, 103, 300, 350, tax_included=False)


def test_an_order_without_a_total_has_the_currency_of_its_lines() -> None:
    found = order(None, ITEM)
    assert (found.currency, found.total_minor, found.payment_status) == ("USD", 0, "unpaid")


def test_an_order_whose_lines_are_not_known_yet_says_only_its_total() -> None:
    found = order("36.23")
    assert (found.currency, found.total_minor, found.tax_minor, found.tax_included) == ("USD", 3623, 0, False)


def test_what_cash_on_delivery_costs_is_a_fee() -> None:
    door = {"CODFee": usd("2.00"), "CODFeeDiscount": usd("0.50")}
    found = order("37.73", ITEM | door)
    assert (found.fees_minor, found.tax_minor, found.tax_included) == (253, 320, False)
    assert order("34.53", ITEM | door).tax_included

"""What the lines of an orders v0 order say of its money, fitted to the total that Amazon states.

Amazon's total holds taxes in some marketplaces (their prices contain none) and in others the prices contain them; no
field says which, so the sum that meets the total decides. Source: Amazon SP-API, Orders v0, OrderItem.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from orderway.adapters.channels import _read as read


class Sums(NamedTuple):
    """The parts of an order's total in minor units; `tax_included` where prices contain the tax."""

    goods: int = 0
    shipping: int = 0
    wrapping: int = 0
    discount: int = 0
    tax: int = 0
    tax_included: bool = False
    at_the_door: int = 0
    """What the buyer pays for paying in cash (Japan)."""


def sums(items: list[dict[str, Any]], coin: str, total: int) -> Sums:
    """The parts of all items; where no way of counting taxes meets the total, taxes are taken to be added."""

    def over(*keys: str) -> int:
        return sum(_amount(item, key, coin) for item in items for key in keys)

    goods, shipping, wrapping = over("ItemPrice"), over("ShippingPrice"), over("GiftWrapPrice")
    discount = over("PromotionDiscount", "ShippingDiscount")
    gross_tax = over("ItemTax", "ShippingTax", "GiftWrapTax")
    net_tax = gross_tax - over("PromotionDiscountTax", "ShippingDiscountTax")
    door = over("CODFee") - over("CODFeeDiscount")
    bare = goods + shipping + wrapping + door - discount
    for tax in (net_tax, gross_tax):
        if bare + tax == total:
            return Sums(goods, shipping, wrapping, discount, tax, at_the_door=door)
    return Sums(goods, shipping, wrapping, discount, net_tax, bare == total, door)


def _amount(item: dict[str, Any], key: str, coin: str) -> int:
    """An amount of the item; gift wrap stands in its buyer's part since 2020."""
    value = item.get(key) or read.mapping(item.get("BuyerInfo")).get(key)
    return read.minor(read.mapping(value).get("Amount"), coin, key)

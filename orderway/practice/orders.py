"""Clean orders: right in everything that is checked, and as varied as real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec

from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver
from orderway.practice import addresses
from orderway.practice.company import ShopRow
from orderway.practice.goods import Goods

GIFT = "APP-033"
"""The socks that come free with larger orders (满赠)."""
GIFT_FROM_MINOR = 39_900
LINES = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4)
QUANTITIES = (1, 1, 1, 1, 1, 1, 2, 2, 3)
COUNTRIES = ("NL", "NL", "NL", "DE", "DE", "GB", "FR", "BE", "IE", "AT", "SE", "ES", "PL", "AE", "US")
COD_PERMILLE = 60
EDITED_TO_ZERO_PERMILLE = 12
NOTE_PERMILLE = 50
NOTES = (
    "放门口就好,谢谢",
    "请尽快发货 🙏",
    "周末不在家,工作日送",
    "Please ring the bell twice",
    "生日礼物,请不要放价格单 🎁",
)
PLATFORM_PREFIX = {
    "tmall-yunqi": "29",
    "jd-yunqi": "31",
    "douyin-yunqi": "69",
    "northlight": "NL",
    "harbour-wholesale": "HW",
}
OWN_KEYS = ("northlight", "harbour-wholesale", "studio-yunqi")
FEN_PER_EUROCENT = 8
"""Prices of the own shop: the table's, in euro, rounded."""


class Market:
    """What orders are drawn from: the goods with the demand for them, and one source of chance."""

    def __init__(self, rng: Random, assortment: Sequence[Goods]) -> None:
        self.rng = rng
        self.goods = [g for g in assortment if g.category != "knives"]
        self.weights = [g.demand for g in self.goods]
        self.by_code = {g.code: g for g in assortment}

    def order(self, shop: ShopRow, number: int, placed: datetime, phones: set[str]) -> IncomingOrder:
        """One paid (or cash on delivery) order of a shop; `phones` are those taken already: nobody orders twice."""
        rng = self.rng
        ship_to = self._receiver(shop, number, phones)
        lines = self._lines(shop)
        discount = sum(line.unit_price_minor * line.quantity for line in lines) * rng.choice((0, 0, 0, 5, 8, 10)) // 100
        shipping = rng.choice((0, 0, 0, 600, 1000)) if shop.currency == "CNY" else rng.choice((0, 495, 795))
        made = priced(
            IncomingOrder(
                external_id=external_id(shop.code, number),
                placed_at=placed,
                currency=shop.currency,
                lines=lines,
                total_minor=0,
                shipping_minor=shipping,
                discount_minor=discount,
                payment_method=rng.choice(("alipay", "wechat", "unionpay"))
                if shop.currency == "CNY"
                else rng.choice(("ideal", "card", "paypal")),
                ship_to=ship_to,
                language=shop.language,
                version="1",
            )
        )
        if not shop.policy.get("review_remarks") and rng.randrange(1000) < NOTE_PERMILLE:
            made.buyer_note = rng.choice(NOTES)
        if shop.code == "jd-yunqi" and ship_to.province not in REMOTE_FOR_CASH and rng.randrange(1000) < COD_PERMILLE:
            return on_delivery(made)
        return paid(made, placed + timedelta(minutes=rng.randrange(1, 20)))

    def _receiver(self, shop: ShopRow, number: int, phones: set[str]) -> Receiver:
        if shop.currency != "CNY":
            return addresses.abroad(self.rng, self.rng.choice(COUNTRIES), number)
        while True:
            found = addresses.chinese(self.rng)
            if found.phone not in phones:
                phones.add(found.phone)
                return found

    def _lines(self, shop: ShopRow) -> list[IncomingLine]:
        rng = self.rng
        chosen: dict[str, Goods] = {}
        for one in rng.choices(self.goods, self.weights, k=rng.choice(LINES)):
            chosen[one.code] = one
        lines = [line_of(one, shop, rng.choice(QUANTITIES), at) for at, one in enumerate(chosen.values(), 1)]
        if len(lines) > 1 and rng.randrange(1000) < EDITED_TO_ZERO_PERMILLE:
            lines[-1].quantity = 0
        if shop.currency == "CNY" and sum(line.unit_price_minor * line.quantity for line in lines) >= GIFT_FROM_MINOR:
            gift = line_of(self.by_code[GIFT], shop, 1, len(lines) + 1)
            lines.append(msgspec.structs.replace(gift, unit_price_minor=0, gift=True))
        return lines


REMOTE_FOR_CASH = ("新疆维吾尔自治区", "西藏自治区", "青海省", "甘肃省", "宁夏回族自治区")
"""Where no carrier of the practice company collects cash."""


def external_id(shop: str, number: int) -> str:
    """The platform's number of an order."""
    prefix = PLATFORM_PREFIX[shop]
    return (
        f"{prefix}{100_000 + number}"
        if not prefix.isdigit()
        else f"{prefix}0{number * 7919 % 10**7:07d}{number:05d}2688"
    )


def listing_key(shop: str, sku: str) -> str:
    """Under which key a shop sells a SKU; own shops use the SKU's code."""
    return "" if shop in OWN_KEYS else f"{PLATFORM_PREFIX[shop]}-{sku}"


def line_of(one: Goods, shop: ShopRow, quantity: int, at: int) -> IncomingLine:
    """A line that sells `quantity` of a SKU at the shop's price."""
    chinese = shop.currency == "CNY"
    return IncomingLine(
        external_id=str(at),
        sku=one.code,
        title=one.name_zh if chinese else one.name,
        quantity=quantity,
        unit_price_minor=price_of(one, shop),
        listing=listing_key(shop.code, one.code),
    )


def price_of(one: Goods, shop: ShopRow) -> int:
    """The price in minor units of the shop's currency."""
    return one.price_minor if shop.currency == "CNY" else max(1, one.price_minor // FEN_PER_EUROCENT // 50) * 50 + 45


def goods_minor(order: IncomingOrder) -> int:
    """What the lines come to before discount and freight."""
    return sum(line.unit_price_minor * line.quantity for line in order.lines)


def priced(order: IncomingOrder, **changes: Any) -> IncomingOrder:
    """The order with changes, and the total that follows from its parts."""
    made = msgspec.structs.replace(order, **changes)
    made.total_minor = goods_minor(made) - made.discount_minor + made.shipping_minor
    return made


def paid(order: IncomingOrder, at: datetime) -> IncomingOrder:
    """The order, paid in full at a moment."""
    return msgspec.structs.replace(order, paid_minor=order.total_minor, payment_status="paid", paid_at=at)


def unpaid(order: IncomingOrder) -> IncomingOrder:
    """The order before anybody paid."""
    return msgspec.structs.replace(order, paid_minor=0, payment_status="unpaid", paid_at=None)


def on_delivery(order: IncomingOrder) -> IncomingOrder:
    """The order, to be paid in cash at the door."""
    return msgspec.structs.replace(order, paid_minor=0, payment_status="cod_due", payment_method="cod", paid_at=None)

"""Defects by name: how each is planted into a clean order, which hold must find it, and what would cure it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

import msgspec

from orderway.ports.channel import IncomingOrder
from orderway.practice import addresses
from orderway.practice.goods import KNIFE
from orderway.practice.orders import goods_minor, on_delivery, paid, priced, unpaid

WRONG_DISTRICT = ("district_not_in_city", "district_unknown", "city_not_in_province")
Cure = dict[str, str]
"""Fields for `correct_address`; empty where another deed is needed."""
Plant = Callable[[IncomingOrder, Random], tuple[IncomingOrder, Cure]]
UNPAID = "unpaid"
"""Not a hold: the order waits for its payment or has expired."""
SMALL_LARGE_AMOUNT_MINOR = 500_000


class Defect(NamedTuple):
    """One named kind of defect. `finds` are the reasons of holds of which at least one must be raised."""

    name: str
    finds: tuple[str, ...]
    plant: Plant
    shops: tuple[str, ...] = ("tmall-yunqi", "jd-yunqi", "douyin-yunqi")
    percent: int = 100
    """How often it is planted, relative to the others."""
    also: tuple[str, ...] = ()
    """Reasons that may be raised beside."""


def _receiver(order: IncomingOrder, **fields: str) -> IncomingOrder:
    return msgspec.structs.replace(order, ship_to=msgspec.structs.replace(order.ship_to, **fields))


def _without(field: str) -> Plant:
    def plant(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
        return _receiver(order, **{field: ""}), {field: getattr(order.ship_to, field)}

    return plant


def _house_number(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    road = rng.choice(addresses.ROADS)
    return _receiver(order, street=road), {"street": f"{road}{rng.randrange(1, 500)}号{rng.randrange(1, 9)}幢"}


def _wrong_district(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    at = (order.ship_to.province, order.ship_to.city)
    others = [c.split("/") for c in addresses.BIG_CITIES if c.split("/")[0] != at[0]]
    mine = set(addresses.districts(*at))
    province, city = rng.choice(others)
    foreign = [d for d in addresses.districts(province, city) if d not in mine]
    return _receiver(order, district=rng.choice(foreign)), {"district": order.ship_to.district}


def _wrong_province(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    wrong = "江苏省" if order.ship_to.province != "江苏省" else "四川省"
    city = order.ship_to.city if order.ship_to.city not in addresses.MUNICIPALITIES else "杭州市"
    return _receiver(order, province=wrong, city=city, district=""), {
        "province": order.ship_to.province,
        "city": order.ship_to.city,
        "district": order.ship_to.district,
    }


def _contradiction(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    elsewhere = "广东省深圳市福田区" if order.ship_to.province != "广东省" else "浙江省宁波市海曙区"
    return _receiver(order, street=elsewhere + order.ship_to.street), {"street": order.ship_to.street}


def _short_phone(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    return _receiver(order, phone=order.ship_to.phone[:10]), {"phone": order.ship_to.phone}


def _no_address(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    gone = dict.fromkeys(("province", "city", "district", "street"), "")
    return _receiver(order, **gone), {name: getattr(order.ship_to, name) for name in gone}


def _listing(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    first = order.lines[0]
    new = msgspec.structs.replace(first, listing=f"NEW-{rng.randrange(10**6):06d}", sku="")
    return msgspec.structs.replace(order, lines=[new, *order.lines[1:]]), {}


def _amount(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    off = rng.choice((-500, -100, 300, 1000))
    wrong = msgspec.structs.replace(order, total_minor=max(1, order.total_minor + off))
    return paid(wrong, order.paid_at or order.placed_at), {}


def _overpaid(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    made = paid(order, order.paid_at or order.placed_at)
    return msgspec.structs.replace(made, paid_minor=made.total_minor + rng.choice((100, 1000, 2000))), {}


def _unpaid(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    return unpaid(order), {}


def _large(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    first = order.lines[0]
    units = 1 + SMALL_LARGE_AMOUNT_MINOR // max(1, first.unit_price_minor)
    made = priced(order, lines=[msgspec.structs.replace(first, quantity=min(15, units))], discount_minor=0)
    if goods_minor(made) < SMALL_LARGE_AMOUNT_MINOR:
        made = priced(made, lines=[msgspec.structs.replace(made.lines[0], unit_price_minor=52_900, quantity=10)])
    return paid(made, order.paid_at or order.placed_at), {}


def _many(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    lines = [msgspec.structs.replace(order.lines[0], quantity=rng.randrange(20, 26), unit_price_minor=2_900)]
    return paid(priced(order, lines=lines, discount_minor=0), order.paid_at or order.placed_at), {}


def _no_cash(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    city = ("青海省", "西宁市")
    moved = _receiver(order, province=city[0], city=city[1], district=rng.choice(addresses.districts(*city)))
    return on_delivery(moved), {}


def _remark(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    wishes = ("请发顺丰,谢谢!", "和上一单一起发", "颜色换成白色可以吗?", "改地址请联系我 📞")
    return msgspec.structs.replace(order, buyer_note=rng.choice(wishes)), {}


def _knife(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    sharp = msgspec.structs.replace(
        order.lines[0], sku=KNIFE.code, listing="", title=KNIFE.name_zh, unit_price_minor=KNIFE.price_minor, quantity=1
    )
    return paid(priced(order, lines=[sharp, *order.lines[1:]]), order.paid_at or order.placed_at), {}


def _postcode(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    place = msgspec.structs.replace(
        addresses.abroad(rng, rng.choice(("DE", "NL", "GB")), 0), name=order.ship_to.name, email=order.ship_to.email
    )
    return msgspec.structs.replace(order, ship_to=msgspec.structs.replace(place, postcode="1")), {
        "postcode": place.postcode
    }


def _again(order: IncomingOrder, rng: Random) -> tuple[IncomingOrder, Cure]:
    """The plan sends a second order like this one; nothing of its own is changed."""
    return order, {}


DUPLICATE = "duplicate"
OWN_SHOP = ("northlight",)
ALL_SHOPS = ("tmall-yunqi", "jd-yunqi", "douyin-yunqi", "northlight")
DEFECTS = (
    Defect("house number missing", ("house_number_missing",), _house_number, percent=180),
    Defect("wrong district", WRONG_DISTRICT, _wrong_district),
    Defect(
        "wrong province",
        ("city_not_in_province", "city_unknown", "province_unknown"),
        _wrong_province,
        percent=60,
        also=("district_missing",),
    ),
    Defect("street says another city", ("contradiction",), _contradiction, percent=60),
    Defect("address missing", ("address_missing",), _no_address, percent=40),
    Defect("postcode wrong", ("postcode_invalid",), _postcode, OWN_SHOP, percent=100),
    Defect("phone too short", ("phone_invalid",), _short_phone),
    Defect("phone missing", ("phone_missing",), _without("phone"), percent=50),
    Defect("name missing", ("name_missing",), _without("name"), percent=40),
    Defect("listing unmatched", ("listing_unmatched",), _listing, ALL_SHOPS, percent=120),
    Defect("amount mismatch", ("amount_mismatch",), _amount, ALL_SHOPS),
    Defect("paid too much", ("overpaid",), _overpaid, ALL_SHOPS, percent=40),
    Defect("never paid", (UNPAID,), _unpaid, ALL_SHOPS),
    Defect("large amount", ("large_amount",), _large, ALL_SHOPS),
    Defect("large quantity", ("large_quantity",), _many, percent=50),
    Defect("cash on delivery unavailable", ("cod_unavailable",), _no_cash, ("jd-yunqi",), percent=160),
    Defect("remark to read", ("remark_present",), _remark, ("douyin-yunqi",), percent=220),
    Defect("category to be looked at", ("category_review",), _knife, ("tmall-yunqi", "jd-yunqi"), percent=50),
    Defect(DUPLICATE, ("duplicate_suspect",), _again),
)

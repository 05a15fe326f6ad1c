"""Real orders: an extract of Online Retail (Chen 2015, CC BY 4.0; data/NOTICE.md), shifted so that the last is new."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from importlib import resources
from random import Random

import msgspec

from orderway.ports.channel import IncomingOrder, Parsed
from orderway.practice import addresses
from orderway.practice.goods import Goods
from orderway.practice.orders import paid

Parse = Callable[[bytes], Parsed]
"""How a CSV file is read: the adapter, handed in by who may name it."""
FILE = "online_retail.csv"
SERVICES = ("POST", "M", "C2", "DOT", "BANK CHARGES")
"""Stock codes without stock: postage and the like."""
GRAMS_LEAST, GRAMS_A_POUND, GRAMS_MOST = 20, 45, 900
"""A gift article's weight follows from its price, since the data have none."""
PAID_AFTER = timedelta(minutes=10)


def read_orders(parse: Parse, until: datetime) -> list[IncomingOrder]:
    """The invoices as paid orders, receivers made up in the invoice's country; the last was placed at `until`."""
    found = parse(resources.files(__package__).joinpath("data", FILE).read_bytes())
    assert not found.problems, found.problems[:3]
    latest = max(order.placed_at for order in found.orders)
    shift = until - timedelta(minutes=15) - latest
    return [_completed(order, order.placed_at + shift) for order in found.orders]


def _completed(order: IncomingOrder, placed: datetime) -> IncomingOrder:
    buyer = order.buyer_id or order.external_id
    rng = Random(zlib.crc32(buyer.encode()))
    country = order.ship_to.country if order.ship_to.country in addresses.ABROAD else "GB"
    made = msgspec.structs.replace(
        order,
        placed_at=placed.replace(microsecond=0),
        currency="GBP",
        ship_to=addresses.abroad(rng, country, zlib.crc32(buyer.encode()) % 10_000),
        language="en",
        version="1",
        payment_method="transfer",
    )
    return paid(made, made.placed_at + PAID_AFTER)


def goods_of(orders: Iterable[IncomingOrder]) -> list[tuple[Goods, int]]:
    """The articles that the orders name, with the units they ask for in all."""
    titles: dict[str, tuple[str, int]] = {}
    units: dict[str, int] = {}
    for order in orders:
        for line in order.lines:
            titles.setdefault(line.sku, (line.title, line.unit_price_minor))
            units[line.sku] = units.get(line.sku, 0) + line.quantity
    return [
        (
            Goods(
                code,
                title.title() or code,
                title.title(),
                "",
                "service" if code in SERVICES else "gifts",
                min(GRAMS_MOST, GRAMS_LEAST + GRAMS_A_POUND * price // 100),
                (150, 120, 80),
                False,
                price,
                1,
            ),
            units[code],
        )
        for code, (title, price) in sorted(titles.items())
    ]

"""What is left of an order that was shipped in part is asked about again before it goes: on every platform alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from orderway.flow.goods import Change, change_goods
from orderway.kernel import clock
from tests.adapters.fake_platform import Fake, Item, Sold
from tests.adapters.selling import deliver, selling
from tests.adapters.test_before_release import answered, parcel, refund, standing
from tests.shop import NOW, Company, incoming, line

pytestmark = pytest.mark.enable_socket
LATER = NOW + timedelta(hours=2)
CODES_BY_LINE = ("amazon", "douyin", "ebay", "magento", "shopify")
"""They say of an order that was shipped in part that it was a part."""


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    with selling(fake, dsn, ("MUG",), ("shipped", "ask")) as made:
        made.sku("CUP", HZ=0)
        yield made


@pytest.fixture
def rest(shop: Company, fake: Fake) -> Iterator[Sold]:
    """The mugs have left and their parcel is told there; the cup has come and stands before its release, later."""
    sold = Sold("1001", NOW, NOW, [Item("91", "MUG", "501", 2), Item("92", "CUP", "502", 1)])
    fake.orders[sold.id] = sold
    shop.send(incoming(sold.id, line("MUG", 2, external_id="91"), line("CUP", 1, external_id="92")), shop=shop.shop)
    shop.run()
    shop.must("decide_shortage", "1001", choice="part", consent="buyer agreed")
    answered(shop, sold)
    for deed, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"}), ("hand_over", {})):
        shop.must(deed, "1001", **args)
    deliver(shop)
    assert len(sold.parcels) == 1, "told there"
    with clock.held_at(LATER):
        come = Change(shop.skus["CUP"], shop.warehouses["HZ"], 1)
        change_goods(shop.engine, [come], "receive", "purchase", "anna")
        shop.run()
        assert standing(shop) == ("release", "channel"), "asked again, two hours later"
        yield sold


def cups_gone(shop: Company) -> bool:
    return shop.one("SELECT released FROM order_line WHERE sku_code = 'CUP'") == 1


def test_our_own_part_there_lets_the_rest_go(shop: Company, fake: Fake, rest: Sold) -> None:
    answered(shop, rest)
    assert (shop.holds("1001"), cups_gone(shop)) == ([], True)


def test_a_refund_asked_for_since_keeps_the_rest_here(shop: Company, fake: Fake, rest: Sold) -> None:
    refund(fake, rest)
    answered(shop, rest)
    assert (shop.holds("1001"), cups_gone(shop)) == (["refund_asked"], False)


@pytest.mark.on(*CODES_BY_LINE)
def test_the_rest_that_somebody_shipped_there_is_held(shop: Company, fake: Fake, rest: Sold) -> None:
    parcel(fake, rest, "92")
    answered(shop, rest)
    assert (shop.holds("1001"), cups_gone(shop)) == (["shipped_there"], False)

"""Amazon and eBay from their answers to our orders: wishes to cancel hold, are decided, and told; FBA stays outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from orderway.journey.intake import accounts
from orderway.journey.intake.pull import pull
from orderway.kernel import clock
from tests.adapters.fake_platform import Fake, Item, Sold
from tests.adapters.selling import selling
from tests.shop import NOW, Company

pytestmark = [pytest.mark.enable_socket, pytest.mark.on("amazon", "ebay")]


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    with selling(fake, dsn, ("MUG",), accounts.TELLS) as made:
        yield made


def sell(fake: Fake, **extra: object) -> Sold:
    at = NOW - timedelta(minutes=5)
    fake.orders["1001"] = Sold("1001", at, at, [Item("91", "MUG", "501", 2)], extra=dict(extra))
    return fake.orders["1001"]


def wish(fake: Fake, sold: Sold, state: str = "requested") -> None:
    """The buyer asks to cancel in the way of the platform; or that is over."""
    sold.changed_at = clock.now()
    if fake.dialect.code == "ebay":
        sold.refunds["R1"] = state
    else:
        sold.extra["cancel_asked"] = state == "requested"


def read(shop: Company) -> None:
    assert pull(shop.engine, shop.shop, now_even_if_told_later=True).why == "done"
    shop.run()


def asked(shop: Company) -> list[str]:
    return [row[0] for row in shop.rows("SELECT state FROM hold WHERE reason = 'refund_asked' ORDER BY id")]


def test_a_wish_to_cancel_holds_the_order_until_it_is_over(shop: Company, fake: Fake) -> None:
    sold = sell(fake)
    wish(fake, sold)
    read(shop)
    assert asked(shop) == ["OPEN"]
    with clock.held_at(NOW + timedelta(minutes=1)):
        wish(fake, sold, "refused")
        read(shop)
        assert asked(shop) == ["RELEASED"]


def test_a_wish_that_was_decided_here_holds_and_stops_no_second_time(shop: Company, fake: Fake) -> None:
    sold = sell(fake)
    wish(fake, sold)
    read(shop)
    (hold,) = shop.rows("SELECT id FROM hold WHERE reason = 'refund_asked'")[0]
    shop.must("release_hold", "1001", hold_id=hold, reason="spoken with the buyer")
    shop.run()
    before = shop.order("1001", "stage, status")
    with clock.held_at(NOW + timedelta(minutes=1)):
        sold.changed_at = clock.now()
        read(shop)
        assert asked(shop) == ["RELEASED"]
        assert shop.order("1001", "stage, status") == before
        assert shop.rows("SELECT count(*) FROM fulfilment WHERE state IN ('STOP_REQUESTED', 'CANCELLED')") == [(0,)]


def test_an_order_called_off_here_is_called_off_there(shop: Company, fake: Fake) -> None:
    sold = sell(fake)
    wish(fake, sold)
    read(shop)
    shop.must("cancel", "1001", reason="changed_mind")
    shop.deliver()
    assert sold.cancelled
    with clock.held_at(NOW + timedelta(minutes=1)):
        sold.changed_at = clock.now()
        read(shop)
        assert shop.order("1001", "status") == ("CANCELLED",)
        assert shop.rows("SELECT count(*) FROM outbox WHERE state = 'FAILED'") == [(0,)]


@pytest.mark.on("amazon")
def test_what_amazon_ships_takes_nothing_of_our_stock(shop: Company, fake: Fake) -> None:
    sell(fake, by="AMAZON")
    read(shop)
    assert shop.order("1001", "channel_fulfilled") == (True,)
    assert shop.rows("SELECT count(*) FROM reservation") == [(0,)]

"""Refunds that wait on the Chinese platforms, and parcels that they label; the rest: `test_before_release.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from orderway.journey.intake.pull import pull
from orderway.kernel import clock
from tests.adapters.fake_platform import Fake, Sold
from tests.adapters.selling import deliver, ordered, selling
from tests.shop import NOW, Company

pytestmark = [pytest.mark.enable_socket, pytest.mark.on("douyin", "jd", "pdd", "taobao")]


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    with selling(fake, dsn, tells=("shipped", "ask")) as made:
        yield made


@pytest.fixture
def sold(shop: Company, fake: Fake) -> Sold:
    return ordered(shop, fake)


def standing(shop: Company) -> tuple[str, str]:
    stage, waits_for = shop.order("1001", "stage, waits_for")
    return stage, waits_for


def later(shop: Company, sold: Sold, minutes: int) -> None:
    sold.changed_at = NOW + timedelta(minutes=minutes)
    deliver(shop)
    shop.read()
    shop.run()


def test_a_refund_that_waits_there_stops_the_order_until_it_is_withdrawn(shop: Company, sold: Sold) -> None:
    sold.extra["refund_asked"] = True
    later(shop, sold, 1)
    assert shop.holds("1001") == ["refund_asked"]
    assert shop.rows("SELECT 1 FROM fulfilment") == []
    sold.extra["refund_asked"] = False
    sold.changed_at = NOW + timedelta(minutes=20)
    with clock.held_at(NOW + timedelta(minutes=40)):
        assert pull(shop.engine, shop.shop).why == "done"
        shop.read()
        assert shop.holds("1001") == []
        deliver(shop)
        assert standing(shop)[0] == "warehouse"


def test_a_refund_that_a_person_lets_go_on_stops_it_no_second_time(shop: Company, sold: Sold) -> None:
    sold.extra["refund_asked"] = True
    later(shop, sold, 1)
    shop.must("release_hold", "1001", reason="refund_asked", note="the buyer wants it after all")
    deliver(shop)
    assert standing(shop)[0] == "warehouse"


@pytest.mark.on("douyin", "taobao")
def test_a_parcel_of_a_sealed_receiver_is_labelled_by_its_platform(shop: Company, fake: Fake, sold: Sold) -> None:
    deliver(shop)
    shop.connection.execute("UPDATE person SET token = 'O1001', name = '张**'")
    shop.must("pick", "1001")
    shop.must("pack", "1001")
    shop.must("want_label", "1001")
    deliver(shop)
    (number,) = shop.rows("SELECT tracking_number FROM parcel")[0]
    assert number.startswith("W")
    assert fake.levels == {number: 1}
    shop.must("void_label", "1001", parcel_id=shop.one("SELECT id FROM parcel"))
    deliver(shop)
    assert fake.levels == {}

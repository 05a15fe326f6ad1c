"""Before release the platform is asked whether an order was shipped or called off there: no parcel goes out twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderway.flow.word import ANSWER_WAIT_MINUTES, FRESH_MINUTES
from orderway.kernel import clock
from orderway.project.relay import BACKOFF_SECONDS
from tests.adapters.fake_platform import Fake
from tests.adapters.selling import connect, deliver, ordered
from tests.shop import NOW, Company

pytestmark = [pytest.mark.enable_socket, pytest.mark.on("shopify")]


@pytest.fixture(autouse=True)
def asks(shop: Company, fake: Fake) -> None:
    connect(shop, fake, tells=("shipped", "ask"))


def standing(shop: Company) -> tuple[str, str, str]:
    stage, waits_for, pot = shop.order("1001", "stage, waits_for, standing")
    return stage, waits_for, pot


def test_an_order_that_is_open_there_is_released_after_the_answer(shop: Company, fake: Fake) -> None:
    ordered(shop, fake)
    assert standing(shop) == ("release", "channel", "waiting")
    assert fake.asked == []
    deliver(shop)
    assert standing(shop) == ("warehouse", "", "warehouse")
    assert shop.rows("SELECT payload->>'word' FROM outbox WHERE topic = 'channel.ask'") == [("open",)]
    assert deliver(shop) == 0


def test_an_order_shipped_there_is_held_and_never_reaches_a_warehouse(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    sold.extra["fulfillment_status"] = "fulfilled"
    deliver(shop)
    shop.run()
    assert shop.holds("1001") == ["shipped_there"]
    assert shop.rows("SELECT 1 FROM fulfilment") == []
    shop.must("release_hold", "1001", reason="shipped_there", note="another parcel")
    assert standing(shop)[0] == "warehouse", "a person decided, and is not asked again for the same word"


def test_an_order_that_is_gone_there_is_held(shop: Company, fake: Fake) -> None:
    del fake.orders[ordered(shop, fake).id]
    deliver(shop)
    assert shop.holds("1001") == ["shipped_there"]


def test_an_order_called_off_there_waits_for_its_message_and_is_cancelled(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    sold.cancelled, sold.changed_at = True, NOW + timedelta(seconds=30)
    deliver(shop)
    assert standing(shop) == ("release", "channel", "waiting")
    shop.read()
    assert shop.order("1001", "status") == ("CANCELLED",)
    assert shop.rows("SELECT 1 FROM fulfilment") == []


def test_a_dark_platform_keeps_the_order_waiting_until_it_answers(shop: Company, fake: Fake) -> None:
    ordered(shop, fake)
    fake.always = "closed"
    deliver(shop)
    assert standing(shop)[1] == "channel"
    fake.always = ""
    with clock.held_at(NOW + timedelta(seconds=BACKOFF_SECONDS[0])):
        deliver(shop)
    assert standing(shop)[0] == "warehouse"


def test_without_an_answer_it_is_asked_once_more(shop: Company, fake: Fake) -> None:
    ordered(shop, fake)
    with clock.held_at(NOW + timedelta(minutes=ANSWER_WAIT_MINUTES)):
        shop.run()
        assert shop.one("SELECT count(*) FROM outbox WHERE topic = 'channel.ask'") == 2
        assert standing(shop)[1] == "channel"


def test_an_old_answer_is_asked_anew(shop: Company, fake: Fake) -> None:
    ordered(shop, fake)
    deliver(shop)
    with clock.held_at(NOW + timedelta(minutes=FRESH_MINUTES + 1)):
        shop.must("withdraw", "1001")
        shop.must("release_hold", "1001", reason="withdrawn")
        assert standing(shop)[1] == "channel"


def test_a_shop_that_does_not_ask_releases_at_once(shop: Company, fake: Fake) -> None:
    connect(shop, fake, tells=("shipped",))
    ordered(shop, fake)
    assert standing(shop)[0] == "warehouse"
    assert shop.rows("SELECT 1 FROM outbox WHERE topic = 'channel.ask'") == []

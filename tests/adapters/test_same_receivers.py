"""Sealed receivers: the platform says which are one, and their orders share a box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from orderway.kernel import clock
from orderway.ports.channel import Receiver
from orderway.project.receivers import ask_receivers
from tests.adapters.fake_platform import Fake
from tests.adapters.selling import selling
from tests.shop import NOW, Company, incoming, line

POLICY = {"merge": "auto", "buffer_minutes": 30}
LEADS = "SELECT o.external_id, l.external_id FROM orders o LEFT JOIN orders l ON l.id = o.lead_id ORDER BY 1"
pytestmark = [pytest.mark.enable_socket, pytest.mark.on("taobao")]


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    with selling(fake, dsn, ("MUG",), policy=POLICY) as made:
        yield made


def sealed(shop: Company, number: str, token: str, name: str = "张**") -> None:
    to = Receiver(
        name=name, phone="*******8000", country="CN", province="浙江省", city="杭州市", street="***", token=token
    )
    shop.send(incoming(number, line("MUG"), ship_to=to), shop=shop.shop)
    shop.read()


def leads(shop: Company) -> list[tuple[str, str | None]]:
    with clock.held_at(NOW + timedelta(minutes=31)):
        shop.run()
    return shop.rows(LEADS)


def test_orders_whose_receiver_is_one_by_the_platforms_word_share_a_box(shop: Company) -> None:
    for number, token in (("1", "A-1"), ("2", "A-2"), ("3", "B-1")):
        sealed(shop, number, token)
    assert ask_receivers(shop.engine) == 3
    assert ask_receivers(shop.engine) == 0  # what is known is not asked again
    assert leads(shop) == [("1", "1"), ("2", "1"), ("3", None)]


def test_an_order_that_comes_later_joins_what_is_known(shop: Company) -> None:
    sealed(shop, "2", "A-1")
    assert ask_receivers(shop.engine) == 0  # alone: nobody to ask about
    sealed(shop, "3", "A-2")
    assert ask_receivers(shop.engine) == 2
    sealed(shop, "1", "A-3")
    assert ask_receivers(shop.engine) == 1
    assert {lead for _, lead in leads(shop)} != {None}
    assert len({lead for _, lead in shop.rows(LEADS)}) == 1


def test_another_token_of_the_same_order_is_asked_about_anew(shop: Company) -> None:
    sealed(shop, "1", "A-1")
    sealed(shop, "2", "A-2")
    ask_receivers(shop.engine)
    to = Receiver(
        name="张**", phone="*******8000", country="CN", province="浙江省", city="杭州市", street="*", token="B-9"
    )
    shop.send(incoming("2", line("MUG"), ship_to=to, version="2"), shop=shop.shop)
    shop.read()
    assert ask_receivers(shop.engine) == 1
    assert leads(shop) == [("1", None), ("2", None)]


def test_while_the_platform_is_silent_everybody_goes_alone(shop: Company, fake: Fake) -> None:
    sealed(shop, "1", "A-1")
    sealed(shop, "2", "A-2")
    fake.always = "500"
    assert ask_receivers(shop.engine) == 0
    assert leads(shop) == [("1", None), ("2", None)]


def test_a_shop_that_lets_nothing_travel_together_is_not_asked_about(shop: Company, fake: Fake) -> None:
    shop.rows("UPDATE shop SET settings = '{}' RETURNING id")
    shop.touch()
    sealed(shop, "1", "A-1")
    sealed(shop, "2", "A-2")
    assert ask_receivers(shop.engine) == 0

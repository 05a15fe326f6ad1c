"""Parcels of sealed receivers: their platform's waybill service gives the number, from the release to the hand-over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from orderway.adapters.carriers import carriers
from orderway.kernel import clock
from orderway.ports.carrier import CarrierEvent, Label, LabelRequest
from orderway.ports.channel import Receiver
from orderway.project import relay_labels
from tests.adapters.fake_platform import Fake, Item, Sold
from tests.adapters.selling import deliver, selling
from tests.shop import NOW, Company, incoming, line

SEALED = Receiver(
    name="张*", phone="138****8000", country="CN", province="浙江省", city="杭州市", district="西湖区", street="文***",
    token="O1001",
)  # fmt: skip
pytestmark = [pytest.mark.enable_socket, pytest.mark.on("douyin", "jd", "pdd", "taobao")]


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    with selling(fake, dsn, ("MUG",)) as made:
        fake.orders["1001"] = Sold("1001", NOW, NOW, [Item("91", "MUG", "501", 1)])
        made.send(incoming("1001", line("MUG", external_id="91"), ship_to=SEALED), shop=made.shop)
        made.run()
        yield made


def numbers(shop: Company) -> list[str]:
    return [row[0] for row in shop.rows("SELECT tracking_number FROM parcel ORDER BY id")]


def test_the_number_comes_from_the_platform_and_the_order_leaves_with_it(shop: Company, fake: Fake) -> None:
    assert shop.order("1001")[1] == "warehouse"
    for step in ("pick", "pack", "want_label"):
        shop.must(step, "1001")
    deliver(shop)
    assert len(numbers(shop)) == 1
    assert numbers(shop) == list(fake.levels)
    shop.must("hand_over", "1001")
    deliver(shop)
    assert [one["tracking"] for one in fake.orders["1001"].parcels] == numbers(shop)


def test_a_lost_answer_buys_no_second_number(shop: Company, fake: Fake) -> None:
    for step in ("pick", "pack", "want_label"):
        shop.must(step, "1001")
    fake.moods = ["closed"]
    deliver(shop)
    with clock.held_at(NOW + timedelta(minutes=30)):
        deliver(shop)
    assert numbers(shop) == list(fake.levels)
    assert len(fake.levels) == 1


class Ordinary:
    """A carrier that would print whatever address it is given."""

    code, name, practice = "ordinary", "Ordinary", False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def buy(self, request: LabelRequest) -> Label | None:
        self.asked.append(request.receiver.name)
        return Label("PRINTED")

    def void(self, key: str, tracking_number: str) -> None:
        raise AssertionError("nothing was bought")

    def read(self, body: bytes) -> list[CarrierEvent]:
        return []


def test_without_the_service_a_person_labels_it_and_no_carrier_gets_the_masks(
    shop: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = Ordinary()
    monkeypatch.setattr(relay_labels, "carriers", lambda: {**carriers(), "ordinary": ordinary})
    shop.rows("UPDATE carrier SET adapter = 'ordinary', practice = false RETURNING id")
    shop.rows("UPDATE channel_account SET options = options - 'waybill_sender_province' RETURNING shop_id")
    for step in ("pick", "pack", "want_label"):
        shop.must(step, "1001")
    deliver(shop)
    assert (ordinary.asked, numbers(shop)) == ([], [""])

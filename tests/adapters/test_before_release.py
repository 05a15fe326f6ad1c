"""What every platform promises about the last look before release: shipped there, refund pending, dark: nothing leaves.

A channel file with a `PLATFORM` is picked up by itself. How a fact looks there is the business of its fake
(`tests/adapters/fakes`); which platform can tell which fact stands in `docs/channels.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from orderway.adapters.channels import channels
from orderway.flow.asking import PLATFORM
from orderway.flow.word import ANSWER_WAIT_MINUTES
from orderway.kernel import clock
from orderway.ports.platform import Message
from orderway.project.relay_asking import word_of
from tests.adapters.fake_platform import Fake, Item, Sold
from tests.adapters.fakes import amazon
from tests.adapters.platform_suite import CODES
from tests.adapters.selling import deliver, ordered, selling
from tests.shop import NOW, Company

pytestmark = pytest.mark.enable_socket
CHINA = ("douyin", "jd", "pdd", "taobao")
BY_MESSAGE = ("shopify", "woocommerce", "magento")
"""Their orders name no wish for money back before it is paid: it comes as a message of the buyer."""
WHOLE_ONLY = ("jd", "pdd", "woocommerce")
"""Their orders do not say that a part was shipped."""
DARK = ("closed", "500", "429", "garbled")
"""Ways of not answering; that each platform takes them alike, the contract suite has shown."""


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    with selling(fake, dsn, tells=("shipped", "ask")) as made:
        yield made


@pytest.fixture
def sold(shop: Company, fake: Fake) -> Sold:
    found = ordered(shop, fake)
    assert standing(shop) == ("release", "channel")
    return found


def standing(shop: Company) -> tuple[str, str]:
    stage, waits_for = shop.order("1001", "stage, waits_for")
    return stage, waits_for


def answered(shop: Company, sold: Sold) -> None:
    """The platform answers, its message is read, and the order looked at again."""
    sold.changed_at = NOW + timedelta(seconds=30)
    deliver(shop)
    shop.run()
    shop.read()
    shop.run()


def nothing_left(shop: Company) -> bool:
    return shop.rows("SELECT 1 FROM fulfilment") == []


def parcel(fake: Fake, sold: Sold, *lines: str) -> None:
    """Somebody shipped these lines on the platform itself."""
    units = {one.id: one.quantity for one in sold.items if one.id in lines}
    sold.parcels.append({"tracking": "SF9", "carrier": "SF", "lines": units, "ref": "1"})
    if fake.dialect.code == "taobao" and len(lines) == len(sold.items):
        sold.extra["status"] = "WAIT_BUYER_CONFIRM_GOODS"
    elif fake.dialect.code == "taobao":
        sold.extra["status"] = "SELLER_CONSIGNED_PART"
    if fake.dialect.code == "woocommerce":
        sold.extra["status"] = "completed"


def refund(fake: Fake, sold: Sold) -> None:
    """The buyer asks for the money back, nobody has decided; where orders do not tell that, it is paid back."""
    code = fake.dialect.code
    if code in CHINA:
        sold.extra["refund_asked"] = True
    elif code == "amazon":
        sold.extra["cancel_asked"] = True
    elif code == "ebay":
        sold.refunds["R1"] = "requested"
    else:
        sold.extra |= {"refunded": True, "status": {"magento": "closed"}.get(code, "refunded")}


def test_an_open_order_is_released_by_the_answer(shop: Company, fake: Fake, sold: Sold) -> None:
    answered(shop, sold)
    assert standing(shop)[0] == "warehouse"
    assert shop.holds("1001") == []


def test_what_was_shipped_there_is_held(shop: Company, fake: Fake, sold: Sold) -> None:
    parcel(fake, sold, "91", "92")
    answered(shop, sold)
    assert (shop.holds("1001"), nothing_left(shop)) == (["shipped_there"], True)


@pytest.mark.on(*(code for code in CODES if code not in WHOLE_ONLY))
def test_what_was_shipped_there_in_part_is_held(shop: Company, fake: Fake, sold: Sold) -> None:
    parcel(fake, sold, "91")
    answered(shop, sold)
    assert (shop.holds("1001"), nothing_left(shop)) == (["shipped_there"], True)


def test_a_refund_that_is_pending_or_paid_there_holds_the_order_for_a_person(
    shop: Company, fake: Fake, sold: Sold
) -> None:
    refund(fake, sold)
    answered(shop, sold)
    assert (shop.holds("1001"), nothing_left(shop)) == (["refund_asked"], True)
    shop.must("release_hold", "1001", reason="refund_asked", note="the buyer wants it after all")
    answered(shop, sold)
    assert shop.holds("1001") == [], "decided by a person, and not asked for the same refund again"


@pytest.mark.on("ebay")
def test_a_refund_that_is_on_its_way_holds_the_order(shop: Company, fake: Fake, sold: Sold) -> None:
    sold.extra["refunded"] = "PENDING"
    answered(shop, sold)
    assert (shop.holds("1001"), nothing_left(shop)) == (["refund_asked"], True)


@pytest.mark.parametrize(
    ("word", "said"), [("UNSHIPPED", "open"), ("SHIPPED", "shipped"), ("PARTIALLY_SHIPPED", "shipped")]
)
def test_amazons_old_orders_say_it_in_their_status_alone(word: str, said: str) -> None:
    sold = Sold("1001", NOW, NOW, [Item("91", "MUG", "501", 2)], extra={"status": word})
    body = msgspec.json.encode({**amazon.order_v0(sold, True), "OrderItems": amazon._items_v0(sold)})
    found = word_of(channels()["amazon"], [Message("1001", body, "getOrders")], "1001")
    assert found["word"] == said


def test_what_was_called_off_there_is_cancelled(shop: Company, fake: Fake, sold: Sold) -> None:
    sold.cancelled = True
    answered(shop, sold)
    assert (shop.order("1001", "status"), nothing_left(shop)) == (("CANCELLED",), True)


def test_what_is_not_there_any_more_is_held(shop: Company, fake: Fake, sold: Sold) -> None:
    del fake.orders[sold.id]
    answered(shop, sold)
    assert (shop.holds("1001"), nothing_left(shop)) == (["shipped_there"], True)


def test_a_platform_that_cannot_be_reached_neither_ships_nor_forgets(shop: Company, fake: Fake, sold: Sold) -> None:
    fake.always = DARK[CODES.index(fake.dialect.code) % len(DARK)]
    answered(shop, sold)
    assert (standing(shop), nothing_left(shop)) == (("release", "channel"), True)
    with clock.held_at(NOW + timedelta(minutes=ANSWER_WAIT_MINUTES)):
        answered(shop, sold)
        assert standing(shop) == ("release", "channel"), "asked again, and waits again"
    with clock.held_at(NOW + timedelta(minutes=PLATFORM.silent_minutes)):
        shop.run()
        assert (shop.holds("1001"), nothing_left(shop)) == (["channel_silent"], True)
        fake.always = ""
    with clock.held_at(NOW + timedelta(minutes=2 * PLATFORM.silent_minutes)):
        answered(shop, sold)
        assert (shop.holds("1001"), standing(shop)[0]) == ([], "warehouse"), "its answer at last lets it go"


def test_an_access_that_ended_makes_the_order_wait_for_a_person(shop: Company, fake: Fake, sold: Sold) -> None:
    fake.token = "another"
    answered(shop, sold)
    assert nothing_left(shop)
    with clock.held_at(NOW + timedelta(minutes=PLATFORM.silent_minutes)):
        answered(shop, sold)
        shop.run()
        assert (shop.holds("1001"), nothing_left(shop)) == (["channel_silent"], True)

"""Messages of platforms, over a real database: each reaches its order once and waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from orderway.adapters.channels import platforms
from orderway.journey.intake import accounts
from orderway.journey.intake.pull import pull
from orderway.journey.intake.talks import pull_talks
from orderway.journey.intake.traffic import BACKOFF_SECONDS, REFUSED_SECONDS
from orderway.kernel import clock
from orderway.ports.platform import Account, Failure, PlatformFailed, Talks
from orderway.ports.platform_tasks import Say
from tests.adapters.fake_platform import Fake, Item, Sold, running
from tests.adapters.fakes import dialect
from tests.adapters.selling import selling
from tests.shop import NOW, Company

CODES = [code for code, one in platforms().items() if one.abilities.talks]
pytestmark = [pytest.mark.enable_socket, pytest.mark.on(*CODES)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    """A company whose shop sells on the platform, with one order of it."""
    with selling(fake, dsn, (), accounts.TELLS) as made:
        sell(fake, "1001")
        assert pull(made.engine, made.shop).why == "done"
        made.read()
        yield made


def sell(fake: Fake, key: str, at: datetime = NOW - timedelta(hours=2)) -> Sold:
    fake.orders[key] = Sold(key, at, at, [Item(f"9{key}", "MUG", f"5{key}", 1)])
    return fake.orders[key]


def say(fake: Fake, text: str, minutes_ago: int = 10, by: str = "buyer", key: str = "1001") -> None:
    said: list[Any] = fake.orders[key].extra.setdefault("talk", [])
    said.append((NOW - minutes_ago * MINUTE, by, text))


def run(shop: Company, at: datetime = NOW) -> str:
    with clock.held_at(at):
        while (why := pull_talks(shop.engine, shop.shop).why) == "more":
            continue
        shop.read()
    return why


def notes(shop: Company) -> list[tuple[Any, ...]]:
    return shop.rows("SELECT kind, text, way FROM note WHERE kind IN ('buyer', 'reply') ORDER BY id")


def talk(shop: Company) -> list[tuple[Any, ...]]:
    return shop.rows("SELECT way, messages, answered_at IS NOT NULL FROM conversation")


def test_a_platform_that_can_be_read_says_so_and_has_the_method() -> None:
    assert {code for code, one in platforms().items() if isinstance(one, Talks)} == set(CODES) == {"ebay", "taobao"}


def test_what_buyers_write_reaches_their_order_once_and_waits_for_an_answer(fake: Fake, shop: Company) -> None:
    say(fake, "什么时候发货?", 30)
    say(fake, "请尽快", 20)
    assert run(shop) == "done"
    assert notes(shop) == [("buyer", "什么时候发货?", "platform"), ("buyer", "请尽快", "platform")]
    assert talk(shop) == [("platform", 2, False)]
    due = shop.one("SELECT due_at - asked_at FROM conversation")
    assert due == timedelta(hours=24)
    for later in (1, 5, 10):
        assert run(shop, NOW + later * MINUTE) == "done"
    assert len(notes(shop)) == 2 and shop.rows("SELECT 1 FROM inbox_todo") == []


def test_what_the_shop_answers_on_the_platform_ends_the_waiting(fake: Fake, shop: Company) -> None:
    say(fake, "在吗", 30)
    run(shop)
    assert talk(shop) == [("platform", 1, False)]
    say(fake, "明天发出", -2, "shop")
    assert run(shop, NOW + 5 * MINUTE) == "done"
    assert notes(shop)[1:] == [("reply", "明天发出", "platform")] and talk(shop) == [("platform", 1, True)]


def test_what_failed_is_read_later_and_nothing_is_lost(fake: Fake, shop: Company) -> None:
    for number in range(1, 4):
        sell(fake, f"200{number}", NOW)
        say(fake, f"问题 {number}", key=f"200{number}")
    with clock.held_at(NOW):
        pull(shop.engine, shop.shop, now_even_if_told_later=True)
        shop.read()
    fake.page_max = 1
    fake.moods = ["", "", "500"]
    assert run(shop) == Failure.TRY_LATER
    assert run(shop) == "not_yet"
    assert run(shop, NOW + timedelta(seconds=BACKOFF_SECONDS[2] + 1)) == "done"
    assert sorted(note[1] for note in notes(shop)) == ["问题 1", "问题 2", "问题 3"]
    assert len(talk(shop)) == 3


def test_an_authorisation_that_is_over_is_not_asked_on(fake: Fake, shop: Company) -> None:
    fake.token = "another"
    assert run(shop) == Failure.AUTH
    asked = len(fake.asked)
    assert run(shop, NOW + timedelta(seconds=REFUSED_SECONDS - 1)) == "not_yet" and len(fake.asked) == asked


def test_a_question_before_the_order_waits_for_it(fake: Fake, shop: Company) -> None:
    sell(fake, "3001", NOW)
    say(fake, "有蓝色的吗?", key="3001")
    assert run(shop) == "done"
    assert notes(shop) == [] and shop.rows("SELECT reason FROM inbox_todo WHERE state = 'parked'") == [
        ("order_unknown",)
    ]
    with clock.held_at(NOW + MINUTE):
        pull(shop.engine, shop.shop, now_even_if_told_later=True)
        shop.read()
        shop.read()
    assert notes(shop) == [("buyer", "有蓝色的吗?", "platform")]


@pytest.mark.on(*(code for code in CODES if platforms()[code].abilities.messages))
def test_our_own_words_come_back_as_no_second_reply(fake: Fake, shop: Company) -> None:
    say(fake, "Blue?", 30)
    run(shop)
    (number,) = shop.rows("SELECT number FROM orders")[0]
    shop.must("reply_buyer", number, text="Yes, blue.")
    with clock.held_at(NOW):
        shop.deliver()
    sent = fake.orders["1001"].extra["said"]
    assert len(sent) == 1 and "Yes, blue." in sent[0] and "http" not in sent[0]
    say(fake, sent[0], -2, "shop")
    run(shop, NOW + 5 * MINUTE)
    assert [note[0] for note in notes(shop)] == ["buyer", "reply"] and talk(shop) == [("platform", 1, True)]


@pytest.mark.parametrize("code", ["woocommerce", "magento"])
def test_own_shops_write_to_the_buyer_with_the_order_and_not_twice(code: str) -> None:
    with running(dialect(code)) as there, clock.held_at(NOW):
        order = sell(there, "1001")
        secrets, options = there.dialect.access(there)
        account = Account("shop", there.url, secrets, options, inside=True)
        task = Say("q1", order.id, "Which colour?\n\nhttps://shop.example/a/1/2")
        there.moods = ["", "", "drop"] if code == "magento" else ["", "drop"]
        with pytest.raises(PlatformFailed) as raised:
            platforms()[code].write(account, task, False)
        assert raised.value.kind == Failure.UNKNOWN_OUTCOME
        assert platforms()[code].write(account, task, True).known
        said = order.extra.get("comments") or order.extra["notes"]
        assert len(said) == 1 and (said[0].get("is_customer_notified") or said[0].get("customer_note"))

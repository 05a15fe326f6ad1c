"""Pulling and comparing over a real database, with every platform: nothing lost, nothing twice, whatever happens."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from orderway.adapters.channels import platforms
from orderway.journey.intake import accounts, inbox
from orderway.journey.intake.compare import compare
from orderway.journey.intake.pull import pull
from orderway.journey.intake.traffic import BACKOFF_SECONDS, REFUSED_SECONDS
from orderway.kernel import clock, crashpoint
from orderway.kernel.crashpoint import Crashed
from tests.adapters.fake_platform import Fake, Item, Sold
from tests.adapters.selling import connect, selling
from tests.shop import NOW, Company

CODES = list(platforms())
pytestmark = pytest.mark.enable_socket
LONG_AGO = NOW - timedelta(hours=5)


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    """A company whose shop sells on the platform; it does not know the goods yet."""
    with selling(fake, dsn, (), accounts.TELLS) as made:
        yield made


def sell(fake: Fake, many: int, minutes: int = 240) -> list[Sold]:
    """Orders spread over the last `minutes`."""
    made = []
    for _ in range(many):
        number = 1000 + len(fake.orders)
        at = clock.now() - timedelta(minutes=minutes * (many - len(made)) / many)
        at = at.replace(microsecond=0)
        one = Sold(str(number), at, at, [Item(f"{number}1", "MUG", "501", 1)])
        fake.orders[one.id] = one
        made.append(one)
    return made


def push(shop: Company, fake: Fake, orders: list[Sold]) -> None:
    """What the platform pushes of these orders, as the webhook stores it."""
    client, (there,) = platforms()[fake.dialect.code], accounts.shops(shop.connection.cursor(), [shop.shop])
    account = there.account()
    for one in orders:
        for message in client.fetch(account, [one.id]):
            with shop.connection.transaction(), shop.connection.cursor() as cursor:
                arrival = inbox.Arrival(shop.shop, message.body, message.topic, f"hook-{one.id}", "webhook")
                inbox.store(cursor, [arrival], clock.now(), shop.engine.ids)


def ours(shop: Company) -> list[str]:
    shop.read()
    return sorted(row[0] for row in shop.rows("SELECT external_id FROM orders WHERE shop_id = %s", [shop.shop]))


def state(shop: Company) -> tuple[object, ...]:
    (row,) = shop.rows("SELECT failure, failures, until IS NULL, page FROM channel_pull")
    return row


def test_lost_pushes_and_a_dark_platform_leave_the_sets_equal(shop: Company, fake: Fake) -> None:
    chance = random.Random(7)
    for step in range(6):
        with clock.held_at(NOW + timedelta(minutes=10 * step)):
            new = sell(fake, 20, 9)
            push(shop, fake, [one for one in new if chance.random() >= 0.05])
            fake.always = "closed" if step in (2, 3) else ""
            why = pull(shop.engine, shop.shop).why
            assert why == ("try_later" if step in (2, 3) else "done")
            fake.always = ""
    assert ours(shop) == sorted(fake.orders)
    assert shop.one("SELECT count(*) FROM orders") == len(fake.orders) == 120


def test_the_same_payload_pulled_again_is_stored_once(shop: Company, fake: Fake) -> None:
    sell(fake, 20)
    fake.twice = True
    assert pull(shop.engine, shop.shop).fresh == 20
    again = pull(shop.engine, shop.shop)
    assert (again.why, again.fresh) == ("done", 0)
    assert shop.one("SELECT count(*) FROM inbox") == 20


def test_the_next_window_overlaps_the_last_one(shop: Company, fake: Fake) -> None:
    sell(fake, 3)
    pull(shop.engine, shop.shop)
    late = Sold("1900", NOW - timedelta(seconds=60), NOW - timedelta(seconds=60), [Item("19001", "MUG", "501")])
    fake.orders[late.id] = late  # the platform indexes it late: its time is before the last pull
    with clock.held_at(NOW + timedelta(minutes=1)):
        assert pull(shop.engine, shop.shop).fresh == 1
    assert late.id in ours(shop)


def test_a_changed_order_is_pulled_and_updated(shop: Company, fake: Fake) -> None:
    (one, *_) = sell(fake, 2)
    pull(shop.engine, shop.shop)
    ours(shop)
    with clock.held_at(NOW + timedelta(minutes=5)):
        one.cancelled, one.changed_at = True, clock.now()
        assert pull(shop.engine, shop.shop).fresh == 1
        shop.read()
    assert shop.order(one.id, "status") == ("CANCELLED",)


@pytest.mark.parametrize("place", ["pull.a", "pull.b"])
@pytest.mark.parametrize("after_pages", [0, 2])
def test_a_pull_that_is_killed_goes_on_where_it_stopped(
    shop: Company, fake: Fake, armed: pytest.MonkeyPatch, place: str, after_pages: int
) -> None:
    sell(fake, 40)
    pull(shop.engine, shop.shop, pages_max=after_pages)
    armed.setenv("ORDERWAY_CRASH", f"{place}=raise")
    crashpoint._armed.cache_clear()
    with pytest.raises(Crashed):
        pull(shop.engine, shop.shop)
    armed.delenv("ORDERWAY_CRASH")
    crashpoint._armed.cache_clear()
    assert pull(shop.engine, shop.shop).why == "done"
    assert ours(shop) == sorted(fake.orders)
    assert shop.one("SELECT count(*) FROM inbox") == 40


def test_a_run_has_its_limit_and_the_next_goes_on(shop: Company, fake: Fake) -> None:
    sell(fake, 40)
    first = pull(shop.engine, shop.shop, pages_max=2)
    assert first.why == "more"
    assert 0 < first.fresh < 40
    assert pull(shop.engine, shop.shop).fresh == 40 - first.fresh
    assert ours(shop) == sorted(fake.orders)


def test_a_limit_of_calls_is_obeyed_until_its_time(shop: Company, fake: Fake) -> None:
    sell(fake, 20)
    fake.moods = ["", "429"]
    assert pull(shop.engine, shop.shop).why == "try_later"
    calls = len(fake.asked)
    with clock.held_at(NOW + timedelta(seconds=59)):
        assert pull(shop.engine, shop.shop).why == "not_yet"
    assert len(fake.asked) == calls
    with clock.held_at(NOW + timedelta(seconds=60)):
        assert pull(shop.engine, shop.shop).why == "done"
    assert ours(shop) == sorted(fake.orders)


def test_silence_is_asked_again_with_growing_waits(shop: Company, fake: Fake) -> None:
    sell(fake, 3)
    fake.always = "html"
    now = NOW
    for wait in (*BACKOFF_SECONDS, BACKOFF_SECONDS[-1]):
        with clock.held_at(now):
            assert pull(shop.engine, shop.shop).why == "try_later"
            asked = len(fake.asked)
            assert pull(shop.engine, shop.shop).why == "not_yet"
            assert len(fake.asked) == asked
        now += timedelta(seconds=max(wait, 30))
    fake.always = ""
    with clock.held_at(now):
        assert pull(shop.engine, shop.shop).why == "done"
    assert state(shop) == ("", 0, True, "")


def test_an_authorisation_that_is_refused_stops_until_it_is_renewed(shop: Company, fake: Fake) -> None:
    sell(fake, 3)
    fake.token = "renewed"
    assert pull(shop.engine, shop.shop).why == "auth"
    asked = len(fake.asked)
    with clock.held_at(NOW + timedelta(days=1)):
        assert pull(shop.engine, shop.shop).why == "stopped"
        assert len(fake.asked) == asked
        connect(shop, fake, accounts.TELLS)
        sell(fake, 1)
        assert pull(shop.engine, shop.shop).why == "done"
        assert ours(shop) == sorted(fake.orders)


def test_an_authorisation_that_has_ended_is_not_used(shop: Company, fake: Fake) -> None:
    sell(fake, 3)
    connect(shop, fake, accounts.TELLS, expires_at=NOW - timedelta(seconds=1))
    renews = platforms()[fake.dialect.code].abilities.refresh
    assert pull(shop.engine, shop.shop).why == ("done" if renews else "auth")
    if not renews:
        assert fake.asked == []
        assert state(shop)[0] == "auth"


def test_two_pulls_at_once_are_one(shop: Company, fake: Fake, dsn: str) -> None:
    sell(fake, 3)
    other = Company.there(dsn)
    with shop.connection.cursor() as cursor:
        cursor.execute(accounts.SQL.lock, [".pull", shop.shop])
        assert pull(other.engine, shop.shop).why == "busy"
        cursor.execute(accounts.SQL.unlock, [".pull", shop.shop])
    assert pull(other.engine, shop.shop).fresh == 3
    other.close()


def test_what_is_missing_is_found_by_comparison_and_fetched(shop: Company, fake: Fake) -> None:
    orders = sell(fake, 24)
    push(shop, fake, [one for number, one in enumerate(orders) if number % 5])
    ours(shop)
    found = compare(shop.engine, shop.shop)
    assert found.why == "done"
    old = [
        one for one in orders if one.placed_at < NOW.replace(minute=0) - timedelta(hours=0 if NOW.minute >= 10 else 1)
    ]
    gone = [one for number, one in enumerate(orders) if number % 5 == 0 and one in old]
    assert (found.theirs, found.missing, found.fetched) == (len(old), len(gone), len(gone))
    assert {one.id for one in old} <= set(ours(shop))
    total = shop.rows("SELECT sum(theirs), sum(missing), sum(fetched) FROM channel_hour")
    assert total == [(len(old), len(gone), len(gone))]
    assert compare(shop.engine, shop.shop).why == "nothing"
    assert shop.one("SELECT count(*) FROM channel_hour WHERE absent <> '{}'") == 0


def test_a_comparison_that_fails_is_made_up_for(shop: Company, fake: Fake) -> None:
    sell(fake, 12)
    fake.always = "500"
    assert compare(shop.engine, shop.shop).why == "try_later"
    assert shop.one("SELECT count(*) FROM channel_hour") == 0
    fake.always = ""
    with clock.held_at(NOW + timedelta(hours=3)):
        found = compare(shop.engine, shop.shop)
        assert (found.why, found.theirs, found.fetched) == ("done", 12, 12)
        assert ours(shop) == sorted(fake.orders)


def test_a_refused_page_begins_its_window_again(shop: Company, fake: Fake) -> None:
    sell(fake, 20)
    pull(shop.engine, shop.shop, pages_max=1)
    shop.connection.execute("UPDATE channel_pull SET page = 'worn out'")
    first = pull(shop.engine, shop.shop)
    if first.why != "done":
        with clock.held_at(NOW + timedelta(seconds=REFUSED_SECONDS)):
            assert pull(shop.engine, shop.shop).why == "done"
    assert ours(shop) == sorted(fake.orders)


def test_the_secrets_are_encrypted_at_rest(shop: Company, fake: Fake) -> None:
    (sealed,) = shop.rows("SELECT sealed FROM channel_account")[0]
    secrets, _ = fake.dialect.access(fake)
    assert sealed
    assert all(secret not in sealed for secret in secrets.values())
    (there,) = accounts.shops(shop.connection.cursor(), [shop.shop])
    assert there.secrets() == secrets

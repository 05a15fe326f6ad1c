"""What is Amazon's own: two versions of orders, restricted tokens, rates, FBA, wishes to cancel, messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from orderway.adapters.channels import _amazon_client, _http
from orderway.adapters.channels._amazon_calls import BASE, there
from orderway.adapters.channels.amazon import CHANNEL, PLATFORM
from orderway.kernel import clock
from orderway.ports.channel import IncomingOrder, Parsed
from orderway.ports.platform import Account, Failure, Message, PlatformFailed
from orderway.ports.platform_tasks import Cancel, Level, Levels, Say, Ship
from tests.adapters.fake_platform import Fake, Item, Sold, running
from tests.adapters.fakes.amazon import OLD, RESTRICTED, Amazon

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=6)
pytestmark = pytest.mark.enable_socket


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running(Amazon()) as made, clock.held_at(NOW):
        yield made


def account(fake: Fake, **options: str) -> Account:
    secrets, known = fake.dialect.access(fake)
    return Account("shop", fake.url, secrets, {**known, **options}, inside=True)


def sell(fake: Fake, many: int = 1, **extra: object) -> list[Sold]:
    for number in range(many):
        at = NOW - timedelta(minutes=300 - number)
        one = Sold(f"111-{number:07}", at, at, [Item(f"9{number}", "LAMP", "501", 2)], extra=dict(extra))
        fake.orders[one.id] = one
    return list(fake.orders.values())


def pulled(fake: Fake, **options: str) -> list[Message]:
    found: list[Message] = []
    page = ""
    for _ in range(50):
        answer = PLATFORM.pull(account(fake, **options), SINCE, NOW, page)
        found, page = found + answer.messages, answer.next_page
        if not page:
            return found
    raise AssertionError("it never ends")


def read(message: Message) -> Parsed:
    return CHANNEL.parse(message.body, topic=message.topic)


def order_of(message: Message) -> IncomingOrder:
    (order,) = read(message).orders
    return order


def failed(fake: Fake, task: Ship | Cancel | Say, again: bool = False) -> PlatformFailed:
    with pytest.raises(PlatformFailed) as raised:
        PLATFORM.write(account(fake), task, again)
    return raised.value


def test_orders_v0_come_with_lines_and_receivers_by_a_restricted_token(fake: Fake) -> None:
    sell(fake, 16)
    found = pulled(fake, orders_version="v0")
    assert [one.external_id for one in found] == list(fake.orders)
    first = order_of(found[0])
    assert [(line.external_id, line.sku, line.quantity, line.unit_price_minor) for line in first.lines] == [
        ("90", "LAMP", 2, 1000)
    ]
    assert (first.ship_to.name, first.ship_to.street, first.total_minor) == ("Ana Diaz", "1 Elm St", 2000)
    lists = [one for one in fake.asked if one.path == OLD]
    assert {one.headers["x-amz-access-token"] for one in lists} == {RESTRICTED}


def test_orders_v0_are_listed_and_fetched(fake: Fake) -> None:
    sell(fake, 9)
    page = PLATFORM.list_ids(account(fake, orders_version="v0"), SINCE, NOW, "")
    rest = PLATFORM.list_ids(account(fake, orders_version="v0"), SINCE, NOW, page.next_page)
    assert [one.external_id for one in [*page.orders, *rest.orders]] == list(fake.orders)
    assert rest.next_page == ""
    wanted = ["111-0000003", "111-9999999"]
    (message,) = PLATFORM.fetch(account(fake, orders_version="v0"), wanted)
    assert order_of(message).lines[0].external_id == "93"


def test_both_versions_tell_the_same_order(fake: Fake) -> None:
    sell(fake, 1)
    (new,), (old,) = pulled(fake), pulled(fake, orders_version="v0")
    names = ("external_id", "placed_at", "total_minor", "currency", "payment_status", "status", "version")
    assert [getattr(order_of(new), name) for name in names] == [getattr(order_of(old), name) for name in names]


@pytest.mark.parametrize("version", ["2026-01-01", "v0"])
def test_what_amazon_ships_itself_is_recognised(fake: Fake, version: str) -> None:
    sell(fake, 1, by="AMAZON")
    order = order_of(pulled(fake, orders_version=version)[0])
    assert order.fulfilled_by_channel
    assert order.extra["channel_status"].upper() == "UNSHIPPED"


@pytest.mark.parametrize("version", ["2026-01-01", "v0"])
def test_a_buyer_who_wants_to_cancel_is_a_refund_asked_for_those_lines(fake: Fake, version: str) -> None:
    sell(fake, 1, cancel_asked=True)
    (message,) = pulled(fake, orders_version=version)
    wishes = [one for one in read(message).documents if one.kind == "refund"]
    assert [(one.number, one.order_external_id, one.status) for one in wishes] == [
        ("111-0000000/cancel", "111-0000000", "requested")
    ]
    assert [line.refund_status for line in order_of(message).lines] == ["requested"]


@pytest.mark.parametrize("version", ["2026-01-01", "v0"])
def test_a_wish_to_cancel_that_was_met_is_no_wish_any_more(fake: Fake, version: str) -> None:
    (one,) = sell(fake, 1, cancel_asked=True)
    one.cancelled = True
    (message,) = pulled(fake, orders_version=version)
    assert order_of(message).status == "cancelled"
    assert [doc for doc in read(message).documents if doc.kind == "refund"] == []


def test_behind_the_last_page_the_rate_of_the_plan_is_waited_for(fake: Fake) -> None:
    fake.dialect.rate = "0.0056"  # type: ignore[attr-defined]
    sell(fake, 9)
    first = PLATFORM.pull(account(fake), SINCE, NOW, "")
    last = PLATFORM.pull(account(fake), SINCE, NOW, first.next_page)
    assert (first.wait_seconds, last.next_page) == (0.0, "")
    assert last.wait_seconds == pytest.approx(178.57, abs=0.01)


def test_too_many_calls_wait_for_the_rate_that_is_named() -> None:
    assert _http.retry_after({"x-amzn-ratelimit-limit": "0.5"}) == 2.0
    assert _http.retry_after({"x-amzn-ratelimit-limit": "0.5", "retry-after": "7"}) == 7.0
    assert _http.retry_after({"x-amzn-ratelimit-limit": "0"}) == _http.RETRY_AFTER_SECONDS


def test_the_end_of_a_span_is_named_only_where_it_is_two_minutes_past(fake: Fake) -> None:
    PLATFORM.pull(account(fake), SINCE, NOW, "")
    PLATFORM.pull(account(fake), SINCE, NOW - timedelta(minutes=2), "")
    assert [one.query.get("lastUpdatedBefore") for one in fake.asked] == [None, "2026-11-20T01:58:00Z"]


def test_a_span_keeps_its_end_on_all_its_pages(fake: Fake) -> None:
    sell(fake, 9)
    page = PLATFORM.pull(account(fake), SINCE, NOW, "").next_page
    with clock.held_at(NOW + timedelta(minutes=10)):
        PLATFORM.pull(account(fake), SINCE, NOW, page)
    assert [one.query.get("lastUpdatedBefore") for one in fake.asked] == [None, None]


@pytest.mark.parametrize(("region", "host"), [("na", "-na"), ("EU", "-eu"), ("fe", "-fe")])
def test_each_region_has_its_endpoint(region: str, host: str) -> None:
    found = there(Account("shop", BASE, options={"region": region}))
    assert found.base_url == f"https://sellingpartnerapi{host}.amazon.com"


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(PlatformFailed) as raised:
        there(Account("shop", BASE, options={"region": "cn"}))
    assert (raised.value.kind, raised.value.code) == (Failure.REFUSED, "region")


def test_a_refused_refresh_token_says_so_to_a_person(fake: Fake) -> None:
    known = account(fake)
    with pytest.raises(PlatformFailed) as raised:
        PLATFORM.refresh(msgspec.structs.replace(known, secrets={**known.secrets, "refresh_token": "old"}))
    assert (raised.value.kind, raised.value.code) == (Failure.AUTH, "invalid_grant")


def test_a_renewed_token_holds_an_hour(fake: Fake) -> None:
    assert PLATFORM.refresh(account(fake)).expires_at == NOW + timedelta(hours=1)


def test_a_carrier_that_amazon_does_not_know_goes_by_its_name(fake: Fake) -> None:
    (order,) = sell(fake)
    PLATFORM.write(account(fake), Ship("m1", order.id, "X1", "ours", "Our Vans", "", NOW), False)
    sent = fake.asked[-1].json()["packageDetail"]
    assert (sent["carrierCode"], sent["carrierName"]) == ("Other", "Our Vans")
    assert order.parcels[0]["lines"] == {"90": 2}


def test_a_parcel_whose_packages_are_not_shown_yet_is_edited_not_doubled(fake: Fake) -> None:
    (order,) = sell(fake)
    task = Ship("m1", order.id, "1Z1", "ups", "UPS", "", NOW)
    first = PLATFORM.write(account(fake), task, False)
    again = PLATFORM.write(account(fake), task, True)
    assert (again.known, again.reference, len(order.parcels)) == (True, first.reference, 1)


def test_levels_go_by_the_seller_sku_where_the_listing_is_an_asin(fake: Fake) -> None:
    fake.listings = {"LAMP": "LAMP", "their sku/1": "MUG"}
    task = Levels("m", (Level("B000000001", "LAMP", 4), Level("their sku/1", "MUG", 5), Level("B0ZZZZZZZZ", "NO", 1)))
    answer = PLATFORM.write(account(fake), task, False)
    assert fake.levels == {"LAMP": 4, "their sku/1": 5}
    assert list(answer.refused) == ["B0ZZZZZZZZ"]


def test_a_quantity_that_amazon_finds_invalid_is_named(fake: Fake) -> None:
    fake.listings = {"LAMP": "LAMP"}
    answer = PLATFORM.write(account(fake), Levels("m", (Level("", "LAMP", 2_000_000_000),)), False)
    assert answer.refused == {"LAMP": "The quantity is too high."}


def test_a_shipped_order_is_not_cancelled(fake: Fake) -> None:
    (order,) = sell(fake)
    PLATFORM.write(account(fake), Ship("m1", order.id, "1Z1", "ups", "UPS", "", NOW), False)
    refused = failed(fake, Cancel("m2", order.id, "out_of_stock"))
    assert (refused.kind, refused.code) == (Failure.REFUSED, "shipped_already")


def test_a_cancellation_names_each_line_with_its_reason(fake: Fake) -> None:
    (order,) = sell(fake)
    assert PLATFORM.write(account(fake), Cancel("m1", order.id, "changed_mind"), False).reference == "feed-1"
    assert order.cancelled
    assert b"<AmazonOrderItemCode>90</AmazonOrderItemCode><CancelReason>BuyerCanceled" in fake.feed  # type: ignore[attr-defined]


def test_words_to_the_buyer_go_by_a_message_that_amazon_offers(fake: Fake) -> None:
    (order,) = sell(fake, 1, ways=["sendInvoice", "unexpectedProblem"])
    assert PLATFORM.write(account(fake), Say("m1", order.id, "Which colour?"), False).reference == "unexpectedProblem"
    assert order.extra["said"] == ["Which colour?"]


def test_an_order_that_takes_no_message_is_refused(fake: Fake) -> None:
    (order,) = sell(fake, 1, ways=[])
    refused = failed(fake, Say("m1", order.id, "Which colour?"))
    assert (refused.kind, refused.code) == (Failure.REFUSED, "no_message")


def test_a_message_whose_answer_was_lost_is_not_sent_twice(fake: Fake) -> None:
    (order,) = sell(fake, 1, ways=["confirmOrderDetails", "unexpectedProblem"])
    task = Say("m1", order.id, "Which colour?")
    fake.moods = ["", "drop"]
    assert failed(fake, task).kind == Failure.UNKNOWN_OUTCOME
    assert failed(fake, task, again=True).code == "maybe_sent"
    assert order.extra["said"] == ["Which colour?"]


def test_many_orders_are_fetched_at_the_rate_of_the_plan(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    orders, waits = sell(fake, 3), []
    monkeypatch.setattr(_amazon_client, "rest", waits.append)
    monkeypatch.setattr(_http, "RETRY_AFTER_SECONDS", 2.0)
    answer, limited = fake.dialect.answer, [2]

    def limit(known: Fake, asked: object) -> object:
        told = answer(known, asked)  # type: ignore[arg-type]
        if len(known.asked) in limited:
            told.status, told.body = 429, {"errors": [{"code": "QuotaExceeded"}]}
            told.headers["x-amzn-RateLimit-Limit"] = "0.5"
        return told

    monkeypatch.setattr(fake.dialect, "answer", limit)
    found = PLATFORM.fetch(account(fake), [one.id for one in orders])
    assert [one.external_id for one in found] == [one.id for one in orders]
    assert waits == [2.0]

"""What is eBay's own: spans without page tokens, the buyer's wish to cancel, messages, SKU by SKU answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from orderway.adapters.channels._ebay_walk import Slice
from orderway.adapters.channels.ebay import CHANNEL, PLATFORM
from orderway.kernel import clock
from orderway.ports.platform import Account, Failure, PlatformFailed
from orderway.ports.platform_tasks import Cancel, DecideRefund, Say, Ship
from tests.adapters.fake_platform import Fake, Item, Sold, running
from tests.adapters.fakes.ebay import Ebay

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=6)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running(Ebay()) as made, clock.held_at(NOW):
        yield made


def account(fake: Fake) -> Account:
    secrets, options = fake.dialect.access(fake)
    return Account("shop", fake.url, secrets, options, inside=True)


def sell(fake: Fake, many: int = 1, at: datetime = NOW - timedelta(hours=1)) -> list[Sold]:
    for number in range(many):
        one = Sold(f"12-{number:05}", at, at, [Item(f"9{number}", "CAP", "501", 2)])
        fake.orders[one.id] = one
    return list(fake.orders.values())


def failed(fake: Fake, task: Say | DecideRefund | Ship, again: bool = False) -> PlatformFailed:
    with pytest.raises(PlatformFailed) as raised:
        PLATFORM.write(account(fake), task, again)
    return raised.value


@pytest.mark.parametrize("width", [1, 7, 3600, 10**9])
def test_slices_cover_a_span_without_gap_or_overlap(width: int) -> None:
    until = SINCE + timedelta(hours=2, milliseconds=300)
    piece, ends = Slice(SINCE, min(width, 5000)), []
    while True:
        ends.append((piece.start, piece.end(until)))
        token = piece.after(until)
        if not token:
            break
        piece = Slice.of(token, SINCE)
    assert (ends[0][0], ends[-1][1]) == (SINCE, until)
    assert all(following[0] - one[1] == timedelta(milliseconds=1) for one, following in pairwise(ends))


def test_halving_comes_down_to_one_second() -> None:
    piece, steps = Slice(SINCE, 10**6), 0
    while piece.seconds > 1:
        piece, steps = piece.halved(NOW), steps + 1
    assert steps == 14  # of six hours, whatever the width before


@pytest.mark.enable_socket
def test_empty_times_are_passed_in_one_call_of_ours(fake: Fake) -> None:
    sell(fake, 20, NOW - timedelta(minutes=1))
    page = PLATFORM.pull(account(fake), SINCE, NOW, "")
    assert len(page.messages) == 20
    assert len(fake.asked) < 60


@pytest.mark.enable_socket
def test_an_order_that_leaves_a_full_second_while_it_is_read_has_it_read_again(fake: Fake) -> None:
    orders = sell(fake, 20, SINCE)

    def leave() -> None:
        orders[19].changed_at = NOW

    fake.between = [lambda: None] * 30
    until = SINCE + timedelta(milliseconds=900)
    PLATFORM.pull(account(fake), SINCE, until, "")
    calls = len(fake.asked)
    fake.between = [lambda: None] * (calls - 2) + [leave]
    with pytest.raises(PlatformFailed) as raised:
        PLATFORM.pull(account(fake), SINCE, until, "")
    assert raised.value.kind == Failure.TRY_LATER
    fake.between = []
    assert len(PLATFORM.pull(account(fake), SINCE, until, "").messages) == 19


@pytest.mark.enable_socket
@pytest.mark.parametrize(("state", "status"), [("requested", "requested"), ("refused", "rejected")])
def test_a_buyers_wish_to_cancel_is_a_refund_asked(fake: Fake, state: str, status: str) -> None:
    (order,) = sell(fake)
    order.refunds["R1"] = state
    (message,) = PLATFORM.pull(account(fake), SINCE, NOW, "").messages
    (wish,) = CHANNEL.parse(message.body, topic=message.topic).documents
    assert (wish.kind, wish.number, wish.status, wish.order_external_id) == ("refund", "R1", status, order.id)


@pytest.mark.enable_socket
def test_a_wish_to_cancel_is_turned_down_and_known_afterwards(fake: Fake) -> None:
    (order,) = sell(fake)
    order.refunds["R1"] = "requested"
    task = DecideRefund("m1", order.id, "R1", False)
    assert not PLATFORM.write(account(fake), task, False).known
    assert PLATFORM.write(account(fake), task, True).known
    assert (order.refunds, order.cancelled) == ({"R1": "refused"}, False)


@pytest.mark.enable_socket
def test_a_decision_about_no_wish_is_gone(fake: Fake) -> None:
    (order,) = sell(fake)
    assert failed(fake, DecideRefund("m1", order.id, "R9", True)).kind == Failure.GONE


@pytest.mark.enable_socket
def test_cancelling_grants_the_buyers_own_wish(fake: Fake) -> None:
    (order,) = sell(fake)
    order.refunds["R1"] = "requested"
    assert PLATFORM.write(account(fake), Cancel("m1", order.id, "changed_mind"), False).reference == "R1"
    assert (order.refunds, order.cancelled) == ({"R1": "granted"}, True)


@pytest.mark.enable_socket
def test_a_number_is_told_without_its_signs_and_known_with_them(fake: Fake) -> None:
    (order,) = sell(fake)
    task = Ship("m1", order.id, "1Z-99 9", "ups", "UPS", "", NOW)
    PLATFORM.write(account(fake), task, False)
    assert order.parcels == [{"tracking": "1Z999", "carrier": "UPS", "lines": {"90": 2}}]
    assert PLATFORM.write(account(fake), task, True).known


@pytest.mark.enable_socket
def test_words_whose_answer_was_lost_reach_the_buyer_once(fake: Fake) -> None:
    (order,) = sell(fake)
    task = Say("m1", order.id, "Which colour?")
    fake.moods = ["", "drop"]
    assert failed(fake, task).kind == Failure.UNKNOWN_OUTCOME
    assert PLATFORM.write(account(fake), task, True).known
    assert order.extra["said"] == ["Which colour?"]


@pytest.mark.enable_socket
def test_a_refused_refresh_token_says_so_to_a_person(fake: Fake) -> None:
    known = account(fake)
    with pytest.raises(PlatformFailed) as raised:
        PLATFORM.refresh(msgspec.structs.replace(known, secrets={**known.secrets, "refresh_token": "old"}))
    assert (raised.value.kind, raised.value.code) == (Failure.AUTH, "invalid_grant")
    assert PLATFORM.refresh(known).expires_at == NOW + timedelta(hours=2)


def test_an_order_inside_of_a_dump_is_an_order() -> None:
    body = (Path(__file__).parent / "examples" / "ebay" / "orders.json").read_bytes()
    dumped = json.dumps({"type": "order", "data": json.loads(body)["orders"][0]}).encode()
    (order,) = CHANNEL.parse(dumped).orders
    assert order == CHANNEL.parse(body).orders[0]

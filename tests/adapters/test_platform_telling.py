"""The half of the suite that every platform passes about telling it: each task once, by its class of failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from orderway.adapters.channels import platforms
from orderway.ports.platform import Abilities, Failure, PlatformFailed
from orderway.ports.platform_tasks import (
    Cancel,
    Confirm,
    DecideRefund,
    Level,
    Levels,
    Part,
    Remark,
    Ship,
    Task,
)
from tests.adapters.fake_platform import Fake, Sold
from tests.adapters.platform_suite import (
    account_of,
    failure,
    filled,
    platform_of,
    ship,
    sold,
)

pytestmark = pytest.mark.enable_socket


def on_those(can: Callable[[Abilities], bool]) -> pytest.MarkDecorator:
    """On the platforms alone that can do something."""
    return pytest.mark.on(*(code for code, one in platforms().items() if can(one.abilities)))


# -- telling -------------------------------------------------------------------------------------------------------


def test_a_parcel_is_told_with_its_number_and_lines(fake: Fake) -> None:
    (order,) = filled(fake, 1)
    answer = platform_of(fake).write(account_of(fake), ship(order), False)
    assert not answer.known
    (parcel,) = order.parcels
    assert parcel["tracking"] == "SF1"
    assert parcel["carrier"]
    if platform_of(fake).abilities.per_line:
        assert parcel["lines"] == {order.items[0].id: 2, order.items[1].id: 3}


@on_those(lambda able: able.numbers != "one")
def test_two_parcels_of_an_order_are_two_numbers_where_the_platform_can(fake: Fake) -> None:
    (order,) = filled(fake, 1)
    client, account, able = platform_of(fake), account_of(fake), platform_of(fake).abilities
    cut = () if able.whole_lines else (Part(order.items[1].id, 1),)
    client.write(account, ship(order, "SF1", Part(order.items[0].id, 2), *cut, last=False), False)
    client.write(account, ship(order, "SF2", Part(order.items[1].id, 3 - len(cut))), False)
    assert [one["tracking"] for one in order.parcels] == ["SF1", "SF2"]
    if able.whole_lines:
        assert [one["lines"] for one in order.parcels] == [{order.items[0].id: 2}, {order.items[1].id: 3}]
    if able.per_line:
        assert [one["lines"] for one in order.parcels] == [
            {order.items[0].id: 2, order.items[1].id: 1},
            {order.items[1].id: 2},
        ]


def tasks(fake: Fake, order: Sold) -> list[Task]:
    """Every kind of task that this platform takes."""
    able = platform_of(fake).abilities
    fake.listings = {"501": "MUG", "502": "CUP"}
    order.refunds["R1"] = "requested"
    wanted: list[tuple[bool, Task]] = [
        (able.confirm, Confirm("m1", order.id)),
        (able.ship, ship(order)),
        (able.remark, Remark("m3", order.id, "fragile, 易碎", 3 if able.flag else 0)),
        (able.stock, Levels("m4", (Level("501", "MUG", 5), Level("502", "CUP", 0)))),
        (able.refund_decision, DecideRefund("m5", order.id, "R1", True, 1000, "CNY")),
        (able.cancel, Cancel("m6", order.id, "out_of_stock")),
    ]
    return [task for can, task in wanted if can]


def assert_told(fake: Fake, order: Sold, task: Task) -> None:
    match task:
        case Confirm():
            assert order.confirmed
        case Ship():
            assert [one["tracking"] for one in order.parcels] == ["SF1"]
        case Remark():
            assert order.remark == "fragile, 易碎"
            assert order.flag == task.flag
        case Levels():
            assert fake.levels == {"501": 5, "502": 0}
        case DecideRefund():
            assert order.refunds == {"R1": "granted"}
        case Cancel():
            assert order.cancelled


def each_task(fake: Fake) -> Iterator[tuple[Sold, Task]]:
    (order,) = filled(fake, 1)
    for at in range(len(tasks(fake, order))):
        fake.levels = {}
        (order,) = filled(fake, 1)
        yield order, tasks(fake, order)[at]


def test_every_task_that_it_is_able_to_take_has_its_effect(fake: Fake) -> None:
    for order, task in each_task(fake):
        platform_of(fake).write(account_of(fake), task, False)
        assert_told(fake, order, task)


@pytest.mark.parametrize("mood", ["drop", "cut"])
def test_a_task_whose_answer_was_lost_is_told_once(fake: Fake, mood: str) -> None:
    """The platform did it and broke off at whichever call: unknown, then asked again until it answers."""
    for order, task in each_task(fake):
        for lost in range(4):
            fake.moods = [""] * lost + [mood]
            with suppress(PlatformFailed):
                platform_of(fake).write(account_of(fake), task, False)
            fake.moods = []
            platform_of(fake).write(account_of(fake), task, True)
            assert_told(fake, order, task)


def test_a_task_told_twice_changes_nothing_twice(fake: Fake) -> None:
    for order, task in each_task(fake):
        platform_of(fake).write(account_of(fake), task, False)
        platform_of(fake).write(account_of(fake), task, True)
        assert_told(fake, order, task)


@pytest.mark.parametrize("mood", ["500", "closed", "drop", "slow", "cut", "html"])
def test_a_write_without_answer_is_unknown_or_did_not_happen(fake: Fake, mood: str) -> None:
    for order, task in each_task(fake):
        failed = failure(fake, mood, task)
        assert failed.kind in (Failure.UNKNOWN_OUTCOME, Failure.TRY_LATER)
        if failed.kind == Failure.TRY_LATER:
            assert not order.parcels
            assert not order.cancelled
            assert not fake.levels


def test_writes_meet_limits_and_authorisation_by_their_class(fake: Fake) -> None:
    for _order, task in each_task(fake):
        assert failure(fake, "429", task).kind == Failure.TRY_LATER
        fake.always, right = "", fake.token
        account, fake.token = account_of(fake), "another"
        with pytest.raises(PlatformFailed) as raised:
            platform_of(fake).write(account, task, False)
        assert raised.value.kind == Failure.AUTH
        fake.token = right


def test_an_order_that_is_not_there_is_gone_or_refused(fake: Fake) -> None:
    nowhere = sold(99)
    for task in tasks(fake, nowhere):
        if isinstance(task, Levels):
            continue
        assert failure(fake, "", task).kind in (Failure.GONE, Failure.REFUSED)


@on_those(lambda able: able.per_line)
def test_an_order_shipped_there_already_is_refused(fake: Fake) -> None:
    (order,) = filled(fake, 1)
    client, account = platform_of(fake), account_of(fake)
    client.write(account, ship(order, "OTHER"), False)
    with pytest.raises(PlatformFailed) as raised:
        client.write(account, ship(order, "SF1"), False)
    assert raised.value.kind == Failure.REFUSED
    assert [one["tracking"] for one in order.parcels] == ["OTHER"]


@on_those(lambda able: able.stock)
def test_a_level_of_an_unknown_listing_is_named_and_the_others_are_told(fake: Fake) -> None:
    fake.listings = {"501": "MUG"}
    task = Levels("m", (Level("999", "NO", 1), Level("501", "MUG", 7)))
    answer = platform_of(fake).write(account_of(fake), task, False)
    assert list(answer.refused) == ["999"]
    assert fake.levels == {"501": 7}


def test_a_task_it_does_not_offer_is_refused(fake: Fake) -> None:
    able = platform_of(fake).abilities
    (order,) = filled(fake, 1)
    missing = [
        (able.confirm, Confirm("m", order.id)),
        (able.cancel, Cancel("m", order.id)),
        (able.remark, Remark("m", order.id, "x")),
        (able.refund_decision, DecideRefund("m", order.id, "R1", True)),
    ]
    for can, task in missing:
        if not can:
            failed = failure(fake, "", task)
            assert (failed.kind, failed.code) == (Failure.REFUSED, "not_offered")
    assert fake.asked == []

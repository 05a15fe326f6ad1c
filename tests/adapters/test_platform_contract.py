"""The one suite that every platform passes; a channel file with a `PLATFORM` is picked up by itself.

How the platform answers stands in `fakes/<code>.py`; `fake_platform.py` plays it on this machine, in every mood.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from orderway.adapters.channels import _http, channels, platforms
from orderway.kernel import clock
from orderway.ports.platform import Account, Failure, Field, Message, Platform, PlatformFailed
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
from tests.adapters.fake_platform import Fake, Item, Sold, running
from tests.adapters.fakes import dialect

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=6)
CODES = list(platforms())
pytestmark = pytest.mark.enable_socket
SILENT = ("500", "html", "cut", "garbled", "closed", "drop", "slow")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client gives up after a third of a second instead of twenty."""
    monkeypatch.setattr(_http, "TIMEOUT", _http.httpx2.Timeout(0.3))


@pytest.fixture(params=CODES)
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    with running(dialect(request.param)) as made, clock.held_at(NOW):
        yield made


def platform_of(fake: Fake) -> Platform:
    return platforms()[fake.dialect.code]


def account_of(fake: Fake) -> Account:
    secrets, options = fake.dialect.access(fake)
    return Account("shop", fake.url, secrets, options, "Asia/Shanghai", inside=True)


def sold(number: int, minutes_ago: int = 60, **more: object) -> Sold:
    at = NOW - timedelta(minutes=minutes_ago)
    items = [Item(f"9{number}1", "MUG", "501", 2), Item(f"9{number}2", "CUP", "502", 3)]
    made = Sold(str(1000 + number), at, at, items)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def filled(fake: Fake, many: int) -> list[Sold]:
    made = [sold(number, 300 - number) for number in range(many)]
    fake.orders |= {one.id: one for one in made}
    return made


def pulled(fake: Fake, since: datetime = SINCE, until: datetime = NOW) -> list[Message]:
    """Every message of a window, page by page."""
    found, page = [], ""
    for _ in range(500):
        answer = platform_of(fake).pull(account_of(fake), since, until, page)
        found += answer.messages
        page = answer.next_page
        if not page:
            return found
    raise AssertionError("it never ends")


def failure(fake: Fake, mood: str, task: Task | None = None) -> PlatformFailed:
    """What a call in this mood raises."""
    fake.always = mood
    call = partial(pulled, fake) if task is None else partial(platform_of(fake).write, account_of(fake), task, False)
    with pytest.raises(PlatformFailed) as raised:
        call()
    return raised.value


def ship(order: Sold, number: str = "SF1", *parts: Part, last: bool = True) -> Ship:
    return Ship(f"m-{number}", order.id, number, "sf", "SF Express", "", NOW, parts, last)


# -- what it is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_it_belongs_to_the_channel_of_its_code(code: str) -> None:
    client = platforms()[code]
    assert client.code == code
    assert channels()[code].code == code
    assert all(isinstance(one, Field) and one.name for one in client.fields)
    assert any(one.secret for one in client.fields), "nobody gets in without a secret"
    assert (client.base_url == "") == any(one.name == "base_url" for one in client.fields)
    assert client.base_url == "" or client.base_url.startswith("https://")
    assert client.abilities.numbers in ("one", "many")
    assert client.abilities.calls_per_second > 0
    assert client.abilities.burst >= 1
    assert client.abilities.levels_max >= 1


# -- pulling -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [0, 1, 6, 7, 8, 40])
def test_a_window_gives_every_changed_order(fake: Fake, many: int) -> None:
    orders = filled(fake, many)
    found = [one.external_id for one in pulled(fake)]
    assert set(found) == {one.id for one in orders}
    assert len(found) <= 2 * many, "again only what changed at the seam of two pages"


def test_orders_changed_outside_the_window_are_left_out(fake: Fake) -> None:
    filled(fake, 30)
    fake.orders["1900"] = sold(900, minutes_ago=24 * 60)
    found = {one.external_id for one in pulled(fake, NOW - timedelta(minutes=290), NOW - timedelta(minutes=281))}
    assert {str(1000 + number) for number in range(11, 19)} <= found
    assert found <= {str(1000 + number) for number in range(9, 21)}


def test_what_is_pulled_is_what_the_channel_reads(fake: Fake) -> None:
    (order,) = filled(fake, 1)
    (message,) = pulled(fake)
    assert message.topic != "order", "that is the topic of our own form"
    parsed = channels()[fake.dialect.code].parse(message.body, topic=message.topic)
    assert parsed.problems == []
    (read,) = parsed.orders
    assert read.external_id == message.external_id == order.id
    assert read.placed_at == order.placed_at
    assert [(line.external_id, line.quantity) for line in read.lines] == [(one.id, one.quantity) for one in order.items]
    assert read.version


def test_the_same_order_unchanged_is_the_same_bytes(fake: Fake) -> None:
    filled(fake, 3)
    assert [one.body for one in pulled(fake)] == [one.body for one in pulled(fake)]


def test_many_orders_changed_in_one_second_are_all_pulled(fake: Fake) -> None:
    for one in filled(fake, 30):
        one.changed_at = NOW - timedelta(minutes=30)
    assert {one.external_id for one in pulled(fake)} == set(fake.orders)


def test_orders_that_change_while_pages_turn_hide_no_other(fake: Fake) -> None:
    orders = filled(fake, 40)

    def touch(at: int) -> None:
        orders[at].changed_at = NOW + timedelta(minutes=5)

    fake.between = [lambda at=at: touch(at) for at in (0, 1, 9, 20)]
    found = {one.external_id for one in pulled(fake)}
    moved = {orders[at].id for at in (0, 1, 9, 20)}
    assert found | moved == set(fake.orders)


def test_a_page_asked_again_gives_what_is_left(fake: Fake) -> None:
    filled(fake, 20)
    client, account = platform_of(fake), account_of(fake)
    first = client.pull(account, SINCE, NOW, "")
    once = client.pull(account, SINCE, NOW, first.next_page)
    again = client.pull(account, SINCE, NOW, first.next_page)
    assert [one.external_id for one in once.messages] == [one.external_id for one in again.messages]


def test_a_cancelled_order_is_pulled_as_cancelled(fake: Fake) -> None:
    fake.orders["1001"] = sold(1, cancelled=True)
    (message,) = pulled(fake)
    (read,) = channels()[fake.dialect.code].parse(message.body, topic=message.topic).orders
    assert read.status == "cancelled"


# -- listing and fetching ------------------------------------------------------------------------------------------


def test_the_list_names_every_order_by_its_own_time(fake: Fake) -> None:
    orders = filled(fake, 25)
    orders[3].cancelled = True
    orders[4].changed_at = NOW
    found, page = {}, ""
    for _ in range(100):
        answer = platform_of(fake).list_ids(account_of(fake), SINCE, NOW, page)
        found |= {one.external_id: one.placed_at for one in answer.orders}
        page = answer.next_page
        if not page:
            break
    assert found == {one.id: one.placed_at for one in orders}


def test_orders_are_fetched_by_their_keys_and_missing_ones_left_out(fake: Fake) -> None:
    orders = filled(fake, 5)
    wanted = [orders[1].id, orders[3].id, "99999"]
    found = platform_of(fake).fetch(account_of(fake), wanted)
    assert sorted(one.external_id for one in found) == wanted[:2]
    by_pull = {one.external_id: one for one in pulled(fake)}
    read = channels()[fake.dialect.code].parse
    for one in found:
        assert read(one.body, topic=one.topic) == read(by_pull[one.external_id].body, topic=one.topic)


# -- failures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", SILENT)
def test_a_read_that_gets_no_sensible_answer_is_tried_later(fake: Fake, mood: str) -> None:
    filled(fake, 3)
    try:
        failed = failure(fake, mood)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        assert mood == "garbled", "`traffic.ask` makes TRY_LATER of an answer of another shape, of no other"
    else:
        assert failed.kind == Failure.TRY_LATER


def test_too_many_calls_say_when_to_come_back(fake: Fake) -> None:
    filled(fake, 3)
    failed = failure(fake, "429")
    assert (failed.kind, failed.retry_after_seconds) == (Failure.TRY_LATER, 60.0)


def test_a_wrong_secret_is_a_matter_of_authorisation(fake: Fake) -> None:
    filled(fake, 3)
    account = account_of(fake)
    fake.token = "another"
    for call in (
        lambda: platform_of(fake).pull(account, SINCE, NOW, ""),
        lambda: platform_of(fake).list_ids(account, SINCE, NOW, ""),
        lambda: platform_of(fake).fetch(account, ["1001"]),
    ):
        with pytest.raises(PlatformFailed) as raised:
            call()
        assert raised.value.kind == Failure.AUTH


def test_nobody_there_is_tried_later(fake: Fake) -> None:
    account = account_of(fake)
    fake.close()
    with pytest.raises(PlatformFailed) as raised:
        platform_of(fake).pull(account, SINCE, NOW, "")
    assert raised.value.kind == Failure.TRY_LATER


def test_no_secret_shows_in_failures_logs_or_representations(
    fake: Fake, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    (order,) = filled(fake, 1)
    account = account_of(fake)
    said = [repr(account), str(failure(fake, "500")), str(failure(fake, "500", ship(order)))]
    out = capsys.readouterr()
    for secret in account.secrets.values():
        assert secret not in "".join([*said, caplog.text, out.out, out.err])


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "https://127.0.0.1", "https://localhost", "https://[::1]/x",
                                     "https://10.0.0.8", "https://169.254.169.254", "ftp://example.com", "https://",
                                     "https://user:pass@example.com", "file:///etc/passwd"])  # fmt: skip
@pytest.mark.parametrize("code", CODES)
def test_an_address_that_is_not_public_is_never_called(code: str, address: str) -> None:
    with running(dialect(code)) as fake:
        secrets, options = fake.dialect.access(fake)
        account = Account("shop", address, secrets, options)
        with pytest.raises(PlatformFailed) as raised:
            platforms()[code].pull(account, SINCE, NOW, "")
        assert (raised.value.kind, raised.value.code) == (Failure.REFUSED, "address")
        assert fake.asked == []


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


def test_two_parcels_of_an_order_are_two_numbers_where_the_platform_can(fake: Fake) -> None:
    able = platform_of(fake).abilities
    if able.numbers == "one":
        pytest.skip("this platform shows one number an order")
    (order,) = filled(fake, 1)
    client, account = platform_of(fake), account_of(fake)
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


def test_an_order_shipped_there_already_is_refused(fake: Fake) -> None:
    (order,) = filled(fake, 1)
    if not platform_of(fake).abilities.per_line:
        pytest.skip("this platform does not count units")
    client, account = platform_of(fake), account_of(fake)
    client.write(account, ship(order, "OTHER"), False)
    with pytest.raises(PlatformFailed) as raised:
        client.write(account, ship(order, "SF1"), False)
    assert raised.value.kind == Failure.REFUSED
    assert [one["tracking"] for one in order.parcels] == ["OTHER"]


def test_a_level_of_an_unknown_listing_is_named_and_the_others_are_told(fake: Fake) -> None:
    if not platform_of(fake).abilities.stock:
        pytest.skip("this platform takes no levels")
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


# -- authorisation -------------------------------------------------------------------------------------------------


def test_an_authorisation_is_renewed_or_a_person_is_asked(fake: Fake) -> None:
    client = platform_of(fake)
    if not client.abilities.refresh:
        with pytest.raises(PlatformFailed) as raised:
            client.refresh(account_of(fake))
        assert raised.value.kind == Failure.AUTH
        return
    renewed = client.refresh(account_of(fake))
    assert renewed.expires_at is None or renewed.expires_at > NOW
    assert fake.token not in repr(renewed)
    account = account_of(fake)
    fresh = Account("shop", fake.url, {**account.secrets, **renewed.secrets}, account.options, inside=True)
    assert client.pull(fresh, SINCE, NOW, "").messages == []

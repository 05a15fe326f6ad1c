"""The half of the suite that every platform passes about reading it: pulled, listed, fetched, failing, renewed.

A channel file with a `PLATFORM` is picked up by itself; telling it is `test_platform_telling.py`.
"""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from orderway.adapters.channels import channels, platforms
from orderway.ports.platform import Account, Failure, Field, PlatformFailed
from tests.adapters.fake_platform import Fake, running
from tests.adapters.fakes import dialect
from tests.adapters.platform_suite import (
    CODES,
    NOW,
    SILENT,
    SINCE,
    account_of,
    failure,
    filled,
    platform_of,
    pulled,
    ship,
    sold,
)

pytestmark = pytest.mark.enable_socket


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

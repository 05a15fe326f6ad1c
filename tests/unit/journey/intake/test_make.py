"""What a channel tells becomes an order with all its money and people, or is said to be absurd."""

from datetime import datetime
from typing import Any

import msgspec
import pytest

from orderway.journey.intake.make import absurd, make_person
from orderway.kernel.limits import LINES_PER_ORDER_MAX, QUANTITY_MAX
from orderway.ports.channel import Receiver
from tests.shop import NOW, incoming, line
from tests.unit.journey.intake.telling import Channel


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"external_id": ""}, "external_id_missing"),
        ({"external_id": "x" * 201}, "external_id_missing"),
        ({"lines": [line("MUG")] * (LINES_PER_ORDER_MAX + 1)}, "too_many_lines"),
        ({"currency": "YUAN"}, "currency_unknown"),
        ({"currency": "C1Y"}, "currency_unknown"),
        ({"placed_at": datetime(9999, 1, 1, tzinfo=NOW.tzinfo)}, "date_absurd"),
        ({"paid_at": datetime(9999, 12, 31, tzinfo=NOW.tzinfo)}, "date_absurd"),
        ({"balance_due_at": datetime(9999, 12, 31, tzinfo=NOW.tzinfo)}, "date_absurd"),
        ({"ship_from": datetime(1, 1, 1, tzinfo=NOW.tzinfo)}, "date_absurd"),
        ({"lines": [line("MUG", -1)]}, "quantity_absurd"),
        ({"lines": [line("MUG", QUANTITY_MAX + 1)]}, "quantity_absurd"),
        ({"lines": [line("MUG", 1, 10**15 + 1)]}, "amount_absurd"),
        ({"lines": [line("MUG", 2, 10**15)]}, "amount_absurd"),
        ({"lines": [line("MUG", 1, 6 * 10**14), line("CAP", 1, 6 * 10**14)]}, "amount_absurd"),
        ({"total_minor": -(10**15) - 1}, "amount_absurd"),
    ],
)
def test_what_cannot_be_kept_is_named(change: dict[str, Any], why: str) -> None:
    assert absurd(msgspec.structs.replace(incoming("A1", line("MUG")), **change)) == why


def test_an_order_carries_what_was_told() -> None:
    made = Channel().make(
        line("MUG", 2), line("CAP", 1, 4900), discount_minor=1000, shipping_minor=600, buyer_note="急"
    )
    assert (made.total_minor, made.goods_minor, made.units, made.line_count) == (22300, 22700, 3, 2)
    assert sum(each.paid_share_minor for each in made.lines) + 600 == made.total_minor
    assert [(p.kind, p.amount_minor, p.external_id) for p in made.payments] == [("captured", 22300, "channel:22300")]
    assert (made.person.name, made.person.phone[:6], made.city, made.buyer_note) == ("王小明", "+86138", "杭州市", "急")
    assert made.person.phone_hash is not None


def test_units_that_the_channel_took_off_already_are_cancelled_and_not_owed() -> None:
    made = Channel().make(line("MUG", 3, current_quantity=1), total_minor=26700, refunded_minor=17800)
    assert (made.lines[0].cancelled, made.due_minor(), made.refunded_minor, made.payment_state) == (
        2,
        8900,
        17800,
        "PAID",
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("unpaid", "UNPAID"),
        ("authorized", "AUTHORIZED"),
        ("cod_due", "COD_DUE"),
        ("failed", "FAILED"),
        ("voided", "VOIDED"),
    ],
)
def test_the_platforms_word_about_the_money_is_the_first_state(status: str, state: str) -> None:
    assert Channel().make(paid=False, payment_status=status).payment_state == state


def test_an_order_for_nothing_is_paid_when_it_is_told_so() -> None:
    made = Channel().make(line("MUG"), total_minor=0, discount_minor=8900)
    assert (made.payment_state, made.captured_minor, made.stage) == ("PAID", 0, "warehouse")


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("浙江省杭州市西湖区文三路478号3幢1202室", ("浙江省", "杭州市", "西湖区", "文三路478号3幢1202室")),
        ("上海市浦东新区世纪大道100号", ("上海市", "上海市", "浦东新区", "世纪大道100号")),
        ("河南省济源市天坛路8号", ("河南省", "", "济源市", "天坛路8号")),
        ("somewhere", ("", "", "", "somewhere")),
    ],
)
def test_an_address_in_one_text_is_taken_apart_as_far_as_it_is_certain(raw: str, parts: tuple[str, ...]) -> None:
    person = make_person(Receiver(raw=raw), 1, "CN", b"k" * 32)
    assert (person.province, person.city, person.district, person.street) == parts
    assert person.raw == raw


def test_a_foreign_address_in_one_text_is_its_street_and_what_the_text_says_of_people_is_taken() -> None:
    assert (
        make_person(Receiver(raw="Main Street 5, Springfield"), 1, "US", b"k" * 32).street
        == "Main Street 5, Springfield"
    )
    person = make_person(Receiver(raw="王小明 13800138000 浙江省杭州市西湖区文三路478号"), 1, "CN", b"k" * 32)
    assert (person.name, person.phone, person.street) == ("王小明", "+8613800138000", "文三路478号")


def test_the_parts_that_a_channel_tells_go_before_its_text() -> None:
    person = make_person(Receiver(raw="浙江省杭州市西湖区文三路1号", province="广东省"), 1, "CN", b"k" * 32)
    assert (person.province, person.street) == ("广东省", "")


@pytest.mark.parametrize(
    ("hosts", "kept"),
    [
        (("小美", "小美"), {"live_host": "小美"}),
        (("小美", "阿强"), {"live_hosts": {"1": "小美", "2": "阿强"}}),
        (("", "阿强"), {"live_hosts": {"2": "阿强"}}),
        (("", ""), {}),
    ],
)
def test_who_sold_a_line_live_is_kept_with_the_order(hosts: tuple[str, str], kept: dict[str, Any]) -> None:
    made = Channel().make(line("MUG", live_host=hosts[0]), line("CAP", live_host=hosts[1]))
    assert {key: made.extra[key] for key in ("live_host", "live_hosts") if key in made.extra} == kept

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.utils.translation import override

from orderway.buyer.seen import LineSeen, OrderSeen, ParcelSeen, QuestionSeen, ScanSeen, ShopSeen
from orderway.buyer.story import story

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def order(**more: Any) -> OrderSeen:
    shop = ShopSeen(1, "Shop", "", "", "", "Asia/Shanghai", "en", True)
    place = {"name": "王小明", "phone": "+8613800138000", "city": "杭州市", "street": "文三路1号", "token": ""}
    states = {"status": "RECEIVED", "partially": False, "standing": "ready", "stage": "check", "waits_for": ""}
    money = {"payment_state": "PAID", "currency": "CNY", "total_minor": 8999}
    back = {"refunded_minor": 0, "refund_open_minor": 0, "cancel_asked": False, "surveyed": None}
    times = {"placed_at": NOW, "ship_by": NOW + timedelta(days=1), "delivered_at": None, "closed_at": None}
    fields: dict[str, Any] = {"id": 1, "number": "A1", "version": 1, "shop": shop, "lines": [line()]}
    fields |= {**place, **states, **money, **back, **times}
    return OrderSeen(**{**fields, **more})


def line(**more: Any) -> LineSeen:
    made = LineSeen(1, "Mug", "", 3, 0, 0, 0, 0, 0, 0, 8999)
    return msgspec.structs.replace(made, **more)


def parcel(state: str = "IN_TRANSIT", **more: Any) -> ParcelSeen:
    fields: dict[str, Any] = {
        "id": 1, "state": state, "carrier": "SF", "carrier_phone": "", "tracking_number": "SF1",
        "due_from": NOW + timedelta(hours=23), "due_until": NOW + timedelta(hours=26), "delivered_at": None,
        "last_scan_at": NOW - timedelta(hours=2), "shipped_at": NOW - timedelta(days=1),
    }  # fmt: skip
    return ParcelSeen(**{**fields, **more})


def told(**more: Any) -> tuple[str, int | None, list[str]]:
    with override("en"):
        made = story(order(**more), NOW)
    return made.lead, made.step, [delay.text for delay in made.delays]


@pytest.mark.parametrize(
    ("more", "lead", "step"),
    [
        ({}, "We have your order", 0),
        ({"status": "AWAITING_PAYMENT", "waits_for": "payment"}, "Waiting for your payment", 0),
        ({"standing": "held"}, "We are checking your order", 0),
        ({"waits_for": "stock", "standing": "short"}, "Waiting for new stock", 0),
        ({"stage": "warehouse", "standing": "warehouse"}, "We are packing your order", 1),
        ({"status": "SHIPPED", "parcels": [parcel()]}, "Arrives tomorrow between 9 and 12", 2),
        ({"status": "SHIPPED", "parcels": [parcel(due_until=None)]}, "Your parcel is on its way", 2),
        ({"status": "SHIPPED", "parcels": [parcel("LABELLED")]}, "Arrives tomorrow between 9 and 12", 2),
        ({"status": "SHIPPED", "parcels": [parcel("RETURNING")]}, "Your parcel is coming back to us", 2),
        ({"status": "SHIPPED", "parcels": [parcel("RETURNED")]}, "Your parcel is back with us", 2),
        ({"status": "CLOSED", "parcels": [parcel("LOST")]}, "Your parcel was lost", None),
        ({"status": "CANCELLED"}, "This order was cancelled", None),
        ({"status": "RETURNED"}, "Everything came back to us", None),
        (
            {"status": "DELIVERED", "delivered_at": NOW, "parcels": [parcel("DELIVERED", delivered_at=NOW)]},
            "Delivered today at 10:00",
            3,
        ),
    ],
)
def test_one_sentence_says_how_it_stands(more: dict[str, Any], lead: str, step: int | None) -> None:
    assert told(**more)[:2] == (lead, step)


def test_a_parcel_that_is_overdue_says_when_it_was_expected_and_last_seen() -> None:
    late = parcel(due_from=None, due_until=NOW - timedelta(days=1))

    lead, _step, delays = told(status="SHIPPED", parcels=[late])

    assert lead == "Later than expected"
    assert delays == ["It was expected yesterday. Last seen 2 hr ago."]


def test_what_the_carrier_says_is_told_without_the_receivers_name() -> None:
    scan = ScanSeen(NOW, "exception", "杭州", "王小明不在家", 1)

    *_, delays = told(status="SHIPPED", parcels=[parcel("EXCEPTION")], scans=[scan])

    assert delays == ["王*明不在家 · 杭州"]


def test_missing_units_a_question_and_money_are_told_in_that_order_of_weight() -> None:
    more = {
        "questions": [QuestionSeen(7, "SENT", "address")],
        "lines": [line(backordered=2)],
        "refund_open_minor": 2999,
    }

    lead, _step, delays = told(**more)

    assert lead == "We need a word from you"
    assert delays == [
        "We have a question about your order.",
        "2 pieces are out of stock; they follow as soon as they are there.",
        "¥29.99 is being paid back to you.",
    ]


def test_an_order_that_should_have_left_says_so_but_not_while_it_waits_for_money() -> None:
    late = {"ship_by": NOW - timedelta(hours=1)}

    assert told(**late)[2] == ["It should have left by now. We are working on it."]
    assert told(**late, status="AWAITING_PAYMENT", waits_for="payment")[2] == []


def test_of_two_parcels_the_nearer_one_is_announced() -> None:
    far = parcel(id=2, due_from=NOW + timedelta(days=3), due_until=NOW + timedelta(days=3, hours=2))
    with override("en"):
        made = story(order(status="SHIPPED", parcels=[far, parcel()]), NOW)

    assert made.lead == "Arrives tomorrow between 9 and 12"
    assert made.sub == "2 of 2 parcels are on their way."

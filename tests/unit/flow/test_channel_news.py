"""What an order tells its channel: only what we did, only what the shop is to tell, each thing once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from orderway.flow.channel_news import tell
from orderway.flow.order import Hold, Line, Order, Person
from orderway.flow.word import ANSWER_WAIT_MINUTES
from tests.unit.flow.making import NOW

ALL = frozenset(("confirmed", "shipped", "stock", "cancelled", "remark", "refund", "ask"))


def order(**more: Any) -> Order:
    """An order of shop 1 that stands before release, with one line of two units."""
    line = Line(5, 9, 1, "L5", "501", "MUG", "Mug", "", 2, 1000, 0, 0, 2000)
    fields: dict[str, Any] = {
        "id": 9, "shop_id": 1, "external_id": "A-9", "number": "A-9", "placed_at": NOW, "received_at": NOW,
        "currency": "CNY", "total_minor": 2000, "stage": "source", "person": Person(9), "lines": [line],
    }  # fmt: skip
    made = Order(**{name: value for name, value in fields.items() if name in Order.__struct_fields__})
    for name, value in more.items():
        setattr(made, name, value)
    return made


def news(one: Order, actor: str = "anna", wanted: frozenset[str] = ALL) -> list[tuple[str, dict[str, Any]]]:
    return [(message.topic, message.payload) for message in tell([one], {1: wanted}, actor, NOW)]


def off(one: Order, reason: str) -> Order:
    one.lines[0].cancelled, one.stage = 2, "closed"
    one.steps = [["cancel", "done", {"reason": reason}]]
    return one


def asked(state: str, note: str = "", at: Any = NOW) -> Hold:
    facts = {"number": "R-1", "amount": 500}
    return Hold(1, 9, "refund_asked", state, [], "service", NOW, None, facts, resolved_at=at, note=note)


@pytest.mark.parametrize("stage", ["source", "release", "warehouse", "road"])
def test_an_order_that_passed_the_review_is_confirmed_once(stage: str) -> None:
    one = order(stage=stage)
    assert news(one) == [("channel.confirmed", {"order": "A-9"})]
    assert news(one) == []


@pytest.mark.parametrize("stage", ["check", "promise", "confirm", "review", "closed"])
def test_an_order_not_agreed_to_is_not_confirmed(stage: str) -> None:
    assert news(order(stage=stage)) == []


def test_an_order_entered_by_hand_and_another_shop_tell_nothing() -> None:
    assert news(order(origin="hand")) == []
    assert tell([order(shop_id=2)], {1: ALL}, "anna", NOW) == []


@pytest.mark.parametrize(
    ("reason", "actor", "told"),
    [("out_of_stock", "anna", True), ("channel", "anna", False), ("out_of_stock", "channel", False)],
)
def test_our_calling_off_is_told_and_the_channels_own_is_not(reason: str, actor: str, told: bool) -> None:
    wanted = frozenset(("cancelled",))
    expected = [("channel.cancelled", {"order": "A-9", "reason": reason})] if told else []
    assert news(off(order(), reason), actor, wanted) == expected


def test_a_part_called_off_is_no_cancellation() -> None:
    one = order(steps=[["cancel", "done", {"reason": "out_of_stock"}]])
    one.lines[0].cancelled = 1
    assert news(one, wanted=frozenset(("cancelled",))) == []


def test_a_remark_of_ours_is_told_without_its_text() -> None:
    one = order(steps=[["seller_note", "changed", {}]], seller_note="fragile")
    assert news(one, wanted=frozenset(("remark",))) == [("channel.remark", {"order": "A-9"})]
    assert news(one, actor="channel", wanted=frozenset(("remark",))) == []


def test_a_refund_is_granted_where_goods_are_called_off_and_refused_where_they_go_on() -> None:
    told = {"order": "A-9", "refund": "R-1", "amount_minor": 500, "currency": "CNY"}
    wanted = frozenset(("refund",))
    gone = off(order(holds=[asked("UPHELD", "cancelled")]), "refund_asked")
    assert news(gone, wanted=wanted) == [("channel.refund", {**told, "granted": True})]
    goes_on = order(holds=[asked("RELEASED")], steps=[["release_hold", "refund_asked", {}]])
    assert news(goes_on, wanted=wanted) == [("channel.refund", {**told, "granted": False})]


@pytest.mark.parametrize(
    "hold", [asked("OPEN"), asked("RELEASED", "withdrawn"), asked("RELEASED", at=NOW - timedelta(1))]
)
def test_a_refund_not_decided_now_is_not_told(hold: Hold) -> None:
    assert news(order(holds=[hold], steps=[["note", "added", {}]]), wanted=frozenset(("refund",))) == []


def test_a_word_is_asked_for_once_until_the_wait_is_over() -> None:
    one, wanted = order(stage="release", waits_for="channel"), frozenset(("ask",))
    assert news(one, wanted=wanted) == [("channel.ask", {"order": "A-9"})]
    assert news(one, wanted=wanted) == []
    later = NOW + timedelta(minutes=ANSWER_WAIT_MINUTES)
    assert [m.topic for m in tell([one], {1: wanted}, "anna", later)] == ["channel.ask"]

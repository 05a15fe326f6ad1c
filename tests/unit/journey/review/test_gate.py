"""Money is there, and people have seen what the rules say they must see."""

from datetime import timedelta
from typing import Any

import pytest

from orderway.kernel.errors import Refusal
from tests.unit.flow.making import CAP, HZ, MUG, NOW, Desk, buckets_of, line, open_reasons

STOCK = {MUG: {HZ: 200}}


@pytest.mark.parametrize("state", ["PAID", "AUTHORIZED", "COLLECTED"])
def test_money_that_is_there_or_held_for_us_passes(state: str) -> None:
    made = Desk(STOCK).go(line(), payment_state=state)
    assert made.stage == "warehouse"


def test_an_unpaid_order_keeps_its_stock_until_its_hours_are_over_and_then_frees_it() -> None:
    desk = Desk(STOCK, unpaid_hours=24)
    made = desk.go(line(MUG, 2), paid=False)
    assert (made.waits_for, made.ready_at) == ("payment", NOW + timedelta(hours=24))
    assert desk.world.available(MUG, HZ) == 198
    desk.later(hours=23, minutes=59)
    desk.advance(made)
    assert made.standing == "unpaid"
    desk.later(minutes=1)
    desk.advance(made)
    assert (made.status, made.standing, made.stage) == ("CANCELLED", "cancelled", "closed")
    assert ([r.state for r in made.reservations], desk.world.available(MUG, HZ)) == (["EXPIRED"], 200)
    assert (made.due_minor(), buckets_of(made.lines[0])) == (0, {"cancelled": 2})


def test_an_expired_order_has_no_open_hold() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(), paid=False)
    made.holds.append(desk.go(line(), payment_state="COD_DUE").holds[0])
    desk.later(hours=25)
    desk.advance(made)
    assert (made.standing, [h.state for h in made.holds]) == ("cancelled", ["UPHELD"])


def test_a_part_payment_keeps_the_order_from_expiring() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(), paid=False)
    desk.must("record_payment", made, amount_minor=100, reference="P1")
    desk.later(days=30)
    desk.advance(made)
    assert (made.standing, made.payment_state) == ("unpaid", "PARTIALLY_PAID")


def test_late_money_for_an_expired_order_goes_back() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(), paid=False)
    desk.later(hours=25)
    desk.advance(made)
    desk.must("record_payment", made, amount_minor=8900, reference="P1")
    assert [(r.amount_minor, r.reason) for r in made.refunds] == [(8900, "paid_after_close")]
    assert made.standing == "cancelled"


@pytest.mark.parametrize(
    ("policy", "fields", "units", "reason"),
    [
        ({"review_amount_minor": 8900}, {}, 1, "large_amount"),
        ({"review_quantity": 3}, {}, 3, "large_quantity"),
        ({"review_remarks": True}, {"buyer_note": "请尽快"}, 1, "remark_present"),
        ({"review_categories": [""]}, {}, 1, "category_review"),
        ({}, {"payment_state": "COD_DUE", "paid": False}, 1, "cod_confirm"),
        ({}, {"captured_minor": 9000, "authorised_minor": 9000, "payment_state": "OVERPAID"}, 1, "overpaid"),
    ],
)
def test_a_threshold_asks_for_a_person(policy: dict[str, Any], fields: dict[str, Any], units: int, reason: str) -> None:
    made = Desk(STOCK, **policy).go(line(MUG, units), **fields)
    assert open_reasons(made) == [reason]
    assert (made.stage, made.fulfilments) == ("release", []), "sourced, and held before the warehouse is told"


@pytest.mark.parametrize(
    ("policy", "units", "price"),
    [
        ({"review_amount_minor": 8901}, 1, 8900),
        ({"review_quantity": 4}, 3, 100),
        ({"review_amount_minor": None}, 50, 20_000),
    ],
)
def test_below_the_threshold_nobody_is_asked(policy: dict[str, Any], units: int, price: int) -> None:
    assert open_reasons(Desk(STOCK, **policy).go(line(MUG, units, price))) == []


def test_approving_needs_the_role_of_the_reason() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(price=600_000))
    refusal = desk.do("approve", made, roles=["operator"])
    assert refusal == Refusal("not_your_role", {"reason": "large_amount", "roles": ["reviewer"]})
    assert open_reasons(made) == ["large_amount"]
    assert desk.do("approve", made, roles=["reviewer"]) is None
    assert (made.stage, made.approved_by) == ("warehouse", "anna")


def test_releasing_one_hold_needs_its_role_too() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(price=600_000))
    assert desk.do("release_hold", made, roles=["service"], reason="large_amount") == Refusal(
        "not_your_role", {"roles": ["reviewer"]}
    )
    assert desk.do("release_hold", made, roles=["reviewer"], reason="large_amount") is None


def test_nobody_approves_an_own_edit_where_the_shop_wants_two() -> None:
    desk = Desk(STOCK, second_pair_amount_minor=0)
    made = desk.go(line(MUG, 2))
    desk.must("change_quantity", made, line_id=made.lines[0].id, quantity=1)
    assert open_reasons(made) == ["edited"]
    assert desk.do("approve", made) == Refusal("own_edit", {"by": "anna"})
    assert desk.do("release_hold", made, reason="edited") == Refusal("own_edit", {"by": "anna"})
    assert desk.do("approve", made, who="bert") is None
    assert made.stage == "warehouse"


def test_a_cause_that_only_its_correction_removes_cannot_be_approved_away() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(None))
    assert desk.do("approve", made) == Refusal("correct_the_cause", {"reason": "listing_unmatched"})


def test_taking_the_approval_back_brings_the_order_back_from_the_warehouse() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(price=600_000))
    desk.must("approve", made)
    desk.must("unapprove", made)
    assert (made.approved_by, [f.state for f in made.fulfilments], open_reasons(made)) == (
        "",
        ["CANCELLED"],
        ["withdrawn"],
    )
    assert made.standing == "held"


def test_expiring_is_refused_before_its_time_and_for_who_paid() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(), paid=False)
    assert desk.do("expire", made) == Refusal("not_due_yet")
    assert desk.do("expire", desk.go(line())) == Refusal("paid")
    desk.later(hours=24)
    assert desk.do("expire", made) is None
    assert made.standing == "cancelled"


def test_an_unpaid_order_that_is_short_expires_by_command() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(CAP), paid=False)
    assert made.standing == "short"
    desk.later(hours=24)
    desk.must("expire", made)
    assert (made.standing, desk.world.demand_change) == ("cancelled", {CAP: 0})


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_an_absurd_amount_is_refused(amount: int) -> None:
    desk = Desk(STOCK)
    made = desk.go(line(), paid=False)
    assert desk.do("record_payment", made, amount_minor=amount, reference="P") == Refusal("amount_missing")
    assert made.payments == []


def test_the_same_reference_is_recorded_once() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(), paid=False)
    desk.must("record_payment", made, amount_minor=8900, reference="P1")
    assert desk.do("record_payment", made, amount_minor=8900, reference="P1") == Refusal(
        "recorded_already", {"reference": "P1"}
    )
    assert made.captured_minor == 8900

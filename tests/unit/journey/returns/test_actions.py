"""What comes back is paid back by its stored share, once, and only what is sellable is sold again."""

from datetime import timedelta

import pytest

from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from tests.unit.flow.making import HZ, MUG, Desk, line


def delivered(units: int = 3, total: int = 10_000, **policy: object) -> tuple[Desk, Order]:
    desk = Desk({MUG: {HZ: 9}}, **policy)
    made = desk.go(line(MUG, units, paid_share_minor=total), total_minor=total, goods_minor=total)
    desk.ship(made)
    desk.must("scan", made, code="delivered")
    return desk, made


def come_back(desk: Desk, made: Order, units: int, sellable: int) -> None:
    each = str(made.lines[0].id)
    desk.must("request_return", made, lines={each: units}, reason="defective")
    desk.must("approve_return", made)
    desk.must("receive_return", made)
    desk.must("inspect_return", made, sellable={each: sellable})


def test_units_come_back_one_by_one_and_add_up_to_what_was_paid() -> None:
    desk, made = delivered()
    amounts = []
    for _ in range(3):
        come_back(desk, made, 1, 1)
        amounts.append(made.refunds[-1].amount_minor)
        desk.must("pay_refund", made, refund_id=made.refunds[-1].id)
    assert (amounts, made.refunded_minor, made.status) == ([3333, 3333, 3334], 10_000, "RETURNED")


def test_only_what_is_sellable_is_stocked_again() -> None:
    desk, made = delivered()
    before = dict(desk.world.on_hand_change)
    come_back(desk, made, 3, 1)
    assert desk.world.on_hand_change[MUG, HZ] - before[MUG, HZ] == 1
    assert desk.world.damaged_change == {(MUG, HZ): 2}


def test_a_unit_paid_back_before_is_not_paid_back_again_when_it_comes() -> None:
    desk, made = delivered(units=1)
    desk.must("propose_refund", made, line_id=made.lines[0].id, units=1)
    come_back(desk, made, 1, 1)
    assert [r.amount_minor for r in made.refunds] == [10_000]
    assert (made.returns[0].state, made.returns[0].refund_minor) == ("COMPLETED", 0)


def test_a_refund_is_paid_once() -> None:
    desk, made = delivered()
    come_back(desk, made, 1, 1)
    refund = made.refunds[0].id
    desk.must("pay_refund", made, refund_id=refund, reference="R1")
    assert desk.do("pay_refund", made, refund_id=refund, reference="R2") == Refusal("refunded_already")
    assert made.refunded_minor == 3333


def test_no_more_comes_back_than_was_shipped_and_is_not_coming_already() -> None:
    desk, made = delivered()
    each = str(made.lines[0].id)
    for step, args in (
        ("request_return", {"lines": {each: 2}}),
        ("approve_return", {}),
        ("receive_return", {"received": {each: 1}}),
        ("receive_return", {"received": {each: 1}}),
        ("inspect_return", {"sellable": {each: 2}}),
        ("pay_refund", {"reference": "R1"}),
    ):
        desk.must(step, made, **args)
        refusal = Refusal("more_than_shipped", {"line": 1, "left": 1})
        assert desk.do("request_return", made, lines={each: 2}) == refusal, f"after {step}"
    assert (len(made.returns), made.lines[0].returned) == (1, 2)


def test_after_the_days_of_return_only_goodwill_helps() -> None:
    desk, made = delivered(return_days=7)
    desk.world.now += timedelta(days=7, seconds=1)
    lines = {str(made.lines[0].id): 1}
    assert desk.do("request_return", made, lines=lines) == Refusal("too_late", {"days": 7})
    desk.must("request_return", made, lines=lines, goodwill=True)


@pytest.mark.parametrize("amount", [0, -5, 10_001])
def test_no_more_is_paid_back_than_came(amount: int) -> None:
    desk, made = delivered()
    assert desk.do("propose_refund", made, amount_minor=amount, kind="compensation") == Refusal(
        "more_than_paid", {"left": 10_000}
    )
    assert made.refunds == []


def test_a_large_refund_is_agreed_by_somebody_else() -> None:
    desk, made = delivered(refund_limit_minor=100, second_pair_amount_minor=100)
    desk.must("propose_refund", made, amount_minor=101, kind="compensation")
    assert desk.do("approve_refund", made) == Refusal("own_proposal", {"by": "anna"})
    assert desk.do("approve_refund", made, who="bert") is None
    assert made.refunds[0].state == "APPROVED"


def test_goods_that_are_not_accepted_go_back_to_the_buyer_with_the_money_kept() -> None:
    desk, made = delivered()
    each = str(made.lines[0].id)
    for name, args in (("request_return", {"lines": {each: 1}}), ("approve_return", {}), ("receive_return", {})):
        desk.must(name, made, **args)
    desk.must("inspect_return", made, accept=False)
    assert (made.returns[0].state, made.refunds, made.lines[0].returned) == ("SENT_BACK", [], 0)


def test_what_a_rejected_refund_would_have_paid_back_is_owed_again() -> None:
    desk, made = delivered()
    owed = made.due_minor()
    desk.must("propose_refund", made, amount_minor=1000, kind="compensation")
    assert (made.due_minor(), made.refund_open_minor) == (owed - 1000, 1000)
    desk.must("reject_refund", made)
    assert (made.due_minor(), made.refund_open_minor) == (owed, 0)

"""Money is split once and never lost; nothing goes back that did not come."""

from hypothesis import given
from hypothesis import strategies as st

from orderway.flow import money
from orderway.flow.order import Line, Order
from orderway.kernel.money import share_of_units
from tests.unit.flow.making import HZ, MUG, NOW, Desk, line, new_ids, order

AMOUNTS = st.integers(0, 10**9)


def paid(units: int, total: int) -> tuple[Order, Line]:
    each = line(MUG, units, paid_share_minor=total)
    return order(new_ids(), each, total_minor=total), each


@given(
    prices=st.lists(
        st.tuples(st.integers(1, 50), st.integers(0, 10**6), st.integers(0, 10**5)), min_size=1, max_size=8
    ),
    shipping=st.integers(0, 5000),
)
def test_the_shares_of_the_lines_and_the_freight_are_the_total(
    prices: list[tuple[int, int, int]], shipping: int
) -> None:
    lines = [line(MUG, units, price, discount_minor=min(off, units * price)) for units, price, off in prices]
    total = sum(x.ordered * x.unit_price_minor - x.discount_minor for x in lines) + shipping
    money.share_lines(lines, total, shipping)
    assert sum(x.paid_share_minor for x in lines) + shipping == total
    for each in lines:
        assert each.paid_share_minor == each.ordered * each.unit_price_minor - each.discount_minor


@given(total=AMOUNTS, parts=st.lists(st.integers(1, 20), min_size=1, max_size=10))
def test_units_given_up_in_any_parts_carry_exactly_what_was_paid(total: int, parts: list[int]) -> None:
    made, each = paid(sum(parts), total)
    amounts = [money.drop_units(made, each, units) for units in parts]
    assert sum(amounts) == total == made.cancelled_minor == each.refunded_minor
    assert all(amount >= 0 for amount in amounts)


@given(
    total=AMOUNTS,
    units=st.integers(1, 20),
    more=st.integers(1, 5),
    price=st.integers(0, 10**6),
    first=st.integers(0, 20),
)
def test_a_line_that_grew_after_a_refund_still_adds_up(
    total: int, units: int, more: int, price: int, first: int
) -> None:
    made, each = paid(units, total)
    money.drop_units(made, each, min(first, units))
    each.ordered += more
    each.paid_share_minor += more * price
    for _ in range(units + more):
        money.drop_units(made, each, 1)
    assert (each.refunded_minor, each.refunded_units) == (total + more * price, units + more)


def test_a_unit_refunded_before_carries_nothing_a_second_time() -> None:
    made, each = paid(2, 101)
    assert [money.drop_units(made, each, 2), money.drop_units(made, each, 1)] == [101, 0]
    assert (each.refunded_units, made.cancelled_minor) == (2, 101)


def test_shares_are_of_the_stored_amount_not_of_the_unit_price() -> None:
    made, each = paid(3, 100)
    assert [money.drop_units(made, each, 1) for _ in range(3)] == [33, 33, 34]
    assert [share_of_units(100, 3, first, 1) for first in range(3)] == [33, 33, 34]


@given(captured=st.integers(0, 10**6), asked=st.lists(st.integers(0, 10**6), max_size=6))
def test_what_goes_back_is_never_more_than_came(captured: int, asked: list[int]) -> None:
    made = order(new_ids(), line(), paid=False, captured_minor=captured, authorised_minor=captured)
    ids = new_ids()
    for at, amount in enumerate(asked):
        refund = money.ask_refund(made, "compensation", amount, "", "anna", NOW, ids)
        if refund is not None and at % 2:
            for state in ("APPROVED", "PROCESSING"):
                money.move(refund, money.REFUND, state)
            money.refund_paid(made, refund, NOW)
    assert 0 <= made.refunded_minor + made.refund_open_minor <= captured
    assert made.refunded_minor + made.refund_open_minor == min(captured, sum(asked))


def test_the_same_payment_told_twice_counts_once() -> None:
    made, ids = order(new_ids(), line(), paid=False), new_ids()
    assert [money.pay(made, "captured", 8900, NOW, "P1", ids) for _ in range(3)] == [True, False, False]
    assert (made.captured_minor, made.payment_state, len(made.payments)) == (8900, "PAID", 1)


def test_the_payment_state_follows_from_what_came_and_what_is_due() -> None:
    ids = new_ids()
    for amount, state in ((100, "PARTIALLY_PAID"), (8900, "PAID"), (9000, "OVERPAID")):
        made = order(new_ids(), line(), paid=False)
        money.pay(made, "captured", amount, NOW, "P", ids)
        assert made.payment_state == state
    made = order(new_ids(), line(), paid=False)
    money.pay(made, "authorised", 8899, NOW, "A1", ids)
    assert made.payment_state == "UNPAID"
    money.pay(made, "authorised", 1, NOW, "A2", ids)
    assert (made.payment_state, money.is_settled(made)) == ("AUTHORIZED", True)


def test_a_rejected_refund_is_owed_by_the_buyer_again() -> None:
    desk = Desk({MUG: {11: 5}}, refund_limit_minor=0)
    made = desk.go(line(MUG))
    desk.must("propose_refund", made, amount_minor=900, kind="compensation")
    assert (made.refund_open_minor, made.due_minor(), made.payment_state) == (900, 8000, "PAID")
    desk.must("reject_refund", made)
    assert (made.refund_open_minor, made.due_minor(), made.payment_state) == (0, 8900, "PAID")


def test_what_was_forgiven_ahead_is_not_given_up_again_with_the_units() -> None:
    made, each = paid(2, 1000)
    money.forgive(made, 300)
    assert money.drop_units(made, each, 1) == 500
    assert made.cancelled_minor == 500
    assert money.drop_units(made, each, 1) == 500
    assert made.cancelled_minor == 1000


def test_money_that_comes_after_an_authorisation_was_given_back_revives_the_order() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.order(line(), paid=False)
    money.pay(made, "authorised", 8900, NOW, "A", desk.ids)
    money.pay(made, "voided", 0, NOW, "V", desk.ids)
    desk.advance(made)
    assert (made.payment_state, made.standing, made.next_action) == ("VOIDED", "unpaid", "await_payment")
    desk.must("record_payment", made, kind="captured", amount_minor=8900, reference="R")
    assert (made.payment_state, made.stage, made.standing) == ("PAID", "warehouse", "warehouse")


def test_a_cancellation_does_not_revive_what_was_given_back() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.order(line(), paid=False)
    money.pay(made, "voided", 0, NOW, "V", desk.ids)
    desk.advance(made)
    desk.must("cancel", made, reason="buyer")
    assert (made.payment_state, made.status) == ("VOIDED", "CANCELLED")
    desk.must("record_payment", made, kind="captured", amount_minor=8900, reference="R")
    assert [(r.amount_minor, r.reason) for r in made.refunds] == [(8900, "paid_after_close")]

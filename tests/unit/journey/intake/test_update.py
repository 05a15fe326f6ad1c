"""A later message is compared with what the channel told before: what it changed is taken, what we changed stays."""

from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from orderway.flow import line_split
from orderway.flow.order import Order
from tests.shop import GOOD_RECEIVER, line
from tests.unit.flow.making import buckets_of, open_reasons
from tests.unit.journey.intake.telling import Channel


def money_of(made: Order) -> tuple[int, int, int, str]:
    return made.captured_minor, made.refunded_minor, made.refund_open_minor, made.payment_state


def test_the_same_message_again_is_a_duplicate() -> None:
    channel = Channel()
    made = channel.make()
    assert channel.tell(made, version=1) == "duplicate"
    assert channel.tell(made) == "duplicate", "a newer version that tells nothing new"


def test_an_older_message_is_never_applied() -> None:
    channel = Channel()
    made = channel.make(line("MUG", 3))
    channel.tell(made, line("MUG", 1), version=9)
    assert channel.tell(made, line("MUG", 2), version=8) == "duplicate"
    assert made.lines[0].ordered - made.lines[0].cancelled == 1
    assert channel.tell(made, status="cancelled", version=7) == "duplicate"
    assert made.stage == "warehouse"


def test_payment_told_by_a_message_lets_the_order_go_on() -> None:
    channel = Channel()
    made = channel.make(paid=False)
    assert made.standing == "unpaid"
    assert channel.tell(made) == "update"
    assert (made.stage, money_of(made)) == ("warehouse", (8900, 0, 0, "PAID"))


@pytest.mark.parametrize("notice_first", [True, False])
def test_one_payment_told_by_notice_and_by_order_counts_once(notice_first: bool) -> None:
    channel = Channel()
    made = channel.make(paid=False)
    told = [lambda: channel.document(made, "payment", number="P1", amount_minor=8900), lambda: channel.tell(made)]
    for tell in told if notice_first else reversed(told):
        tell()
    assert money_of(made) == (8900, 0, 0, "PAID")
    assert channel.document(made, "payment", number="P1", amount_minor=8900) == "duplicate"


def test_a_payment_in_an_absurd_year_came_when_it_was_told() -> None:
    channel = Channel()
    made = channel.make(paid=False)
    beyond = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=12)))
    assert channel.document(made, "payment", number="P1", amount_minor=8900, at=beyond) == "update"
    assert [payment.at for payment in made.payments] == [channel.desk.world.now]


def test_a_notice_of_the_payment_that_came_with_the_order_counts_nothing_more() -> None:
    channel = Channel()
    made = channel.make()
    channel.document(made, "payment", number="P1", amount_minor=8900)
    assert money_of(made) == (8900, 0, 0, "PAID")
    channel.document(made, "payment", number="P2", amount_minor=8900)
    assert money_of(made) == (17800, 0, 0, "OVERPAID"), "a second payment is one"


@pytest.mark.parametrize("refund_first", [True, False])
def test_a_refund_that_the_platform_made_is_not_made_again_by_us(refund_first: bool) -> None:
    channel = Channel()
    made = channel.make()
    if not refund_first:
        channel.tell(made, status="cancelled")
        assert money_of(made) == (8900, 0, 8900, "PAID")
    channel.tell(made, status="cancelled", refunded_minor=8900)
    assert money_of(made) == (8900, 8900, 0, "PAID")
    assert made.standing == "cancelled"


def test_a_price_difference_paid_back_by_the_platform_does_not_stop_the_order() -> None:
    channel = Channel()
    made = channel.make(line("CAP"))
    assert made.standing == "short"
    channel.tell(made, line("CAP"), refunded_minor=500)
    assert (money_of(made), made.due_minor()) == ((8900, 500, 0, "PAID"), 8400)


@pytest.mark.parametrize("together", [True, False])
def test_a_line_refunded_by_the_platform_and_taken_off_is_paid_back_once(together: bool) -> None:
    channel = Channel()
    lines = [line("MUG", external_id="1"), line("MUG", external_id="2")]
    made = channel.make(*lines)
    gone = msgspec.structs.replace(lines[1], current_quantity=0)
    if not together:
        channel.tell(made, *lines, refunded_minor=8900)
    channel.tell(made, lines[0], gone, refunded_minor=8900)
    assert (money_of(made), made.due_minor()) == ((17800, 8900, 0, "PAID"), 8900)
    assert [buckets_of(each) for each in made.lines] == [{"released": 1}, {"cancelled": 1}]


def test_what_staff_corrected_stays_until_the_channel_tells_another_address() -> None:
    channel = Channel()
    made = channel.make()
    channel.desk.must("correct_address", made, street="文三路9号9幢")
    assert channel.tell(made, seller_note="fragile") == "update"
    assert made.person.street == "文三路9号9幢"
    moved = msgspec.structs.replace(GOOD_RECEIVER, street="文二路1号")
    channel.tell(made, ship_to=moved)
    assert made.person.street == "文二路1号"
    channel.desk.must("correct_address", made, street="文二路2号")
    channel.tell(made, ship_to=moved, buyer_note="thanks")
    assert made.person.street == "文二路2号"


def test_what_staff_cancelled_is_not_brought_back_by_the_next_message() -> None:
    channel = Channel()
    lines = [line("MUG", external_id="1"), line("CAP", external_id="2")]
    made = channel.make(*lines)
    channel.desk.must("decide_shortage", made, choice="cancel_short")
    assert channel.tell(made, *lines, seller_note="x") == "update"
    assert [buckets_of(each) for each in made.lines] == [{"released": 1}, {"cancelled": 1}]
    assert made.stage == "warehouse"


def test_units_that_the_channel_takes_off_are_taken_off_once() -> None:
    channel = Channel()
    made = channel.make(line("MUG", 3))
    channel.tell(made, line("MUG", 2))
    channel.tell(made, line("MUG", 2))
    assert buckets_of(made.lines[0]) == {"released": 2, "cancelled": 1}
    assert money_of(made) == (26700, 0, 8900, "PAID")


def test_a_line_that_is_new_is_owed_and_sent_through_the_gates() -> None:
    channel = Channel()
    made = channel.make(line("MUG", external_id="1"))
    channel.tell(made, line("MUG", external_id="1"), line("MUG", external_id="2"), paid=True)
    assert [buckets_of(each) for each in made.lines] == [{"released": 1}, {"released": 1}]
    assert money_of(made) == (17800, 0, 0, "PAID")


def test_a_change_that_comes_too_late_is_a_contradiction_for_a_person() -> None:
    channel = Channel()
    made = channel.make(line("MUG", 2))
    channel.desk.ship(made)
    channel.tell(made, line("MUG", 1))
    assert open_reasons(made) == ["channel_contradiction"]
    channel.tell(made, line("MUG", 1))
    assert len(made.holds) == 1, "told once"


def test_a_cancellation_of_what_is_on_the_road_is_a_contradiction_too() -> None:
    channel = Channel()
    made = channel.make()
    channel.desk.ship(made)
    channel.tell(made, status="cancelled")
    assert (made.status, open_reasons(made)) == ("SHIPPED", [])


def test_a_refund_asked_before_shipping_stops_the_line_at_once() -> None:
    channel = Channel()
    made = channel.make()
    assert channel.document(made, "refund_request", number="R1", amount_minor=8900) == "update"
    assert (open_reasons(made), [f.state for f in made.fulfilments]) == (["refund_asked"], ["CANCELLED"])
    assert made.standing == "held"
    assert channel.document(made, "refund_request", number="R1", amount_minor=8900) == "duplicate"


@pytest.mark.parametrize("status", ["requested", "Requested", "proposed"])
def test_a_refund_that_a_platform_tells_as_requested_stops_it_as_well(status: str) -> None:
    channel = Channel()
    made = channel.make()
    channel.document(made, "refund", number="R1", status=status)
    assert open_reasons(made) == ["refund_asked"]


def test_a_refund_being_packed_is_asked_back_and_refused_at_the_packing_table_and_the_door() -> None:
    channel = Channel()
    made = channel.make()
    channel.desk.must("pick", made)
    channel.document(made, "refund_request", number="R1")
    assert made.fulfilments[0].state == "STOP_REQUESTED"
    channel.desk.must("answer_stop", made, agree=False)
    refusal = channel.desk.do("pack", made)
    assert refusal is not None
    assert refusal.code == "refund_asked"


@pytest.mark.parametrize("status", ["withdrawn", "closed", "cancelled", "rejected"])
def test_a_refund_that_is_withdrawn_lets_the_order_go_on(status: str) -> None:
    channel = Channel()
    made = channel.make()
    channel.document(made, "refund_request", number="R1")
    channel.document(made, "refund", number="R2", status=status)
    assert open_reasons(made) == ["refund_asked"], "another one"
    channel.document(made, "refund", number="R1", status=status)
    assert (open_reasons(made), made.stage, made.standing) == ([], "warehouse", "warehouse")
    channel.document(made, "refund_request", number="R1")
    assert open_reasons(made) == ["refund_asked"], "asked again"


def test_a_refund_that_was_decided_here_stops_nothing_when_the_platform_tells_it_again() -> None:
    channel = Channel()
    made = channel.make()
    channel.document(made, "refund", number="R1", status="requested")
    channel.desk.must("release_hold", made, hold_id=made.holds[0].id, reason="spoken with the buyer")
    states = [f.state for f in made.fulfilments]
    assert channel.document(made, "refund", number="R1", status="requested") == "duplicate"
    assert (open_reasons(made), [f.state for f in made.fulfilments]) == ([], states)
    assert made.stage == "warehouse"


def test_a_wish_that_the_platform_no_longer_tells_line_by_line_is_over() -> None:
    channel = Channel()
    asked = line("MUG", external_id="1", refund_status="requested")
    made = channel.make(asked)
    channel.document(made, "refund", number="A1/1", status="requested", lines=[asked])
    channel.tell(made, asked)
    assert open_reasons(made) == ["refund_asked"]
    channel.tell(made, line("MUG", external_id="1"))
    assert (open_reasons(made), made.stage) == ([], "warehouse")


def test_a_cancellation_notice_cancels() -> None:
    channel = Channel()
    made = channel.make()
    assert channel.document(made, "cancellation", number="C1") == "update"
    assert made.standing == "cancelled"
    assert channel.document(made, "cancellation", number="C1") == "duplicate"


def test_remarks_follow_the_channel() -> None:
    channel = Channel()
    made = channel.make()
    assert channel.tell(made, buyer_note="送货前电话", seller_note="VIP") == "update"
    assert (made.buyer_note, made.seller_note) == ("送货前电话", "VIP")


def test_a_line_of_another_live_host_that_comes_later_is_told_apart() -> None:
    channel = Channel()
    made = channel.make(line("MUG", live_host="小美"))
    channel.tell(
        made, line("MUG", live_host="小美"), line("CAP", live_host="阿强"), total_minor=17800, paid_minor=17800
    )
    assert (made.extra.get("live_host"), made.extra["live_hosts"]) == (None, {"1": "小美", "2": "阿强"})
    same = channel.make(line("MUG", live_host="小美"))
    channel.tell(same, line("MUG"), line("CAP", live_host="小美"), total_minor=17800, paid_minor=17800)
    assert (same.extra["live_host"], "live_hosts" in same.extra) == ("小美", False)


def test_a_line_of_which_a_part_is_other_goods_is_still_one_line_of_the_channel() -> None:
    channel = Channel()
    made = channel.make(line("CAP", 3, external_id="7"))
    desk, cap = channel.desk, made.lines[0]
    part = line_split.split_off(made, cap, 2, desk.ids)
    assert channel.tell(made, line("CAP", 3, external_id="7")) == "duplicate"
    channel.tell(made, line("CAP", 2, external_id="7"))
    assert [(one.ordered, one.cancelled) for one in made.lines] == [(1, 0), (2, 1)]
    channel.tell(made, line("CAP", 4, external_id="7"))
    assert sum(one.ordered - one.cancelled for one in made.lines) == 4
    channel.tell(made, line("CAP", 0, external_id="7"))
    assert [one.ordered - one.cancelled for one in made.lines] == [0, 0]
    assert (part.external_id, made.stage) == ("7", "closed")

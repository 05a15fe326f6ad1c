"""Cancelling, stopping, and telling the channel's word from ours."""

import pytest

from orderway.flow import change
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import QUANTITY_MAX
from tests.unit.flow.making import CAP, GZ, HZ, MUG, Desk, buckets_of, frozen, line, open_reasons


def two_places() -> tuple[Desk, Order]:
    desk = Desk({MUG: {HZ: 1, GZ: 1}})
    return desk, desk.go(line(MUG, 2))


def test_cancelling_frees_the_stock_and_gives_the_money_back() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG, 2))
    assert desk.world.available(MUG, HZ) == 3
    desk.must("cancel", made, reason="buyer")
    assert desk.world.available(MUG, HZ) == 5
    assert (made.status, made.standing, made.stage) == ("CANCELLED", "cancelled", "closed")
    assert [(r.amount_minor, r.state) for r in made.refunds] == [(17800, "APPROVED")]
    assert [r.state for r in made.reservations] == ["RELEASED"]


def test_a_refund_beyond_the_limit_of_the_shop_waits_for_a_second_person() -> None:
    desk = Desk({MUG: {HZ: 5}}, refund_limit_minor=8899)
    made = desk.go(line(MUG, 1))
    desk.must("cancel", made)
    assert [(r.amount_minor, r.state) for r in made.refunds] == [(8900, "REQUESTED")]


@pytest.mark.parametrize("units", [{0: 1}, {99: 1}])
def test_cancelling_a_line_of_another_order_is_refused(units: dict[int, int]) -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG, 1))
    before = frozen(made)
    assert desk.do("cancel", made, units=units) == Refusal("unknown_line", {"field": f"units/{next(iter(units))}"})
    assert frozen(made) == before


def test_cancelling_a_negative_number_is_refused() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG, 3))
    assert desk.do("cancel", made, units={made.lines[0].id: -1}) == Refusal("unknown_line")
    assert buckets_of(made.lines[0]) == {"released": 3}


def test_more_than_is_left_cannot_be_cancelled() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG, 3))
    assert desk.do("cancel", made, units={made.lines[0].id: 4}) == Refusal("more_than_left", {"line": 1})
    desk.ship(made)
    assert desk.do("cancel", made, units={made.lines[0].id: 1}) == Refusal("already_shipped", {"line": 1})
    assert desk.do("cancel", made) == Refusal("nothing_to_cancel", {"status": "SHIPPED"})


def test_a_warehouse_at_work_is_asked_before_its_units_are_cancelled() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG, 2))
    desk.must("start_pick", made)
    desk.must("cancel", made, reason="buyer")
    assert buckets_of(made.lines[0]) == {"released": 2}
    assert [f.state for f in made.fulfilments] == ["STOP_REQUESTED"]
    assert (made.standing, made.next_action) == ("warehouse", "answer_stop")
    desk.must("answer_stop", made, agree=True)
    assert buckets_of(made.lines[0]) == {"cancelled": 2}
    assert made.standing == "cancelled"
    assert desk.world.available(MUG, HZ) == 5


def test_a_warehouse_that_does_not_let_go_ships_and_nothing_is_cancelled() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG, 2))
    desk.must("pick", made)
    desk.must("cancel", made)
    desk.must("answer_stop", made, agree=False)
    assert [f.state for f in made.fulfilments] == ["PICKED"]
    assert "cancel_asked" not in made.extra
    assert buckets_of(made.lines[0]) == {"released": 2}


@pytest.mark.parametrize("refusing_first", [True, False])
def test_one_warehouse_refuses_the_stop_and_the_others_units_are_cancelled_all_the_same(refusing_first: bool) -> None:
    desk, made = two_places()
    first, second = made.fulfilments
    for fulfilment in (first, second):
        desk.must("start_pick", made, fulfilment_id=fulfilment.id)
    desk.must("cancel", made)
    answers = [(first, False), (second, True)]
    for fulfilment, agree in answers if refusing_first else reversed(answers):
        desk.must("answer_stop", made, fulfilment_id=fulfilment.id, agree=agree)
    assert buckets_of(made.lines[0]) == {"released": 1, "cancelled": 1}
    assert "cancel_asked" not in made.extra
    assert [r.amount_minor for r in made.refunds] == [8900]


def test_an_order_cancelled_while_a_stop_for_another_reason_is_pending_ends_when_the_warehouse_agrees() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG, 1))
    desk.must("pick", made)
    desk.must("unapprove", made)
    assert [f.state for f in made.fulfilments] == ["STOP_REQUESTED"]
    desk.must("cancel", made, reason="buyer")
    desk.must("answer_stop", made, agree=True)
    assert (made.status, made.standing) == ("CANCELLED", "cancelled")
    assert open_reasons(made) == []
    assert made.live_reservations() == []


def test_cancelling_everything_closes_its_holds_and_questions() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG), person={"street": "文三路"})
    desk.must("ask", made, field="address", text="?")
    assert open_reasons(made) == ["house_number_missing"]
    desk.must("cancel", made)
    assert ([h.state for h in made.holds], [q.state for q in made.questions]) == (["UPHELD"], ["CLOSED"])


def test_the_rest_cancelled_after_the_first_parcel_arrived_makes_the_order_delivered() -> None:
    desk = Desk({MUG: {HZ: 5}}, shortage="part")
    made = desk.go(line(MUG), line(CAP))
    desk.ship(made)
    desk.must("scan", made, code="delivered")
    assert (made.delivered_at, made.standing) == (None, "short")
    desk.must("cancel", made, units={made.lines[1].id: 1})
    assert (made.status, made.stage, made.delivered_at) == ("DELIVERED", "settled", desk.world.now)


def test_an_address_changed_with_a_label_sends_it_again_with_a_new_one() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG))
    desk.must("label", made, tracking_number="SF1")
    desk.must("correct_address", made, street="文三路500号")
    assert [p.state for p in made.parcels] == ["VOIDED"]
    assert [f.state for f in made.fulfilments] == ["CANCELLED", "SENT"]
    assert made.person.version == 2


def test_an_address_changed_while_the_warehouse_packs_makes_the_old_label_worthless_if_it_goes_on() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG))
    desk.must("label", made, tracking_number="SF1")
    desk.must("pick", made)
    desk.must("pack", made)
    desk.must("correct_address", made, street="文三路500号")
    desk.must("answer_stop", made, agree=False)
    assert desk.do("hand_over", made) == Refusal("label_outdated", {"address_version": 2})
    desk.must("void_label", made)
    desk.must("label", made, tracking_number="SF2")
    desk.must("hand_over", made)
    assert [(p.tracking_number, p.state) for p in made.parcels] == [("SF1", "VOIDED"), ("SF2", "LABELLED")]


def test_the_same_address_again_changes_nothing() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG))
    before = frozen(made)
    assert desk.do("correct_address", made, street=made.person.street) == Refusal("nothing_changed")
    assert frozen(made) == before


def test_more_units_are_owed_at_the_unit_price_and_wait_for_the_money() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG))
    desk.must("change_quantity", made, line_id=made.lines[0].id, quantity=3)
    assert (made.total_minor, made.payment_state, made.waits_for) == (26700, "PARTIALLY_PAID", "payment")
    desk.must("record_payment", made, kind="captured", amount_minor=17800, reference="P2")
    assert (made.payment_state, made.stage) == ("PAID", "warehouse")


def test_a_quantity_beyond_all_measure_is_refused() -> None:
    desk = Desk({MUG: {HZ: 5}})
    made = desk.go(line(MUG))
    refusal = desk.do("change_quantity", made, line_id=made.lines[0].id, quantity=QUANTITY_MAX + 1)
    assert refusal == Refusal("too_many", {"limit": QUANTITY_MAX})


def test_what_the_channel_told_of_a_line_is_its_units_until_it_tells_others() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG, 2))
    assert change.told_units(made, made.lines[0]) == 2
    desk.must("change_quantity", made, line_id=made.lines[0].id, quantity=5)
    assert change.told_units(made, made.lines[0]) == 2
    desk.must("change_quantity", made, line_id=made.lines[0].id, quantity=1)
    assert change.told_units(made, made.lines[0]) == 2

"""Goods leave once, under a label that is right."""

from orderway.flow.order import Order
from orderway.flow.reference import CarrierInfo
from orderway.kernel.errors import Refusal
from tests.unit.flow.making import CARRIER, HZ, MUG, Desk, buckets_of, line


def ready() -> tuple[Desk, Order]:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG, 2))
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"})):
        desk.must(name, made, **args)
    return desk, made


def test_handing_over_takes_the_stock_once_and_tells_the_shop() -> None:
    desk, made = ready()
    desk.must("hand_over", made)
    assert (desk.world.on_hand_change, desk.world.reserve_change) == ({(MUG, HZ): -2}, {(MUG, HZ): 0})
    assert [message.topic for message in desk.outgoing] == ["channel.shipped"]
    refusal = desk.do("hand_over", made)
    assert refusal == Refusal("nothing_released", {"status": "SHIPPED"})
    assert desk.do("hand_over", made, tracking_number="SF1") == Refusal("not_in_this_state", {"state": "SHIPPED"})
    assert (desk.world.on_hand_change, buckets_of(made.lines[0])) == ({(MUG, HZ): -2}, {"shipped": 2})


def test_a_void_label_is_refused_at_the_door() -> None:
    desk, made = ready()
    desk.must("void_label", made)
    assert desk.do("hand_over", made, tracking_number="SF1") == Refusal("label_void", {"tracking_number": "SF1"})
    assert made.fulfilments[0].state == "PACKED"


def test_an_order_held_for_a_refund_does_not_leave() -> None:
    desk, made = ready()
    desk.must("unapprove", made)
    desk.must("answer_stop", made, agree=False)
    assert desk.do("hand_over", made) == Refusal("held", {"reasons": ["withdrawn"]})


def test_a_carrier_is_asked_with_the_same_key_until_it_answers() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG))
    desk.must("want_label", made)
    desk.must("want_label", made)
    keys = [message.payload["key"] for message in desk.outgoing]
    assert keys == [made.parcels[0].label_key] * 2
    desk.must("label", made, parcel_id=made.parcels[0].id, tracking_number="SF1")
    assert desk.do("want_label", made) == Refusal("labelled_already")
    desk.must("label", made, tracking_number="SF1")
    assert len(made.parcels) == 1, "the same number told twice is one parcel"


def test_two_parcels_leave_only_when_both_have_a_number() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG, 2))
    desk.must("pick", made)
    part = str(made.fulfilment_lines[0].id)
    desk.must("pack", made, parcels=[{"contents": {part: 1}}, {"contents": {part: 1}}])
    desk.must("label", made, tracking_number="SF1")
    assert desk.do("hand_over", made) == Refusal("not_in_this_state", {"state": "PACKED"})
    desk.must("label", made, tracking_number="SF2")
    desk.must("hand_over", made)


def test_a_mistyped_number_of_the_carrier_is_refused_until_it_is_confirmed() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG))
    desk.must("pick", made)
    desk.must("pack", made)
    desk.world.refs.carriers = {CARRIER: CarrierInfo(CARRIER, "ups", "UPS", "by_hand", False, 0)}
    wrong, right = "1Z999AA10123456785", "1Z999AA10123456784"
    facts = {"tracking_number": wrong, "courier": "UPS"}
    assert desk.do("label", made, roles=("picker",), tracking_number=wrong) == Refusal("check_digit_wrong", facts)
    desk.must("label", made, tracking_number=right)
    assert made.parcels[0].tracking_number == right


def test_numbers_nobody_can_judge_and_confirmed_ones_are_taken() -> None:
    for args in ({"tracking_number": "UNKNOWN-1"}, {"tracking_number": "1Z999AA10123456785", "number_confirmed": True}):
        desk = Desk({MUG: {HZ: 9}})
        made = desk.go(line(MUG))
        desk.must("pick", made)
        desk.must("pack", made)
        desk.world.refs.carriers = {CARRIER: CarrierInfo(CARRIER, "ups", "UPS", "by_hand", False, 0)}
        assert desk.do("label", made, roles=("picker",), **args) is None

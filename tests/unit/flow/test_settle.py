"""Headline, pot, next step, owner and due time follow from the parts."""

from datetime import timedelta

import pytest

from orderway.flow.order import Order
from orderway.flow.settle import ROAD_DUE_DAYS, SURVEY_DAYS, WAITING_DUE_HOURS
from tests.unit.flow.making import BJ, CAP, GZ, HZ, MUG, NOW, SERVICE, Desk, line


def desk_of(**policy: object) -> Desk:
    return Desk({MUG: {HZ: 9, GZ: 9, BJ: 9}}, **policy)


def stands(made: Order) -> tuple[str, str, str, str, str]:
    return made.status, made.standing, made.stage, made.next_action, made.owner_role


def test_each_step_from_the_shelf_to_the_door_has_its_headline_and_its_owner() -> None:
    desk = desk_of()
    made = desk.go(line())
    assert stands(made) == ("RELEASED", "warehouse", "warehouse", "pick", "warehouse_manager")
    for deed, args, action in (
        ("pick", {}, "pack"),
        ("pack", {}, "label"),
        ("label", {"tracking_number": "SF1"}, "hand_over"),
    ):
        desk.must(deed, made, **args)
        assert stands(made) == ("RELEASED", "warehouse", "warehouse", action, "warehouse_manager")
        assert made.due_at == made.ship_by == NOW + timedelta(hours=48)
    desk.must("hand_over", made)
    assert stands(made) == ("SHIPPED", "road", "road", "follow_delivery", "service")
    desk.must("scan", made, code="exception")
    assert stands(made) == ("SHIPPED", "road", "road", "solve_delivery", "service")
    desk.must("scan", made, code="delivered")
    assert stands(made) == ("DELIVERED", "road", "settled", "settle", "service")
    assert made.ready_at == NOW + timedelta(days=SURVEY_DAYS)
    desk.later(days=SURVEY_DAYS)
    desk.advance(made)
    assert stands(made) == ("COMPLETED", "completed", "closed", "", "")
    assert (made.closed_at, made.due_at) == (desk.world.now, None)


@pytest.mark.parametrize(
    ("more", "expected", "hours"),
    [
        ({"paid": False}, ("AWAITING_PAYMENT", "unpaid", "review", "await_payment", "service"), 24),
        ({"person": {"phone": ""}}, ("REVIEW", "held", "confirm", "ask_buyer", "operator"), 24),
        ({"person": {"street": "文三路"}}, ("REVIEW", "held", "confirm", "ask_buyer", "operator"), 24),
    ],
)
def test_who_waits_for_whom(more: dict[str, object], expected: tuple[str, ...], hours: int) -> None:
    made = desk_of().go(line(), **more)
    assert stands(made) == expected
    assert made.due_at == NOW + timedelta(hours=hours)


def test_who_waits_for_stock_is_looked_at_by_an_operator_in_the_end() -> None:
    unpaid = desk_of().go(line(CAP), paid=False)
    assert stands(unpaid) == ("RECEIVED", "short", "promise", "await_stock", "operator")
    assert unpaid.due_at == NOW + timedelta(hours=WAITING_DUE_HOURS)
    paid = desk_of().go(line(CAP))
    assert paid.due_at == paid.ship_by == NOW + timedelta(hours=48), "once it is paid, before its time to ship is over"


def test_the_most_urgent_hold_says_what_is_next() -> None:
    made = desk_of().go(line(price=900_000), total_minor=1, person={"street": "", "city": "", "province": ""})
    assert made.next_action == "ask_buyer"
    assert {h.reason for h in made.open_holds()} >= {"address_missing", "amount_mismatch"}


def test_a_hold_is_due_before_the_order_must_ship() -> None:
    made = desk_of(ship_within_hours=3).go(line(price=900_000))
    assert [h.reason for h in made.open_holds()] == ["large_amount"]
    assert made.due_at == made.ship_by == NOW + timedelta(hours=3)


def test_part_of_an_order_on_the_road_is_partially_shipped() -> None:
    desk = desk_of(shortage="part")
    made = desk.go(line(), line(CAP))
    assert (made.status, made.partially) == ("RELEASED", True)
    desk.ship(made)
    assert (made.status, made.partially, made.standing) == ("SHIPPED", True, "short")


def test_all_units_back_are_a_returned_order() -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 2))
    desk.ship(made)
    desk.must("scan", made, code="delivered")
    for units, expected in ((1, ("DELIVERED", True)), (1, ("RETURNED", False))):
        desk.must("request_return", made, lines={made.lines[0].id: units})
        for deed in ("approve_return", "receive_return", "inspect_return"):
            desk.must(deed, made)
        desk.must("pay_refund", made)
        assert (made.status, made.partially) == expected
    assert made.standing == "completed"


def test_a_parcel_that_does_not_come_is_looked_at_by_customer_service() -> None:
    desk = desk_of()
    made = desk.go(line())
    desk.ship(made)
    made.parcels[0].due_until = None
    desk.advance(made)
    assert (made.next_action, made.due_at) == ("follow_delivery", NOW + timedelta(days=ROAD_DUE_DAYS))


def test_an_order_of_services_alone_is_delivered_when_it_is_released_and_not_before_it_is_paid() -> None:
    desk = desk_of()
    made = desk.go(line(SERVICE), paid=False)
    assert stands(made)[:3] == ("AWAITING_PAYMENT", "unpaid", "review")
    desk.must("record_payment", made, amount_minor=8900, reference="P")
    assert stands(made)[:3] == ("DELIVERED", "road", "settled")
    assert made.lines[0].shipped == 1


def test_services_beside_goods_wait_for_the_parcel() -> None:
    desk = desk_of()
    made = desk.go(line(MUG), line(SERVICE))
    assert [each.shipped for each in made.lines] == [0, 1]
    desk.ship(made)
    assert made.delivered_at is None
    desk.must("scan", made, code="delivered")
    assert made.status == "DELIVERED"


def test_two_parcels_are_delivered_when_the_second_is() -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 2))
    desk.must("pick", made)
    part = made.fulfilment_lines[0].id
    desk.must("pack", made, parcels=[{"contents": {part: 1}}, {"contents": {part: 1}}])
    desk.must("label", made, tracking_number="SF1")
    desk.must("label", made, tracking_number="SF2")
    desk.must("hand_over", made)
    desk.must("scan", made, tracking_number="SF1", code="delivered", at=NOW + timedelta(hours=1))
    assert made.status == "SHIPPED"
    desk.must("scan", made, tracking_number="SF2", code="delivered", at=NOW + timedelta(hours=5))
    assert (made.status, made.delivered_at) == ("DELIVERED", NOW + timedelta(hours=5))


def test_an_order_of_which_every_parcel_is_lost_is_paid_back() -> None:
    desk = desk_of()
    made = desk.go(line())
    desk.ship(made)
    desk.must("scan", made, code="lost")
    assert (made.stage, made.delivered_at) == ("closed", None)
    assert [(r.kind, r.amount_minor) for r in made.refunds] == [("compensation", 8900)]


def test_a_parcel_lost_beside_others_opens_a_refund_of_exactly_its_units() -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 3, price=3333, discount_minor=1000, paid_share_minor=8999), discount_minor=1000)
    desk.must("pick", made)
    part = made.fulfilment_lines[0].id
    desk.must("pack", made, parcels=[{"contents": {part: 1}}, {"contents": {part: 2}}])
    desk.must("label", made, tracking_number="SF1")
    desk.must("label", made, tracking_number="SF2")
    desk.must("hand_over", made)
    desk.must("scan", made, tracking_number="SF1", code="lost")
    assert [(r.kind, r.state, r.amount_minor, r.reason) for r in made.refunds] == [
        ("compensation", "REQUESTED", 2999, "lost")
    ]
    assert (made.next_action, made.owner_role) == ("solve_delivery", "service")
    desk.must("scan", made, tracking_number="SF2", code="delivered")
    assert (made.status, made.standing) == ("DELIVERED", "road")
    assert (made.next_action, made.owner_role, made.due_at) == ("settle_refund", "reviewer", NOW + timedelta(hours=24))
    desk.must("approve_refund", made)
    desk.must("pay_refund", made, reference="R1")
    desk.later(days=8)
    desk.advance(made)
    assert (made.standing, made.refunded_minor, made.captured_minor - made.due_minor()) == ("completed", 2999, 2999)


def test_when_the_last_parcel_is_lost_too_the_rest_follows() -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 2, price=4450), shipping_minor=100)
    desk.must("pick", made)
    part = made.fulfilment_lines[0].id
    desk.must("pack", made, parcels=[{"contents": {part: 1}}, {"contents": {part: 1}}])
    desk.must("label", made, tracking_number="SF1")
    desk.must("label", made, tracking_number="SF2")
    desk.must("hand_over", made)
    desk.must("scan", made, tracking_number="SF1", code="lost")
    desk.must("scan", made, tracking_number="SF2", code="lost")
    assert [r.amount_minor for r in made.refunds] == [4450, 4550]
    assert made.refund_open_minor == made.captured_minor == 9000

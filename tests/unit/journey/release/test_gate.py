"""The last look before the warehouse is told."""

import msgspec

from tests.unit.flow.making import CARRIER, GZ, HZ, MUG, NOW, Desk, buckets_of, line, open_reasons


def test_each_warehouse_gets_one_fulfilment_with_its_lines_its_carrier_and_its_cost() -> None:
    desk = Desk({MUG: {HZ: 2, GZ: 1}})
    made = desk.go(line(MUG, 3))
    told = [(f.warehouse_id, f.state, f.carrier_id, f.cost_minor, f.sent_at, f.attempt) for f in made.fulfilments]
    assert told == [(HZ, "SENT", CARRIER, 200 + 2 * 50 + 600, NOW, 1), (GZ, "SENT", CARRIER, 200 + 50 + 900, NOW, 1)]
    assert [(p.fulfilment_id, p.quantity) for p in made.fulfilment_lines] == [
        (f.id, units) for f, units in zip(made.fulfilments, (2, 1), strict=True)
    ]
    assert [(r.state, r.quantity, r.fulfilment_id) for r in made.reservations] == [
        ("HARD", 2, made.fulfilments[0].id),
        ("HARD", 1, made.fulfilments[1].id),
    ]
    assert buckets_of(made.lines[0]) == {"released": 3}


def test_an_order_that_is_no_longer_paid_goes_back_instead_of_out() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(price=600_000))
    assert open_reasons(made) == ["large_amount"]
    made.payment_state = "PARTIALLY_PAID"
    desk.must("approve", made)
    assert (made.waits_for, made.standing, made.fulfilments) == ("payment", "unpaid", [])
    assert buckets_of(made.lines[0]) == {"promised": 1}


def test_the_second_check_is_noted_with_the_version_it_saw() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.order(line())
    made.version = 7
    desk.advance(made)
    assert made.checked_version == 7
    *step, evidence = made.steps[-1]
    assert (step, msgspec.json.decode(evidence)) == (["release", "pass"], {"second_check": "right", "to": ["HZ"]})


def test_released_again_after_a_stop_it_is_another_attempt() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line())
    desk.must("withdraw", made)
    desk.must("release_hold", made, reason="withdrawn")
    assert [(f.state, f.attempt) for f in made.fulfilments] == [("CANCELLED", 1), ("SENT", 2)]


def test_what_waits_for_a_hold_is_sourced_and_not_told() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(price=600_000))
    assert (made.status, made.standing, buckets_of(made.lines[0])) == ("ALLOCATED", "held", {"allocated": 1})

"""Orders go in fair sequence, holds come and go with their causes, evidence stays small."""

from datetime import timedelta

from orderway.flow.advance import advance, bounded
from orderway.kernel.limits import EVIDENCE_BYTES_MAX
from tests.unit.flow.making import CAP, GZ, HZ, MUG, NOW, Desk, line, open_reasons


def test_the_last_unit_goes_to_who_paid_first_whatever_the_sequence_of_arrival() -> None:
    desk = Desk({MUG: {HZ: 1}})
    late, early = (desk.order(line(), paid_at=NOW - timedelta(hours=hours)) for hours in (1, 2))
    desk.advance(late, early)
    assert (late.standing, early.standing) == ("short", "warehouse")


def test_priority_goes_before_payment() -> None:
    desk = Desk({MUG: {HZ: 1}})
    early, dear = desk.order(line(), paid_at=NOW - timedelta(hours=2)), desk.order(line(), priority=5)
    desk.advance(early, dear)
    assert (early.standing, dear.standing) == ("short", "warehouse")


def test_the_id_decides_between_equals() -> None:
    desk = Desk({MUG: {HZ: 1}})
    first, second = desk.order(line()), desk.order(line())
    desk.advance(second, first)
    assert (first.standing, second.standing) == ("warehouse", "short")


def test_a_remark_does_not_move_who_waits_past_those_before_it() -> None:
    desk = Desk({CAP: {HZ: 0}})
    first, second = desk.go(line(CAP)), desk.go(line(CAP))
    desk.world.move(CAP, HZ, 1, "receive", "")
    desk.must("add_note", second, text="please hurry")
    assert (second.standing, desk.world.available(CAP, HZ)) == ("short", 1)
    first.waits_for = ""  # woken: what Engine.look_again does
    desk.advance(first)
    assert first.standing == "warehouse"


def test_a_hold_goes_when_its_cause_is_gone_and_only_then() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(), person={"phone": "", "street": "文三路"})
    assert open_reasons(made) == ["house_number_missing", "phone_missing"]
    desk.must("correct_address", made, phone="13800138000")
    assert open_reasons(made) == ["house_number_missing"]
    desk.must("correct_address", made, street="文三路478号")
    assert (open_reasons(made), made.stage) == ([], "warehouse")
    assert {h.note for h in made.holds} == {"cause_gone"}


def test_what_a_person_released_is_not_raised_again_for_the_same_facts() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(price=900_000))
    desk.must("approve", made)
    desk.must("check_again", made)
    assert open_reasons(made) == []
    desk.must("change_quantity", made, line_id=made.lines[0].id, quantity=2)
    desk.must("record_payment", made, amount_minor=900_000, reference="P2")
    assert open_reasons(made) == ["large_amount"], "another amount is another fact"


def test_an_order_tells_every_step_once() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line())
    assert [step[:2] for step in made.steps] == [
        [gate, "pass"] for gate in ("check", "promise", "confirm", "review", "source", "release")
    ]


def test_advancing_again_changes_nothing() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line())
    steps, version = list(made.steps), (made.status, made.stage, len(made.reservations))
    advance([made], desk.world, desk.gates, desk.ids)
    assert (made.steps, (made.status, made.stage, len(made.reservations))) == (steps, version)


def test_evidence_is_cut_to_its_limit_the_longest_first() -> None:
    evidence = {"small": 1, "large": "x" * EVIDENCE_BYTES_MAX}
    assert bounded(evidence) == {"small": 1, "cut": True}
    assert bounded({"small": 1}) == {"small": 1}


def test_rivals_for_the_last_units_are_decided_together() -> None:
    desk = Desk({MUG: {HZ: 1, GZ: 1}})
    shenzhen = {"province": "广东省", "city": "深圳市", "district": "南山区", "street": "科技南路16号2栋801室"}
    south = desk.order(line(), paid_at=NOW - timedelta(hours=2), province="广东省", city="深圳市", person=shenzhen)
    east = desk.order(line())
    desk.advance(south, east)  # in turn south would take, at the same cost, what lies near to east
    assert [f.warehouse_id for o in (south, east) for f in o.fulfilments] == [GZ, HZ]

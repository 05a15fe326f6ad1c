"""What the warehouse reports while picking decides about the stock at once."""

import pytest

from orderway.flow.barring import barred
from orderway.kernel.errors import Refusal
from tests.unit.flow.making import BJ, GZ, HZ, MUG, NOW, Desk, buckets_of, frozen, line, places_of


def desk_of(hz: int = 9, gz: int = 9) -> Desk:
    return Desk({MUG: {HZ: hz, GZ: gz}})


@pytest.mark.parametrize(
    ("reason", "on_hand", "damaged", "moved"),
    [
        ("not_found", -9, 0, [(-1, "short_pick", "not_found"), (-8, "recount", "empty_bin")]),
        ("damaged", -1, 1, [(-1, "short_pick", "damaged")]),
        ("misplaced", 0, 0, []),
    ],
)
def test_the_reason_of_a_short_pick_decides_what_is_left_in_the_books(
    reason: str, on_hand: int, damaged: int, moved: list[tuple[int, str, str]]
) -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 1))
    desk.must("short", made, sku_id=MUG, units=1, reason=reason)
    world = desk.world
    assert (world.on_hand_change.get((MUG, HZ), 0), world.damaged_change.get((MUG, HZ), 0)) == (on_hand, damaged)
    assert [(units, kind, why) for _, _, units, kind, why, _ in world.movements] == moved
    assert (places_of(made), [f.state for f in made.fulfilments]) == ({GZ: 1}, ["CANCELLED", "SENT"])
    assert world.reserve_change[(MUG, HZ)] == 0


def test_what_was_found_is_packed_and_the_rest_comes_from_elsewhere() -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 3))
    first = made.fulfilments[0].id
    desk.must("pick", made, fulfilment_id=first, picked={str(MUG): 2})
    desk.must("short", made, fulfilment_id=first, sku_id=MUG, units=1, reason="damaged")
    assert [(f.warehouse_id, f.state) for f in made.fulfilments] == [(HZ, "PICKED"), (GZ, "SENT")]
    assert places_of(made) == {HZ: 2, GZ: 1}
    assert barred(made, NOW) == {HZ}


def test_a_label_got_before_picking_is_void_when_nothing_is_sent_with_it() -> None:
    for deed, args in (("short", {"sku_id": MUG, "units": 1, "reason": "misplaced"}), ("reject", {})):
        desk = desk_of()
        made = desk.go(line(MUG, 1))
        desk.must("label", made, tracking_number="SF1")
        desk.must(deed, made, **args)
        assert [p.state for p in made.parcels] == ["VOIDED"]
        assert desk.outgoing == [], "the batch tells the carrier, once"


def test_a_warehouse_that_says_no_is_not_asked_again() -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 1))
    desk.must("reject", made, reason="closed today")
    assert [(f.warehouse_id, f.state) for f in made.fulfilments] == [(HZ, "REJECTED"), (GZ, "SENT")]


def test_where_nobody_else_has_it_the_order_waits() -> None:
    desk = desk_of(gz=0)
    made = desk.go(line(MUG, 1))
    desk.must("short", made, sku_id=MUG, units=1, reason="not_found")
    assert (made.standing, buckets_of(made.lines[0])) == ("short", {"backordered": 1})
    assert BJ not in places_of(made)


@pytest.mark.parametrize(
    ("name", "args", "code"),
    [
        ("pick", {"picked": {str(MUG): 3}}, "more_than_asked"),
        ("pick", {"picked": {str(MUG): -1}}, "more_than_asked"),
        ("short", {"sku_id": MUG, "units": 3, "reason": "damaged"}, "more_than_asked"),
        ("short", {"sku_id": MUG, "units": 0, "reason": "damaged"}, "more_than_asked"),
        ("short", {"sku_id": 5, "units": 1, "reason": "damaged"}, "unknown_line"),
        ("short", {"sku_id": MUG, "units": 1, "reason": "tired"}, "unknown_reason"),
        ("pick", {"fulfilment_id": 5}, "unknown_fulfilment"),
        ("answer_stop", {"agree": True}, "no_stop_asked"),
    ],
)
def test_a_report_that_cannot_be_is_refused_and_nothing_has_begun(
    name: str, args: dict[str, object], code: str
) -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 2))
    before = frozen(made)
    refusal = desk.do(name, made, **args)
    assert refusal is not None
    assert (refusal.code, frozen(made)) == (code, before)


def test_picked_twice_is_refused() -> None:
    desk = desk_of()
    made = desk.go(line(MUG, 2))
    desk.must("pick", made)
    assert desk.do("pick", made) == Refusal("not_in_this_state", {"state": "PICKED"})

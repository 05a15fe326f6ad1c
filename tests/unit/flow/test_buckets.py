"""Whatever is done to a line's units, in whatever sequence: they add up, and the world knows what is taken."""

from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.flow import buckets
from orderway.flow.order import Order
from orderway.flow.world import World
from tests.unit.flow.making import GZ, HZ, MUG, buckets_of, line, new_ids, order, world

DEEDS = (
    "promise",
    "backorder",
    "stop_waiting",
    "give_back",
    "allocate",
    "unallocate",
    "release",
    "unrelease",
    "ship",
    "cancel",
)
UNITS, STOCK = 6, 20


def check(made: Order, at: World) -> None:
    each = made.lines[0]
    assert sum(buckets_of(each).values()) == each.ordered
    assert (
        min(each.open, each.promised, each.backordered, each.allocated, each.released, each.shipped, each.cancelled)
        >= 0
    )
    live = sum(r.quantity for r in made.live_reservations())
    assert live == each.promised + each.allocated + each.released
    assert sum(at.reserve_change.values()) == live
    assert at.demand_change.get(MUG, 0) == each.backordered
    assert -sum(at.on_hand_change.values()) == each.shipped
    assert all(r.quantity > 0 for r in made.reservations)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, UNITS), st.sampled_from((HZ, GZ))), max_size=30))
def test_no_sequence_loses_or_invents_a_unit(deeds: list[tuple[str, int, int]]) -> None:
    ids, at = new_ids(), world({MUG: {HZ: STOCK, GZ: STOCK}})
    made = order(ids, line(MUG, UNITS))
    each = made.lines[0]
    for name, units, place in deeds:
        soft = [r for r in made.reservations if r.state == "SOFT"]
        hard = [r for r in made.reservations if r.state == "HARD"]
        if name == "promise" and each.open + each.backordered:
            buckets.promise(made, each, place, min(units, each.open + each.backordered), at, ids)
        elif name == "backorder" and each.open:
            buckets.backorder(each, min(units, each.open), at)
        elif name == "stop_waiting" and each.backordered:
            buckets.stop_waiting(each, min(units, each.backordered), at)
        elif name == "give_back" and soft + hard:
            one = (soft + hard)[units % len(soft + hard)]
            buckets.give_back(made, buckets.take_part(made, one, min(units, one.quantity), ids), at)
        elif name == "allocate":
            buckets.allocate(made)
        elif name == "unallocate":
            buckets.unallocate(made)
        elif name == "release" and soft and each.allocated >= soft[0].quantity:
            buckets.release(made, soft[0], 1)
        elif name == "unrelease" and hard:
            buckets.unrelease(made, hard[0])
        elif name == "ship" and hard:
            buckets.ship(made, hard[0], at)
        elif name == "cancel":
            free = each.ordered - each.cancelled - each.shipped - each.released
            assert buckets.cancel_units(made, each, units, at, ids) == min(units, free)
        check(made, at)


def test_a_part_taken_off_a_reservation_leaves_the_rest_where_it_was() -> None:
    ids, at = new_ids(), world({MUG: {HZ: STOCK}})
    made = order(ids, line(MUG, 5))
    buckets.promise(made, made.lines[0], HZ, 5, at, ids)
    part = buckets.take_part(made, made.reservations[0], 2, ids)
    assert [(r.quantity, r.state) for r in made.reservations] == [(3, "SOFT"), (2, "SOFT")]
    assert buckets.take_part(made, part, 2, ids) is part


def test_things_without_stock_need_no_place() -> None:
    each = line(MUG, 3)
    buckets.untracked(each)
    assert buckets_of(each) == {"shipped": 3}


def test_cancelling_takes_what_is_open_first_then_what_waits_then_what_is_reserved() -> None:
    ids, at = new_ids(), world({MUG: {HZ: STOCK}})
    made = order(ids, line(MUG, 6))
    each = made.lines[0]
    buckets.promise(made, each, HZ, 2, at, ids)
    buckets.backorder(each, 2, at)
    assert buckets.cancel_units(made, each, 3, at, ids) == 3
    assert buckets_of(each) == {"backordered": 1, "promised": 2, "cancelled": 3}
    assert buckets.cancel_units(made, each, 9, at, ids) == 3
    assert (buckets_of(each), at.available(MUG, HZ)) == ({"cancelled": 6}, STOCK)

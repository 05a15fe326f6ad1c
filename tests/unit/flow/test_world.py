"""The world knows what is left after what was taken."""

from orderway.flow.world import World
from tests.unit.flow.making import GZ, HZ, MUG, NOW, references


def test_what_may_be_promised_is_on_hand_less_reserved_less_safety() -> None:
    world = World(NOW, references())
    world.see(MUG, HZ, 10, 3, 2)
    assert world.available(MUG, HZ) == 5
    assert world.available(MUG, GZ) == 0


def test_goods_that_come_fill_the_safety_stock_first() -> None:
    world = World(NOW, references())
    world.see(MUG, HZ, 5, 5, 3)
    assert world.available(MUG, HZ) == 0
    world.move(MUG, HZ, 2, "receive", "")
    assert world.available(MUG, HZ) == 0, "three are wanted for safety"
    world.move(MUG, HZ, 2, "receive", "")
    assert world.available(MUG, HZ) == 1


def test_taking_and_giving_back_is_remembered_as_one_difference() -> None:
    world = World(NOW, references())
    world.see(MUG, HZ, 5, 0, 0)
    world.reserve(MUG, HZ, 3)
    world.reserve(MUG, HZ, -1)
    world.move(MUG, HZ, -2, "ship", "", 7)
    world.move(MUG, HZ, 0, "count", "")
    assert (world.reserve_change, world.on_hand_change) == ({(MUG, HZ): 2}, {(MUG, HZ): -2})
    assert world.movements == [(MUG, HZ, -2, "ship", "", 7)]
    assert world.available(MUG, HZ) == 1


def test_what_was_given_back_before_the_stock_was_seen_is_there_afterwards() -> None:
    made = World(NOW, references())
    made.reserve(MUG, HZ, -2)
    made.move(MUG, GZ, 3, "adjust", "counted")
    made.see(MUG, HZ, 5, 5, 0)
    made.see(MUG, GZ, 1, 1, 0)
    assert (made.available(MUG, HZ), made.available(MUG, GZ)) == (2, 3)


def test_a_row_seen_again_is_the_one_that_counts() -> None:
    world = World(NOW, references())
    world.see(MUG, HZ, 5, 0, 0)
    assert world.seen[MUG, HZ] == (MUG, HZ, 5, 0, 0, 0)
    world.reserve(MUG, HZ, 2)
    world.see(MUG, HZ, 9, 1, 0)
    assert world.seen[MUG, HZ] == (MUG, HZ, 9, 1, 0, 0)
    assert world.available(MUG, HZ) == 6, "what the batch took before counts on top"

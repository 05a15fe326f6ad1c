"""How many cartons are needed at least."""

from __future__ import annotations

from orderway.solvers.carton_bound import cartons_needed
from orderway.solvers.packing import Kind, ways_of

ROOM = ((100, 100, 100), 1000)


def cube(side: int, weight: int = 0) -> Kind:
    return Kind(ways_of((side, side, side), "any"), weight)


def test_nothing_needs_no_carton():
    assert cartons_needed([cube(10)], [0], [ROOM]) == 0


def test_volume_needs_cartons():
    assert cartons_needed([cube(50)], [17], [ROOM]) == 3


def test_weight_needs_cartons():
    assert cartons_needed([cube(10, 400)], [6], [ROOM]) == 3


def test_boxes_of_which_no_two_go_together_need_one_each():
    assert cartons_needed([cube(51)], [5], [ROOM]) == 5
    assert cartons_needed([cube(50)], [5], [ROOM]) == 1


def test_two_are_needed_where_no_single_carton_has_both_room_and_strength():
    small_strong, large_weak = ((50, 50, 50), 2000), ((100, 100, 100), 500)
    assert cartons_needed([cube(40, 300)], [2], [small_strong, large_weak]) == 2

"""Every unit picked is in exactly one parcel."""

from typing import Any

import pytest

from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from tests.unit.flow.making import HZ, MUG, Desk, frozen, line


def picked() -> tuple[Desk, Order, str]:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG, 3))
    desk.must("pick", made)
    return desk, made, str(made.fulfilment_lines[0].id)


@pytest.mark.parametrize("contents", [[2], [4], [1, 1], [4, -1], []])
def test_other_than_what_was_picked_is_not_packed(contents: list[int]) -> None:
    desk, made, part = picked()
    before = frozen(made)
    refusal = desk.do("pack", made, parcels=[{"contents": {part: units}} for units in contents] or [{"contents": {}}])
    assert refusal is not None
    assert (refusal.code, frozen(made)) == ("not_what_was_picked", before)


def test_parcels_know_what_is_in_them_and_what_they_weigh() -> None:
    desk, made, part = picked()
    boxes: list[dict[str, Any]] = [{"contents": {part: 2}, "weight_grams": 1080}, {"contents": {part: 1}}]
    desk.must("pack", made, parcels=boxes)
    assert [(p.contents, p.weight_grams) for p in made.parcels] == [({part: 2}, 1080), ({part: 1}, 600)]
    assert made.fulfilments[0].state == "PACKED"


def test_a_weight_far_off_stops_until_it_is_confirmed() -> None:
    desk, made, part = picked()
    boxes = [{"contents": {part: 3}, "weight_grams": 9000}]
    assert desk.do("pack", made, parcels=boxes) == Refusal("weight_far_off", {"expected": 1500, "weighed": 9000})
    desk.must("pack", made, parcels=boxes, weight_confirmed=True)


def test_the_cash_at_the_door_is_collected_with_one_parcel() -> None:
    desk = Desk({MUG: {HZ: 9}}, confirm_cod=False)
    made = desk.go(line(MUG, 2), paid=False, payment_state="COD_DUE")
    desk.must("pick", made)
    part = str(made.fulfilment_lines[0].id)
    desk.must("pack", made, parcels=[{"contents": {part: 1}}, {"contents": {part: 1}}])
    assert [p.cod_minor for p in made.parcels] == [17800, 0]

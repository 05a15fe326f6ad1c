"""Cartons: every packing is true, as few as BoxPacker needs on real shipments, and exact where that can be seen."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.solvers.cartons import Carton, Item, Lying, Packed, Packing, pack
from orderway.solvers.packing_check import faults

SAMPLES = Path(__file__).parents[3].parent / "shared/samples/cartons/boxpacker"
EVERY_SAMPLE = 7
"""One shipment in so many is packed in the test; `docs/solvers.md` tells the figures of all."""
SMALL, LARGE = Carton("small", (100, 100, 100), 5000), Carton("large", (200, 200, 200), 9000)

sizes = st.tuples(*[st.integers(1, 12).map(lambda side: side * 10)] * 3)
items_of = st.lists(
    st.tuples(
        sizes,
        st.integers(0, 3000),
        st.integers(1, 4),
        st.sampled_from(["any", "flat", "none"]),
        st.booleans(),
        st.sampled_from(["", "", "food", "soap"]),
    ),
    max_size=6,
).map(lambda rows: [Item(f"i{at}", *row) for at, row in enumerate(rows)])


@settings(max_examples=150, deadline=None)
@given(items_of)
def test_every_packing_is_true_and_not_below_its_bound(items):
    packing = pack(items, [SMALL, LARGE], "quick")
    assert faults(items, [SMALL, LARGE], packing) == []
    assert packing.bound <= len(packing.cartons)
    assert {one for one, _ in packing.unpacked} == {
        item.id for item in items if not _fits_alone(item, LARGE) and not _fits_alone(item, SMALL)
    }


def _fits_alone(item: Item, carton: Carton) -> bool:
    if item.weight > carton.max_weight:
        return False
    if item.rotation == "any":
        return all(a <= b for a, b in zip(sorted(item.size), sorted(carton.inner), strict=True))
    return all(a <= b for a, b in zip(item.size, carton.inner, strict=True))


def test_nothing_to_pack_needs_no_carton():
    assert pack([], [SMALL]) == Packing((), 0)
    assert pack([Item("a", (10, 10, 10), 1, 0)], [SMALL]) == Packing((), 0)


def test_without_cartons_everything_is_left():
    assert pack([Item("a", (10, 10, 10), 1, 3)], []) == Packing((), 0, (("a", 3),))


def test_the_smallest_carton_that_takes_all_is_chosen():
    packing = pack([Item("a", (50, 50, 50), 100, 8)], [LARGE, SMALL])
    assert [packed.carton for packed in packing.cartons] == ["small"]
    assert packing.bound == 1
    assert sorted(lying.at for lying in packing.cartons[0].items) == [
        (x, y, z) for x in (0, 50) for y in (0, 50) for z in (0, 50)
    ]


def test_a_dearer_carton_is_not_taken_though_it_is_smaller():
    dear = SMALL._replace(cost_minor=500)
    assert pack([Item("a", (50, 50, 50), 100)], [dear, LARGE]).cartons[0].carton == "large"


def test_weight_alone_makes_a_second_carton():
    packing = pack([Item("a", (10, 10, 10), 3000, 5)], [LARGE])
    assert (len(packing.cartons), packing.bound) == (2, 2)


def test_a_box_lies_as_its_rotation_allows():
    slot = Carton("slot", (30, 120, 20), 1000)
    assert pack([Item("a", (120, 30, 20), 1, 1, "any")], [slot]).cartons[0].items == (
        Lying("a", (0, 0, 0), (30, 120, 20)),
    )
    assert pack([Item("a", (120, 30, 20), 1, 1, "flat")], [slot]).unpacked == ()
    assert pack([Item("a", (120, 30, 20), 1, 1, "none")], [slot]).unpacked == (("a", 1),)
    assert pack([Item("a", (120, 20, 30), 1, 1, "flat")], [slot]).unpacked == (("a", 1),)


def test_what_fits_no_carton_is_left_and_the_rest_is_packed():
    packing = pack([Item("pole", (900, 10, 10), 1, 2), Item("a", (10, 10, 10), 1)], [SMALL, LARGE])
    assert packing.unpacked == (("pole", 2),)
    assert [lying.id for packed in packing.cartons for lying in packed.items] == ["a"]


def test_nothing_stands_on_what_is_fragile():
    items = [Item("glass", (100, 100, 50), 10, 1, "flat", True), Item("book", (100, 100, 50), 10, 1, "flat")]
    assert pack(items, [SMALL]).cartons == (
        Packed("small", (Lying("book", (0, 0, 0), (100, 100, 50)), Lying("glass", (0, 0, 50), (100, 100, 50)))),
    )
    assert len(pack([items[0]._replace(quantity=2)], [SMALL]).cartons) == 2


def test_groups_that_must_not_mix_go_apart():
    items = [
        Item("tea", (10, 10, 10), 1, mix="food"),
        Item("soap", (10, 10, 10), 1, mix="soap"),
        Item("pen", (9, 9, 9), 1),
    ]
    packing = pack(items, [SMALL])
    assert len(packing.cartons) == packing.bound == 2
    assert faults(items, [SMALL], packing) == []


def test_boxes_of_which_no_two_go_together_prove_the_number():
    packing = pack([Item("plate", (90, 90, 60), 1, 3)], [SMALL])
    assert (len(packing.cartons), packing.bound) == (3, 3)


def test_the_same_shipment_is_packed_the_same_way_again():
    items = [Item(f"i{at}", (20 + at * 7 % 60, 30 + at * 11 % 50, 25 + at * 5 % 40), 300, 3) for at in range(9)]
    assert pack(items, [SMALL, LARGE]) == pack(items, [SMALL, LARGE])


def test_the_checker_sees_each_fault():
    item, glass = Item("a", (60, 60, 60), 3000, 2, "none"), Item("g", (60, 60, 20), 1, 1, "flat", True)
    lying = Lying("a", (0, 0, 0), (60, 60, 60))

    def told(*items: Lying) -> list[str]:
        return faults([item, glass], [SMALL], Packing((Packed("small", items),), 1, (("g", 1),)))

    assert told(lying, lying) == ["carton 0 is too heavy", "a and a overlap in carton 0"]
    assert told(lying._replace(at=(50, 0, 0))) == ["a sticks out of carton 0", "a: 1 packed and 0 left of 2"]
    assert told(lying._replace(size=(60, 60, 59)))[0] == "a lies as (60, 60, 59)"
    on_glass = (Lying("g", (0, 0, 0), (60, 60, 20)), lying._replace(at=(0, 0, 20)))
    assert "a stands on g in carton 0" in told(*on_glass)
    assert "carton 0 is empty" in told()


def shipments() -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    with (SAMPLES / "items.csv").open() as file:
        for at, row in enumerate(csv.DictReader(file)):
            size = (int(row["width_mm"]), int(row["length_mm"]), int(row["depth_mm"]))
            found[row["case"]].append(Item(f"{at}", size, int(row["weight_g"]), int(row["quantity"])))
    return found


@pytest.mark.skipif(not SAMPLES.exists(), reason="samples are not here")
@pytest.mark.parametrize(("rotation", "column"), [("any", "boxes_any_rotation"), ("flat", "boxes_flat_only")])
def test_real_shipments_need_no_more_cartons_than_boxpacker_takes(rotation: str, column: str):
    with (SAMPLES / "boxes.csv").open() as file:
        cartons = [
            Carton(
                row["reference"],
                (int(row["inner_width_mm"]), int(row["inner_length_mm"]), int(row["inner_depth_mm"])),
                int(row["max_weight_g"]) - int(row["empty_weight_g"]),
            )
            for row in csv.DictReader(file)
        ]
    with (SAMPLES / "expected.csv").open() as file:
        expected = {row["case"]: int(row[column]) for row in csv.DictReader(file)}
    more = []
    for case, items in list(shipments().items())[::EVERY_SAMPLE]:
        turned = [item._replace(rotation=rotation) for item in items]
        packing = pack(turned, cartons, "quick")
        assert faults(turned, cartons, packing) == []
        assert packing.unpacked == ()
        if len(packing.cartons) > expected[case]:
            more.append(case)
    assert more == []


def test_what_goes_with_any_group_fills_the_room_that_any_group_leaves():
    cube = Carton("cube", (100, 100, 100), 9000)
    full, half = (
        Item("full", (100, 100, 100), 1, 1, "any", False, "a"),
        Item("half", (100, 100, 50), 1, 1, "any", False, "b"),
    )
    free = Item("free", (100, 100, 50), 1)
    packing = pack([full, half, free], [cube])
    assert sorted(sorted(lying.id for lying in packed.items) for packed in packing.cartons) == [
        ["free", "half"],
        ["full"],
    ]
    assert packing.bound == 2
    assert faults([full, half, free], [cube], packing) == []


def test_as_many_cartons_as_it_takes():
    packing = pack([Item("a", (190, 190, 190), 1, 700)], [LARGE], "quick")
    assert (len(packing.cartons), packing.bound, packing.unpacked) == (700, 700, ())

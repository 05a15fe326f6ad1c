import pytest

from orderway.journey.pack.table import BOXES_MAX, Item, Table, add, boxes_of, left, scanned, text_of

MUG = Item(11, 2, "MUG", "Mug", "", "690001", False, 300)
CAP = Item(12, 1, "CAP", "Cap", "", "", False, 100)


def table() -> Table:
    return Table(1, 2, "PICKED", None, "A1", None, {}, "", False, items=[MUG, CAP])


def test_an_item_is_known_by_code_or_barcode_in_any_case() -> None:
    assert table().item_of("mug") == MUG
    assert table().item_of("690001") == MUG
    assert table().item_of("") is None  # CAP has no barcode


def test_each_scan_counts_once_and_never_more_than_was_picked() -> None:
    boxes = [{}]
    assert [add(table(), boxes, code) for code in ("MUG", "690001", "MUG", "CAP", "HAT")] == [
        "",
        "",
        "enough",
        "",
        "not_in_it",
    ]
    assert (scanned(boxes), left(table(), boxes)) == ({11: 2, 12: 1}, 0)


def test_scans_go_into_the_open_box_and_survive_the_page() -> None:
    boxes = [{}]
    add(table(), boxes, "MUG")
    boxes.append({})
    add(table(), boxes, "CAP")
    assert text_of(boxes) == "11:1|12:1"
    assert boxes_of(text_of(boxes)) == boxes
    assert left(table(), boxes) == 1


@pytest.mark.parametrize("text", ["", "x", "1", "1:x", ":", "1:-2", "11:1|y:1", "１:１a"])
def test_what_the_page_did_not_write_is_an_empty_box(text: str) -> None:
    assert boxes_of(text) == [{}]


def test_a_page_carries_no_more_boxes_than_an_order_may_have() -> None:
    assert len(boxes_of("|".join(["1:1"] * 500))) == BOXES_MAX

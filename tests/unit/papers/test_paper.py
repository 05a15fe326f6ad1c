"""Papers are read back by a scanner, and set fast."""

from __future__ import annotations

import re
import time

import pytest
from msgspec.structs import replace

from orderway.papers.paper import (
    PAGES_MAX,
    Item,
    PackingSlip,
    PickList,
    ShippingLabel,
    Stop,
    covered,
    packing_slips,
    pick_lists,
    shipping_labels,
)
from tests.unit.papers.seen import barcodes, pixels

SECONDS_MAX = 10
LABEL = ShippingLabel(
    "PX12345678901234567", "顺丰速运", "A1", "王小明", "13800138000", "浙江省 杭州市 西湖区", "文三路478号3幢1202室",
    "杭州一仓", "浙江省 杭州市", sort_code="571", cod="¥268.00", address_version=2, practice=True,
)  # fmt: skip
LINK = "https://shop.example/t/1F2K/0123456789abcdef0123456789abcdef"
SLIP = PackingSlip("A1-2026-1120", "杯子店", "2026-11-20", "王*明", [Item("MUG", "青花马克杯", 2)], link=LINK)
LIST = PickList("W17", "杭州一仓", "2026-11-20", [Stop("A-01-03", "MUG", "青花马克杯", 3, [(1, 1), (2, 2)])], 2)


def test_the_tracking_number_is_read_back_from_the_label() -> None:
    assert barcodes(shipping_labels([LABEL], "png")) == {("Code128", "PX12345678901234567")}


def test_a_label_is_as_large_as_its_sticker() -> None:
    height, width = pixels(shipping_labels([LABEL], "png")).shape
    assert (width, height) == (800, 1200)
    assert re.search(rb"/MediaBox\s*\[0 0 283\.46\d* 425\.19\d*\]", shipping_labels([LABEL]))


@pytest.mark.parametrize(
    "change",
    [
        {"to_street": "很长的路" * 60, "to_name": "阿" * 40},
        {"cod": "", "sort_code": "", "practice": False, "contents": "马克杯 ×2, " * 30},
        {
            "language": "en",
            "to_name": "José Müller-Łukasiewicz",
            "to_place": "München BY 80331",
            "to_street": "Hauptstr. 1",
        },
        {"to_name": "#let x = 1; $a^2$ *_`<b> \\ \" ' @ref // /* */", "to_street": "]}{["},
        {"to_name": "محمد 🎁", "to_street": ""},
        {"tracking_number": "1Z999AA10123456784"},
    ],
)
def test_whatever_stands_on_a_label_its_code_is_read_and_it_stays_one_page(change: dict[str, object]) -> None:
    label = replace(LABEL, **change)
    assert barcodes(shipping_labels([label], "png")) == {("Code128", label.tracking_number)}
    assert shipping_labels([label]).count(b"/Type /Page\n") + shipping_labels([label]).count(b"/Type/Page/") == 1


def test_a_slip_holds_the_order_as_bars_and_the_buyers_link_as_qr() -> None:
    assert barcodes(packing_slips([SLIP], "png")) == {("Code128", "A1-2026-1120"), ("QRCode", LINK)}


def test_an_order_number_in_chinese_stands_as_text_alone() -> None:
    assert barcodes(packing_slips([replace(SLIP, order="订单一", link="")], "png")) == set()


def test_a_pick_list_begins_with_the_code_that_starts_the_walk() -> None:
    assert barcodes(pick_lists([LIST], "png")) == {("Code128", "W17")}


def test_the_other_language_prints_other_words() -> None:
    assert packing_slips([SLIP], "png") != packing_slips([replace(SLIP, language="en")], "png")


def test_the_same_paper_is_the_same_picture() -> None:
    assert shipping_labels([LABEL], "png") == shipping_labels([LABEL], "png")


def test_a_hundred_slips_and_labels_are_set_while_one_waits() -> None:
    packing_slips([SLIP])
    began = time.process_time()
    slips = packing_slips([replace(SLIP, order=f"A{n}") for n in range(100)])
    labels = shipping_labels([replace(LABEL, tracking_number=f"PX{n:017d}") for n in range(100)])
    assert time.process_time() - began < SECONDS_MAX
    assert slips.startswith(b"%PDF")
    assert labels.startswith(b"%PDF")


@pytest.mark.parametrize("many", [0, PAGES_MAX + 1])
def test_none_and_too_many_are_refused(many: int) -> None:
    with pytest.raises(ValueError, match=f"{many} papers"):
        packing_slips([SLIP] * many)


def test_the_font_holds_the_characters_of_the_divisions_and_of_rare_names() -> None:
    assert set("内蒙古自治区呼伦贝尔鄂伦春圐圙喆堃彧玥𠮷"[:-1]) <= covered()

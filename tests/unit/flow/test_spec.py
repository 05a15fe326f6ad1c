"""Model, colour and size of a listing compared with what an order says."""

from __future__ import annotations

import pytest

from orderway.flow.spec import differences, parts_of


def axes(listed: str, told: str) -> list[str]:
    return [one.axis for one in differences(listed, told)]


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("颜色分类:红色;尺码:XL", "颜色分类:红色;尺码:XL"),
        ("颜色分类:红色;尺码:XL", "尺码：ＸＬ；颜色：红"),
        ("颜色分类:红色;尺码:XL", "Red / XL"),
        ("Red / XL", "1627207:28341:颜色分类:红色;20509:28314:尺码:XL"),
        ("Rot, XL", "rouge / xl"),
        ("颜色:深蓝色", "Dark Blue"),
        ("颜色:藏青色;尺码:2XL", "Navy Blue / XXL"),
        ("颜色:浅灰", "灰色"),
        ("颜色:米白色", "Beige"),
        ("顏色:紅色", "红色"),
        ("颜色:红色【加绒】", "红色"),
        ("颜色:星空黑", "Black"),
        ("尺码:均码", "One Size"),
        ("尺码:中号", "M"),
        ("尺码:42码", "EU 42"),
        ("尺码:42", "US 9"),
        ("尺码:XL(180/96A)", "180/96A"),
        ("净含量:500ml", "500毫升"),
        ("规格:1kg", "1000克"),
        ("容量:256GB", "8GB+256GB"),
        ("2件装", "2 pcs"),
        ("两瓶装", "pack of 2"),
        ("型号:iPhone 14 Pro", "型号:iphone14pro"),
        ("型号:Apple iPhone 14 Pro", "iPhone 14 Pro"),
        ("型号:红米Note12", "Redmi Note 12"),
        ("Aluminium", "Aluminum"),
        ("口味:原味", "Original"),
        ("颜色:红色", "Red, engraving: for Anna"),
        ("颜色:红色 | 颜色:酒红色", "酒红"),
        ("颜色:红色;尺码:XL", "颜色:红色"),
        ("颜色:红色", "尺码:XL"),
        ("颜色:红色", "Crimson"),
        ("30*40cm", "30 x 40 厘米"),
        ("", "颜色:红色"),
        ("颜色:红色", "  "),
        ("Dark Red M", "深红色 M码"),
    ],
)
def test_what_means_the_same_or_cannot_be_told_apart_agrees(listed: str, told: str) -> None:
    assert differences(listed, told) == []
    assert "|" in listed or differences(told, listed) == []


@pytest.mark.parametrize(
    ("listed", "told", "axis"),
    [
        ("颜色分类:红色;尺码:XL", "颜色分类:蓝色;尺码:XL", ["colour"]),
        ("颜色分类:红色;尺码:XL", "颜色分类:红色;尺码:L", ["size"]),
        ("颜色分类:红色;尺码:XL", "Blue / L", ["colour", "size"]),
        ("颜色分类:红色;尺码:XL", "L,蓝色", ["colour", "size"]),
        ("Red XL", "Red XXL", ["size"]),
        ("Red M", "Red L", ["size"]),
        ("颜色:深蓝色", "颜色:浅蓝色", ["colour"]),
        ("颜色:深蓝色", "Light blue", ["colour"]),
        ("颜色:藏青", "颜色:蓝色", ["colour"]),
        ("Black", "Black/White", ["colour"]),
        ("颜色:午夜", "颜色:星光", ["colour"]),
        ("颜色:星空黑", "颜色:星空蓝", ["colour"]),
        ("Midnight", "Starlight", ["variant"]),
        ("尺码:42", "尺码:43", ["size"]),
        ("EU 42", "EU 43", ["size"]),
        ("尺码:175/92A", "180/96A", ["size"]),
        ("500ml", "250ml", ["size"]),
        ("容量:256GB", "容量:512GB", ["容量"]),
        ("2件装", "3 pcs", ["size"]),
        ("型号:iPhone 14 Pro", "型号:iPhone 14 Pro Max", ["model"]),
        ("型号:iPhone 14", "iPhone 15", ["model"]),
        ("型号:标准版", "型号:豪华版", ["model"]),
        ("口味:原味", "口味:麻辣", ["口味"]),
        ("原味", "麻辣", ["variant"]),
        ("30*40cm", "30*50cm", ["size"]),
        ("Red | Rot", "Blue", ["colour"]),
    ],
)
def test_another_colour_size_or_model_is_named(listed: str, told: str, axis: list[str]) -> None:
    assert axes(listed, told) == axis


def test_both_sides_are_named_as_they_were_written() -> None:
    (one,) = differences("颜色分类:红色;尺码:XL", "尺码:XL；颜色：Sky-Blue")
    assert one == ("colour", "红色", "Sky-Blue")


@pytest.mark.parametrize("text", ["", "：", ";;", ":=:", "/", "x" * 5000, "1:" * 900, "[]{}", "💄", "\x00", "色", "٣٤"])
def test_any_text_is_read_without_failing(text: str) -> None:
    assert len(parts_of(text)) <= 12
    assert isinstance(differences(text or "红", "红色;XL"), list)

"""What is wrong with a row, in the reader's language."""

import pytest
from django.utils import translation

from orderway.console.imports.faults import fault, in_words, place


@pytest.mark.parametrize(
    ("told", "english", "chinese"),
    [
        ("quantity: 'zwei' is not a number", "Quantity: “zwei” is not a number", "数量：“zwei”不是数字"),
        ("placed_at: 'gestern' is not a date", "Ordered at: “gestern” is not a date", "下单时间：“gestern”不是日期"),
        ("external_id is missing", "Order number: it is missing", "订单号：缺失"),
        ("quantity: it is empty", "Quantity: it is empty", "数量：为空"),
        ("currency: 'Yuan' is not a code of three letters", "Currency: “Yuan” is not a code of three letters", None),
        ("12 more rows at fault are not listed", "12 more rows at fault are not listed", "另有 12 个有误的行未列出"),
        ("300 lines, at most 200 are read", "300 lines, at most 200 are read", None),
        (
            "Expected `int`, got `str` - at `$.lines[0].quantity`",
            "$.lines[0].quantity: “int” is expected, not “str”",
            "$.lines[0].quantity：应为“int”，而不是“str”",
        ),
        ("body: JSON is malformed: expected ',' or '}' (byte 7)", "the message: “,' or '}” is expected here", None),
        ("Object missing required field `lines`", "“lines” is missing", "缺少“lines”"),
        ("order_sn: it is empty", "order_sn: it is empty", "order_sn：为空"),
        ("interchange 5 has no UNZ: it is cut off", None, "interchange 5 has no UNZ：内容不完整，中途截断"),
        ("'=1+1' is a formula", "“=1+1” is a formula", "“=1+1”是公式"),
        ("another: fault of a new adapter 100%", "another: fault of a new adapter 100%", None),
    ],
)
def test_a_fault_names_its_column_and_what_is_wrong(told: str, english: str | None, chinese: str | None) -> None:
    if english is not None:
        with translation.override("en"):
            assert fault(told) == english
    if chinese is not None:
        with translation.override("zh-hans"):
            assert fault(told) == chinese


def test_a_place_is_a_row_or_the_file() -> None:
    with translation.override("zh-hans"):
        assert [place(where) for where in ("row 19", "file", "sheet 2")] == ["第 19 行", "整个文件", "sheet 2"]
        assert in_words([{"where": "row 2", "what": "sku is missing"}]) == [{"where": "第 2 行", "what": "SKU：缺失"}]

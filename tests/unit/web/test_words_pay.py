"""Words of payments."""

from __future__ import annotations

import pytest
from django.utils import translation

from orderway.web.words_pay import method_word


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("alipay", "Alipay", "支付宝"),
        ("cod", "Cash on delivery", "货到付款"),
        ("gift_card", "Gift card", "礼品卡"),
        ("-", "–", "–"),
        ("klarna", "klarna", "klarna"),
    ],
)
def test_a_way_of_payment_is_said_in_words(code: str, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert str(method_word(code)) == english
    with translation.override("zh-hans"):
        assert str(method_word(code)) == chinese

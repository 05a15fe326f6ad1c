"""Words of stock and its movements."""

from __future__ import annotations

from django.utils import translation

from orderway.console.stock.words import reason_word


def test_why_goods_moved_is_said_in_words_with_the_number_of_the_document() -> None:
    with translation.override("zh-hans"):
        assert str(reason_word("purchase PO-1")) == "采购 PO-1"
        assert str(reason_word("purchase order 7")) == "采购 7"
        assert str(reason_word("transfer 79517")) == "调拨 79517"
        assert str(reason_word("changed_mind")) == "不想要了"
        assert str(reason_word("empty_bin")) == "库位已空"
        assert str(reason_word("opening")) == ""
        assert str(reason_word("stocktake")) == "全面盘点"

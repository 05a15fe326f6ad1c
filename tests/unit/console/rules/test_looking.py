"""What a trial shows of an order that the versions judge differently."""

from datetime import UTC, datetime

from django.utils import translation

from orderway.console.rules.looking import _row
from orderway.insight.rule_trial import Differs, _given

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_what_a_row_gives_stands_in_words_not_as_the_program_keeps_it() -> None:
    given = _given({"gift": "SOCKS", "units": 1, "of": ["POT", "CUP"], "rank": None, "last": True})
    one = Differs(1, "A1", 7, AT, 100, "CNY", [given], [], [])
    with translation.override("en"):
        shown = _row(one, {7: "Shop"}, "gift")
    assert shown["before"].startswith("SKU of the gift: SOCKS · Units: 1 · Only for these SKUs: POT, CUP")
    assert shown["before"].endswith("yes") and "[" not in shown["before"]
    assert shown["after"] == ""


def test_reasons_of_holds_are_named() -> None:
    one = Differs(1, "A1", 7, AT, 100, "CNY", ["large_amount", "by_hand"], [], [])
    with translation.override("en"):
        assert _row(one, {}, "hold")["before"] == "Large amount; Held by hand"

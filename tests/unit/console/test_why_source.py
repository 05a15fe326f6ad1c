"""The sentence of the choice of a warehouse, for each way in which it may have come about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from django.utils import translation

from orderway.console.why_source import OUT, REMOVED, sentence, source
from orderway.flow.order import Order

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ORDER = Order(1, 1, "A1", "A1", NOW, NOW, "CNY", total_minor=8900, stage="release")
NAMES = {"GZ": "广州", "SH": "上海", "BJ": "北京", "HZ": "杭州"}


def of(
    chosen: str, *candidates: list[Any], removed: dict[str, str] | None = None, language: str = "en", **more: Any
) -> str:
    facts = {"candidates": list(candidates), "removed": removed or {}, **more}
    if chosen:
        facts["chosen"] = [[0, code, 1] for code in chosen.split("+")]
        facts["total"] = next(entry[1] for entry in candidates if entry[0] == chosen.split("+"))
    with translation.override(language):
        return sentence(facts, ORDER, NAMES, "CNY")


def priced(codes: str, total: int) -> list[Any]:
    return [codes.split("+"), total, "", 200, total - 200, 0]


def out(code: str, why: str = "stock") -> list[Any]:
    return [[code], None, why, 0, 0, 0]


def test_the_runner_up_and_who_was_out_of_stock_are_named() -> None:
    said = of("GZ", priced("GZ", 900), priced("HZ", 1020), priced("BJ", 1100), out("SH"))
    assert said == "Ships from 广州: the cheapest of 3 by ¥1.20; 上海 had too little stock."


def test_a_choice_without_alternative_says_so() -> None:
    assert of("GZ", priced("GZ", 900), out("SH"), out("BJ")) == (
        "Ships from 广州: the only choice that can ship all of it; 上海 and 北京 had too little stock."
    )
    assert of("GZ", priced("GZ", 900)) == "Ships from 广州."


def test_a_tie_and_a_joint_decision_are_told_as_they_are() -> None:
    assert of("GZ", priced("GZ", 900), priced("HZ", 900)) == "Ships from 广州: no dearer than the next of 2."
    assert of("GZ", priced("GZ", 950), priced("HZ", 900), joint=[3, 2000, 2100, 1990.0]) == (
        "Ships from 广州: ¥0.50 above its cheapest, so that all orders together cost less."
    )


def test_a_split_names_both_places() -> None:
    assert of("GZ+SH", priced("GZ+SH", 1900), out("GZ"), out("SH"), removed={"BJ": "closed"}).startswith(
        "Ships from 广州 and 上海: the only choice"
    )


def test_where_nobody_can_ship_the_causes_are_named() -> None:
    assert of("", removed={"GZ": "rule", "SH": "closed", "XX": "practice"}, total=None) == (
        "No warehouse can ship it to this address: 上海 was closed; a rule excluded 广州."
    )
    assert of("", total=None) == "No warehouse can ship it to this address."


def test_a_choice_by_hand_is_one() -> None:
    by_hand = msgspec.structs.replace(ORDER, warehouse_id=4)
    with translation.override("en"):
        said = sentence({"candidates": [priced("GZ", 9)], "chosen": [[0, "GZ", 1]], "total": 9}, by_hand, NAMES, "CNY")
    assert said == "Ships from 广州, chosen by hand."


def test_the_table_shows_parts_that_count_and_the_distance() -> None:
    late = [["HZ"], 1020, "", 200, 600, 0, 220, 0, 0]
    with translation.override("en"):
        facts = {"candidates": [priced("GZ", 900), late], "chosen": [[0, "GZ", 1]], "total": 900, "relaxed": True}
        found = source("pass", facts, ORDER, NAMES, "CNY")
    keys = [column["key"] for column in found["columns"]]
    assert keys == ["place", "handling", "freight", "split", "lateness", "total", "more"]
    assert found["candidates"][1]["more"] == 120
    assert found["facts"][0] == ("Runner-up", "杭州, ¥1.20 more")
    assert found["facts"][1][0] == "Preferences"


@pytest.mark.parametrize("why", sorted(OUT))
def test_every_cause_that_the_sentence_names_is_one_of_the_table(why: str) -> None:
    assert why in REMOVED
    with translation.override("en"):
        assert "广州" in OUT[why](["广州"])
        assert "广州, 上海 and 北京" in OUT[why](["广州", "上海", "北京"])


@pytest.mark.parametrize(
    ("why", "one", "many"),
    [
        ("closed", "上海 was closed", "上海 and 北京 were closed"),
        ("full_today", "上海 was full that day", "上海 and 北京 were full that day"),
        ("no_rate", "上海 does not send there", "上海 and 北京 do not send there"),
        ("stock", "上海 had too little stock", "上海 and 北京 had too little stock"),
        ("no_cod", "no carrier of 上海 collects cash there", "no carrier of 上海 and 北京 collects cash there"),
    ],
)
def test_one_place_and_two_are_told_in_right_english(why: str, one: str, many: str) -> None:
    assert of("GZ", priced("GZ", 900), out("SH", why)).endswith(f"; {one}.")
    assert of("GZ", priced("GZ", 900), out("SH", why), out("BJ", why)).endswith(f"; {many}.")


def test_parcels_kept_apart_are_told_with_the_candidates_of_each() -> None:
    parts = [
        {"part": "cold", "candidates": [priced("GZ", 900), priced("HZ", 950)], "chosen": [[0, "GZ", 1]], "total": 900},
        {"part": "", "candidates": [priced("HZ", 700)], "chosen": [[0, "HZ", 2]], "total": 700},
    ]
    facts = {"parts": parts, "candidates": [], "chosen": [[0, "GZ", 1], [1, "HZ", 2]], "total": 1600}
    with translation.override("en"):
        found = source("pass", facts, ORDER, NAMES, "CNY")
    assert found["sentence"] == "Ships from 广州 and 杭州 in 2 parcels kept apart."
    assert [(row["place"], row["total"], row["chosen"], row.get("more")) for row in found["candidates"]] == [
        ("cold: 广州", 900, True, None),
        ("cold: 杭州", 950, False, 50),
        ("–: 杭州", 700, True, None),
    ]
    assert found["facts"] == []

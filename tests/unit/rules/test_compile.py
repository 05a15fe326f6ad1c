"""Firing tables over batches."""

from __future__ import annotations

import pytest

from orderway.rules.compile import CHUNK_FACTS_MAX, BadTable, Failing, compiled
from orderway.rules.facts import UNIT, Scalar
from orderway.rules.sample import evaluate, samples, tried
from orderway.rules.table import json_of, table_of
from tests.rulings import table_of as made

BASE: dict[str, Scalar] = {UNIT: 100, "today": "2026-11-20", "units": 2, "province": "浙江省", "amount_minor": 10_000}


def test_all_rows_that_fire_come_in_order_with_typed_outputs() -> None:
    table = made(
        "hold",
        {"units": "> 1", "points": "20", "message": "two"},
        {"units": "> 9", "points": "30"},
        {"units": "", "reason": "rule_says"},
    )
    ((first, last),) = compiled(table, 7).fire([BASE])
    assert (first.rule_id, first.version) == ("r1", 7)
    assert first.outputs == {"reason": None, "message": "two", "points": 20, "gate": None}
    assert (last.rule_id, last.outputs["reason"]) == ("r3", "rule_says")


def test_a_batch_larger_than_a_chunk_keeps_its_sequence() -> None:
    table = compiled(made("hold", {"units": "> 1000", "reason": "rule_says"}), 1)
    many = [{**BASE, "units": n} for n in range(CHUNK_FACTS_MAX * 2 + 7)]
    assert [n for n, fired in enumerate(table.fire(many)) if fired] == list(range(1001, CHUNK_FACTS_MAX * 2 + 7))


def test_facts_that_are_missing_or_of_a_wrong_type_are_named_and_fire_nothing() -> None:
    table = compiled(made("hold", {"units": "> 1", "province": "浙江省", "reason": "rule_says"}), 1)
    facts: list[dict[str, Scalar]] = [
        BASE,
        {**BASE, "units": None},
        {**BASE, "units": "2"},
        {**BASE, "province": 3},
        {},
    ]
    assert [(len(o.fired), o.missing) for o in table.judge(facts)] == [
        (1, []),
        (0, ["units"]),
        (0, ["units"]),
        (0, ["province"]),
        (0, ["province", "units"]),
    ]


def test_true_is_no_number() -> None:
    table = compiled(made("hold", {"units": "1", "reason": "rule_says"}), 1)
    assert table.judge([{**BASE, "units": True}])[0].missing == ["units"]


def test_a_row_with_days_fires_only_on_them() -> None:
    table = compiled(
        made("hold", {"units": "", "reason": "rule_says", "active_from": "2026-11-11", "active_until": "2026-11-12"}), 1
    )
    days = ["2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13"]
    assert [len(f) for f in table.fire([{**BASE, "today": day} for day in days])] == [0, 1, 1, 0]
    assert table.judge([{**BASE, "today": None}])[0].missing == ["today"]


def test_the_mark_of_a_row_stays_while_nobody_changes_it() -> None:
    one = made("hold", {"units": "> 1", "reason": "rule_says"})
    wider = made(
        "hold", {"id": "r0", "units": "> 9", "reason": "rule_says"}, {"id": "r1", "units": "> 1", "reason": "rule_says"}
    )
    other = made("hold", {"units": "> 1.5", "reason": "rule_says"})
    marks = [compiled(table, 1).by_row_id()["r1"].mark for table in (one, wider, other)]
    assert marks[0] == marks[1] != marks[2]


def test_only_facts_that_may_be_kept_are_told_of_a_row() -> None:
    cells = {"units": "> 1", "buyer_note": 'contains("x")', "age_hours": "> 1", "reason": "rule_says"}
    table = compiled(made("hold", cells), 1)
    assert table.asks("r1") == ("units",)
    assert table.private


def test_the_same_facts_give_the_same_answer_every_time() -> None:
    table = compiled(made("hold", *[{"units": f"> {n % 7}", "reason": "rule_says"} for n in range(60)]), 1)
    facts = [{**BASE, "units": n % 9} for n in range(300)]
    first = [[fired.rule_id for fired in each] for each in table.fire(facts)]
    assert all([[f.rule_id for f in each] for each in table.fire(facts)] == first for _ in range(5))


def test_a_table_with_a_problem_does_not_compile() -> None:
    with pytest.raises(BadTable):
        compiled(made("hold", {"units": "> x", "reason": "rule_says"}), 1)


def test_what_stands_for_a_broken_table_fails_for_everybody() -> None:
    assert [o.failed for o in Failing("hold", 1, "x", 1).judge([BASE, BASE])] == [True, True]


def test_a_table_without_rows_says_nothing() -> None:
    assert compiled(made("hold"), 1).fire([BASE, BASE]) == [[], []]


def test_a_table_survives_its_json() -> None:
    table = made("hold", {"units": "> 1", "reason": "rule_says", "row_note": "why"})
    assert table_of(json_of(table)) == table


def test_a_new_table_is_tried_in_a_process_of_its_own() -> None:
    assert tried(made("line_hold", {"quantity": "> 1", "reason": "quantity_limit"})) == ""
    assert tried(made("hold", {"units": "> x", "reason": "rule_says"})) == "it ended with 1"
    assert evaluate(json_of(made("priority", {"units": "> 1", "priority": "3"})).encode())


def test_samples_have_the_ends_of_every_number() -> None:
    small, large, nothing, *usual = samples("hold")
    assert (small["units"], large["amount_minor"], nothing["units"]) == (0, 10**15 - 1, None)
    assert len(usual) == 197

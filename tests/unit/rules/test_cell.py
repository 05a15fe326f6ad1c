"""The language of cells: what it means, what it refuses by name, and that nothing in it can hang or raise."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.rules.cell import CELL_CHARS_MAX, DEPTH_MAX, read
from orderway.rules.compile import compiled
from orderway.rules.facts import UNIT
from orderway.rules.kinds import KINDS
from orderway.rules.sample import samples
from orderway.rules.table import Column, Row, Table
from orderway.rules.tokens import CellError

FACTS = KINDS["line_hold"].facts
USUAL = {**{name: fact.example for name, fact in FACTS.items()}, UNIT: 100, "today": "2026-11-20"}


def fires(field: str, cell: str, **facts: object) -> bool:
    column, row = Column(field), Row(id="r", cells=[cell], outs=["rule_says"])
    table = Table(kind="line_hold", inputs=[column], outputs=[Column("reason")], rows=[row])
    (outcome,) = compiled(table, 1).judge([{**USUAL, **facts}])  # type: ignore[dict-item]
    assert not outcome.failed
    return bool(outcome.fired)


def wrong(field: str, cell: str) -> tuple[str, int, str]:
    with pytest.raises(CellError) as caught:
        read(cell, FACTS[field], FACTS)
    return caught.value.code, caught.value.at, caught.value.word


@pytest.mark.parametrize(
    ("field", "cell", "told"),
    [
        ("units", "", True),
        ("units", "-", True),
        ("units", "2", True),
        ("units", "1, 3", False),
        ("province", "len($) == 3", True),
        ("city", "len(province) > 3, len($) > 3", False),
        ("units", ">= 1 and < 3", True),
        ("units", "> 1 and not > 5", True),
        ("units", "< 1 or > 5", False),
        ("units", "in (1, 2)", True),
        ("units", "not in [1, 2]", False),
        ("units", "$ % 2 == 0", True),
        ("units", "(units + 1) * 2 > 5", True),
        ("units", "≥ 2，9", True),
        ("units", "> -1", True),
        ("units", "missing", False),
        ("units", "not missing", True),
        ("province", "浙江省, 江苏省", True),
        ("province", '"江苏省"', False),
        ("province", 'not "浙江省"', False),
        ("province", "not (“江苏省”，“上海市”)", True),
        ("province", "!= '江苏省'", True),
        ("province", 'startsWith("浙")', True),
        ("postcode", "310012", True),
        ("skus", "A-100", True),
        ("skus", 'not "A-100"', False),
        ("skus", '"A-100" and "B-200"', True),
        ("skus", "len($) > 1", True),
        ("buyer_note", 'contains("gift", "礼物")', True),
        ("weekday", "mon, tue", True),
        ("cod", "no", True),
        ("cod", "是", False),
        ("amount_minor", "> 128.99", True),
        ("amount_minor", "> 129", False),
        ("amount_minor", "== 129.00", True),
        ("amount_minor", "> goods_minor * 0.5", True),
        ("amount_minor", "> goods_minor - 10", False),
        ("amount_minor", ">= goods_minor - 10", True),
    ],
)
def test_a_cell_means_what_it_says(field: str, cell: str, told: bool) -> None:
    assert fires(field, cell, buyer_note="a gift please") is told


def test_amounts_are_in_units_of_the_currency_whatever_its_decimals() -> None:
    assert fires("amount_minor", "> 5000", amount_minor=5_001, **{UNIT: 1})
    assert not fires("amount_minor", "> 5000", amount_minor=5_001, **{UNIT: 100})
    assert fires("amount_minor", "> 5000", amount_minor=5_000_001, **{UNIT: 1_000})


def test_a_missing_fact_makes_no_test_true_not_even_its_negation() -> None:
    for cell in ('"浙江省"', 'not "浙江省"', '!= "浙江省"', 'not contains("浙")', "not missing"):
        assert not fires("province", cell, province=None), cell
    assert fires("province", 'missing, "浙江省"', province=None)
    assert not fires("units", "> 1", units="3")


@pytest.mark.parametrize(
    ("field", "cell", "told"),
    [
        ("units", "> 1 / 0", ("division_by_zero", 4, "/")),
        ("units", "> 1 % 0.0", ("division_by_zero", 4, "%")),
        ("units", "> 10 / lines", ("division_by_fact", 5, "/")),
        ("units", "[1..5]", ("range_not_allowed", 1, "..")),
        ("units", "1..5", ("range_not_allowed", 0, "..")),
        ("units", "map([1], 2)", ("loop_not_allowed", 0, "map")),
        ("units", "some (skus, true)", ("loop_not_allowed", 0, "some")),
        ("units", "> # + 1", ("loop_not_allowed", 2, "#")),
        ("units", "> __import__('os')", ("call_not_allowed", 2, "__import__")),
        ("units", "> date('now')", ("call_not_allowed", 2, "date")),
        ("units", "> amuont", ("unknown_word", 2, "amuont")),
        ("units", "> 5; 6", ("sign_not_allowed", 3, ";")),
        ("units", "> 5 ? 1 : 2", ("sign_not_allowed", 4, "?")),
        ("units", "> `5`", ("sign_not_allowed", 2, "`")),
        ("units", '> "5"', ("wrong_type", 2, "text")),
        ("units", "> amount_minor", ("wrong_type", 2, "money")),
        ("amount_minor", "> units", ("wrong_type", 2, "number")),
        ("province", '> "a"', ("not_ordered", 2, ">")),
        ("weekday", "monday", ("not_a_choice", 0, "monday")),
        ("weekday", 'not "monday"', ("not_a_choice", 4, "monday")),
        ("units", ">", ("unfinished", 1, "")),
        ("units", "> 5 5", ("unreadable", 4, "5")),
        ("units", "$", ("unfinished", 1, "")),
        ("units", "(" * 20 + "1" + ")" * 20, ("too_deep", 11, "")),
        ("units", "> 9999999999999999", ("number_too_long", 2, "9999999999999999")),
        ("units", "> units * lines * hour", ("number_too_long", 16, "")),
        ("buyer_note", 'contains("")', ("text_wanted", 9, "")),
        ("units", 'contains("a")', ("wrong_type", 0, "number")),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_place(field: str, cell: str, told: tuple[str, int, str]) -> None:
    code, at, word = wrong(field, cell)
    assert code == told[0]
    if code not in ("too_deep", "number_too_long", "unfinished"):
        assert (at, word) == told[1:]


def test_a_cell_has_a_limit_of_characters() -> None:
    assert wrong("units", "1," * CELL_CHARS_MAX)[0] == "too_long"


WORDS = (
    "( ) [ ] , $ # .. == != < <= > >= + - * / % and or not in missing yes no 0 1 5 0.5 99999 999999999999999 "
    "'a' \"浙江省\" units amount_minor goods_minor province skus cod buyer_note contains( startsWith( len( map( some( "
    "null true ? : . ^ ** // `x` ${ } 1..9 \\ \" '"
).split()
CELLS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
    st.text(max_size=60),
)
FIELDS = st.sampled_from(("units", "amount_minor", "province", "skus", "cod", "buyer_note", "weekday"))
SECONDS_MAX = 0.5


@settings(max_examples=600, deadline=None)
@given(field=FIELDS, cell=CELLS)
def test_any_text_is_refused_or_answers_in_time(field: str, cell: str) -> None:
    begun = time.process_time()
    try:
        read(cell, FACTS[field], FACTS)
    except CellError:
        assert time.process_time() - begun < SECONDS_MAX
        return
    row = Row(id="r", cells=[cell], outs=["rule_says"])
    table = Table(kind="line_hold", inputs=[Column(field)], outputs=[Column("reason")], rows=[row])
    outcomes = compiled(table, 1).judge(samples("line_hold")[:4])
    assert [outcome.failed for outcome in outcomes] == [False] * 4
    assert time.process_time() - begun < SECONDS_MAX


Tested = tuple[str, Callable[[int], bool]]


def _leaf(sign: str, number: int) -> Tested:
    def told(value: int) -> bool:
        return {
            "==": value == number,
            "!=": value != number,
            "<": value < number,
            "<=": value <= number,
            ">": value > number,
            ">=": value >= number,
        }[sign]

    return f"{sign} {number}", told


def _joined(word: str, parts: list[Tested]) -> Tested:
    every = all if word == "and" else any
    return "(" + f" {word} ".join(text for text, _ in parts) + ")", lambda value: every(
        told(value) for _, told in parts
    )


def _negated(part: Tested) -> Tested:
    return f"not {part[0]}", lambda value: not part[1](value)


LEAVES = st.builds(_leaf, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), st.integers(-20, 20))
TESTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(_joined, st.sampled_from(("and", "or")), st.lists(inner, min_size=1, max_size=3)),
        st.builds(_negated, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(tested=TESTS, value=st.integers(-25, 25))
def test_logic_is_what_python_says(tested: Tested, value: int) -> None:
    cell, told = tested
    if cell.count("(") < DEPTH_MAX // 2 and cell.count("not") < DEPTH_MAX // 2:
        assert fires("units", cell, units=value) is told(value)


@settings(max_examples=200, deadline=None)
@given(
    a=st.integers(-(10**12), 10**12),
    b=st.integers(-(10**6), 10**6),
    factor=st.decimals("0.01", "9.99", places=2),
)
def test_sums_are_exact_decimals(a: int, b: int, factor: Decimal) -> None:
    """0.1 + 0.2 is 0.3 here."""
    exact = Decimal(a) * factor + b
    cell = f"== {a} * {factor} + {b}"
    if exact == exact.to_integral_value() and abs(exact) < 10**15:
        assert fires("units", cell, units=int(exact))
        assert not fires("units", cell, units=int(exact) + 1)

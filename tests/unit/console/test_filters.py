"""The filter line: what it understands, what it refuses, and that it writes itself back."""

from datetime import date
from decimal import Decimal

import pytest

from orderway.console.filters import Problem, Span, Token, day_span, number_span, parse, time_span

NAMES = {"shop": ["tmall", "own"], "warehouse": ["HZ"]}
TODAY = date(2026, 11, 22)


def test_words_and_tokens_are_told_apart() -> None:
    query = parse("hold:large_amount 王小明 shop:tmall", NAMES)

    assert query.tokens == (Token("hold", ("large_amount",)), Token("shop", ("tmall",)))
    assert query.words == "王小明"
    assert query.problems == ()


@pytest.mark.parametrize(
    "line",
    [
        "stage:review standing:held",
        "hold:shortage,short_pick -shop:own",
        'city:"New York" amount:>1000',
        "age:1d..3d due:late 13800138000",
        "received:today is:gift",
    ],
)
def test_a_line_is_written_back_as_it_was_typed(line: str) -> None:
    assert str(parse(line, NAMES)) == line
    assert parse(str(parse(line, NAMES)), NAMES) == parse(line, NAMES)


def test_a_chinese_colon_is_a_colon() -> None:
    assert parse("stage：review").tokens == (Token("stage", ("review",)),)


def test_an_unknown_field_is_refused_with_what_was_meant() -> None:
    query = parse("stagee:review")

    assert query.problems == (Problem("stagee:review", "unknown_field", ("stage", "age", "standing", "status")),)
    assert query.tokens == ()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("stage:reviews", "unknown_value"),
        ("shop:nowhere", "unknown_value"),
        ("amount:lots", "no_number"),
        ("amount:nan", "no_number"),
        ("amount:1e400", "no_number"),
        ("amount:1,2", "one_value"),
        ("age:soon", "no_span"),
        ("due:4", "no_span"),
        ("placed:2026-13-01", "no_day"),
        ("placed:9999-01-01", "no_day"),
        ('city:""', "value_missing"),
    ],
)
def test_what_is_not_understood_is_refused(line: str, code: str) -> None:
    problems = parse(line, NAMES).problems

    assert [problem.code for problem in problems] == [code]


def test_quotes_search_for_what_looks_like_a_token() -> None:
    query = parse('"stage:review"')

    assert (query.tokens, query.words) == ((), "stage:review")


def test_too_many_tokens_are_refused() -> None:
    line = " ".join(f"units:>{n}" for n in range(21))

    assert [problem.code for problem in parse(line).problems] == ["too_many"]


def test_nul_and_endless_lines_do_no_harm() -> None:
    assert parse("\x00王").words == "王"
    assert len(parse("x" * 5000).words) == 1000


def test_one_token_of_a_field_takes_the_place_of_another() -> None:
    query = parse("stage:review hold:any").having(Token("stage", ("check",)))

    assert str(query) == "hold:any stage:check"
    assert str(query.without(Token("stage", ("check",)))) == "hold:any"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("5", Span(Decimal(5), Decimal(5))),
        (">5", Span(Decimal(5), None, True)),
        ("<=5.50", Span(None, Decimal("5.50"))),
        ("5..9", Span(Decimal(5), Decimal(9))),
        (">5..9", None),
        ("", None),
        ("Infinity", None),
    ],
)
def test_numbers_have_bounds(text: str, span: Span | None) -> None:
    assert number_span(text) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("<4h", Span(None, Decimal(240), True)),
        ("1d..2d", Span(Decimal(1440), Decimal(2880))),
        ("4 h", None),
        ("-1d", None),
    ],
)
def test_lengths_of_time_are_minutes(text: str, span: Span | None) -> None:
    assert time_span(text) == span


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", (TODAY, TODAY)),
        ("yesterday", (date(2026, 11, 21), date(2026, 11, 21))),
        ("2026-11-01..2026-11-07", (date(2026, 11, 1), date(2026, 11, 7))),
        ("tomorrow", None),
        ("2026-02-30", None),
    ],
)
def test_days_are_days(text: str, days: tuple[date, date] | None) -> None:
    assert day_span(text, TODAY) == days

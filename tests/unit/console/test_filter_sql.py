"""Filters as conditions: which pots they leave, and that values never become SQL."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from orderway.console.filter_fields import ENDED, FIELDS, OPEN, TO_SHIP
from orderway.console.filter_sql import Reader, criteria_of, day_start
from orderway.console.filters import parse

READER = Reader(datetime(2026, 11, 22, 2, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai"), "anna", b"k" * 32)
NAMES = {"shop": ["tmall"], "warehouse": ["hangzhou"]}


@pytest.mark.parametrize(
    ("line", "pots"),
    [
        ("", TO_SHIP),
        ("standing:held", ("held",)),
        ("standing:cancelled", ("cancelled",)),
        ("stage:warehouse", ("warehouse",)),
        ("stage:road standing:held", ()),
        ("city:杭州", OPEN),
        ("is:all", (*OPEN, *ENDED)),
        ("13800138000", (*OPEN, *ENDED)),
        ("-standing:held", ("unpaid", "short", "waiting", "ready", "warehouse", "road")),
        ("due:late", TO_SHIP),
        ("return:open", (*OPEN, *ENDED)),
    ],
)
def test_a_filter_leaves_the_pots_in_which_it_can_hold(line: str, pots: tuple[str, ...]) -> None:
    assert criteria_of(parse(line, NAMES), READER).pots == pots


def test_the_kept_counts_answer_only_questions_about_pots_and_stages() -> None:
    assert criteria_of(parse("standing:held"), READER).plain
    assert not criteria_of(parse("standing:held city:杭州"), READER).plain
    assert criteria_of(parse("stage:review"), READER).stages == ("review",)
    assert criteria_of(parse("stage:review hold:any"), READER).stages == ()


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_field_has_its_condition_with_as_many_values_as_marks(name: str) -> None:
    example = FIELDS[name].example
    for line in (f"{name}:{example}", f"-{name}:{example}"):
        query = parse(line, NAMES)
        assert query.problems == ()
        criteria = criteria_of(query, READER)
        assert sum(condition.count("%s") for condition in criteria.conditions) == len(criteria.values)


def test_what_people_type_is_never_part_of_the_statement() -> None:
    evil = "x'; DROP TABLE orders; --"
    for line in (f'city:"{evil}"', f'sku:"{evil}"', f'"{evil}"'):
        criteria = criteria_of(parse(line), READER)
        assert not any("DROP" in condition for condition in criteria.conditions)
        assert "DROP" in str(criteria.values)


def test_a_phone_is_looked_for_by_its_hash_and_never_by_itself() -> None:
    criteria = criteria_of(parse("13800138000"), READER)

    assert any("phone_hash" in condition for condition in criteria.conditions)
    assert any("last4_hash" in condition for condition in criteria_of(parse("8000"), READER).conditions)


def test_a_day_begins_in_the_zone_of_the_shop() -> None:
    assert day_start(READER) == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from orderway.kernel import clock
from orderway.web.templatetags import figures

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "english", "chinese"),
    [
        (129900, "CNY", "¥1,299.00", "¥1,299.00"),
        (-4500, "CNY", "-¥45.00", "-¥45.00"),
        (98000, "JPY", "JP¥98,000", "JP¥98,000"),
        (3450, "EUR", "€34.50", "€34.50"),
        (5, "USD", "$0.05", "US$0.05"),
        (0, "GBP", "£0.00", "£0.00"),
        (900719925474099301, "CNY", "¥9,007,199,254,740,993.01", "¥9,007,199,254,740,993.01"),
    ],
)
def test_money_shows_sign_and_all_its_decimals(minor: int, currency: str, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert figures.money_text(minor, currency) == english
    with translation.override("zh-hans"):
        assert figures.money_text(minor, currency) == chinese


def test_three_decimals_are_kept_where_the_currency_has_them() -> None:
    assert figures.money_text(12345, "KWD").endswith("12.345")


def test_a_missing_amount_is_a_dash() -> None:
    assert figures.money(None, "CNY") == "–"


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (timedelta(seconds=20), "1 min", "1 分钟"),
        (timedelta(minutes=59, seconds=59), "59 min", "59 分钟"),
        (timedelta(minutes=60), "1 hr", "1 小时"),
        (timedelta(hours=47, minutes=59), "47 hr", "47 小时"),
        (timedelta(hours=48), "2 days", "2 天"),
        (-timedelta(days=9), "9 days", "9 天"),
    ],
)
def test_a_duration_is_said_in_its_largest_sensible_unit(length: timedelta, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert figures.duration_text(length) == english
    with translation.override("zh-hans"):
        assert figures.duration_text(length) == chinese


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (-10, "10 min late", "tone-bad"),
        (30, "30 min left", "tone-warn"),
        (239, "3 hr left", "tone-warn"),
        (240, "4 hr left", ""),
    ],
)
def test_time_left_turns_amber_and_then_red(minutes: int, words: str, tone: str) -> None:
    with clock.held_at(NOON), translation.override("en"):
        html = figures.time_left(NOON + timedelta(minutes=minutes))

    assert f"<span>{words}</span>" in html
    assert ("tone-" in html) == bool(tone)
    assert tone in html


def test_the_exact_time_stands_in_the_readers_zone() -> None:
    with clock.held_at(NOON), timezone.override("Asia/Shanghai"):
        html = figures.age(NOON, focusable=True)

    assert 'data-tip="2026-11-22 20:00 CST"' in html
    assert 'datetime="2026-11-22T12:00:00+00:00"' in html
    assert 'tabindex="0"' in html


def test_a_spark_line_reaches_from_edge_to_edge_and_says_what_it_is() -> None:
    html = figures.spark([0, 5, 10], "Orders <an hour>")

    assert 'points="0.0,23.0 50.0,12.0 100.0,1.0"' in html
    assert 'aria-label="Orders &lt;an hour&gt;"' in html


@pytest.mark.parametrize("values", [[], [0], [0, 0]])
def test_a_spark_line_of_nothing_is_flat(values: list[int]) -> None:
    assert 'class="spark"' in figures.spark(values, "none")


def test_parts_of_nothing_are_left_out_of_a_bar() -> None:
    parts = [{"many": 3, "tone": "good", "label": "fresh"}, {"many": 0, "tone": "bad", "label": "overdue"}]

    html = figures.parts_bar(parts)

    assert html.count("<i ") == 1
    assert 'aria-label="fresh 3"' in html


@pytest.mark.parametrize(("part", "whole", "width"), [(3, 8, "37.5%"), (9, 8, "100.0%"), (1, 0, "0%")])
def test_a_share_never_leaves_its_bar(part: int, whole: int, width: str) -> None:
    assert figures.share_of(part, whole) == width


def test_numbers_and_shares_are_dashes_where_unknown() -> None:
    assert (figures.number(None), figures.number(1234567)) == ("–", "1,234,567")
    assert (figures.percent(None), figures.percent(0.9864)) == ("–", "98.6%")


def test_a_day_stands_alone_with_its_exact_time_beside() -> None:
    with timezone.override("Asia/Shanghai"):
        said = figures.day(datetime(2026, 11, 22, 23, 5, tzinfo=UTC))

    assert ">2026-11-23</time>" in said
    assert 'data-tip="2026-11-23 07:05 CST"' in said
    assert figures.day(None) == "–"

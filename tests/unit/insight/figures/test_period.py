from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from orderway.insight.figures.period import PERIOD_DAYS_MAX, period_of

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""01:00 of the 21st in Shanghai."""


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("", "", (date(2026, 11, 15), date(2026, 11, 21))),
        ("2026-11-01", "2026-11-03", (date(2026, 11, 1), date(2026, 11, 3))),
        ("2026-11-03", "2026-11-01", (date(2026, 11, 1), date(2026, 11, 1))),
        ("2026-01-01", "2026-11-20", (date(2026, 10, 21), date(2026, 11, 20))),
        ("2026-11-20", "2030-01-01", (date(2026, 11, 20), date(2026, 11, 21))),
        ("yesterday", "9999-12-31", (date(2026, 11, 15), date(2026, 11, 21))),
    ],
)
def test_a_period_is_never_in_the_future_nor_too_long(first: str, last: str, wanted: tuple[date, date]) -> None:
    period = period_of(first, last, NOW, ZONE)

    assert (period.first, period.last) == wanted
    assert len(period.days) <= PERIOD_DAYS_MAX


def test_days_begin_at_midnight_of_the_zone_also_when_the_clock_changes() -> None:
    berlin = period_of("2026-10-25", "2026-10-25", NOW, ZoneInfo("Europe/Berlin"))

    assert berlin.since == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert berlin.until == datetime(2026, 10, 25, 23, tzinfo=UTC)

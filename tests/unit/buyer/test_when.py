from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from orderway.buyer.when import arrival, day, moment, zone_of

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Friday, 10:00 in Shanghai."""


def at(day_of_month: int, hour: int, minute: int = 0) -> datetime:
    """A time of November in Shanghai."""
    return datetime(2026, 11, day_of_month, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (at(21, 9), at(21, 12), "Arrives tomorrow between 9 and 12", "预计明天 9 至 12 点送达"),
        (at(21, 9, 40), at(21, 11, 10), "Arrives tomorrow between 9 and 12", "预计明天 9 至 12 点送达"),
        (at(21, 13), at(21, 17, 30), "Arrives tomorrow between 13:00 and 18:00", "预计明天 13 至 18 点送达"),
        (at(20, 14), at(20, 18), "Arrives today between 14:00 and 18:00", "预计今天 14 至 18 点送达"),
        (at(20, 8), at(20, 18), "Arrives today by 18:00", "预计今天 18 点前送达"),
        (at(21, 18), at(22, 0), "Arrives tomorrow between 18:00 and 24:00", "预计明天 18 至 24 点送达"),
        (at(21, 10), at(21, 10), "Arrives tomorrow", "预计明天送达"),
        (None, at(22, 10), "Arrives Sunday 22 November", "预计11月22日星期日送达"),
        (at(21, 10), at(22, 10), "Arrives between tomorrow and Sunday 22 November", "预计明天至11月22日星期日送达"),
        (at(19, 10), at(22, 10), "Arrives by Sunday 22 November", "预计最晚11月22日星期日送达"),
    ],
)
def test_an_arrival_is_said_as_people_say_it_and_never_too_early(
    first: datetime | None, last: datetime, english: str, chinese: str
) -> None:
    with override("en"):
        assert arrival(first, last, NOW, ZONE) == english
    with override("zh-hans"):
        assert arrival(first, last, NOW, ZONE) == chinese


def test_the_day_is_that_of_the_shop_not_of_utc() -> None:
    late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past midnight of the 21st in Shanghai
    with override("en"):
        assert moment(late, NOW, ZONE) == "tomorrow at 00:30"
        assert moment(late, NOW, ZoneInfo("UTC")) == "today at 16:30"


def test_days_far_away_have_their_date_and_another_year_its_number() -> None:
    with override("en"):
        assert day(date(2026, 12, 24), date(2026, 11, 20)) == "24 December"
        assert day(date(2025, 12, 24), date(2026, 11, 20)) == "24 December 2025"


def test_a_zone_nobody_knows_is_utc() -> None:
    assert zone_of("Nowhere/Land") == ZoneInfo("UTC")

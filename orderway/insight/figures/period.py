"""Which days a page of figures is about. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

PERIOD_DAYS_MAX = 31
"""No page adds up more days than this."""
PERIOD_DAYS = 7
PRESETS = (1, 7, 31)
"""Days up to today that are one click away."""


class Period(NamedTuple):
    """Whole days from `first` to `last`, both included, as they begin and end in `zone`."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        """Its days in order."""
        return [self.first + timedelta(at) for at in range((self.last - self.first).days + 1)]

    @property
    def since(self) -> datetime:
        """When it begins."""
        return start_of(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """When it is over."""
        return start_of(self.last + timedelta(1), self.zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def period_of(first: str, last: str, now: datetime, zone: ZoneInfo) -> Period:
    """The period asked for (ISO dates), as near to it as is allowed: not in the future, at most PERIOD_DAYS_MAX days.

    What cannot be read counts as not said; without anything said it is the last PERIOD_DAYS days.
    """
    today = now.astimezone(zone).date()
    end = min(_day(last) or today, today)
    begin = min(_day(first) or end - timedelta(PERIOD_DAYS - 1), end)
    return Period(max(begin, end - timedelta(PERIOD_DAYS_MAX - 1)), end, zone)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None

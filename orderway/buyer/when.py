"""Days, hours and ranges of time in the words of a buyer: "tomorrow between 9 and 12", 明天 9 至 12 点."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orderway.web.templatetags.figures import reader_locale

NOON = 12
NARROWEST = timedelta(minutes=30)
"""A narrower range than this is an estimate of the day, not of the hour."""
DAYS_BY_NAME = 6
"""Days so near are called by the day of the week beside the date."""


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day(at: date, today: date) -> str:
    """A day as people say it: today, tomorrow, yesterday, "Sunday 22 November"."""
    if at == today:
        return _("today")
    if at == today + timedelta(1):
        return _("tomorrow")
    if at == today - timedelta(1):
        return _("yesterday")
    chinese = (get_language() or "").startswith("zh")
    near = abs((at - today).days) <= DAYS_BY_NAME
    pattern = ("M月d日EEEE" if near else "M月d日") if chinese else ("EEEE d MMMM" if near else "d MMMM")
    if at.year != today.year:
        pattern = "y年M月d日" if chinese else "d MMMM y"
    return format_date(at, pattern, locale=reader_locale())


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A day and a time: "today at 14:05"."""
    local = at.astimezone(zone)
    words = {"day": day(local.date(), now.astimezone(zone).date()), "time": f"{local:%H:%M}"}
    return _("%(day)s at %(time)s") % words


def arrival(due_from: datetime | None, due_until: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The sentence that says when something arrives; hours are rounded outwards, never inwards."""
    today = now.astimezone(zone).date()
    end_day, end_hour = _rounded_up(due_until.astimezone(zone))
    if due_from is None or due_until - due_from < NARROWEST:
        return _("Arrives %(day)s") % {"day": day(end_day, today)}
    start = due_from.astimezone(zone)
    if start.date() == end_day:
        if start <= now:
            return _("Arrives %(day)s by %(hour)s") % {"day": day(end_day, today), "hour": _hour(end_hour, NOON + 1)}
        first, last = start.hour, max(end_hour, start.hour + 1)
        words = {"day": day(end_day, today), "first": _hour(first, last), "last": _hour(last, last)}
        return _("Arrives %(day)s between %(first)s and %(last)s") % words
    if start.date() <= today:
        return _("Arrives by %(day)s") % {"day": day(end_day, today)}
    words = {"first": day(start.date(), today), "last": day(end_day, today)}
    return _("Arrives between %(first)s and %(last)s") % words


def _rounded_up(end: datetime) -> tuple[date, int]:
    """The day and the full hour (1 to 24) by which it will have come."""
    if end.hour == 0 and end.minute == 0:
        return end.date() - timedelta(1), 24
    return end.date(), end.hour + (1 if end.minute else 0)


def _hour(hour: int, latest: int) -> str:
    """9, or 14:00 where a bare number could be taken for the morning. Chinese counts to 24 anyway."""
    if (get_language() or "").startswith("zh") or latest <= NOON:
        return str(hour)
    return f"{hour}:00"

"""Times as carriers write them: an instant in UTC where a zone is told or known, and always the clock as told. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orderway.adapters.channels._read import text

TIME_CHARS_MAX = 60
"""A longer text is no time."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 10**11
_SECONDS_FROM = 10**8
"""Smaller whole numbers are dates like 20240401 or no times at all."""
_MICROSOFT = re.compile(r"/Date\((-?\d{1,16})([+-]\d{4})?\)/")
_FRACTION = re.compile(r"(?<=:\d\d)[.,]\d+")
_NAMED = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AST": -4, "ADT": -3}
_NAMED |= {"AKST": -9, "AKDT": -8, "HST": -10, "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "AEST": 10}
_TAIL = re.compile(r"\s*\(?([A-Z]{1,4})\)?$")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")
_DAY_FORMS = tuple(
    "%Y-%m-%d|%Y%m%d|%Y/%m/%d|%Y.%m.%d|%d.%m.%Y|%d-%m-%Y|%d %b %Y|%d %B %Y|%d-%b-%Y|%B %d, %Y|%b %d, %Y|%a, %d %b %Y|"
    "%A, %B %d, %Y".split("|")
)
_CLOCK_FORMS = ("%H:%M:%S", "%H:%M", "%H%M%S", "%H%M", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
_EUROPE, _AMERICA = ("%d/%m/%Y", "%d/%m/%y", "%m/%d/%Y"), ("%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y")


class Moment(NamedTuple):
    """`at` is None where no zone is told or known; `local` is the clock as told; `whole` says that it has one."""

    at: datetime | None
    local: datetime
    whole: bool = True


def zone_of(told: Any) -> tzinfo | None:
    """The zone of a text: an IANA name, a usual abbreviation, an offset; None for anything else."""
    name = text(told)[:TIME_CHARS_MAX]
    if not name:
        return None
    if name.upper() in _NAMED:
        return timezone(timedelta(hours=_NAMED[name.upper()]))
    if found := _OFFSET.fullmatch(name.upper()):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(-ahead if found[1] == "-" else ahead) if ahead < timedelta(hours=24) else None
    try:
        return ZoneInfo(name) if "/" in name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def moment(day: Any, clock: Any = None, zone: tzinfo | None = None, *, american: bool = False) -> Moment | None:
    """What a carrier's time says, the clock in a field of its own or beside the date; None where it says no time."""
    if isinstance(day, int) and not isinstance(day, bool):
        if found := _counted(day):
            return found
        day = str(day)
    told = text(day)[:TIME_CHARS_MAX]
    if not told:
        return None
    if microsoft := _MICROSOFT.fullmatch(told):
        return _counted(int(microsoft[1]), milliseconds=True)
    if told.isdecimal() and len(told) in (10, 13):
        return _counted(int(told))
    hours = text(clock)[:TIME_CHARS_MAX]
    read = _read(f"{told[:10]} {hours}" if hours and "T" in told else f"{told} {hours}" if hours else told, american)
    read = read or (_read(told, american) if hours else None)
    if read is None:
        return None
    found_at, whole = read
    try:
        if found_at.tzinfo is not None:
            return Moment(found_at.astimezone(UTC), found_at.replace(tzinfo=None), whole)
        at = found_at.replace(tzinfo=zone).astimezone(UTC) if zone is not None and whole else None
    except (OverflowError, ValueError):
        return None
    return Moment(at, found_at, whole)


def _counted(number: int, *, milliseconds: bool = False) -> Moment | None:
    if not milliseconds and number < _SECONDS_FROM:
        return None
    try:
        at = _EPOCH + timedelta(seconds=number / 1000 if milliseconds or number > _MILLISECONDS_FROM else number)
    except OverflowError:
        return None
    return Moment(at, at.replace(tzinfo=None)) if at.year < 2200 else None


def _read(told: str, american: bool) -> tuple[datetime, bool] | None:
    """The time of a text and whether it has a clock; with its zone where it names one."""
    told = _FRACTION.sub("", " ".join(told.split()))
    zone: tzinfo | None = None
    if (tail := _TAIL.search(told)) and tail[1] in _NAMED and tail[1] != "Z":
        zone, told = zone_of(tail[1]), told[: tail.start()]
    try:
        found = datetime.fromisoformat(told)
        whole = len(told) > 10 and not told.isdecimal()
        return (found if found.tzinfo or zone is None else found.replace(tzinfo=zone)), whole
    except ValueError:
        pass
    days = (*_DAY_FORMS, *(_AMERICA if american else _EUROPE))
    for form in days:
        for clock in ("", *_CLOCK_FORMS):
            for between in (" ", ", ", "T") if clock else ("",):
                try:
                    found = datetime.strptime(told, form + between + clock).replace(tzinfo=zone)
                except ValueError:
                    continue
                return found, bool(clock)
    return None


def day_of(told: Any, *, american: bool = False) -> date | None:
    """The day that a text, number or time names, on the clock where it was said; None where it names none."""
    found = moment(told, american=american)
    return found.local.date() if found and 1990 < found.local.year < 2200 else None

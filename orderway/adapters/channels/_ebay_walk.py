"""Walking a span of time where a platform has neither page tokens nor an order: by slices that fit one answer. Pure.

An order that changes leaves its place and moves the rest up, so that offsets would hide others. A slice that is
answered whole hides nothing; one that does not fit is halved, down to a second.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from orderway.ports.platform import Failure, PlatformFailed

SLICE_SECONDS_MAX = 30 * 86_400
_TICK = timedelta(milliseconds=1)


class Slice(NamedTuple):
    """Where to ask on: from `start`, so many seconds at first."""

    start: datetime
    seconds: int

    @classmethod
    def of(cls, page: str, since: datetime) -> Slice:
        """The slice that a page token names; without one, the widest from `since`. Raises PlatformFailed."""
        if not page:
            return cls(since.astimezone(UTC).replace(microsecond=0), SLICE_SECONDS_MAX)
        at, _, seconds = page.partition("|")
        try:
            return cls(datetime.fromisoformat(at), max(1, min(int(seconds), SLICE_SECONDS_MAX)))
        except ValueError:
            raise PlatformFailed(Failure.REFUSED, "this is no place of ours", code="page") from None

    def end(self, until: datetime) -> datetime:
        """The last instant of the slice, so that the next begins just behind it."""
        return min(until, self.start + timedelta(seconds=self.seconds) - _TICK)

    def halved(self, until: datetime) -> Slice:
        """The first half of what this slice covers."""
        covered = min(self.seconds, int((until - self.start).total_seconds()) + 1)
        return Slice(self.start, max(1, covered // 2))

    def after(self, until: datetime) -> str:
        """The token of the slice behind this one, twice as wide; empty where the span is done."""
        following = self.start + timedelta(seconds=self.seconds)
        return "" if following > until else f"{following.isoformat()}|{self.seconds * 2}"


def milliseconds(at: datetime) -> str:
    """The instant with its milliseconds: `2026-11-20T02:00:00.000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"

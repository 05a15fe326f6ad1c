"""Walking a window of changes by time where a platform has only page numbers. Pure.

An order that changes meanwhile leaves its place and moves the rest up, so numbers are used only among orders of one
instant; from each page the walk goes on at the time of its last order. Orders of that instant come again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from orderway.ports.platform import Failure, PlatformFailed


class Place(NamedTuple):
    """Where to ask on: orders changed from `since` on, page `number` (from 1) of these."""

    since: datetime
    number: int

    @classmethod
    def of(cls, page: str, since: datetime) -> Place:
        """The place that a page token names; without one, the beginning. Raises PlatformFailed for another's token."""
        if not page:
            return cls(since, 1)
        at, _, number = page.partition("|")
        try:
            return cls(datetime.fromisoformat(at), int(number))
        except ValueError:
            raise PlatformFailed(Failure.REFUSED, "this is no place of ours", code="page") from None

    def after(self, last: datetime | None, more: bool) -> str:
        """The token of the next place, `last` being the time of the page's last order; empty where there is no more."""
        if not more or last is None:
            return ""
        at = last.replace(microsecond=0).astimezone(UTC)
        return f"{at.isoformat()}|1" if at > self.since else f"{self.since.isoformat()}|{self.number + 1}"

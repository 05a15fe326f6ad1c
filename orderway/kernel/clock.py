"""The one clock. Decisions get their time handed in; everything else asks here, so that a test can hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

YEARS = (1990, 2100)
"""A date before or after that somebody tells is not believed: past 9999 in UTC it could not even be read again."""

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


@contextmanager
def held_at(instant: datetime) -> Iterator[datetime]:
    """Hold the clock at `instant` (aware) within the block; for tests, simulation and replay."""
    if instant.tzinfo is None:
        raise ValueError("a clock needs an aware datetime")
    token = _held.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _held.reset(token)


def is_believed(at: datetime) -> bool:
    """Whether an instant that somebody told lies in years that an order can have."""
    return YEARS[0] <= at.year < YEARS[1]

"""The one clock. Decisions get their time handed in; everything else asks here, so that a test can hold it still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

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

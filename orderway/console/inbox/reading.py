"""What the pages of the inbox show, by named SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse

from orderway.console.inbox.reasons import detail, way, why
from orderway.journey.intake.inbox import behind
from orderway.kernel.sql import named
from orderway.web.engine import engine

SQL = named(__file__)
PAGE_MESSAGES = 50
COUNTED_MAX = 10_000
"""Parked messages that are counted; beyond it the figure says "and more"."""


class Parked(NamedTuple):
    """One parked message."""

    id: int
    received_at: datetime
    shop_id: int
    shop: str | None
    channel: str | None
    source: str
    reason: str
    facts: dict[str, Any]
    attempt: int
    topic: str = ""
    body: bytes = b""

    @property
    def words(self) -> str:
        """The reason in words."""
        return str(why(self.reason).label)

    @property
    def todo(self) -> str:
        """What helps."""
        return str(why(self.reason).todo)

    @property
    def detail(self) -> str:
        """What exactly was wrong."""
        return detail(self.facts)

    @property
    def place(self) -> str:
        """How it came: api, webhook, or the file and row."""
        return way(self.source)

    @property
    def by_file(self) -> bool:
        """Whether it is a row of a file, which is mended in the file."""
        return self.reason == "row_unreadable"

    @property
    def panel_url(self) -> str:
        """Its side panel."""
        return reverse("inbox_panel", args=[self.id])


def parked(shops: list[int] | None, reason: str = "", after: int = 0) -> list[Parked]:
    """A page of parked messages and one more, oldest first."""
    values = {"shops": shops, "reason": reason, "after": after, "limit": PAGE_MESSAGES + 1}
    return [Parked(*row) for row in engine().connection.execute(SQL.parked, values)]


def one(shops: list[int] | None, message_id: int) -> Parked | None:
    """A parked message with its body; None where there is none for these shops."""
    row = engine().connection.execute(SQL.one, {"id": message_id, "shops": shops}).fetchone()
    return Parked(*row) if row else None


def reasons(shops: list[int] | None) -> list[dict[str, Any]]:
    """How many are parked for each reason, the most frequent first."""
    rows = engine().connection.execute(SQL.reasons, {"shops": shops, "most": COUNTED_MAX})
    return [{"reason": reason, "label": why(reason).label, "many": many} for reason, many in rows]


def last_of_shops(shops: list[int] | None) -> list[dict[str, Any]]:
    """The last message and the last order of each shop."""
    names = ("shop_id", "shop", "channel", "heard_at", "order_id", "number", "ordered_at")
    return [dict(zip(names, row, strict=True)) for row in engine().connection.execute(SQL.shops, {"shops": shops})]


def unread() -> tuple[int, datetime | None]:
    """Messages still to be read, and since when the oldest waits."""
    with engine().connection.cursor() as cursor:
        return behind(cursor)

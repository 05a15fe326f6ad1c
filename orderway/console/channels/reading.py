"""What the pages of the traffic show, read from what pulling, comparing and the relay keep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from orderway.flow.channel_news import ASK, TOPICS
from orderway.journey.intake.accounts import EXPIRY_WARN_DAYS
from orderway.journey.intake.platforms import platform
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.web.engine import engine

SQL = named(__file__)
DAY_HOURS = 24
LATE_MINUTES = 30
"""A shop whose last whole pull is longer ago than this, and which fails, is trouble."""
HOURS_SHOWN = 48
FAILED_SHOWN = 50
RETRY_MAX = 1_000
ALL_TOPICS = [*TOPICS, ASK, "stock"]


class Traffic(NamedTuple):
    """One shop's traffic."""

    id: int
    code: str
    name: str
    channel: str
    practice: bool
    connected: bool
    active: bool
    expires_at: datetime | None
    since: datetime | None
    pulled_at: datetime | None
    whole_at: datetime | None
    not_before: datetime | None
    failed_at: datetime | None
    failure: str
    said: str
    failures: int
    messages: int
    fresh: int
    hours: int
    theirs: int
    missing: int
    absent: int
    compared_at: datetime | None
    ordered_at: datetime | None
    failed: int

    @property
    def known(self) -> bool:
        """Whether its platform can be asked at all."""
        return platform(self.channel) is not None

    @property
    def standing(self) -> str:
        """practice, none (nothing to connect), open (not connected yet), paused, stopped, failing, ends, new, good."""
        if self.practice:
            return "practice"
        if not self.known:
            return "none"
        if not self.connected:
            return "open"
        if not self.active:
            return "paused"
        if self.failure == "auth":
            return "stopped"
        if self.failure:
            return "failing"
        if self.ends_soon:
            return "ends"
        return "good" if self.whole_at else "new"

    @property
    def ends_soon(self) -> bool:
        """Whether its authorisation ends within the days of warning, and does not renew itself."""
        client = platform(self.channel)
        renews = client is not None and client.abilities.refresh
        return (
            self.expires_at is not None
            and not renews
            and self.expires_at <= clock.now() + timedelta(days=EXPIRY_WARN_DAYS)
        )


def traffic(shops: list[int] | None, one: int | None = None) -> list[Traffic]:
    """The shops a reader may see, or one of them."""
    day = clock.now() - timedelta(hours=DAY_HOURS + 1)
    values = {"shops": shops, "one": one, "day": day, "topics": ALL_TOPICS}
    with engine().connection.cursor() as cursor:
        return [Traffic(*row) for row in cursor.execute(SQL.shops, values)]


def talk(one: Traffic) -> dict[str, Any] | None:
    """Where reading the messages of a shop's platform stands; None where the platform offers none."""
    client = platform(one.channel)
    if client is None or not client.abilities.talks:
        return None
    names = ("since", "pulled_at", "messages", "failure", "said", "failed_at")
    with engine().connection.cursor() as cursor:
        row = cursor.execute(SQL.talk, [one.id]).fetchone()
    return dict(zip(names, row or (None, None, 0, "", "", None), strict=True))


def hours(shop_id: int) -> list[dict[str, Any]]:
    """The last comparisons of a shop, the latest hour first."""
    names = ("hour", "theirs", "missing", "fetched", "absent", "keys")
    with engine().connection.cursor() as cursor:
        rows = cursor.execute(SQL.hours, {"shop": shop_id, "limit": HOURS_SHOWN})
        return [dict(zip(names, row, strict=True)) for row in rows]


def failed(shop_id: int) -> list[dict[str, Any]]:
    """Messages to its channel that were given up."""
    names = ("id", "at", "topic", "failure", "attempt", "order_id", "about")
    values = {"target": f"shop:{shop_id}", "topics": ALL_TOPICS, "limit": FAILED_SHOWN}
    with engine().connection.cursor() as cursor:
        return [dict(zip(names, row, strict=True)) for row in cursor.execute(SQL.failed, values)]


def failed_ids(shop_id: int) -> list[int]:
    """The ids of these messages, at most RETRY_MAX."""
    values = {"target": f"shop:{shop_id}", "topics": ALL_TOPICS, "limit": RETRY_MAX}
    with engine().connection.cursor() as cursor:
        return [row[0] for row in cursor.execute(SQL.failed_ids, values)]


def troubled(shops: list[int] | None) -> list[dict[str, Any]]:
    """Shops whose traffic a person should look at, and why: stopped, failing, absent, ends."""
    now = clock.now()
    values = {
        "shops": shops,
        "now": now,
        "late": now - timedelta(minutes=LATE_MINUTES),
        "day": now - timedelta(hours=DAY_HOURS + 1),
        "soon": now + timedelta(days=EXPIRY_WARN_DAYS),
    }
    names = ("id", "name", "why", "expires_at", "channel")
    with engine().connection.cursor() as cursor:
        rows = [dict(zip(names, row, strict=True)) for row in cursor.execute(SQL.troubled, values)]
    return [row for row in rows if row["why"] != "ends" or not _renews(row["channel"])]


def _renews(channel: str) -> bool:
    client = platform(channel)
    return client is not None and client.abilities.refresh


def told(order_id: int) -> list[dict[str, Any]]:
    """What the channel of an order was told, in turn."""
    names = ("topic", "state", "failure", "at", "sent_at", "attempt", "write_back", "why", "number")
    with engine().connection.cursor() as cursor:
        return [dict(zip(names, row, strict=True)) for row in cursor.execute(SQL.told, [order_id, ALL_TOPICS])]

"""The comparison (漏单): the platform's list of each hour beside our orders; what is missing is fetched and stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from orderway.flow.engine import Engine
from orderway.journey.intake import accounts, traffic
from orderway.journey.intake.accounts import SQL, Shop
from orderway.kernel import clock
from orderway.kernel.rows import json_text
from orderway.ports.platform import FETCH_IDS_MAX, Account, Listed, Platform, PlatformFailed

SETTLE_MINUTES = 10
"""An hour is compared so long after its end, when its last orders had time to come by themselves."""
HOURS_MAX = 72
"""The span that one comparison covers at most; a shop that was dark for longer is caught up in several."""
FIRST_HOURS = 24
PAGES_MAX = 200
ABSENT_MAX = 500
"""Keys of missing orders that are kept an hour."""
KEPT_DAYS = 40
KIND = ".compare"


class Compared(NamedTuple):
    """What a comparison found. `why`: done, nothing, busy, stopped, more, or a class of failure."""

    why: str
    hours: int = 0
    theirs: int = 0
    missing: int = 0
    fetched: int = 0


def compare(engine: Engine, shop_id: int) -> Compared:
    """Compare every hour since the last comparison, and fetch what we do not have. One run a shop at a time."""
    with traffic.alone(engine, KIND, shop_id) as mine:
        if not mine:
            return Compared("busy")
        with engine.connection.cursor() as cursor:
            found = accounts.shops(cursor, [shop_id])
        if not found or not found[0].active or (platform := found[0].platform) is None:
            return Compared("stopped")
        shop = found[0]
        try:
            return _compare(engine, shop, platform, traffic.opened(engine, shop, platform))
        except PlatformFailed as failed:
            return Compared(failed.kind.value)


def _compare(engine: Engine, shop: Shop, platform: Platform, account: Account) -> Compared:
    now = clock.now()
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        cursor.execute(SQL.still_absent, [shop.id])
        cursor.execute(SQL.forget_hours, {"shop": shop.id, "before": now - timedelta(days=KEPT_DAYS)})
        again = cursor.execute(SQL.absent, [shop.id, HOURS_MAX]).fetchall()
        (last,) = cursor.execute(SQL.last_hour, [shop.id]).fetchone() or (None,)
    _fetch(engine, shop, platform, account, [key for _, keys in again for key in keys])
    end = _hour(now - timedelta(minutes=SETTLE_MINUTES))
    start = last + timedelta(hours=1) if last else end - timedelta(hours=FIRST_HOURS)
    end = min(end, start + timedelta(hours=HOURS_MAX))
    if start >= end:
        return Compared("nothing")
    theirs = _listed(platform, account, start, end)
    keys = list(theirs)
    ours = {row[0] for row in engine.connection.execute(SQL.ours, [shop.id, keys])}
    missing = [key for key in keys if key not in ours]
    fetched = _fetch(engine, shop, platform, account, missing)
    hours = _hours(start, end, theirs, set(missing), fetched)
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        cursor.execute(SQL.keep_hours, {"shop": shop.id, "now": clock.now(), "hours": json_text(hours)})
    return Compared("done", len(hours), len(keys), len(missing), len(fetched))


def _listed(platform: Platform, account: Account, start: datetime, end: datetime) -> dict[str, datetime]:
    """The hour of each order on the platform's list; raises PlatformFailed where the list does not end."""
    found: dict[str, datetime] = {}
    pace = traffic.Pace(platform)
    step = timedelta(seconds=platform.abilities.window_seconds_max)
    while start < end:
        until, page = min(end, start + step), ""
        for _ in range(PAGES_MAX):
            pace.take()
            listed = _page(platform, account, (start, until), page)
            found |= {one.external_id: _hour(one.placed_at) for one in listed[0] if start <= one.placed_at < until}
            page = listed[1]
            if not page:
                break
        start = until
    return found


def _page(
    platform: Platform, account: Account, window: tuple[datetime, datetime], page: str
) -> tuple[Sequence[Listed], str]:
    answer = traffic.ask(lambda: platform.list_ids(account, *window, page))
    return answer.orders, answer.next_page


def _fetch(engine: Engine, shop: Shop, platform: Platform, account: Account, keys: Sequence[str]) -> set[str]:
    """Fetch and store these orders; the keys of those that were there."""
    found: set[str] = set()
    pace = traffic.Pace(platform)
    for at in range(0, len(keys), FETCH_IDS_MAX):
        part = keys[at : at + FETCH_IDS_MAX]
        pace.take()
        messages = traffic.ask(lambda part=part: platform.fetch(account, part))  # type: ignore[misc]
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            traffic.keep(cursor, engine, shop.id, messages, clock.now())
        found |= {one.external_id for one in messages}
    return found


def _hours(
    start: datetime, end: datetime, theirs: dict[str, datetime], missing: set[str], fetched: set[str]
) -> list[dict[str, object]]:
    rows = []
    hour = start
    while hour < end:
        there = [key for key, at in theirs.items() if at == hour]
        gone = [key for key in there if key in missing]
        rows.append(
            {
                "hour": hour.isoformat(), "theirs": len(there), "missing": len(gone),
                "fetched": sum(1 for key in gone if key in fetched), "absent": gone[:ABSENT_MAX],
            }
        )  # fmt: skip
        hour += timedelta(hours=1)
    return rows


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)

"""What buyers write on platforms whose messages can be read: fetched every few minutes into the inbox, as orders are.

A span of time is walked page by page. Each text is kept once by its bytes, so a run that was cut off just walks the
span again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from orderway.flow.engine import Engine
from orderway.journey.intake import accounts, traffic
from orderway.journey.intake.accounts import Shop
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.ports.platform import Account, Failure, Page, Platform, PlatformFailed, Talks

SQL = named(__file__, "talks.sql")
PAGES_MAX = 100
"""Of one run; a span with more of them is cut short until it fits."""
FIRST_LOOK_HOURS = 24
SPAN_HOURS_MAX = 24
KIND = ".talks"


class Talked(NamedTuple):
    """What one run brought. `why` says why it ended: done, more, not_yet, busy, none, or a class of failure."""

    why: str
    fresh: int = 0


def pull_talks(engine: Engine, shop_id: int) -> Talked:
    """Read what was written since the last run. One run a shop at a time."""
    with traffic.alone(engine, KIND, shop_id) as mine:
        if not mine:
            return Talked("busy")
        with engine.connection.cursor() as cursor:
            found = accounts.shops(cursor, [shop_id])
            row = cursor.execute(SQL.state, [shop_id]).fetchone()
        platform = found[0].platform if found and found[0].active else None
        if platform is None or not platform.abilities.talks or not isinstance(platform, Talks):
            return Talked("none")
        now = clock.now()
        since, not_before, failures = row or (now - timedelta(hours=FIRST_LOOK_HOURS), None, 0)
        if not_before is not None and not_before > now:
            return Talked("not_yet")
        try:
            return _walk(engine, found[0], platform, platform, since)
        except PlatformFailed as failed:
            _fail(engine, shop_id, failed, since, failures)
            return Talked(failed.kind.value)


def _walk(engine: Engine, shop: Shop, platform: Platform, talks: Talks, since: datetime) -> Talked:
    account = traffic.opened(engine, shop, platform)
    now = clock.now()
    start = since - timedelta(seconds=platform.abilities.overlap_seconds)
    until = min(now, since + timedelta(hours=SPAN_HOURS_MAX))
    pace, page, fresh = traffic.Pace(platform), "", 0
    for _ in range(PAGES_MAX):
        pace.take()
        told = _asked(talks, account, start, until, page)
        page = told.next_page
        fresh += _store(engine, shop.id, told, until if not page else None)
        if not page:
            return Talked("done" if until == now else "more", fresh)
    raise PlatformFailed(Failure.TRY_LATER, "more is written there than one run can read")


def _asked(talks: Talks, account: Account, since: datetime, until: datetime, page: str) -> Page:
    return traffic.ask(lambda: talks.talks(account, since, until, page))


def _store(engine: Engine, shop_id: int, page: Page, whole_until: datetime | None) -> int:
    """A page; with the last one the place behind it, in one transaction. How many messages were new."""
    now = clock.now()
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        fresh = traffic.keep(cursor, engine, shop_id, page.messages, now)
        if whole_until is not None:
            cursor.execute(SQL.whole, {"shop": shop_id, "since": whole_until, "now": now, "messages": fresh})
    return fresh


def _fail(engine: Engine, shop_id: int, failed: PlatformFailed, since: datetime, failures: int) -> None:
    backoff = traffic.BACKOFF_SECONDS[min(failures, len(traffic.BACKOFF_SECONDS) - 1)]
    final = failed.kind in (Failure.REFUSED, Failure.GONE, Failure.AUTH)
    now = clock.now()
    wait = max(failed.retry_after_seconds, traffic.REFUSED_SECONDS if final else backoff)
    values = {
        "shop": shop_id, "since": since, "now": now, "failure": failed.kind.value, "said": failed.said,
        "not_before": now + timedelta(seconds=wait),
    }  # fmt: skip
    with engine.connection.cursor() as cursor:
        cursor.execute(SQL.fail, values)

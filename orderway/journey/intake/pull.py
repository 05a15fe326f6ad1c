"""The scheduled pull: what changed on a platform since we last looked, with overlap, into the inbox as pushes go.

A window of time is walked page by page; page and place are kept in one transaction, so that whoever dies on the way is
followed by one who goes on there. What was stored before (by its bytes) is not stored again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from orderway.flow.engine import Engine
from orderway.journey.intake import accounts, traffic
from orderway.journey.intake.accounts import SQL, Shop
from orderway.kernel import clock
from orderway.kernel.crashpoint import crashpoint
from orderway.ports.platform import Account, Failure, Page, Platform, PlatformFailed

PAGES_MAX = 60
"""Of one run; the next run goes on where it ended."""
KIND = ".pull"


class Pulled(NamedTuple):
    """What one run brought. `why` says why it ended: done, more, not_yet, busy, stopped, or a class of failure."""

    why: str
    pages: int = 0
    messages: int = 0
    fresh: int = 0


class State(NamedTuple):
    """Where pulling stands, as kept."""

    since: datetime
    until: datetime | None
    page: str
    not_before: datetime | None
    failed_at: datetime | None
    failure: str
    failures: int


def pull(engine: Engine, shop_id: int, pages_max: int = PAGES_MAX, now_even_if_told_later: bool = False) -> Pulled:
    """Pull one shop until its window is walked or `pages_max` pages are stored. One run a shop at a time."""
    with traffic.alone(engine, KIND, shop_id) as mine:
        if not mine:
            return Pulled("busy")
        with engine.connection.cursor() as cursor:
            found = accounts.shops(cursor, [shop_id])
            row = cursor.execute(SQL.state, [shop_id]).fetchone()
        state = State(*row) if row else None
        if not found or not found[0].active or (platform := found[0].platform) is None:
            return Pulled("stopped")
        shop, now = found[0], clock.now()
        if state and state.failure == Failure.AUTH and not now_even_if_told_later:
            return Pulled("stopped")
        if state and state.not_before and state.not_before > now and not now_even_if_told_later:
            return Pulled("not_yet")
        return _walk(engine, shop, platform, state, pages_max)


def _walk(engine: Engine, shop: Shop, platform: Platform, state: State | None, pages_max: int) -> Pulled:
    pages = messages = fresh = 0
    pace = traffic.Pace(platform)
    try:
        account = traffic.opened(engine, shop, platform)
        while pages < pages_max:
            window = _window(engine, shop, platform, state)
            pace.take()
            page = _asked(platform, account, window)
            crashpoint("pull.a")
            stored = _store(engine, shop.id, page)
            crashpoint("pull.b")
            pages, messages, fresh = pages + 1, messages + len(page.messages), fresh + stored
            state = _state(engine, shop.id)
            if not page.next_page and state.since >= clock.now() - timedelta(
                seconds=platform.abilities.overlap_seconds
            ):
                return Pulled("done", pages, messages, fresh)
            if page.wait_seconds > traffic.WAIT_SECONDS_MAX:
                return Pulled("not_yet", pages, messages, fresh)
            if page.wait_seconds > 0:
                traffic.rest(page.wait_seconds)
        return Pulled("more", pages, messages, fresh)
    except PlatformFailed as failed:
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            row = cursor.execute(SQL.state, [shop.id]).fetchone()
            at = State(*row) if row else None
            paging = at is not None and at.page != "" and failed.kind is not Failure.AUTH
            traffic.fail(cursor, shop.id, failed, at.failures if at else 0, clock.now(), paging)
        return Pulled(failed.kind.value, pages, messages, fresh)


class _Window(NamedTuple):
    since: datetime
    until: datetime
    page: str


def _window(engine: Engine, shop: Shop, platform: Platform, state: State | None) -> _Window:
    """The window under way, or a new one from where the last ended, a little earlier."""
    if state and state.until is not None:
        return _Window(state.since, state.until, state.page)
    now, able = clock.now(), platform.abilities
    if state is None:
        since = now - timedelta(hours=traffic.FIRST_LOOK_HOURS)
    else:
        since = state.since - timedelta(seconds=able.overlap_seconds)
    until = max(since, min(now, since + timedelta(seconds=able.window_seconds_max)))
    with engine.connection.cursor() as cursor:
        cursor.execute(SQL.open_window, {"shop": shop.id, "since": since, "until": until})
    return _Window(since, until, "")


def _asked(platform: Platform, account: Account, window: _Window) -> Page:
    return traffic.ask(lambda: platform.pull(account, window.since, window.until, window.page))


def _store(engine: Engine, shop_id: int, page: Page) -> int:
    """A page and the place behind it, in one transaction; how many messages were new."""
    now = clock.now()
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        fresh = traffic.keep(cursor, engine, shop_id, page.messages, now)
        later = page.wait_seconds if page.wait_seconds > traffic.WAIT_SECONDS_MAX else 0
        values = {
            "shop": shop_id, "now": now, "page": page.next_page, "messages": len(page.messages), "fresh": fresh,
            "not_before": now + timedelta(seconds=later) if later else None,
        }  # fmt: skip
        cursor.execute(SQL.turn_page if page.next_page else SQL.close_window, values)
    return fresh


def _state(engine: Engine, shop_id: int) -> State:
    row = engine.connection.execute(SQL.state, [shop_id]).fetchone()
    assert row is not None
    return State(*row)

"""What pulling and comparing share: asking a platform outside transactions, keeping what it gave, noting failures."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from orderway.flow.engine import Engine
from orderway.journey.intake import accounts, inbox
from orderway.journey.intake.accounts import SQL, Cursor, Shop
from orderway.kernel import clock
from orderway.ports.platform import Account, Failure, Message, Platform, PlatformFailed
from orderway.web.secrets import SealBroken

BACKOFF_SECONDS = (10, 30, 120, 300, 900)
"""The wait after each failure in a row, where the platform does not say more; the last one stays."""
REFUSED_SECONDS = 3600
"""The wait after a refusal, which another try alone does not mend."""
FIRST_LOOK_HOURS = 24
"""How far back the first pull of a shop looks."""
WAIT_SECONDS_MAX = 20.0
"""A run waits in its place for a full bucket up to so long; for longer waits it ends, and the next run goes on."""
BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What an adapter trips over when an answer has another shape than documented."""

T = TypeVar("T")
rest: Callable[[float], None] = time.sleep


class Pace:
    """A leaky bucket on our side, so that a platform's own one does not overflow; one a run, never shared."""

    def __init__(self, platform: Platform) -> None:
        self.burst, self.per_second = platform.abilities.burst, platform.abilities.calls_per_second
        self.level, self.at = 0.0, time.monotonic()

    def take(self) -> None:
        """One call: waits until the bucket has room for it."""
        now = time.monotonic()
        self.level = max(0.0, self.level - (now - self.at) * self.per_second) + 1
        self.at = now
        if self.level > self.burst:
            rest((self.level - self.burst) / self.per_second)


def ask(call: Callable[[], T], unsure: Failure = Failure.TRY_LATER) -> T:
    """The answer of an adapter; what it stumbles over is a failure of that call, not of ours. Raises PlatformFailed."""
    try:
        return call()
    except PlatformFailed:
        raise
    except BROKEN as broken:
        raise PlatformFailed(unsure, f"its answer has another shape: {type(broken).__name__}") from broken


@contextmanager
def alone(engine: Engine, kind: str, shop_id: int) -> Iterator[bool]:
    """Whether nobody else has this traffic with the shop right now; it is ours until the block ends."""
    connection = engine.connection
    row = connection.execute(SQL.lock, [kind, shop_id]).fetchone()
    mine = bool(row and row[0])
    try:
        yield mine
    finally:
        if mine and not connection.closed:
            connection.execute(SQL.unlock, [kind, shop_id])


def opened(engine: Engine, shop: Shop, platform: Platform) -> Account:
    """The account ready for use, renewed where its end is near; raises PlatformFailed with AUTH where it is over."""
    now = clock.now()
    try:
        account = shop.account()
    except SealBroken as broken:
        raise PlatformFailed(Failure.AUTH, "the access was sealed with another key: enter it again") from broken
    soon = shop.expires_at is not None and shop.expires_at - now <= timedelta(seconds=accounts.REFRESH_BEFORE_SECONDS)
    if soon and platform.abilities.refresh:
        renewed = ask(lambda: platform.refresh(account))
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            accounts.renew(cursor, shop, renewed.secrets, renewed.expires_at)
            (fresh,) = accounts.shops(cursor, [shop.id])
        return fresh.account()
    if shop.is_over(now):
        raise PlatformFailed(Failure.AUTH, "the authorisation has ended", code="expired")
    return account


def keep(cursor: Cursor, engine: Engine, shop_id: int, messages: Sequence[Message], now: datetime) -> int:
    """Store what was not stored before, by the way that pushes go; how many. The caller commits."""
    keyed = {f"pull:{hashlib.sha256(one.body).hexdigest()}": one for one in messages}
    fresh = inbox.first_deliveries(cursor, shop_id, list(keyed), now)
    arrivals = [
        inbox.Arrival(shop_id, one.body, "" if one.topic == inbox.OWN else one.topic, key, "pull", inbox.LIVE)
        for key, one in keyed.items()
        if key in fresh
    ]
    inbox.store(cursor, arrivals, now, engine.ids)
    if arrivals:
        cursor.execute("NOTIFY orderway_work")
    return len(arrivals)


def fail(
    cursor: Cursor, shop_id: int, failed: PlatformFailed, failures: int, now: datetime, paging: bool = False
) -> None:
    """Note a failure and when it is tried again; AUTH is not tried until a person renews the access.

    `paging`: it may be the page token that was refused, so the window begins again soon.
    """
    backoff = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
    final = failed.kind in (Failure.REFUSED, Failure.GONE, Failure.AUTH)
    wait = max(failed.retry_after_seconds, REFUSED_SECONDS if final and not paging else backoff)
    values = {
        "shop": shop_id,
        "since": now - timedelta(hours=FIRST_LOOK_HOURS),
        "now": now,
        "failure": failed.kind.value,
        "said": failed.said,
        "not_before": now + timedelta(seconds=wait),
        "forget_page": failed.kind in (Failure.REFUSED, Failure.GONE),
    }
    cursor.execute(SQL.fail, values)

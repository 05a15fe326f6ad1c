"""Public keys of platforms that sign with their own: asked for by id, kept an hour, never asked for without measure."""

from __future__ import annotations

from functools import partial

from orderway.flow.engine import Engine
from orderway.journey.intake import accounts, traffic
from orderway.kernel import clock
from orderway.ports.platform import Failure, PlatformFailed
from orderway.ports.signing import KeyKeeper

KEPT_SECONDS = 3600
"""eBay's own advice."""
KEYS_KEPT_MAX = 100
QUESTIONS_PER_MINUTE_MAX = 10
"""Whoever sends made-up ids to a shop's address must not make us ask its platform without end."""

_kept: dict[tuple[int, str], tuple[float, str]] = {}
_asked: list[float] = []


def key_of(engine: Engine, shop_id: int, key_id: str) -> str:
    """The key of an id at the shop's platform; raises PlatformFailed, TRY_LATER where it may come at the next try."""
    now = clock.now().timestamp()
    kept = _kept.get((shop_id, key_id))
    if kept and now - kept[0] < KEPT_SECONDS:
        return kept[1]
    _asked[:] = [at for at in _asked if now - at < 60]
    if len(_asked) >= QUESTIONS_PER_MINUTE_MAX:
        raise PlatformFailed(Failure.TRY_LATER, "too many keys were asked for")
    _asked.append(now)
    with engine.connection.cursor() as cursor:
        (shop,) = accounts.shops(cursor, [shop_id]) or (None,)
    platform = shop.platform if shop else None
    keeper: object = platform
    if shop is None or platform is None or not isinstance(keeper, KeyKeeper):
        raise PlatformFailed(Failure.REFUSED, "the shop has no access to its platform", code="no_access")
    account = traffic.opened(engine, shop, platform)
    found = traffic.ask(partial(keeper.signing_key, account, key_id))
    if len(_kept) >= KEYS_KEPT_MAX:
        _kept.clear()
    _kept[(shop_id, key_id)] = (now, found)
    return found


def forget() -> None:
    """Keep nothing."""
    _kept.clear()
    _asked.clear()

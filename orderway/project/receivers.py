"""Sealed receivers that look alike: their platform is asked which are one, so that their orders may share a box.

Only shops that let orders travel together, only platforms that answer (`abilities.same_receiver`).
The buffer after payment is the time in which the question is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, cast

from orderway.flow import reading
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.journey.commands import COMMANDS
from orderway.journey.intake import accounts, traffic
from orderway.journey.intake.accounts import Shop
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.ports.platform import PlatformFailed, SameReceivers

ORDERS_MAX = 2_000
"""Orders looked at in one round; the others follow in the next."""
GROUP_MAX = 100
"""Orders in one question; more that look alike are asked about in several."""
CHANNEL = Actor("channel", "machine")
SQL = named(__file__, "receivers.sql")


class Sealed(NamedTuple):
    """An order whose receiver is sealed."""

    shop_id: int
    looks: str
    id: int
    external_id: str
    token: str
    address: int
    """The version of its address."""
    receiver: str
    """The platform's word, equal where the receiver is; empty where it was not asked about this address."""


def ask_receivers(engine: Engine) -> int:
    """Ask about all orders of which it is not known; how many got an answer. One that fails is asked again later."""
    shops = _shops(engine)
    if not shops:
        return 0
    values = {"shops": sorted(shops), "since": clock.now() - _longest(engine, shops), "limit": ORDERS_MAX}
    found = [Sealed(*row) for row in engine.connection.execute(SQL.waiting, values).fetchall()]
    answered = 0
    for shop_id, mine in groupby(found, key=lambda one: one.shop_id):
        try:
            answered += _ask_shop(engine, shops[shop_id], list(mine))
        except PlatformFailed:
            continue  # its pull notes and shows the failure; the next round asks again
    return answered


def _shops(engine: Engine) -> dict[int, Shop]:
    """The shops that want and can have an answer."""
    refs = engine.references
    with engine.connection.cursor() as cursor:
        reading.refresh(refs, cursor)
        from_platforms = accounts.shops(cursor)
    return {
        shop.id: shop
        for shop in from_platforms
        if shop.active and not shop.practice and shop.platform is not None and shop.platform.abilities.same_receiver
        and shop.id in refs.shops and refs.shops[shop.id].policy.merge != "off"
    }  # fmt: skip


def _longest(engine: Engine, shops: dict[int, Shop]) -> timedelta:
    return timedelta(hours=max(engine.references.shops[shop].policy.merge_within_hours for shop in shops))


def _ask_shop(engine: Engine, shop: Shop, sealed: Sequence[Sealed]) -> int:
    assert shop.platform is not None
    platform, account = cast(SameReceivers, shop.platform), traffic.opened(engine, shop, shop.platform)
    answered = 0
    for _looks, alike in groupby(sealed, key=lambda one: one.looks):
        group = list(alike)[:GROUP_MAX]
        pairs = [(one.external_id, one.token) for one in group]
        told = traffic.ask(partial(platform.same_receivers, account, pairs))
        targets = [Target(one.id, args={"address": one.address, "receiver": word}) for one, word in _words(group, told)]
        answered += sum(result.done for result in run(engine, COMMANDS["same_receiver"], targets, {}, CHANNEL))
    return answered


def _words(group: Sequence[Sealed], told: Sequence[Sequence[Any]]) -> list[tuple[Sealed, str]]:
    """Each order with the word for its receiver: that of an order which has one already, else of the first."""
    by_key = {one.external_id: one for one in group}
    words = []
    for keys in told:
        same = [by_key[str(key)] for key in keys if str(key) in by_key]
        known = [one.receiver for one in same if one.receiver]
        words += [(one, known[0] if known else same[0].external_id) for one in same]
    return words

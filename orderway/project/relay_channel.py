"""What channels are told: shipped, confirmed, cancelled, remarks, stock levels, refund decisions, by their platforms.

One failure class decides what happens next (`ports.platform.Failure`). A platform that wants to be left alone, or whose
authorisation is over, is not asked on: the rest of its messages wait without being counted as tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar

from orderway.flow import channel_news as news
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.journey.intake import accounts, traffic
from orderway.journey.intake.accounts import Shop
from orderway.kernel.sql import named
from orderway.ports.platform import Abilities, Account, Failure, Platform, PlatformFailed
from orderway.ports.platform_tasks import Answer, Cancel, Confirm, DecideRefund, Remark, ShipDate, Task
from orderway.project.relay import Call, Outcome
from orderway.project.relay_levels import LevelsCall, levels_of
from orderway.project.relay_parcels import parcels_of, ship_of

ASKS_US = ("orderway", "csv_file", "x12", "edifact")
"""Channels that read the state of their orders from us, so that nothing is written back."""
PAUSED_SECONDS = 900
"""A shop whose traffic a person has paused is looked at again after so long."""
KINDS = {
    news.CONFIRMED: "confirmed", news.SHIPPED: "shipped", news.STOCK: "stock", "stock": "stock",
    news.CANCELLED: "cancelled", news.REMARK: "remark", news.REFUND: "refund",
    news.SHIP_DATE: "ship_date",
}  # fmt: skip
"""Topic to what a shop may be told (`accounts.TELLS`)."""
FLAGS = {"red": 1, "yellow": 2, "green": 3, "blue": 4, "purple": 5}
"""Flags as channels' files read them, and as they are told (`ports.platform_tasks.Remark`)."""
SQL = named(__file__, "relay_channel.sql")
T = TypeVar("T")


class Gate:
    """What one shop's platform said in this batch; after a no that concerns everything nothing more is asked."""

    def __init__(self) -> None:
        self.closed: Outcome | None = None

    def write(self, platform: Platform, account: Account, task: Task, again: bool) -> Answer | Outcome:
        """The platform's answer to a task, or what its failure means for the message."""
        return self.ask(partial(platform.write, account, task, again), Failure.UNKNOWN_OUTCOME)

    def ask(self, call: Callable[[], T], unsure: Failure = Failure.TRY_LATER) -> T | Outcome:
        """The platform's answer, or what its failure means for the message."""
        if self.closed is not None:
            return self.closed
        try:
            return traffic.ask(call, unsure)
        except PlatformFailed as failed:
            outcome = outcome_of(failed)
            if failed.kind == Failure.AUTH:
                self.closed = outcome
            elif failed.kind == Failure.TRY_LATER:
                self.closed = Outcome(failure="put_off", wait_seconds=failed.retry_after_seconds, counted=False)
            return outcome


def outcome_of(failed: PlatformFailed) -> Outcome:
    """What a failure class means: final, tried again, or tried again without being counted (told to come later)."""
    said = f"{failed.kind.value}: {failed.said}"[:200]
    if failed.kind in (Failure.REFUSED, Failure.GONE, Failure.AUTH):
        return Outcome(failure=said, final=True)
    if failed.kind == Failure.TRY_LATER and failed.retry_after_seconds:
        return Outcome(failure=said, wait_seconds=failed.retry_after_seconds, counted=False)
    return Outcome(failure=said)


class Way(NamedTuple):
    """How a shop is told things, opened once a batch."""

    platform: Platform
    account: Account
    tells: Sequence[str]
    gate: Gate

    @property
    def able(self) -> Abilities:
        """What the platform can take."""
        return self.platform.abilities


class Channels:
    """All topics that a channel is told. States as in `lifecycle.moves.WRITE_BACK`."""

    names = (*news.TOPICS, "stock")

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """What is asked of which platform; a practice channel confirms at once, one that asks us is not told."""
        shops = ways(engine, {shop_of(m) for m in messages})
        prepared: dict[int, Call | Outcome] = {}
        asked: dict[int, Way] = {}
        for message in messages:
            way = shops[shop_of(message)]
            found = way(message) if not isinstance(way, Way) else _fits(message, way)
            if found is None and isinstance(way, Way):
                asked[message.id] = way
            elif found is not None:
                prepared[message.id] = found
        mine = [m for m in messages if m.id in asked]
        prepared |= self._parcels(engine, [m for m in mine if m.topic == news.SHIPPED], asked)
        prepared |= self._levels(engine, [m for m in mine if KINDS[m.topic] == "stock"], asked)
        rest = [m for m in mine if m.id not in prepared]
        prepared |= self._words(engine, rest, asked)
        return prepared

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """It is known there: the platform's reference stays with the message."""
        outcomes = {}
        for message, answer in answers:
            assert isinstance(answer, Answer)
            outcomes[message.id] = Outcome(
                {"write_back": "CONFIRMED", "reference": answer.reference[:100], "known": answer.known}
            )
        return outcomes

    def _parcels(self, engine: Engine, messages: Sequence[Taken], ways: Mapping[int, Way]) -> dict[int, Call | Outcome]:
        found: dict[int, Call | Outcome] = {}
        parcels = parcels_of(engine, messages)
        for message in messages:
            way = ways[message.id]
            task = ship_of(message, parcels, way.able, way.account.options)
            found[message.id] = task if isinstance(task, Outcome) else _call(message, way, task)
        return found

    def _levels(self, engine: Engine, messages: Sequence[Taken], ways: Mapping[int, Way]) -> dict[int, Call | Outcome]:
        levels, found = levels_of(engine, messages)
        shops: dict[int, list[Taken]] = {}
        for message in messages:
            if message.id in levels:
                shops.setdefault(shop_of(message), []).append(message)
        for mine in shops.values():
            way = ways[mine[0].id]
            ask = partial(way.gate.write, way.platform, way.account, again=False)
            batch = LevelsCall(ask, {m.id: levels[m.id] for m in mine}, way.able.levels_max)
            found |= {m.id: partial(batch.of, m.id) for m in mine}
        return found

    def _words(self, engine: Engine, messages: Sequence[Taken], ways: Mapping[int, Way]) -> dict[int, Call | Outcome]:
        found: dict[int, Call | Outcome] = {}
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row[1:] for row in cursor.execute(SQL.orders, [[m.order_id or 0 for m in messages]])}
        for message in messages:
            row = rows.get(message.order_id or 0)
            if row is None:
                found[message.id] = Outcome(failure="unknown_order", final=True)
            else:
                found[message.id] = _call(message, ways[message.id], _word(message, *row))
        return found


def ways(engine: Engine, shop_ids: set[int]) -> dict[int, Any]:
    """By shop: its `Way`, or what becomes of each of its messages without asking anybody (a function of it)."""
    with engine.connection.cursor() as cursor:
        rows = {row[0]: (row[1], row[2]) for row in cursor.execute(SQL.shops, [sorted(shop_ids)])}
        known = {shop.id: shop for shop in accounts.shops(cursor, sorted(shop_ids))}
    return {one: _way(engine, *rows.get(one, ("", False)), known.get(one)) for one in shop_ids}


def _word(message: Taken, order: str, number: str, remark: str, flag: str) -> Task:
    key = f"m{message.id}"
    if message.topic == news.CONFIRMED:
        return Confirm(key, order, number)
    if message.topic == news.REFUND:
        told = message.payload
        granted, amount = bool(told["granted"]), int(told.get("amount_minor", 0))
        return DecideRefund(key, order, str(told["refund"]), granted, amount, str(told.get("currency", "")))
    if message.topic == news.SHIP_DATE:
        return ShipDate(key, order, datetime.fromisoformat(str(message.payload["at"])))
    if message.topic == news.CANCELLED:
        return Cancel(key, order, str(message.payload.get("reason", "")))
    return Remark(key, order, remark, FLAGS.get(flag, int(flag) if flag in "012345" and flag else 0))


def _call(message: Taken, way: Way, task: Task) -> Call:
    return partial(way.gate.write, way.platform, way.account, task, message.attempt > 1)


def _way(engine: Engine, channel: str, practice: bool, shop: Shop | None) -> Any:
    """How this shop is told things: a `Way`, or what becomes of its messages without asking anybody."""
    if practice:
        return lambda message: Outcome({"write_back": "CONFIRMED"})
    if channel in ASKS_US:
        return lambda message: Outcome({"write_back": "SKIPPED"})
    platform = shop.platform if shop else None
    if shop is None or platform is None:
        return _by_hand
    if not shop.active:
        return lambda message: Outcome(failure="paused", wait_seconds=PAUSED_SECONDS, counted=False)
    try:
        return Way(platform, traffic.opened(engine, shop, platform), shop.tells, Gate())
    except PlatformFailed as failed:
        outcome = outcome_of(failed)
        return lambda message: outcome


def _by_hand(message: Taken) -> Outcome:
    """Nobody can be asked: a shipment waits for a person, the rest is left to the channel's own count."""
    if message.topic == news.SHIPPED:
        return Outcome(failure="by_hand", final=True)
    return Outcome({"write_back": "SKIPPED", "why": "no_connection"})


def _fits(message: Taken, way: Way) -> Outcome | None:
    kind = KINDS[message.topic]
    able = {
        "confirmed": way.able.confirm, "shipped": way.able.ship, "stock": way.able.stock,
        "cancelled": way.able.cancel, "remark": way.able.remark, "refund": way.able.refund_decision,
        "ship_date": way.able.ship_date,
    }  # fmt: skip
    if kind not in way.tells:
        return Outcome({"write_back": "SKIPPED", "why": "not_wanted"})
    return None if able[kind] else Outcome({"write_back": "SKIPPED", "why": "not_offered"})


def shop_of(message: Taken) -> int:
    """The shop that a message is for."""
    return int(message.target.partition(":")[2])

"""A change tried on past orders: every record of a period decided as it was and once more under the change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from orderway.flow.order import Order
from orderway.flow.simulate import GatesOf, Past, before_the_warehouse, decide, is_complete, rebuild
from orderway.insight.replay.applying import apply, move_stock
from orderway.insight.replay.changes import ChangeError, Changes
from orderway.insight.replay.outcome import Outcome, outcome_of
from orderway.insight.replay.past import Connection, Period, Recorded, Snapshots, many, records
from orderway.rules.compile import compiled
from orderway.rules.table import Table

TRIAL_ORDERS_MAX = 500_000
"""Decisions of one trial; a longer period is tried in parts."""

Key = tuple[int, int]


class Tale(msgspec.Struct):
    """One order through the period: what came of it then, and what would have come of it."""

    order_id: int
    record_id: int
    at: str
    """The decision to look at: the last one that chose a warehouse, else the last one that differs."""
    before: Outcome
    after: Outcome

    @property
    def changed(self) -> bool:
        """Whether anything would have been otherwise."""
        return self.before != self.after

    @property
    def moved(self) -> bool:
        """Whether other warehouses would have shipped it."""
        before, after = self.before.choice, self.after.choice
        return before is not None and after is not None and before.places != after.places


class Tried(NamedTuple):
    """All tales of a trial, and what it went through. `blind`: tables tried that ask about personal data, which is not
    kept: none of their rows fired."""

    tales: dict[int, Tale]
    records: int
    decisions: int
    incomplete: int
    seconds: float
    blind: list[str] = []


class Trial:
    """One run. `carry`: goods that the change leaves or takes otherwise are missing or there for the later orders."""

    def __init__(self, connection: Connection, gates_of: GatesOf, changes: Changes, carry: bool = False) -> None:
        self.connection = connection
        self.gates_of = gates_of
        self.changes = changes
        self.carry = carry
        self._then = Snapshots(connection)
        self._now = Snapshots(connection, lambda refs: apply(changes, refs))
        self._taken: dict[Key, int] = {}
        """(sku, warehouse) -> units that the trial has taken more than was taken then."""
        self._released: dict[tuple[int, date], int] = {}

    @property
    def blind(self) -> list[str]:
        """The tables tried that ask about personal data: none of their rows fires."""
        return _blind(self.changes)

    def run(self, period: Period, seen: Callable[[int], None] = lambda orders: None) -> Tried:
        """Go through the period; `seen` is told how many orders each record had. ChangeError where it is too long."""
        begun = time.monotonic()
        if many(self.connection, period)[1] > TRIAL_ORDERS_MAX:
            raise ChangeError("since", f"more than {TRIAL_ORDERS_MAX} decisions: choose a shorter period")
        tales: dict[int, Tale] = {}
        count = decisions = incomplete = 0
        for one in records(self.connection, period):
            if is_complete(one.record) and not before_the_warehouse(one.record):
                continue
            pairs = self.pairs(one)
            if pairs is None:
                incomplete += 1
                continue
            count += 1
            for order_id, before, after in pairs:
                decisions += 1
                _tell(tales, one, order_id, before, after)
            seen(len(one.record["sums"]))
        return Tried(tales, count, decisions, incomplete, round(time.monotonic() - begun, 2), self.blind)

    def pairs(self, one: Recorded) -> Iterator[tuple[int, Outcome, Outcome]] | None:
        """Each order of a record with what came of it and what would have come; None where it cannot be told."""
        then, now = self._then.of(one.snapshot), self._now.of(one.snapshot)
        if then is None or now is None or not is_complete(one.record):
            return None
        past, other = rebuild(one.record, then), rebuild(one.record, now)
        decide(past, self.gates_of)
        self._lay_out(other)
        decide(other, self.gates_of)
        self._keep_count(past, other)
        counted = self._counted(past)
        return (
            (order.id, outcome_of(order, past.world), outcome_of(would, other.world))
            for order, would in zip(past.orders, other.orders, strict=True)
            if counted is None or order.shop_id in counted
        )

    def _counted(self, past: Past) -> set[int] | None:
        """The shops whose orders are told of; None: all. The others are decided along: they want the same goods."""
        if not self.changes.only_shops:
            return None
        shops = past.world.refs.shops_by_code
        return {shops[code].id for code in self.changes.only_shops if code in shops}

    def both(self, one: Recorded, order_id: int) -> tuple[Order, Order] | None:
        """One order as it was decided then, and under the change (goods not carried), to be looked at."""
        then, now = self._then.of(one.snapshot), self._now.of(one.snapshot)
        if then is None or now is None or not is_complete(one.record):
            return None
        past, other = rebuild(one.record, then), rebuild(one.record, now)
        self._lay_out(other)
        found = [next(o for o in decide(side, self.gates_of) if o.id == order_id) for side in (past, other)]
        return found[0], found[1]

    def _lay_out(self, other: Past) -> None:
        world = other.world
        move_stock(self.changes, world)
        if self.carry and self._taken:
            for sku, places in world.stock.items():
                for place in places:
                    places[place] -= self._taken.get((sku, place), 0)
        day = world.now.date()
        for warehouse in world.refs.warehouses.values():
            if warehouse.daily_orders_max and warehouse.id not in world.load:
                world.load[warehouse.id] = self._released.get((warehouse.id, day), 0)

    def _keep_count(self, past: Past, other: Past) -> None:
        if self.carry:
            was, would = past.world.reserve_change, other.world.reserve_change
            for key in was.keys() | would.keys():
                more = would.get(key, 0) - was.get(key, 0)
                if more:
                    self._taken[key] = self._taken.get(key, 0) + more
        day, now = other.world.now.date(), other.world.now
        for order in other.orders:
            for fulfilment in order.fulfilments:
                if fulfilment.created_at == now:
                    at = (fulfilment.warehouse_id, day)
                    self._released[at] = self._released.get(at, 0) + 1


def _blind(changes: Changes) -> list[str]:
    tables = [(one.name, msgspec.convert({**one.table, "kind": one.kind}, Table)) for one in changes.rules]
    return [name for name, table in tables if compiled(table, 0, name).private]


def _tell(tales: dict[int, Tale], one: Recorded, order_id: int, before: Outcome, after: Outcome) -> None:
    """Fold one decision into the order's tale: the last choice counts, holds add up, the last wait counts."""
    tale = tales.get(order_id)
    if tale is None:
        tales[order_id] = Tale(order_id, one.id, one.at.isoformat(), before, after)
        return
    chose = before.choice is not None or after.choice is not None
    if chose or (before != after and tale.before.choice is None and tale.after.choice is None):
        tale.record_id, tale.at = one.id, one.at.isoformat()
    for told, new in ((tale.before, before), (tale.after, after)):
        told.choice = new.choice or told.choice
        told.waits_for = new.waits_for
        if new.holds:
            told.holds = sorted({*told.holds, *new.holds})

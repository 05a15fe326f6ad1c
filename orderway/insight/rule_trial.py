"""Trying a changed table on past orders: who would be held that is not, and the other way round. Writes nothing.

Orders are judged as they came: what was cancelled since counts as ordered, the day is the day of their receipt. Of the
payment the present state is known only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from orderway.flow import reading, tables
from orderway.flow.engine import Engine
from orderway.flow.facts import BLACK, BUYERS
from orderway.flow.judging import facts_once, judge
from orderway.flow.knowing import black_of, buyers_of
from orderway.flow.order import Order
from orderway.flow.rule_holds import rule_holds
from orderway.flow.world import World
from orderway.kernel import clock
from orderway.rules.compile import TODAY, Compiled

ORDERS_MAX = 10_000
"""Past orders that one trial judges; the latest ones of the period."""
AT_ONCE = 500
SHOWN_MAX = 200
"""Orders of each list that are shown; the figures count all."""
GATES = ("check", "review")
HOLD_KINDS = ("hold", "line_hold")


Given = tuple[tuple[str, str], ...]
"""What a row that fires gives: outputs with their values."""


class Differs(NamedTuple):
    """One order that the two versions judge differently: what each says (reasons of holds, or what rows give)."""

    order_id: int
    number: str
    shop_id: int
    placed_at: datetime
    total_minor: int
    currency: str
    before: Sequence[str | Given]
    after: Sequence[str | Given]
    rows: list[str]
    """The rows of the tried table that fire."""


class Trial(NamedTuple):
    """What came of it. `cut`: the period held more orders than are judged."""

    judged: int
    fired: int
    """Orders for which a row of the tried table fires."""
    newly: list[Differs]
    newly_many: int
    no_longer: list[Differs]
    no_longer_many: int
    otherwise: list[Differs]
    otherwise_many: int
    missing: dict[str, int]
    """Facts that could not be known, with the number of orders."""
    by_row: dict[str, int]
    cut: bool
    seconds: float


def try_out(
    engine: Engine,
    tried: Compiled,
    shop_id: int | None,
    shops: Sequence[int] | None,
    days: int,
) -> Trial:
    """Judge the orders of the last days with `tried` in the place of its table's version in force.

    `shop_id`: only orders of one shop; `shops`: only those that the reader may see.
    """
    begun = time.perf_counter()
    now = clock.now()
    made = _Making(tried)
    with engine.connection.cursor() as cursor:
        reading.refresh(engine.references, cursor)
        refs = engine.references
        wanted = [s.id for s in refs.shops.values() if (shop_id in (None, s.id)) and (shops is None or s.id in shops)]
        ids = _ids(cursor, wanted, now - timedelta(days=days))
        for orders in _read(cursor, ids[:ORDERS_MAX]):
            made.judge(orders, _world(cursor, engine, orders, now))
    return made.trial(len(ids) > ORDERS_MAX, time.perf_counter() - begun)


def _ids(cursor: Any, shops: Sequence[int], since: datetime) -> list[int]:
    sql = "SELECT id FROM orders WHERE shop_id = ANY(%s) AND received_at >= %s ORDER BY id DESC LIMIT %s"
    return [row[0] for row in cursor.execute(sql, [list(shops), since, ORDERS_MAX + 1]).fetchall()]


def _read(cursor: Any, ids: Sequence[int]) -> Iterator[list[Order]]:
    """The orders with their persons and lines, a few hundred at once, as they came."""
    for begin in range(0, len(ids), AT_ONCE):
        wanted = list(ids[begin : begin + AT_ONCE])
        rows = cursor.execute(f"{tables.ORDERS.select_sql} WHERE id = ANY(%s) ORDER BY id", [wanted]).fetchall()
        by_id = {order.id: order for order in map(tables.ORDERS.of, rows)}
        for order in by_id.values():
            order.lines = []
        for row in cursor.execute(f"{tables.PERSONS.select_sql} WHERE order_id = ANY(%s)", [wanted]).fetchall():
            by_id[row[0]].person = tables.PERSONS.of(row)
        lines = tables.CHILDREN["lines"]
        for row in cursor.execute(f"{lines.select_sql} WHERE order_id = ANY(%s) ORDER BY id", [wanted]).fetchall():
            line = lines.of(row)
            line.cancelled = 0
            by_id[line.order_id].lines.append(line)
        yield list(by_id.values())


def _world(cursor: Any, engine: Engine, orders: Sequence[Order], now: datetime) -> World:
    refs = engine.references
    skus = {line.sku_id for order in orders for line in order.lines if line.sku_id is not None}
    reading.need_skus(refs, cursor, skus)
    world = World(now, refs)
    world.facts[BUYERS] = buyers_of(cursor, orders)
    if refs.black_list:
        world.facts[BLACK] = black_of(cursor, orders, now, engine.hash_key)
    for order in orders:
        facts = facts_once(order, world)
        zone = ZoneInfo(refs.shops[order.shop_id].time_zone)
        facts[TODAY] = order.received_at.astimezone(zone).date().isoformat()
        facts["age_hours"] = 0
        facts["priority"] = 0
    return world


class _Making:
    """A trial while it goes through the orders."""

    def __init__(self, tried: Compiled) -> None:
        self.tried = tried
        self.kind = tried.table.kind
        self.judged = self.fired = 0
        self.lists: dict[str, list[Differs]] = {"newly": [], "no_longer": [], "otherwise": []}
        self.many = dict.fromkeys(self.lists, 0)
        self.missing: dict[str, int] = {}
        self.by_row: dict[str, int] = {row.id: 0 for row in tried.table.rows}

    def judge(self, orders: Sequence[Order], world: World) -> None:
        """Judge one lot of orders both ways."""
        before = self._said(orders, world)
        self._put(orders, world)
        after = self._said(orders, world)
        rows = self._rows(orders, world)
        self.judged += len(orders)
        for order in orders:
            mine = rows.get(order.id, [])
            self.fired += bool(mine)
            for row in mine:
                self.by_row[row] += 1
            self._note(order, before.get(order.id, []), after.get(order.id, []), mine)

    def _put(self, orders: Sequence[Order], world: World) -> None:
        """Let the tried version stand for its table from here on."""
        for shop in {order.shop_id for order in orders}:
            tables_now = world.refs.rules_at(self.kind, shop, world.now)
            others = [table for table in tables_now if table.table_id != self.tried.table_id]
            world.memo[("rules", self.kind, shop)] = [*others, self.tried]

    def _said(self, orders: Sequence[Order], world: World) -> dict[int, list[str | Given]]:
        """Of each order the reasons of its holds; for other kinds what the rows that fire give."""
        said: dict[int, list[str | Given]] = {}
        if self.kind in HOLD_KINDS:
            for gate in GATES:
                for order_id, (holds, _evidence) in rule_holds(gate, orders, world, always=True).items():
                    said.setdefault(order_id, []).extend(hold.reason for hold in holds)
        else:
            for order_id, tables_said in judge(self.kind, orders, world, always=True).items():
                for one in tables_said:
                    said.setdefault(order_id, []).extend(_given(fired.outputs) for fired in one.fired)
        return {order_id: sorted(set(reasons), key=str) for order_id, reasons in said.items() if reasons}

    def _rows(self, orders: Sequence[Order], world: World) -> dict[int, list[str]]:
        """The rows of the tried table that fire, and what it could not know."""
        found: dict[int, list[str]] = {}
        if self.kind == "line_hold":
            for order_id, (holds, _evidence) in self._alone(orders, world).items():
                entries = [entry for hold in holds for entry in hold.facts.get("rules", ())]
                found[order_id] = sorted({str(entry[1]) for entry in entries if entry[1] in self.by_row})
            return found
        for order, outcome in zip(orders, self.tried.judge([facts_once(o, world) for o in orders]), strict=True):
            found[order.id] = [fired.rule_id for fired in outcome.fired]
            for name in outcome.missing:
                self.missing[name] = self.missing.get(name, 0) + 1
        return found

    def _alone(self, orders: Sequence[Order], world: World) -> dict[int, Any]:
        for shop in {order.shop_id for order in orders}:
            world.memo[("rules", "hold", shop)] = []
            world.memo[("rules", self.kind, shop)] = [self.tried]
        both = [rule_holds(gate, orders, world, always=True) for gate in GATES]
        return {
            order_id: (both[0].get(order_id, ([], {}))[0] + both[1].get(order_id, ([], {}))[0], {})
            for order_id in {*both[0], *both[1]}
        }

    def _note(self, order: Order, before: Sequence[str | Given], after: Sequence[str | Given], rows: list[str]) -> None:
        if before == after:
            return
        which = "newly" if not before else "no_longer" if not after else "otherwise"
        self.many[which] += 1
        if len(self.lists[which]) < SHOWN_MAX:
            at = (order.id, order.number, order.shop_id, order.placed_at, order.total_minor, order.currency)
            self.lists[which].append(Differs(*at, before, after, rows))

    def trial(self, cut: bool, seconds: float) -> Trial:
        """The whole of it."""
        lists: Mapping[str, Any] = self.lists
        return Trial(
            self.judged,
            self.fired,
            lists["newly"],
            self.many["newly"],
            lists["no_longer"],
            self.many["no_longer"],
            lists["otherwise"],
            self.many["otherwise"],
            self.missing,
            self.by_row,
            cut,
            seconds,
        )


def _given(outputs: Mapping[str, Any]) -> Given:
    return tuple((name, _text(value)) for name, value in outputs.items() if value is not None and value is not False)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else str(value)

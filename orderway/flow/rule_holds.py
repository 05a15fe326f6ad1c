"""What decision tables, the black list, credit and price floors hold an order for. Pure; the gates of check and review
ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from orderway.flow.facts import BLACK, CREDIT, OrderFacts, line_facts_of, unit_brings_minor
from orderway.flow.gate import REORDERED, SEEN, Raise, Verdict
from orderway.flow.judging import Said, facts_once, judge, outcomes, tables_for
from orderway.flow.order import Line, Order
from orderway.flow.world import World
from orderway.rules.compile import Compiled, Fired
from orderway.rules.facts import Facts

MISSING_MAX = 10
"""Missing facts that evidence names."""
_UNPAID = ("UNPAID", "PARTIALLY_PAID", "AUTHORIZED", "FAILED")

Found = tuple[list[Raise], dict[str, Any]]
"""The holds, and the evidence: which tables said what."""
Lookout = Callable[[Order, World], list[Raise]]
"""What looks at one order for a cause that is no table."""
NOTHING: Found = ([], {})


class _Score:
    """What is gathered of one order."""

    def __init__(self) -> None:
        self.holds: dict[tuple[str, int | None], dict[str, Any]] = {}
        self.points: list[list[Any]] = []
        self.fresh_points = False
        self.tables: list[list[Any]] = []
        self.missing: list[str] = []

    def found(self, order: Order, limit: int | None) -> Found:
        """The holds of this order and its evidence."""
        raised = [Raise(reason, facts, line_id) for (reason, line_id), facts in self.holds.items()]
        total = sum(entry[3] for entry in self.points)
        evidence: dict[str, Any] = {}
        if self.points:
            evidence["score"] = total
        if limit is not None and self.fresh_points and total >= limit:
            raised.append(Raise("fraud_score", {"score": total, "limit_points": limit, "rules": self.points}))
        if self.tables:
            evidence["rules"] = self.tables
        if self.missing:
            evidence["missing"] = sorted(set(self.missing))[:MISSING_MAX]
        return raised, evidence


def rule_holds(gate: str, orders: Sequence[Order], world: World, always: bool = False) -> dict[int, Found]:
    """By order id, what the tables of holds in force raise at this gate; shops without tables are left out.

    `always`: tables that are not in force may be put into the world's memo (a trial).
    """
    if not (world.refs.rules or always):
        return {}
    scores: dict[int, _Score] = {}
    by_id = {order.id: order for order in orders}
    asked = [order for order in orders if _any_at(gate, tables_for("hold", order.shop_id, world))]
    for order_id, said in judge("hold", asked, world, always).items():
        score = scores.setdefault(order_id, _Score())
        for one in said:
            _take(score, gate, one, facts_once(by_id[order_id], world), None)
    _judge_lines(gate, orders, world, scores)
    return {
        order_id: score.found(by_id[order_id], world.refs.shops[by_id[order_id].shop_id].policy.fraud_points)
        for order_id, score in scores.items()
    }


def _any_at(gate: str, tables: Sequence[Compiled]) -> bool:
    return any(table.looks_at(gate) for table in tables)


def _judge_lines(gate: str, orders: Sequence[Order], world: World, scores: dict[int, _Score]) -> None:
    """The tables that are asked about every line: one call a table for all lines of the batch."""
    asked: dict[int, tuple[Compiled, list[tuple[Order, Line, OrderFacts]]]] = {}
    for order in orders:
        tables = [table for table in tables_for("line_hold", order.shop_id, world) if table.looks_at(gate)]
        if not tables:
            continue
        facts = facts_once(order, world)
        for line in order.lines:
            if line.ordered <= line.cancelled:
                continue
            mine = line_facts_of(facts, order, line, world)
            for table in tables:
                asked.setdefault(id(table), (table, []))[1].append((order, line, mine))
    for table, lines in asked.values():
        found = outcomes(table, [line.id for _, line, _ in lines], [facts for _, _, facts in lines], world)
        for (order, line, facts), outcome in zip(lines, found, strict=True):
            score = scores.setdefault(order.id, _Score())
            _take(score, gate, Said(table, *outcome), facts, line)


def _take(score: _Score, gate: str, said: Said, facts: Facts, line: Line | None) -> None:
    table = said.table
    if said.failed:
        _add(score, "rule_failed", [table.name, "", "", 0], {}, None)
    if said.missing:
        score.missing += said.missing
    rows = []
    for fired in said.fired:
        at = fired.outputs.get("gate") or "check"
        points = fired.outputs.get("points") or 0
        if points:
            score.points.append([table.name, fired.rule_id, str(fired.outputs.get("message") or ""), points])
            score.fresh_points = score.fresh_points or at == gate
        if at != gate:
            continue
        rows.append(fired.rule_id)
        reason = fired.outputs.get("reason")
        if isinstance(reason, str) and not (reason == "fraud_score" and points):
            entry = [table.name, fired.rule_id, str(fired.outputs.get("message") or ""), fired.mark]
            _add(score, reason, entry, _asked(table, fired, facts), line)
    if rows:
        entry = [table.table_id, table.name, table.version, rows]
        if entry not in score.tables:
            score.tables.append(entry)


def _asked(table: Compiled, fired: Fired, facts: Facts) -> dict[str, Any]:
    """The values that made the row fire, as far as they may be kept."""
    return {name: facts.get(name) for name in table.asks(fired.rule_id)}


def _add(score: _Score, reason: str, entry: list[Any], asked: dict[str, Any], line: Line | None) -> None:
    key = (reason, line.id if line is not None else None)
    facts = score.holds.setdefault(key, {"rules": [], "asked": {}})
    facts["rules"].append(entry)
    facts["asked"].update(asked)


# -- lists and limits that are no tables ------------------------------------------------------------------------------


def black_holds(order: Order, world: World) -> list[Raise]:
    """The receiver is on the black list."""
    fits = world.facts.get(BLACK, {}).get(order.id) if world.refs.black_list else None
    if not fits:
        return []
    reasons = list(dict.fromkeys(reason for _, reason in fits))
    return [Raise("black_list", {"fits": sorted({kind for kind, _ in fits}), "entries": reasons[:5]})]


def credit_holds(order: Order, world: World) -> list[Raise]:
    """With this order its customer would owe more than the account allows."""
    account = world.facts.get(CREDIT, {}).get(order.id) if world.refs.credit else None
    if account is None or order.payment_state not in _UNPAID:
        return []
    limit, owed = account
    mine = max(0, order.due_minor() - order.captured_minor)
    if not mine or owed + mine <= limit:
        return []
    return [Raise("credit_limit", {"limit": limit, "amount": mine, SEEN: {"owed": owed}})]


def floor_holds(order: Order, world: World) -> list[Raise]:
    """Lines that bring less than the floor of their SKU, or less than its cost times the shop's factor."""
    if not world.refs.floors:
        return []
    factor = world.refs.shops[order.shop_id].policy.floor_cost_percent
    holds = []
    for line in order.lines:
        info = world.refs.skus.get(line.sku_id) if line.sku_id is not None else None
        if info is None or line.gift or line.ordered <= line.cancelled or info.cost_currency != order.currency:
            continue
        floor = max(info.floor_minor, -(-info.cost_minor * factor // 100) if factor else 0)
        brings = unit_brings_minor(order, line)
        if brings < floor:
            holds.append(Raise("price_floor", {"sku": info.code, "unit": brings, "floor": floor}, line.id))
    return holds


def merged(holds: Sequence[Raise]) -> list[Raise]:
    """One hold a reason and line: where two causes give the same, their facts stand together."""
    found: dict[tuple[str, int | None], Raise] = {}
    for one in holds:
        key = (one.reason, one.line_id)
        found[key] = Raise(one.reason, {**found[key].facts, **one.facts}, one.line_id) if key in found else one
    return list(found.values())


def with_holds(
    gate: str, orders: Sequence[Order], verdicts: list[Verdict], world: World, also: Sequence[Lookout]
) -> list[Verdict]:
    """The verdicts of a gate with what tables and `also` raise; the same list where nothing is asked."""
    found = rule_holds(gate, orders, world)
    whole: list[Verdict] = []
    for order, verdict in zip(orders, verdicts, strict=True):
        holds, evidence = found.get(order.id, NOTHING)
        holds = holds + [one for look in also for one in look(order, world)]
        if holds or evidence:
            all_holds = merged([*verdict.holds, *holds])
            told = {**verdict.evidence, **evidence}
            if gate == "check" and all_holds:
                told["defects"] = [hold.reason for hold in all_holds]
            whole.append(Verdict(told, all_holds, verdict.waits_for, verdict.until))
        else:
            whole.append(verdict)
    return whole


# -- priority ---------------------------------------------------------------------------------------------------------

PRIORITY_BY = "priority_by"
"""Key in `Order.extra`: the table, version and row that set the priority."""


def set_priorities(orders: Sequence[Order], world: World) -> None:
    """Give orders the highest priority that a table says, once; what a person set before stays."""
    if not world.refs.rules:
        return
    asked = [order for order in orders if PRIORITY_BY not in order.extra and not order.priority]
    by_id = {order.id: order for order in asked}
    for order_id, said in judge("priority", asked, world).items():
        given = [
            (int(str(fired.outputs["priority"])), one.table.name, one.table.version, fired.rule_id)
            for one in said
            for fired in one.fired
            if fired.outputs.get("priority") is not None
        ]
        if given:
            best = max(given, key=lambda each: each[0])
            order = by_id[order_id]
            order.priority = best[0]
            order.extra = {**order.extra, PRIORITY_BY: list(best[1:])}
            order.steps.append(["priority", "set", {"to": best[0], "rule": list(best[1:])}])
            world.memo[REORDERED] = True

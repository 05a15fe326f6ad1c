"""The choice of warehouses as data: what was asked, each candidate with its cost parts, what was taken from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import msgspec

from orderway.flow.freight import freight_of, wanted_of
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.journey.source.joint import Share
from orderway.places.distance import km_between
from orderway.solvers.sourcing import Candidate, Offer, Plan
from orderway.solvers.sourcing_model import Demand, priced

Lines = Sequence[tuple[int, int, int]]
"""(SKU, units, grams of one)"""
CANDIDATES_KEPT_MAX = 12
"""Candidates that the evidence of one order keeps, the cheapest first."""


def evidence_of(plan: Plan, lines: Lines, removed: dict[str, str], world: World, order: Order) -> dict[str, Any]:
    """A candidate is [warehouses, total, removed because, handling, freight, split]; where days, load or rules
    count, [lateness, load, penalty] follow, and the total is the sum of all parts."""
    warehouses = world.refs.warehouses
    ranked = sorted(plan.candidates, key=_by_total)[:CANDIDATES_KEPT_MAX]
    late = _lateness(order, lines, ranked, world)
    more = bool(late) or any([c.load or c.penalty for c in ranked])  # noqa: C419 - twice as fast
    candidates: list[Any] = []
    for c in ranked:
        codes = [warehouses[place].code for place in c.warehouses]  # type: ignore[index]  # the solver takes any key
        days = late.get(c.warehouses, 0) if late else 0
        parts = [codes, c.total, c.removed, c.handling, c.freight - days, c.split]
        candidates.append([*parts, days, c.load, c.penalty] if more else parts)
    evidence: dict[str, Any] = {
        "lines": [list(line) for line in lines],
        "candidates": candidates,
        "chosen": [[at, warehouses[place].code, units] for at, place, units in plan.picks],  # type: ignore[index]
        "total": plan.total,
    }
    if removed:
        evidence["removed"] = removed
    if world.refs.shops[order.shop_id].policy.distance_100km_minor:
        here = (order.country, order.province, order.city)
        evidence["km"] = {w.code: km_between((w.country, w.province, w.city), here) for w in warehouses.values()}
    if plan.short:
        evidence["short"] = [list(s) for s in plan.short]
    return evidence


def _by_total(candidate: Candidate) -> float:
    return inf if candidate.total is None else candidate.total


class Choice(msgspec.Struct, frozen=True, gc=False):
    """What was decided for one part of an order: the plan, what it is about, who was left out, the evidence."""

    plan: Plan
    lines: Lines
    removed: dict[str, str]
    evidence: dict[str, Any]


def together(choices: Mapping[str, Choice]) -> dict[str, Any]:
    """The evidence of an order: of its one part, or `parts` with one each, and what they are together."""
    if len(choices) == 1:
        return next(iter(choices.values())).evidence
    parts = [{"part": part, **choice.evidence} for part, choice in choices.items()]
    totals = [choice.plan.total for choice in choices.values()]
    total = None if None in totals else sum(each or 0 for each in totals)
    lines: list[Any] = []
    chosen: list[Any] = []
    for part in parts:
        chosen += [[at + len(lines), place, units] for at, place, units in part["chosen"]]
        lines += part["lines"]
    return {"lines": lines, "candidates": [], "chosen": chosen, "total": total, "parts": parts}


def marks(rules: Sequence[str], relaxed: bool, share: Share | None) -> dict[str, Any]:
    """What else decided: rules that fired, whether the soft ones gave way, and with how many it was decided together
    ([orders, cost together, cost in turn, bound])."""
    found: dict[str, Any] = {}
    if rules:
        found["rules"] = list(rules)
    if relaxed:
        found["relaxed"] = True
    if share is not None:
        found["joint"] = list(share[1:])
    return found


def _lateness(order: Order, lines: Lines, candidates: Sequence[Candidate], world: World) -> dict[tuple[str, ...], int]:
    """What of the freight of each candidate that ships alone is lateness; of several together it stays in the
    freight."""
    wanted = wanted_of(order, world)
    if not wanted.day_minor:
        return {}
    grams = sum(units * each for _, units, each in lines)
    late: dict[tuple[str, ...], int] = {}
    for candidate in candidates:
        if candidate.total is None or len(candidate.warehouses) != 1:
            continue
        freight = freight_of(order, world.refs.warehouses[int(candidate.warehouses[0])], world, wanted)
        if freight is not None and freight.late and freight.late[freight.at(grams)]:
            late[candidate.warehouses] = freight.late[freight.at(grams)]
    return late


def joint_plan(alone: Plan, lines: Lines, offers: Sequence[Offer], share: Share, split_minor: int) -> Plan:
    """The plan that was decided together with others, beside the candidates that the order had alone."""
    at = {int(line[0]): index for index, line in enumerate(lines)}
    picks: Any = tuple((at[sku], place, units) for sku, place, units in share.picks)
    wanted: Any = tuple(lines)
    chosen = priced(Demand("", wanted, tuple(offers), split_minor), picks)
    others = tuple(c for c in alone.candidates if c.warehouses != chosen.warehouses)
    return Plan(chosen.total, picks, (chosen, *others), (), alone.proven)

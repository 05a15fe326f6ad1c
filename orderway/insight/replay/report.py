"""The figures of a trial: what would have changed, in numbers that add up, and the list of orders behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from orderway.insight.replay.outcome import PARTS, Choice
from orderway.insight.replay.past import Period
from orderway.insight.replay.trial import Tale, Tried

CHANGED_KEPT_MAX = 10_000
"""Orders that the list names; the figures count all."""


def report(tried: Tried, period: Period) -> dict[str, Any]:
    """The whole report as plain data, the changed orders left out. Costs and days compare orders that ship from
    somewhere both ways; who ships only one way is counted beside."""
    tales = list(tried.tales.values())
    both = [(tale.before.choice, tale.after.choice) for tale in tales if tale.before.choice and tale.after.choice]
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "records": tried.records,
        "decisions": tried.decisions,
        "incomplete": tried.incomplete,
        "orders": len(tales),
        "changed": sum(tale.changed for tale in tales),
        "moved": sum(tale.moved for tale in tales),
        "sourced": {
            "both": len(both),
            "before_only": sum(1 for t in tales if t.before.choice and not t.after.choice),
            "after_only": sum(1 for t in tales if t.after.choice and not t.before.choice),
        },
        "splits": _sides(both, lambda c: len(c.places) > 1),
        "parcels": _sides(both, lambda c: len(c.places)),
        "days": _sides(both, lambda c: c.days),
        "late_orders": _sides(both, lambda c: c.late_days > 0),
        "late_days": _sides(both, lambda c: c.late_days),
        "cost": _costs([(a, b) for a, b in both if a is not None and b is not None]),
        "warehouses": _warehouses(both),
        "holds": _reasons(tales),
        "waits": _waits(tales),
        "blind": tried.blind,
        "seconds": tried.seconds,
    }


def _sides(both: Iterable[Any], figure: Any) -> dict[str, int]:
    pairs = [(figure(before), figure(after)) for before, after in both]
    return {"before": sum(int(a) for a, _ in pairs), "after": sum(int(b) for _, b in pairs)}


def _costs(both: list[tuple[Choice, Choice]]) -> dict[str, Any]:
    """By currency; an order whose currency would be another one counts nowhere but here, as `other_currency`."""
    found: dict[str, Any] = {}
    for currency in sorted({before.currency for before, _ in both}):
        mine = [pair for pair in both if pair[0].currency == pair[1].currency == currency]
        sides = {}
        for at, side in enumerate(("before", "after")):
            sides[side] = {"total": sum(pair[at].total for pair in mine)}
            sides[side].update({part: sum(getattr(pair[at], part) for pair in mine) for part in PARTS})
        saving = sides["before"]["total"] - sides["after"]["total"]
        skipped = sum(1 for a, b in both if a.currency == currency != b.currency)
        found[currency] = {"orders": len(mine), **sides, "saving_minor": saving, "other_currency": skipped}
    return found


def _warehouses(both: Iterable[Any]) -> dict[str, dict[str, int]]:
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for a, b in both:
        before.update(a.places)
        after.update(b.places)
    return {code: {"before": before[code], "after": after[code]} for code in sorted(before.keys() | after.keys())}


def _reasons(tales: Iterable[Tale]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for tale in tales:
        before, after = set(tale.before.holds), set(tale.after.holds)
        for reason in before | after:
            count = counts.setdefault(reason, Counter())
            count["before"] += reason in before
            count["after"] += reason in after
            count["new"] += reason not in before
            count["gone"] += reason not in after
    return {reason: dict(counts[reason]) for reason in sorted(counts)}


def _waits(tales: Iterable[Tale]) -> dict[str, dict[str, int]]:
    before: Counter[str] = Counter(tale.before.waits_for for tale in tales if tale.before.waits_for)
    after: Counter[str] = Counter(tale.after.waits_for for tale in tales if tale.after.waits_for)
    return {what: {"before": before[what], "after": after[what]} for what in sorted(before.keys() | after.keys())}


def changed(tried: Tried, limit: int = CHANGED_KEPT_MAX) -> list[Tale]:
    """The orders that would have fared otherwise: by difference in cost, then other warehouses, then the rest."""
    return sorted((tale for tale in tried.tales.values() if tale.changed), key=_weight)[:limit]


def _weight(tale: Tale) -> tuple[int, bool, int]:
    before, after = tale.before.choice, tale.after.choice
    cost = abs(before.total - after.total) if before and after else 0
    return (-cost, not tale.moved, tale.order_id)


def change_json(tale: Tale) -> dict[str, Any]:
    """One changed order as data: ids and codes only."""
    return {
        "order": tale.order_id,
        "record": tale.record_id,
        "at": tale.at,
        "moved": tale.moved,
        "before": msgspec.to_builtins(tale.before),
        "after": msgspec.to_builtins(tale.after),
    }

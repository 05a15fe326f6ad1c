"""What each shop is told of what can be sold: by rule, only what changed.

Every change of stock marks its row (`stock.unpublished`); `due` takes the marks away and answers, by shop, the figures
that are others now. The messages (`channel.stock`) are made by `flow.publish`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from orderway.kernel.rows import numbers, texts
from orderway.kernel.sql import named
from orderway.stock.availability import Availability, availability, told
from orderway.stock.formula import FormulaError, compiled

Cursor = psycopg.Cursor[Any]
_sql = named(__file__, "publishing.sql")


class Rule(NamedTuple):
    """What a shop (0: every one) is told of a SKU (0: every one); `without` are ids of warehouses that do not count."""

    id: int
    shop_id: int
    sku_id: int
    formula: str
    minimum: int
    without: frozenset[int]


PLAIN = Rule(0, 0, 0, "available", 0, frozenset())
"""Where no rule fits: all that can be promised."""


class Figure(NamedTuple):
    """What a shop is to be told of one SKU, and by which rule (0: the plain one)."""

    sku_id: int
    code: str
    units: int
    rule_id: int


def rule_for(rules: Iterable[Rule], shop_id: int, sku_id: int) -> Rule:
    """The most particular rule: of this shop and SKU, of this SKU, of this shop, of all. Pure."""
    best, rank = PLAIN, -1
    for rule in rules:
        if rule.shop_id in (0, shop_id) and rule.sku_id in (0, sku_id):
            own = 2 * bool(rule.sku_id) + bool(rule.shop_id)
            if own > rank:
                best, rank = rule, own
    return best


def units(rule: Rule, one: Availability) -> int:
    """What is told by a rule: never more than can be sold, unless the formula says a fixed number; 0 below the minimum.

    A formula that no longer reads (an older release wrote it) tells 0: nothing is oversold.
    """
    try:
        count = compiled(rule.formula)(told(one.without(rule.without)))
    except FormulaError:
        return 0
    return count if count >= rule.minimum else 0


def rules(cursor: Cursor) -> list[Rule]:
    """All rules."""
    codes = dict(cursor.execute(_sql.warehouses).fetchall())
    return [
        Rule(row[0], row[1], row[2], row[3], row[4], frozenset(codes[c] for c in row[5].split() if c in codes))
        for row in cursor.execute(_sql.rules).fetchall()
    ]


def claim(cursor: Cursor, limit: int) -> list[int]:
    """SKUs of which something changed since they were published; their marks are gone when this commits."""
    return sorted({row[0] for row in cursor.execute(_sql.claim, [limit]).fetchall()})


def figures(cursor: Cursor, skus: Sequence[int]) -> dict[int, list[Figure]]:
    """By shop: what each shop that sells one of these SKUs is to be told of it now."""
    if not skus:
        return {}
    selling: dict[int, list[tuple[int, str]]] = {}
    for shop, sku, code in cursor.execute(_sql.selling, [numbers(sorted(skus))]).fetchall():
        selling.setdefault(shop, []).append((sku, code))
    known = rules(cursor)
    found: dict[int, list[Figure]] = {}
    for shop, sold in sorted(selling.items()):
        seen = availability(cursor, [sku for sku, _ in sold], shop)
        for sku, code in sold:
            rule = rule_for(known, shop, sku)
            found.setdefault(shop, []).append(Figure(sku, code, units(rule, seen[sku]), rule.id))
    return found


def news(cursor: Cursor, shop_id: int, wanted: Sequence[Figure], now: datetime) -> list[Figure]:
    """Keep what a shop is told from now on; those figures that are others than what it was told last."""
    columns: Mapping[str, Any] = {
        "shop": shop_id,
        "skus": numbers([one.sku_id for one in wanted]),
        "units": numbers([one.units for one in wanted]),
        "rules": texts([str(one.rule_id or "") for one in wanted]),
        "now": now,
    }
    changed = {row[0] for row in cursor.execute(_sql.keep, columns).fetchall()}
    return [one for one in wanted if one.sku_id in changed]


def told_last(cursor: Cursor, shop_id: int, limit: int, text: str = "") -> list[tuple[Any, ...]]:
    """What a shop was told last: (SKU id, SKU, name, units, when, rule)."""
    return cursor.execute(_sql.told_last, {"shop": shop_id, "limit": limit, "text": text}).fetchall()


def forget_told(cursor: Cursor, shop_ids: Sequence[int] | None = None) -> None:
    """Rules changed, or a shop asks for everything: the next round tells all of it again."""
    cursor.execute(_sql.forget, {"shops": list(shop_ids) if shop_ids is not None else None})
    cursor.execute(_sql.mark_all)

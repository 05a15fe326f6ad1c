"""What an order should have cost by the shop's own prices and promotions, compared with what was charged.

Own shops only, and only those with prices or promotion tables; a platform's promotions are its own affair. Prices and
promotions are those of the moment at which the order was placed. Pure but for `prices_of`.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderway.flow.batch import Batch
from orderway.flow.facts import LEVEL, facts_of
from orderway.flow.gate import Raise
from orderway.flow.judging import outcomes
from orderway.flow.order import Line, Order
from orderway.flow.world import World
from orderway.kernel.money import exponent
from orderway.kernel.rows import numbers
from orderway.kernel.sql import named
from orderway.rules.compile import TODAY, Compiled, Fired
from orderway.rules.kind_promotion import YES
from orderway.solvers.pricing import Item, Priced, Promotion, priced

PRICES = "prices"
"""Key in `World.facts`: per order [SKU id, list | level | contract, units from, unit price] of its buyer."""
COUPONS, USED_POINTS = "coupons", "points"
"""Keys in `Order.extra`: the codes of coupons and the points that the buyer used, as the shop tells them."""
KIND = "promotion"
LEVEL_PREFIX = "level:"
LINES_SHOWN_MAX = 20
RANK_LAST = 10**6
KNOWN_BETTER = {"list": 0, "level": 1, "contract": 2}
TOLD = "told"
"""The price of a line that no price list speaks of: what the shop told is believed."""
_sql = named(__file__, "expected.sql")


def see_prices(batch: Batch, orders: Sequence[Order]) -> None:
    """Load the prices that hold for these orders' goods and buyers; nothing where nobody keeps prices."""
    if batch.world.refs.prices:
        batch.world.facts[PRICES] = prices_of(batch, orders)


def prices_of(batch: Batch, orders: Sequence[Order]) -> dict[int, list[list[Any]]]:
    """Per order the prices of its goods for its buyer, at the moment it was placed."""
    refs = batch.world.refs
    own = [order for order in orders if refs.shops[order.shop_id].own]
    skus = {_sku(line, order, batch.world) for order in own for line in order.lines} - {None}
    if not skus:
        return {}
    values = {"shops": numbers(sorted({order.shop_id for order in own})), "skus": numbers(sorted(s for s in skus if s))}
    rows = batch.cursor.execute(_sql.prices, values).fetchall()
    found: dict[int, list[list[Any]]] = {}
    for order in own if rows else ():
        who = {order.person.company.strip().lower(): "contract"}
        who |= {LEVEL_PREFIX + str(order.extra.get(LEVEL) or "").lower(): "level", "": "list"}
        mine = {_sku(line, order, batch.world) for line in order.lines}
        found[order.id] = [
            [sku, who[customer], units, minor]
            for shop, sku, customer, units, minor, currency, since, until in rows
            if shop == order.shop_id and sku in mine and customer in who and currency == order.currency
            and _holds(since, until, order.placed_at)
        ]  # fmt: skip
    return found


def _holds(since: datetime | None, until: datetime | None, at: datetime) -> bool:
    return (since is None or since <= at) and (until is None or at < until)


def _sku(line: Line, order: Order, world: World) -> int | None:
    return line.sku_id or world.refs.sku_of(order.shop_id, line.listing, line.sku_code)


def price_holds(order: Order, world: World) -> list[Raise]:
    """The order was charged otherwise than the shop's own prices and promotions say, beyond the tolerance."""
    shop = world.refs.shops[order.shop_id]
    if not shop.own or order.origin in ("exchange", "reship"):
        return []
    known = world.facts.get(PRICES, {}).get(order.id, [])
    tables = world.refs.rules_at(KIND, order.shop_id, order.placed_at)
    if not known and not tables:
        return []
    lines = [line for line in order.lines if not line.added_by]
    items, sources = _items(lines, known, world)
    promotions, failed = _promotions(order, tables, world)
    if failed:
        return [Raise("rule_failed", {"rules": failed})]
    found = priced(items, promotions, _points(order))
    freight = order.shipping_minor if found.freight_minor is None else found.freight_minor
    tax = 0 if order.tax_included else order.tax_minor
    expected = sum(found.lines) + freight + tax + int(order.extra.get("fees", 0))
    charged = order.total_minor + order.subsidy_minor
    if abs(expected - charged) <= shop.policy.price_tolerance_minor:
        return []
    facts = {"expected": expected, "charged": charged, "freight": [freight, order.shipping_minor]}
    return [Raise("price_differs", {**facts, "lines": _explained(order, lines, items, sources, found)})]


def _items(lines: Sequence[Line], known: Sequence[Sequence[Any]], world: World) -> tuple[list[Item], list[str]]:
    items, sources = [], []
    for line in lines:
        info = world.refs.skus.get(line.sku_id) if line.sku_id is not None else None
        fits = [row for row in known if row[0] == line.sku_id and row[2] <= line.ordered]
        best = max(fits, key=lambda row: (KNOWN_BETTER[row[1]], row[2]), default=None)
        keeps = line.gift or line.bundle_sku_id is not None or best is None
        code = info.code if info else line.sku_code
        if keeps or best is None:
            items.append(Item(code, line.ordered, line.unit_price_minor, line.price_rest_minor))
            sources.append(TOLD)
        else:
            items.append(Item(code, line.ordered, best[3]))
            sources.append(best[1])
    return items, sources


def _promotions(order: Order, tables: Sequence[Compiled], world: World) -> tuple[list[Promotion], list[str]]:
    """The rows that fire, by their rank, and the tables that gave no answer."""
    if not tables:
        return [], []
    facts: Mapping[str, Any] = {
        **facts_of(_as_placed(order), world),
        TODAY: order.placed_at.date().isoformat(),
        "coupons": [str(code) for code in order.extra.get(COUPONS) or []],
        "points": _points(order),
    }
    found: list[tuple[int, Promotion]] = []
    failed = []
    for table in tables:
        (outcome,) = outcomes(table, [order.id], [dict(facts)], world)
        if outcome.failed:
            failed.append(table.name)
        found += [(int(str(f.outputs.get("rank") or RANK_LAST)), _promotion(order, table, f)) for f in outcome.fired]
    return [one for _, one in sorted(found, key=lambda each: each[0])], failed


def _as_placed(order: Order) -> Order:
    """The order with everything that was ordered: what was cancelled since does not change what it should have cost."""
    placed = copy.copy(order)
    placed.lines = [copy.copy(line) for line in order.lines if not line.added_by]
    for line in placed.lines:
        line.cancelled = 0
    return placed


def _promotion(order: Order, table: Compiled, fired: Fired) -> Promotion:
    out: dict[str, Any] = fired.outputs

    def minor(name: str) -> int:
        return int(out[name] * 10 ** exponent(order.currency)) if out.get(name) else 0

    return Promotion(
        f"{table.name} {fired.rule_id}",
        str(out["action"]),
        frozenset(out.get("of") or ()),
        minor("off"),
        int(out.get("percent") or 0),
        minor("from_amount"),
        out.get("every") == YES,
        int(out.get("take") or 0),
        int(out.get("pay") or 0),
        minor("at_most"),
        out.get("alone") == YES,
    )


def _points(order: Order) -> int:
    points = order.extra.get(USED_POINTS)
    return points if isinstance(points, int) and not isinstance(points, bool) and points > 0 else 0


def _explained(
    order: Order, lines: Sequence[Line], items: Sequence[Item], sources: Sequence[str], found: Priced
) -> list[list[Any]]:
    """Line by line: position, SKU, units, what it should cost, what was charged, whose price, what was taken off."""
    told: list[list[Any]] = []
    for line, item, source, minor, offs in zip(lines, items, sources, found.lines, found.offs, strict=True):
        charged = line.paid_share_minor - (0 if order.tax_included else line.tax_minor)
        told.append(
            [line.position, item.sku, item.units, minor, charged, source, item.unit_minor, sorted(offs.items())]
        )
    told.sort(key=lambda row: (row[3] == row[4], row[0]))
    return told[:LINES_SHOWN_MAX]

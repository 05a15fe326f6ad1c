"""Orders that compete for scarce goods, decided together: who may take what so that all of them cost least. Pure.

The orders put their reservations and the free stock on one table; `solvers.sourcing_batch` divides it. What comes out
is never dearer than deciding in turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from orderway.flow.line_holds import going
from orderway.flow.order import Order, Reservation
from orderway.flow.world import World
from orderway.journey.source.offers import NO_RULES, Steering, offers_for
from orderway.solvers.sourcing_batch import source_batch
from orderway.solvers.sourcing_model import Demand, Supply

TOGETHER_MAX = 24
"""Competing orders that are decided together at once, within a batch; more are collected, or decided in turn."""
SCARCE_TIMES = 3
"""Goods of which there is less than so many times what the orders at hand want count as scarce, where orders are
collected."""
SPLIT_AVOIDED_MINOR = 1_000_000
"""Added for each split of an order that one warehouse could serve alone: it is split only when nothing else goes."""
UNSERVED_MINOR = 1_000_000_000
_NONE: dict[int, int] = {}

Needs = dict[int, int]
"""SKU -> units."""


class Share(NamedTuple):
    """What the joint decision gives one order: (sku, warehouse, units), with the figures of the whole for evidence."""

    picks: tuple[tuple[int, int, int], ...]
    together: int
    cost: int
    greedy: int
    bound: int


def needs_of(order: Order) -> Needs:
    """What it has reserved and not yet had assigned, by SKU in the sequence of its reservations."""
    return needs_in(going(order))


def needs_in(held: Iterable[Reservation]) -> Needs:
    """What some reservations hold, by SKU in their sequence."""
    needs: Needs = {}
    for r in held:
        needs[r.sku_id] = needs.get(r.sku_id, 0) + r.quantity
    return needs


def pooled(orders: Sequence[Order], world: World) -> dict[int, dict[int, int]]:
    """sku -> warehouse -> free units and those that these orders have reserved."""
    pool: dict[int, dict[int, int]] = {}
    for order in orders:
        for r in order.reservations:
            if r.state != "SOFT":
                continue
            row = pool.get(r.sku_id)
            if row is None:
                row = pool[r.sku_id] = {p: n for p, n in world.stock.get(r.sku_id, {}).items() if n > 0}
            row[r.warehouse_id] = row.get(r.warehouse_id, 0) + r.quantity
    return pool


def collects(order: Order, world: World) -> bool:
    """Whether an order is to wait for its rivals first: its shop collects, it has not waited yet, and one of its SKUs
    lies in several warehouses of which one has little left."""
    if not world.refs.shops[order.shop_id].policy.source_window_seconds or order.waits_for == "sourcing":
        return False
    pool = pooled([order], world)
    for sku, units in needs_of(order).items():
        lies = [p for p in world.stock.get(sku, {}) if (row := world.seen.get((sku, p))) and row[2] > 0]
        if len(lies) > 1 and min(pool[sku].get(place, 0) for place in lies) < SCARCE_TIMES * units:
            return True
    return False


def scarce_skus(orders: Sequence[Order], world: World) -> set[int]:
    """SKUs that several of the orders want, and of which some warehouse has not enough for all of them."""
    wanted: dict[int, int] = {}
    again: dict[int, None] = {}
    for order in orders:
        for r in going(order):
            sku = r.sku_id
            if sku in wanted:
                wanted[sku] += r.quantity
                again[sku] = None
            else:
                wanted[sku] = r.quantity
    stock = world.stock
    tight = [sku for sku in again if min(stock.get(sku, _NONE).values(), default=0) < wanted[sku]]
    if tight:
        by = Counter(chain.from_iterable(needs_of(order) for order in orders))
        tight = [sku for sku in tight if by[sku] > 1]
    if not tight:
        return set()
    pool = pooled(orders, world)
    return {sku for sku in tight if len(pool[sku]) > 1 and min(pool[sku].values()) < wanted[sku]}


def decide_together(orders: Sequence[Order], world: World, steering: Mapping[int, Steering]) -> dict[int, Share]:
    """What each order gets, by order id; empty where joint deciding changes nothing or somebody would go without."""
    pool = pooled(orders, world)
    demands = [_demand(order, pool, world, steering.get(order.id, NO_RULES)) for order in orders]
    limits = {w.id: w.daily_orders_max - world.load[w.id] for w in world.refs.warehouses.values() if w.id in world.load}
    found = source_batch(demands, Supply(pool, limits, {}))  # type: ignore[arg-type]
    if found.cost >= found.greedy_cost or any(not decision.picks for decision in found.decisions):
        return {}
    figures = (len(orders), found.cost, found.greedy_cost, int(found.bound))
    shares: dict[int, Share] = {}
    for order, demand, decision in zip(orders, demands, found.decisions, strict=True):
        picks = [(demand.lines[at][0], place, units) for at, place, units in decision.picks]
        shares[order.id] = Share(tuple(picks), *figures)  # type: ignore[arg-type]
    return shares


def _demand(order: Order, pool: Mapping[int, Mapping[int, int]], world: World, steering: Steering) -> Demand:
    policy = world.refs.shops[order.shop_id].policy
    skus = world.refs.skus
    needs = needs_of(order)
    offers, _ = offers_for(order, world, steering)
    alone = any(
        all(pool[sku].get(int(offer.warehouse), 0) >= units for sku, units in needs.items()) for offer in offers
    )
    lines: Any = tuple((sku, units, skus[sku].weight_grams) for sku, units in needs.items())
    split = policy.split_minor + (SPLIT_AVOIDED_MINOR if alone else 0)
    return Demand(str(order.id), lines, tuple(offers), split, policy.splits_max, UNSERVED_MINOR)

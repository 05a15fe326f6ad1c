"""What each warehouse would cost an order, and what removed those that may not ship it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from orderway.flow.barring import barred
from orderway.flow.freight import Wanted, freight_of, wanted_of, why_unreachable
from orderway.flow.gate import Raise
from orderway.flow.order import Order
from orderway.flow.reference import WarehouseInfo
from orderway.flow.world import World
from orderway.places.distance import km_between
from orderway.solvers.sourcing import Offer

LOAD_FULL_ORDERS = 100
"""Open orders that count as a full day where a warehouse names no limit of its own."""


class Steering(NamedTuple):
    """What rules say of one order: warehouses they exclude, by code, and what they add to or take off the cost of one.

    `soft` are exclusions that a second pass may drop; `rules` the rows that fired, for the evidence.
    """

    hard: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    cost: tuple[tuple[str, int], ...] = ()
    rules: tuple[str, ...] = ()
    failed: bool = False
    """A table gave no answer: a person decides, the order never passes in silence."""


NO_RULES = Steering()
Offers = tuple[list[Offer], dict[str, str]]


def offers_for(order: Order, world: World, steering: Steering = NO_RULES, relaxed: bool = False) -> Offers:
    """The offers, in the sequence of the warehouses, and by code why the others are out; `relaxed` drops soft rules."""
    out = barred(order, world.now) if order.extra.get("barred") else ()
    if out or order.warehouse_id is not None or world.load or steering is not NO_RULES:
        return _offers(order, world, wanted_of(order, world), out, steering, relaxed)
    wanted = wanted_of(order, world)
    shop = world.refs.shops[order.shop_id]
    per_km = shop.policy.distance_100km_minor
    city = order.city if world.refs.stops or per_km else ""
    key = ("offers", order.country, order.province, city, wanted, shop.practice, per_km)
    known: Offers | None = world.memo.get(key)
    if known is None:
        known = world.memo[key] = _offers(order, world, wanted, out, steering, relaxed)
    return known


def _offers(
    order: Order, world: World, wanted: Wanted, out: Collection[int], steering: Steering, relaxed: bool
) -> Offers:
    offers: list[Offer] = []
    removed: dict[str, str] = {}
    extra = dict(steering.cost)
    per_km = world.refs.shops[order.shop_id].policy.distance_100km_minor
    here = (order.country, order.province, order.city)
    for warehouse in world.refs.warehouses.values():
        why = _why_not(order, warehouse, world, out) or _ruled_out(warehouse.code, steering, relaxed)
        freight = None if why else freight_of(order, warehouse, world, wanted)
        if freight is None:
            removed[warehouse.code] = why or why_unreachable(order, warehouse, world, wanted)
            continue
        released, busy = world.load.get(warehouse.id, 0), world.busy.get(warehouse.id, 0)
        if warehouse.daily_orders_max and released >= warehouse.daily_orders_max:
            removed[warehouse.code] = "full_today"
            continue
        offers.append(
            Offer(
                warehouse.id,  # type: ignore[arg-type]
                warehouse.handling_order_minor,
                warehouse.handling_unit_minor,
                (freight.limits, freight.prices),  # type: ignore[arg-type]
                load=warehouse.load_minor * busy // (warehouse.daily_orders_max or LOAD_FULL_ORDERS),
                penalty=extra.get(warehouse.code, 0) + (_distance(warehouse, here) * per_km // 100 if per_km else 0),
            )
        )
    return offers, removed


def _distance(warehouse: WarehouseInfo, here: tuple[str, str, str]) -> int:
    return km_between((warehouse.country, warehouse.province, warehouse.city), here)


def _why_not(order: Order, warehouse: WarehouseInfo, world: World, out: Collection[int]) -> str:
    if order.warehouse_id is not None and order.warehouse_id != warehouse.id:
        return "chosen_by_hand"
    if order.warehouse_id is None and warehouse.id in out:
        return "barred"
    if warehouse.practice != world.refs.shops[order.shop_id].practice:
        return "practice"
    if warehouse.closed_from is not None and warehouse.closed_at(world.now):
        return "closed"
    return ""


def _ruled_out(code: str, steering: Steering, relaxed: bool) -> str:
    if code in steering.hard:
        return "rule"
    return "soft_rule" if not relaxed and code in steering.soft else ""


def opens_at(removed: dict[str, str], world: World) -> datetime | None:
    """When the first of the warehouses that are only closed now ships again; None where none is, or nobody knows."""
    closed = [world.refs.warehouses_by_code[code] for code, why in removed.items() if why == "closed"]
    return min((one.closed_until for one in closed if one.closed_until), default=None)


def nowhere(order: Order, removed: dict[str, str], steering: Steering) -> Raise:
    """Why no warehouse can send it: rules exclude all, nobody collects cash there, or nobody goes there now."""
    facts = {"country": order.country, "province": order.province}
    reasons = set(removed.values())
    if "rule" in reasons and not reasons & {"closed", "full_today"}:
        return Raise("rules_exclude_all", {"rules": list(steering.rules)})
    for why, reason in _NOWHERE:
        if why in reasons:
            return Raise(reason, facts)
    return Raise("unreachable", facts)


_NOWHERE: Sequence[tuple[str, str]] = (("no_cod", "cod_unavailable"), ("stopped", "area_stopped"))

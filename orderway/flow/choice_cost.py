"""What a way out of a shortage costs: parcels by rate card, money given back, margin lost, days too late. Pure."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from orderway.flow import change, money
from orderway.flow.freight import Wanted, days_to_leave, freight_of, promised_until
from orderway.flow.order import Line, Order
from orderway.flow.world import World
from orderway.kernel.ids import Ids

DAY = timedelta(days=1)
Units = Mapping[int, int]
"""Units by SKU id."""
Parcels = Sequence[tuple[int, Units]]
"""Warehouse id and what leaves it in one parcel."""


class Carriage(NamedTuple):
    """What parcels cost, and how many days the slowest is on the road. Minor units of the warehouses' currency."""

    freight_minor: int
    handling_minor: int
    days: int
    currency: str


class Loss(NamedTuple):
    """What cancelling takes: paid back to the buyer, and what was to be earned with it (of the order's currency)."""

    refund_minor: int
    margin_minor: int


def carriage(order: Order, parcels: Parcels, world: World) -> Carriage | None:
    """Freight and handling of all these parcels; None where nobody goes there, or currencies differ."""
    freight, handling, days, coins = 0, 0, 0, set()
    terms = Wanted(order.payment_state == "COD_DUE", 0, 0)
    for place, units in parcels:
        warehouse = world.refs.warehouses.get(place)
        rate = freight_of(order, warehouse, world, terms) if warehouse else None
        if warehouse is None or rate is None:
            return None
        grams = sum(world.refs.skus[sku].weight_grams * count for sku, count in units.items())
        cell = min(rate.at(grams), len(rate.limits) - 1)
        boxes = max(1, -(-grams // rate.limits[-1])) if rate.limits[-1] else 1
        freight += boxes * rate.prices[cell]
        handling += warehouse.handling_order_minor + warehouse.handling_unit_minor * sum(units.values())
        days = max(days, rate.days_max[cell])
        coins.add(warehouse.currency)
    if len(coins) > 1:
        return None
    return Carriage(freight, handling, days, coins.pop() if coins else order.currency)


def leaves(place: int, at: datetime, world: World) -> datetime:
    """When goods that are there at a moment leave: its cut-off and working days count."""
    warehouse = world.refs.warehouses.get(place)
    if warehouse is None:
        return at
    if warehouse.closed_at(at) and warehouse.closed_until is not None:
        at = max(at, warehouse.closed_until)
    return at + days_to_leave(warehouse, at) * DAY


def late_minor(order: Order, ship_at: datetime, deliver_at: datetime, world: World) -> int:
    """What the days beyond the promise cost by the shop's policy: against the promised delivery, else the ship-by time.

    A day begun counts.
    """
    policy = world.refs.shops[order.shop_id].policy
    until = promised_until(order, policy.deliver_within_days)
    beyond = deliver_at - until if until is not None else ship_at - (order.ship_by or ship_at)
    return policy.late_day_minor * max(0, -(-beyond // DAY))


def part_of(amount_minor: int, units: int, of_units: int) -> int:
    """The part of an amount that some of the units carry, rounded up."""
    return -(-amount_minor * units // of_units) if of_units else 0


def loss_of(order: Order, world: World, units: Mapping[int, int] | None) -> Loss:
    """What cancelling the order, or units by line id, pays back and loses: tried on a copy, so to the minor unit."""
    tried = copy.deepcopy(order)
    change.cancel(tried, World(world.now, world.refs), Ids(lambda: 1), "shortage", "look", units)
    lost = 0
    for line, after in zip(order.lines, tried.lines, strict=True):
        gone = after.cancelled - line.cancelled
        lost += max(0, money.share_left(line, gone) - gone * cost_of(line, order, world)) if gone else 0
    return Loss(tried.refund_open_minor - order.refund_open_minor, lost)


def cost_of(line: Line, order: Order, world: World) -> int:
    """What a unit costs us, in the order's currency; 0 where nobody knows: then all it brings counts as lost."""
    sku = world.refs.skus.get(line.sku_id or 0)
    return sku.cost_minor if sku is not None and sku.cost_currency == order.currency else 0

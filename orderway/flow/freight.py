"""On what terms an order's parcels are priced: who may carry it there now, and what its days cost. Pure.

The one place that the promise, the choice of a warehouse and the release ask, so that all of them count alike.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from orderway.flow.order import Order
from orderway.flow.reference import ANY_TERMS, Freight, Terms, WarehouseInfo
from orderway.flow.world import World

DAYS_COUNTED_MAX = 30
"""Days to a promise beyond this are all alike."""
ANSWERS_KEPT_MAX = 10_000


class Wanted(NamedTuple):
    """What an order asks of every way to it, whatever the warehouse: the same for many orders."""

    cod: bool
    days: int
    day_minor: int


_CHEAPEST = (Wanted(False, 0, 0), Wanted(True, 0, 0))
"""Where days do not count: without and with cash at the door."""


def wanted_of(order: Order, world: World) -> Wanted:
    """Cash at the door, the days left to what was promised, and what a day beyond them costs."""
    policy = world.refs.shops[order.shop_id].policy
    cod = order.payment_state == "COD_DUE"
    if order.priority > 0 and policy.urgent_day_minor:
        return Wanted(cod, 0, policy.urgent_day_minor)
    until = promised_until(order, policy.deliver_within_days) if policy.late_day_minor else None
    if until is None:
        return _CHEAPEST[cod]
    return Wanted(cod, max(0, min(DAYS_COUNTED_MAX, (until - world.now).days)), policy.late_day_minor)


def promised_until(order: Order, within_days: int) -> datetime | None:
    """The day the buyer named, else the shop's promise counted from payment; None where nothing was promised."""
    named = order.wishes.get("delivery_date", "")
    if named:
        try:
            day = date.fromisoformat(named[:10])
            return datetime(day.year, day.month, day.day, tzinfo=order.placed_at.tzinfo) + timedelta(days=1)
        except (ValueError, OverflowError):
            pass
    return (order.paid_at or order.placed_at) + timedelta(days=within_days) if within_days else None


def freight_of(order: Order, warehouse: WarehouseInfo, world: World, wanted: Wanted | None = None) -> Freight | None:
    """The cheapest carrier for each weight from a warehouse to this order on its terms; None where nobody goes."""
    wants = wanted or wanted_of(order, world)
    refs = world.refs
    if not (wants.cod or wants.day_minor or refs.stops):
        return warehouse.freight_to(order.country, order.province, ANY_TERMS)
    stopped = stopped_for(order, warehouse, world) if refs.stops else frozenset()
    if stopped is None:
        return None
    only = refs.cod_carriers if wants.cod else None
    starts_in = days_to_leave(warehouse, world.now) if wants.day_minor else 0
    terms = Terms(only, stopped, wants.days, wants.day_minor, starts_in)
    return warehouse.freight_to(order.country, order.province, terms)


def stopped_for(order: Order, warehouse: WarehouseInfo, world: World) -> frozenset[int] | None:
    """The carriers that do not deliver there now from this warehouse; None: nobody does."""
    found = set()
    for stop in world.refs.stops:
        if (
            stop.warehouse_id in (0, warehouse.id)
            and stop.country == order.country
            and stop.province in ("", order.province)
            and stop.city in ("", order.city)
            and stop.since <= world.now
            and (stop.until is None or world.now < stop.until)
        ):
            if not stop.carrier_id:
                return None
            found.add(stop.carrier_id)
    return frozenset(found)


def days_to_leave(warehouse: WarehouseInfo, now: datetime) -> int:
    """Days until a parcel asked for now leaves: after the cut-off not today, and only on working days."""
    if not warehouse.cut_off and len(warehouse.work_days) == len("1234567"):
        return 0
    minute = now.replace(second=0, microsecond=0)
    return _days_to_leave(warehouse.cut_off, warehouse.work_days, warehouse.time_zone, minute)


@lru_cache(ANSWERS_KEPT_MAX)
def _days_to_leave(cut_off: str, work_days: str, zone: str, now: datetime) -> int:
    local = now.astimezone(ZoneInfo(zone))
    late = bool(cut_off) and f"{local:%H:%M}" >= cut_off
    for days in range(1 if late else 0, 8):
        if str((local + timedelta(days=days)).isoweekday()) in work_days:
            return days
    return 7


def why_unreachable(order: Order, warehouse: WarehouseInfo, world: World, wanted: Wanted) -> str:
    """Why `freight_of` found no way: no_rate, stopped, or no_cod."""
    if warehouse.freight_to(order.country, order.province) is None:
        return "no_rate"
    if not wanted.cod or freight_of(order, warehouse, world, wanted._replace(cod=False)) is None:
        return "stopped"
    return "no_cod"

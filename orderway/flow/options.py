"""What can be done for an order that is short, each with its day and cost: wait, transfer, split, substitute.

Facts only: who chooses (the shop's rules, an operator, the buyer) and what a choice does stand elsewhere. Costs are
minor units of the currency of the warehouse named, estimates of handling and freight; None: not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.flow import reading
from orderway.flow.dating import coming, reach_of
from orderway.flow.engine import Engine
from orderway.flow.order import Order
from orderway.flow.reference import References, WarehouseInfo
from orderway.kernel import clock
from orderway.stock import dates, substitutes
from orderway.stock.availability import Availability, availability

TRANSFER_DAYS = 3
"""How long a transfer takes where no rate card says."""
PREPARE_HOURS = 24
"""From agreeing a transfer to its leaving."""
PLACES_MAX = 3
"""Transfers that are offered, the cheapest first."""


class Option(msgspec.Struct):
    """One thing that can be done. `kind`: wait, transfer, split, substitute. `at`: when the last of it can leave.

    `units` by SKU that it serves; `whole`: whether nothing is short afterwards. `facts` name what it takes: from, to
    (warehouse ids) of a transfer; the substitutes by SKU; the purchase or transfer a date comes from.
    """

    kind: str
    at: datetime | None
    cost_minor: int | None
    currency: str
    units: dict[int, int]
    whole: bool
    facts: dict[str, Any] = {}


def options(engine: Engine, order: Order) -> list[Option]:
    """All that can be done now for the units an order waits for; empty where it waits for none.

    Reads, locks nothing, writes nothing: what is free now may be gone a moment later, and each deed is guarded anew.
    """
    short = short_units(order)
    if not short:
        return []
    now = clock.now()
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        reading.refresh(engine.references, cursor)
        reading.need_skus(engine.references, cursor, short)
        seen = availability(cursor, list(short), order.shop_id)
        queues = dates.queues(cursor, list(short), reach_of(engine.references))
        instead = substitutes.of(cursor, list(short))
        wanted = sorted({one[0] for found in instead.values() for one in found})
        others = availability(cursor, wanted, order.shop_id) if wanted else {}
    refs = engine.references
    wait = waiting(order, short, seen, queues, now)
    found = [wait, *transfers_for(order, short, seen, refs, now)]
    split = splitting(order, short, refs, wait)
    return [*found, *([split] if split else []), *substituting(short, instead, others, now)]


def short_units(order: Order) -> dict[int, int]:
    """Units by SKU that an order waits for."""
    found: dict[int, int] = {}
    for line in order.lines:
        if line.backordered and line.sku_id is not None:
            found[line.sku_id] = found.get(line.sku_id, 0) + line.backordered
    return found


def waiting(
    order: Order,
    short: Mapping[int, int],
    seen: Mapping[int, Availability],
    queues: Mapping[int, Sequence[dates.Waits]],
    now: datetime,
) -> Option:
    """Wait for what is expected and not promised to those before; costs nothing but time. Pure."""
    days: list[dates.Dated | None] = []
    for sku in short:
        expected = coming(seen[sku].inbound)
        days.append(dates.promise_dates(queues.get(sku, ()), 0, expected, now).get(order.id))
    sure = [day for day in days if day is not None]
    if not sure or len(sure) < len(days):
        return Option("wait", None, 0, order.currency, dict(short), bool(sure), {})
    last = max(sure, key=lambda day: day.at)
    return Option("wait", last.at, 0, order.currency, dict(short), True, {"source": last.kind, "ref": last.ref})


def transfers_for(
    order: Order, short: Mapping[int, int], seen: Mapping[int, Availability], refs: References, now: datetime
) -> list[Option]:
    """Bring it from a warehouse that has it to one that ships to the buyer; the cheapest first. Pure.

    The cost is handling one order and freight by the rate card of the warehouse it leaves, to the other's province.
    """
    free = {sku: {r.warehouse_id: max(0, r.available - r.own) for r in one.rows} for sku, one in seen.items()}
    practice = refs.shops[order.shop_id].practice
    places = [w for w in refs.warehouses.values() if w.practice == practice]
    reach = [w for w in places if w.freight_to(order.country, order.province)]
    if order.warehouse_id is not None:
        reach = [w for w in places if w.id == order.warehouse_id]
    found: list[Option] = []
    for source in places:
        units = {sku: min(n, free[sku].get(source.id, 0)) for sku, n in short.items()}
        units = {sku: n for sku, n in units.items() if n}
        if not units:
            continue
        grams = sum(refs.skus[sku].weight_grams * n for sku, n in units.items())
        for target in reach:
            if target.id == source.id or source in reach:
                continue
            cost, days = _way(source, target, grams)
            at = now + timedelta(hours=PREPARE_HOURS, days=days)
            whole = all(units.get(sku, 0) == n for sku, n in short.items())
            facts = {"from": source.id, "to": target.id, "from_code": source.code, "to_code": target.code}
            found.append(Option("transfer", at, cost, source.currency, units, whole, facts))
    found.sort(key=lambda one: (not one.whole, one.cost_minor is None, one.cost_minor or 0, str(one.facts["to_code"])))
    return found[:PLACES_MAX]


def _way(source: WarehouseInfo, target: WarehouseInfo, grams: int) -> tuple[int | None, int]:
    """Cost and days from one warehouse to another, by the rate card of the first."""
    freight = source.freight_to(target.country, target.province)
    if freight is None:
        return None, TRANSFER_DAYS
    cell = freight.at(grams)
    if cell >= len(freight.limits):  # heavier than the largest parcel: as many of these as it takes
        parcels = -(-grams // freight.limits[-1])
        return source.handling_order_minor + parcels * freight.prices[-1], freight.days_max[-1]
    return source.handling_order_minor + freight.prices[cell], freight.days_max[cell]


def splitting(order: Order, short: Mapping[int, int], refs: References, wait: Option) -> Option | None:
    """Ship now what is there, the rest when it comes: costs one parcel more. None where nothing is there. Pure."""
    if not any(line.promised + line.allocated + line.released for line in order.lines):
        return None
    grams = sum(refs.skus[sku].weight_grams * n for sku, n in short.items() if sku in refs.skus)
    held = [r.warehouse_id for r in order.live_reservations()]
    place = refs.warehouses.get(held[0]) if held else None
    freight = place.freight_to(order.country, order.province) if place else None
    cost = None
    if place and freight:
        cost = place.handling_order_minor + freight.prices[min(freight.at(grams), len(freight.prices) - 1)]
    currency = place.currency if place else order.currency
    return Option("split", wait.at, cost, currency, dict(short), wait.at is not None, wait.facts)


def substituting(
    short: Mapping[int, int],
    instead: Mapping[int, Sequence[tuple[int, str, str]]],
    seen: Mapping[int, Availability],
    now: datetime,
) -> list[Option]:
    """Send other goods for those that are short: the best for each that is there in full. Pure."""
    chosen: dict[str, dict[str, Any]] = {}
    served: dict[int, int] = {}
    taken: dict[int, int] = {}
    for sku, units in short.items():
        for other, code, name in instead.get(sku, ()):
            if seen[other].for_new - taken.get(other, 0) >= units:
                taken[other] = taken.get(other, 0) + units
                chosen[str(sku)] = {"sku_id": other, "code": code, "name": name, "units": units}
                served[sku] = units
                break
    if not served:
        return []
    return [Option("substitute", now, 0, "", served, len(served) == len(short), {"substitutes": chosen})]

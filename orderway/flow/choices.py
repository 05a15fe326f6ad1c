"""The ways out of a shortage, each with the day it leaves and arrives and what it costs, the best first. Pure.

Costs are compared with keeping the order together: what one way costs beyond that is its extra, and may be below 0.
Waiting therefore costs only its lateness. Which way is taken is decided elsewhere (`flow.shortage`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from orderway.flow import choice_cost as cost
from orderway.flow.choice import (
    CANCEL,
    CANCEL_SHORT,
    KINDS,
    PART,
    PUNISHED,
    SPLIT,
    SUBSTITUTE,
    TRANSFER,
    WAIT,
    WAREHOUSE,
    Choice,
    may_substitute,
)
from orderway.flow.choice_cost import Loss, Parcels, Units
from orderway.flow.dating import coming
from orderway.flow.options import short_units, transfers_for
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.stock import dates
from orderway.stock.availability import Availability

FAR = datetime.max.replace(tzinfo=UTC)
_NOTHING = Loss(0, 0)


class Supply(NamedTuple):
    """What is known of the goods: what can be promised of each SKU that is short and of what may stand for it, who
    waits, and what may stand for what."""

    seen: Mapping[int, Availability]
    queues: Mapping[int, Sequence[dates.Waits]]
    instead: Mapping[int, Sequence[tuple[int, str, str]]]


class _Case(NamedTuple):
    """An order that is short, with what all its ways share."""

    order: Order
    world: World
    supply: Supply
    short: dict[int, int]
    held: dict[int, dict[int, int]]
    """warehouse -> SKU -> units that are reserved and not with a warehouse yet."""
    place: int
    """Where what is short is expected, or would be sent from."""
    there: datetime | None
    source: dict[str, str]


def choices_of(order: Order, supply: Supply, world: World) -> list[Choice]:
    """Every way out that is possible now, the best first; empty where nothing is short."""
    short = short_units(order)
    if not short:
        return []
    case = _case(order, short, supply, world)
    found = [_wait(case), *_parts(case), *_elsewhere(case), *_transfers(case), *_substitutes(case), *_off(case)]
    return ranked(found)


def ranked(found: Sequence[Choice]) -> list[Choice]:
    """What needs no punishment and has a known cost first, then by cost, then by the day it arrives."""

    def key(one: Choice) -> tuple[bool, bool, bool, int, datetime, int]:
        dateless = one.ship_at is None and one.kind not in (CANCEL, CANCEL_SHORT)
        known = one.total_minor is not None
        return one.punished, dateless, not known, one.total_minor or 0, one.deliver_at or FAR, KINDS.index(one.kind)

    return sorted(found, key=key)


def _case(order: Order, short: dict[int, int], supply: Supply, world: World) -> _Case:
    held: dict[int, dict[int, int]] = {}
    for one in order.live_reservations():
        if one.state == "SOFT":
            units = held.setdefault(one.warehouse_id, {})
            units[one.sku_id] = units.get(one.sku_id, 0) + one.quantity
    days, places = [], []
    for sku in short:
        expected = coming(supply.seen[sku].inbound) if sku in supply.seen else []
        day = dates.promise_dates(supply.queues.get(sku, ()), 0, expected, world.now).get(order.id)
        days.append(day)
        if day is not None:
            places += [one.place for one in expected if (one.at, one.kind, one.ref) == day]
    sure = [day for day in days if day is not None]
    last = max(sure, key=lambda day: day.at) if sure and len(sure) == len(days) else None
    place = next((one for one in reversed(places) if one), 0) or _usual(order, held, short, world)
    source = {"source": last.kind, "ref": last.ref} if last else {}
    return _Case(order, world, supply, short, held, place, last.at if last else None, source)


def _usual(order: Order, held: Mapping[int, Units], short: Units, world: World) -> int:
    """The warehouse it would be sent from: chosen by hand, where the rest lies, else the cheapest that reaches it."""
    if order.warehouse_id is not None:
        return order.warehouse_id
    near = [
        (found.freight_minor + found.handling_minor, place)
        for place in _places(order, world)
        if (found := cost.carriage(order, [(place, short)], world)) is not None
    ]
    return next(iter(held), 0) or (min(near)[1] if near else 0)


def _places(order: Order, world: World) -> list[int]:
    """The warehouses that ship to the buyer and are open."""
    practice = world.refs.shops[order.shop_id].practice
    every = [w for w in world.refs.warehouses.values() if w.practice == practice and not w.closed_at(world.now)]
    return [w.id for w in every if cost.carriage(order, [(w.id, {})], world) is not None]


def _joined(held: Mapping[int, Units], place: int, units: Units) -> Parcels:
    """What is held, with more goods in the parcel of one warehouse."""
    after = {where: dict(goods) for where, goods in held.items()}
    box = after.setdefault(place, {})
    for sku, count in units.items():
        box[sku] = box.get(sku, 0) + count
    return list(after.items())


def _priced(
    case: _Case,
    kind: str,
    parcels: Parcels,
    there: datetime | None,
    last: int,
    loss: Loss = _NOTHING,
    more_minor: int | None = 0,
    late_units: int = 0,
    **more: Any,
) -> Choice:
    """A way with its figures: `parcels` leave when the goods are `there` at `last`, `late_units` of them late
    (0: all)."""
    order, world = case.order, case.world
    whole = cost.carriage(order, _joined(case.held, case.place, case.short), world)
    own = cost.carriage(order, parcels, world)
    same = whole is not None and own is not None and whole.currency == own.currency == order.currency
    freight = own.freight_minor - whole.freight_minor if same and own and whole else None
    handling = own.handling_minor - whole.handling_minor if same and own and whole else None
    if freight is not None:
        freight = None if more_minor is None else freight + more_minor
    ship = cost.leaves(last, there, world) if there is not None else None
    deliver = ship + timedelta(days=own.days) if ship is not None and own is not None and parcels else None
    late = cost.late_minor(order, ship, deliver, world) if ship is not None and deliver is not None else 0
    if late_units:
        late = cost.part_of(late, late_units, sum(sum(units.values()) for _, units in parcels))
    known = freight is not None and handling is not None and (deliver is not None or not parcels)
    total = (freight or 0) + (handling or 0) + loss.margin_minor + late if known else None
    units = more.pop("units", case.short)
    return Choice(
        kind, ship, deliver, freight, handling, loss.refund_minor, loss.margin_minor, late, total, order.currency,
        dict(units), **more,
    )  # fmt: skip


def _wait(case: _Case) -> Choice:
    parcels = _joined(case.held, case.place, case.short)
    return _priced(case, WAIT, parcels, case.there, case.place, facts=dict(case.source))


def _parts(case: _Case) -> list[Choice]:
    """What is there now and the rest when it comes; or the rest refunded."""
    now, first = case.world.now, next(iter(case.held), 0)
    if not case.held:
        return []
    leaves = max(cost.leaves(place, now, case.world) for place in case.held)
    parcels = [*case.held.items(), (case.place, case.short)]
    facts = {**case.source, "first_at": leaves.isoformat()}
    rest = sum(case.short.values())
    found = [_priced(case, PART, parcels, case.there, case.place, late_units=rest, facts=facts)]
    loss = cost.loss_of(case.order, case.world, _short_lines(case.order))
    one = _priced(case, CANCEL_SHORT, list(case.held.items()), now, first, loss, punished=_punished(case))
    return [*found, one]


def _off(case: _Case) -> list[Choice]:
    """All that has not left is cancelled and paid back; where some has left or is packed, only what is short."""
    order = case.order
    if any(line.shipped or line.released for line in order.lines):
        if case.held:
            return []
        loss = cost.loss_of(order, case.world, _short_lines(order))
        return [_priced(case, CANCEL_SHORT, [], None, 0, loss, punished=_punished(case))]
    loss = cost.loss_of(order, case.world, None)
    return [_priced(case, CANCEL, [], None, 0, loss, punished=_punished(case))]


def _short_lines(order: Order) -> dict[int, int]:
    return {line.id: line.backordered for line in order.lines if line.backordered}


def _punished(case: _Case) -> bool:
    return case.world.refs.shops[case.order.shop_id].channel in PUNISHED


def _elsewhere(case: _Case) -> list[Choice]:
    """Where one warehouse alone may ship it, or one is barred: another has all of it, or what is short."""
    order, world = case.order, case.world
    if order.warehouse_id is None and not order.extra.get("barred"):
        return []
    found = []
    needs = dict(case.short)
    for units in case.held.values():
        for sku, count in units.items():
            needs[sku] = needs.get(sku, 0) + count
    for place in _places(order, world):
        if place == order.warehouse_id:
            continue
        free = {sku: _free(case, sku, place) + case.held.get(place, {}).get(sku, 0) for sku in needs}
        facts = {"to": place, "to_code": world.refs.warehouses[place].code}
        if all(free[sku] >= count for sku, count in needs.items()):
            found.append(_priced(case, WAREHOUSE, [(place, needs)], world.now, place, facts=facts))
        if case.held and place not in case.held and all(free[sku] >= n for sku, n in case.short.items()):
            parcels = _joined(case.held, place, case.short)
            found.append(_priced(case, SPLIT, parcels, world.now, place, facts=facts))
    return [*_best(found, WAREHOUSE), *_best(found, SPLIT)]


def _best(found: Sequence[Choice], kind: str) -> list[Choice]:
    return ranked([one for one in found if one.kind == kind])[:1]


def _free(case: _Case, sku: int, place: int) -> int:
    seen = case.supply.seen.get(sku)
    return next((row.available for row in seen.rows if row.warehouse_id == place), 0) if seen else 0


def _transfers(case: _Case) -> list[Choice]:
    """Brought from a warehouse that does not ship to the buyer to one that does."""
    found = []
    own = {sku: case.supply.seen[sku] for sku in case.short if sku in case.supply.seen}
    if len(own) < len(case.short):
        return []
    for one in transfers_for(case.order, case.short, own, case.world.refs, case.world.now):
        to = int(one.facts["to"])
        more = one.cost_minor if one.currency == case.order.currency else None
        there = one.at if one.whole else None
        parcels = _joined(case.held, to, case.short)
        found.append(
            _priced(
                case, TRANSFER, parcels, there, to, more_minor=more, units=one.units, whole=one.whole, facts=one.facts
            )
        )
    return found


def _substitutes(case: _Case) -> list[Choice]:
    """Other goods for all that is short, the first by rank that is there in full where it can be sent from."""
    if not all(may_substitute(line, case.order, case.world) for line in case.order.lines if line.backordered):
        return []
    parcels: dict[int, Units] = dict(case.held)
    chosen: dict[str, dict[str, Any]] = {}
    taken: dict[tuple[int, int], int] = {}
    dearer, last = 0, 0
    for sku, units in case.short.items():
        fit = _fitting(case, sku, units, taken)
        if fit is None:
            return []
        other, code, name, place = fit
        taken[(other, place)] = taken.get((other, place), 0) + units
        parcels, last = dict(_joined(parcels, place, {other: units})), place
        chosen[str(sku)] = {"sku_id": other, "code": code, "name": name, "units": units, "place": place}
        dearer += units * _dearer(case, sku, other)
    loss = Loss(0, dearer)
    boxes = list(parcels.items())
    return [_priced(case, SUBSTITUTE, boxes, case.world.now, last, loss, facts={"substitutes": chosen})]


def _fitting(
    case: _Case, sku: int, units: int, taken: Mapping[tuple[int, int], int]
) -> tuple[int, str, str, int] | None:
    reach = _places(case.order, case.world)
    if case.order.warehouse_id is not None:
        reach = [place for place in reach if place == case.order.warehouse_id]
    reach.sort(key=lambda place: (place not in case.held, place != case.place, place))
    for other, code, name in case.supply.instead.get(sku, ()):
        seen, info = case.supply.seen.get(other), case.world.refs.skus.get(other)
        gone = sum(count for (one, _), count in taken.items() if one == other)
        if other in case.short or seen is None or info is None or not info.active or seen.for_new - gone < units:
            continue
        for place in reach:
            if _free(case, other, place) - taken.get((other, place), 0) >= units:
                return other, code, name, place
    return None


def _dearer(case: _Case, sku: int, other: int) -> int:
    """What a unit of the substitute costs us more; the buyer pays what was agreed. 0 where a cost is not known."""
    one, new = case.world.refs.skus[sku], case.world.refs.skus[other]
    if not one.cost_minor or not new.cost_minor or one.cost_currency != new.cost_currency:
        return 0
    return max(0, new.cost_minor - one.cost_minor)

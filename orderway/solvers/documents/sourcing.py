"""A batch of orders, warehouses and stock, and which warehouse ships what."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated, Any

import msgspec

from orderway.solvers.documents.reading import DocumentError, read
from orderway.solvers.sourcing import Offer
from orderway.solvers.sourcing_batch import Sourcing, source_batch
from orderway.solvers.sourcing_model import Decision, Demand, Supply
from orderway.solvers.spread import FreightSteps

Minor = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000_000)]
Units = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Wanted = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
UNSERVED_MINOR = 1_000_000
"""What leaving an order costs where the document does not say."""


class WarehouseForm(msgspec.Struct):
    """What handling costs in one warehouse, its load as a price, and what it can still ship today."""

    id: str
    handling_order_minor: Minor = 0
    handling_unit_minor: Minor = 0
    load_minor: Minor = 0
    capacity_parcels: Units | None = None
    capacity_units: Units | None = None


class FreightForm(msgspec.Struct):
    """Prices from one warehouse into one zone: `[grams up to and with, price]`, ascending in both."""

    warehouse: str
    zone: str
    steps: list[tuple[Units, Minor]]


class LineForm(msgspec.Struct):
    """One SKU that an order wants."""

    sku: str
    quantity: Wanted


class OrderForm(msgspec.Struct):
    """One order: where it goes, what it wants, where it may not come from, what lateness and soft rules cost."""

    id: str
    zone: str
    lines: list[LineForm]
    forbidden: list[str] = []
    penalty_minor: dict[str, Minor] = {}
    lateness_minor: dict[str, Minor] = {}
    splits_max: Units | None = None
    split_minor: Minor | None = None
    unserved_minor: Minor | None = None


class SourcingDocument(msgspec.Struct):
    """The whole batch; `splits_max`, `split_minor` and `unserved_minor` hold for orders that say nothing else."""

    warehouses: list[WarehouseForm]
    stock: dict[str, dict[str, Units]]
    freight: list[FreightForm]
    orders: list[OrderForm]
    grams: dict[str, Units] = {}
    splits_max: Units = 0
    split_minor: Minor = 0
    unserved_minor: Minor = UNSERVED_MINOR


def solve(body: bytes) -> dict[str, Any]:
    """`cost`, `bound`, `gap`, `seconds`, what greedy would cost, and each order's picks with its cost parts."""
    document = read(body, SourcingDocument)
    _check_names(document)
    supply = Supply(
        document.stock,
        {one.id: one.capacity_parcels for one in document.warehouses if one.capacity_parcels is not None},
        {one.id: one.capacity_units for one in document.warehouses if one.capacity_units is not None},
    )
    tables = _tables(document)
    demands = [_demand(document, order, tables) for order in document.orders]
    if len({demand.id for demand in demands}) < len(demands):
        raise DocumentError("two orders have the same id")
    begun = perf_counter()
    answer = source_batch(demands, supply)
    return _answer(demands, answer, perf_counter() - begun)


def _check_names(document: SourcingDocument) -> None:
    """Every warehouse is told once, and no other is spoken of: a mistyped name would lift a rule in silence."""
    known = {warehouse.id for warehouse in document.warehouses}
    if len(known) < len(document.warehouses):
        raise DocumentError("warehouses: two have the same id")
    spoken = [(f"stock of {sku}", row) for sku, row in document.stock.items()]
    for order in document.orders:
        spoken.append((f"order {order.id}: forbidden", dict.fromkeys(order.forbidden, 0)))
        spoken.append((f"order {order.id}: penalty_minor", order.penalty_minor))
        spoken.append((f"order {order.id}: lateness_minor", order.lateness_minor))
    for where, names in spoken:
        for name in names:
            if name not in known:
                raise DocumentError(f"{where}: there is no warehouse {name}")


def _tables(document: SourcingDocument) -> dict[tuple[str, str], FreightSteps]:
    known = {warehouse.id for warehouse in document.warehouses}
    tables: dict[tuple[str, str], FreightSteps] = {}
    for row in document.freight:
        where = f"freight of {row.warehouse} into {row.zone}"
        if row.warehouse not in known:
            raise DocumentError(f"{where}: there is no such warehouse")
        if (row.warehouse, row.zone) in tables:
            raise DocumentError(f"{where}: told twice")
        grams, prices = [step[0] for step in row.steps], [step[1] for step in row.steps]
        if grams != sorted(set(grams)) or prices != sorted(prices):
            raise DocumentError(f"{where}: weights must rise and prices must not fall")
        tables[row.warehouse, row.zone] = (tuple(grams), tuple(prices))
    return tables


def _demand(document: SourcingDocument, order: OrderForm, tables: dict[tuple[str, str], FreightSteps]) -> Demand:
    """The order for the solver: lines of one SKU joined, one offer for each warehouse that may ship it."""
    wanted: dict[str, int] = {}
    for line in order.lines:
        wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
    offers = [
        Offer(
            one.id,
            one.handling_order_minor,
            one.handling_unit_minor,
            tables[one.id, order.zone],
            order.lateness_minor.get(one.id, 0),
            one.load_minor,
            order.penalty_minor.get(one.id, 0),
        )
        for one in document.warehouses
        if (one.id, order.zone) in tables and one.id not in order.forbidden
    ]
    return Demand(
        order.id,
        tuple((sku, quantity, document.grams.get(sku, 0)) for sku, quantity in wanted.items()),
        tuple(offers),
        document.split_minor if order.split_minor is None else order.split_minor,
        document.splits_max if order.splits_max is None else order.splits_max,
        document.unserved_minor if order.unserved_minor is None else order.unserved_minor,
    )


def _answer(demands: list[Demand], answer: Sourcing, seconds: float) -> dict[str, Any]:
    return {
        "cost": answer.cost,
        "bound": round(answer.bound, 3),
        "gap": round(answer.gap, 6),
        "seconds": round(seconds, 6),
        "greedy_cost": answer.greedy_cost,
        "contested": answer.contested,
        "unserved": [
            one.order for demand, one in zip(demands, answer.decisions, strict=True) if demand.lines and not one.picks
        ],
        "orders": [_order(demand, one) for demand, one in zip(demands, answer.decisions, strict=True)],
    }


def _order(demand: Demand, decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": decision.order,
        "cost": decision.cost,
        "picks": [
            {"sku": demand.lines[at][0], "warehouse": warehouse, "quantity": units}
            for at, warehouse, units in decision.picks
        ],
    }
    if decision.chosen is not None:
        parts = ("handling", "freight", "split", "lateness", "load", "penalty")
        found["parts"] = {part: getattr(decision.chosen, part) for part in parts}
    return found

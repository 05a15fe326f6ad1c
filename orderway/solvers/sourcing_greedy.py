"""Orders sourced one after another: each exactly, from what those before it left."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.solvers.sourcing import Offer, choose
from orderway.solvers.sourcing_model import Decision, Demand, Supply


def source_greedily(demands: Sequence[Demand], supply: Supply) -> list[Decision]:
    """One decision an order, in this sequence; an order that cannot be shipped in full is left at `unserved_minor`."""
    stock = {sku: dict(row) for sku, row in supply.stock.items()}
    parcels, units = dict(supply.parcels_max), dict(supply.units_max)
    decisions = []
    for demand in demands:
        offers = open_offers(demand.offers, parcels, units) if parcels or units else demand.offers
        plan = choose(demand.lines, stock, offers, demand.split_minor, demand.splits_max)
        if plan.total is None or plan.total >= demand.unserved_minor:
            decisions.append(Decision(demand.id, demand.unserved_minor, (), None, plan.candidates, plan.proven))
            continue
        for at, warehouse, taken in plan.picks:
            stock[demand.lines[at][0]][warehouse] -= taken
            if warehouse in units:
                units[warehouse] -= taken
        for warehouse in {warehouse for _, warehouse, _ in plan.picks}:
            if warehouse in parcels:
                parcels[warehouse] -= 1
        decisions.append(Decision(demand.id, plan.total, plan.picks, plan.chosen, plan.candidates, plan.proven))
    return decisions


def open_offers(offers: Sequence[Offer], parcels: dict[str, int], units: dict[str, int]) -> list[Offer]:
    """The offers of warehouses with capacity left."""
    left = []
    for offer in offers:
        if parcels.get(offer.warehouse, 1) > 0:
            most = units.get(offer.warehouse)
            if most is not None and (offer.units_max is None or most < offer.units_max):
                offer = offer._replace(units_max=max(0, most))  # noqa: PLW2901 - the same offer with less capacity
            left.append(offer)
    return left

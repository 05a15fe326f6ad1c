"""The words of sourcing a batch: what each order wants, what there is, and what a decided order takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from orderway.solvers.sourcing import Candidate, Line, Offer

Resource = tuple[str, str, str]
"""("stock", sku, warehouse), ("parcels", "", warehouse) or ("units", "", warehouse)."""


class Demand(NamedTuple):
    """One order: its lines, what each warehouse that may ship it costs, and the terms of splitting or leaving it."""

    id: str
    lines: tuple[Line, ...]
    offers: tuple[Offer, ...]
    split_minor: int = 0
    splits_max: int = 0
    unserved_minor: int = 1_000_000


class Supply(NamedTuple):
    """Units on the shelves by SKU and warehouse, and how many parcels and units each warehouse can still ship."""

    stock: Mapping[str, Mapping[str, int]]
    parcels_max: Mapping[str, int]
    units_max: Mapping[str, int]

    def of(self, resource: Resource) -> int:
        """How much there is of a resource; capacities that are not named are not limited and must not be asked for."""
        what, sku, warehouse = resource
        if what == "stock":
            return max(0, self.stock.get(sku, {}).get(warehouse, 0))
        return max(0, (self.parcels_max if what == "parcels" else self.units_max)[warehouse])


class Decision(NamedTuple):
    """What one order gets: `picks` are (line index, warehouse, units), none when it is left; `chosen` has the parts.

    `proven` says that no cheaper way was there when the order was decided.
    """

    order: str
    cost: int
    picks: tuple[tuple[int, str, int], ...]
    chosen: Candidate | None
    candidates: tuple[Candidate, ...] = ()
    proven: bool = True


def usage(demand: Demand, picks: Sequence[tuple[int, str, int]], supply: Supply) -> dict[Resource, int]:
    """What these picks take of each resource that is limited."""
    taken: dict[Resource, int] = {}
    for at, warehouse, units in picks:
        row = ("stock", demand.lines[at][0], warehouse)
        taken[row] = taken.get(row, 0) + units
        if warehouse in supply.units_max:
            row = ("units", "", warehouse)
            taken[row] = taken.get(row, 0) + units
        if warehouse in supply.parcels_max:
            taken["parcels", "", warehouse] = 1
    return taken


def priced(demand: Demand, picks: Sequence[tuple[int, str, int]]) -> Candidate:
    """The cost parts of these picks, from the definition of the costs; the freight must be in the table."""
    used = {warehouse for _, warehouse, _ in picks}
    group = [offer for offer in demand.offers if offer.warehouse in used]
    handling = freight = 0
    for offer in group:
        units = sum(n for _, warehouse, n in picks if warehouse == offer.warehouse)
        grams = sum(n * demand.lines[at][2] for at, warehouse, n in picks if warehouse == offer.warehouse)
        handling += offer.handling_order + offer.handling_unit * units
        freight += next(price for most, price in zip(*offer.freight, strict=True) if grams <= most)
    split = demand.split_minor * (len(group) - 1)
    lateness, load, penalty = (
        sum(parts) for parts in zip(*((o.lateness, o.load, o.penalty) for o in group), strict=True)
    )
    total = handling + freight + split + lateness + load + penalty
    names = tuple(offer.warehouse for offer in group)
    return Candidate(names, total, "", handling, freight, split, lateness, load, penalty)

"""Which warehouses ship one order: the cheapest set, found by looking at every set that may be.

The gate calls `choose` once an order; it is exact within its budget and shows each candidate with its cost parts. What
orders take from each other is not seen here: that is `sourcing_batch`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import msgspec

from orderway.solvers.spread import FreightSteps, spread

SETS_MAX = 400
"""Warehouse sets of two and more looked at per order; beyond it the best found stands and the plan is not proven."""

Line = tuple[str, int, int]
"""SKU, quantity, grams of one unit."""


class Offer(NamedTuple):
    """What one warehouse would cost this order, in minor units; a warehouse barred by a hard rule has no offer.

    `handling_order`, `lateness`, `load` and `penalty` (soft rules) are paid once when the warehouse ships anything,
    `handling_unit` for each unit, freight once by the weight of what it ships. `units_max` is its capacity left.
    """

    warehouse: str
    handling_order: int
    handling_unit: int
    freight: FreightSteps
    lateness: int = 0
    load: int = 0
    penalty: int = 0
    units_max: int | None = None


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """One warehouse set that was looked at. `total` is None when it cannot ship; `removed` then says why.

    `removed` is one of "" (feasible), "stock", "weight", "capacity", "spread" (no way to divide it), "cost" (cannot be
    cheaper than the best: `total` is None and only the parts are missing).
    """

    warehouses: tuple[str, ...]
    total: int | None
    removed: str
    handling: int = 0
    freight: int = 0
    split: int = 0
    lateness: int = 0
    load: int = 0
    penalty: int = 0


class Plan(msgspec.Struct, frozen=True, gc=False):
    """The answer for one order: `picks` are (line index, warehouse, units); empty with total None when impossible.

    `short` names the SKUs of which the allowed warehouses together have too few, with the missing units.
    """

    total: int | None
    picks: tuple[tuple[int, str, int], ...]
    candidates: tuple[Candidate, ...]
    short: tuple[tuple[str, int], ...] = ()
    proven: bool = True

    @property
    def chosen(self) -> Candidate | None:
        """The candidate that won; the first of the cheapest ones in the sequence of the offers."""
        feasible = [one for one in self.candidates if one.total is not None]
        return min(feasible, key=lambda one: one.total or 0, default=None)

    @property
    def runner_up(self) -> Candidate | None:
        """The next best candidate among those that were priced; exact when `choose` was told to keep two."""
        feasible = sorted((one for one in self.candidates if one.total is not None), key=lambda one: one.total or 0)
        return feasible[1] if len(feasible) > 1 else None


def choose(
    lines: Sequence[Line],
    stock: Mapping[str, Mapping[str, int]],
    offers: Sequence[Offer],
    split_minor: int = 0,
    splits_max: int = 0,
    keep: int = 1,
) -> Plan:
    """The cheapest warehouses for one order, each line shipped in full; ties go to the earlier offer.

    `stock[sku][warehouse]` is what this order may take. `splits_max` warehouses may join the first, each for
    `split_minor`. Sets that cannot be among the best `keep` are left unpriced. Empty lines: a plan of total 0.
    """
    if not lines:
        return Plan(0, (), ())
    if len(lines) > 1 and len({line[0] for line in lines}) < len(lines):
        return _choose_merged(lines, stock, offers, split_minor, splits_max, keep)
    rows = [stock.get(line[0], _EMPTY) for line in lines]
    units = grams = 0
    for _, quantity, each in lines:
        units += quantity
        grams += quantity * each
    candidates, able, best, best_at = _single(lines, rows, offers, units, grams)
    proven, shares = True, None
    if splits_max > 0 and len(able) > 1:
        best, best_at, shares, proven = _several(
            lines, rows, able, candidates, (best, best_at), (units, split_minor, splits_max, keep)
        )
    if best_at < 0:
        return Plan(None, (), tuple(candidates), _short(lines, rows, offers), proven)
    winner = candidates[best_at].warehouses
    if shares is None:
        return Plan(best, tuple([(at, winner[0], line[1]) for at, line in enumerate(lines)]), tuple(candidates))
    picks = [
        (at, warehouse, taken)
        for at, share in enumerate(shares)
        for warehouse, taken in zip(winner, share, strict=True)
        if taken
    ]
    return Plan(best, tuple(picks), tuple(candidates), (), proven)


_EMPTY: dict[str, int] = {}


def _single(
    lines: Sequence[Line], rows: Sequence[Mapping[str, int]], offers: Sequence[Offer], units: int, grams: int
) -> tuple[list[Candidate], list[Offer], int, int]:
    """Every warehouse alone. Also those that could give something, for sets; the best total and its place (or -1)."""
    candidates: list[Candidate] = []
    able: list[Offer] = []
    best, best_at = 0, -1
    wanted = [(row.get, line[1]) for row, line in zip(rows, lines, strict=True)]
    for offer in offers:
        warehouse, fixed, each, (limits, prices), lateness, load, penalty, units_max = offer
        for has, quantity in wanted:
            if has(warehouse, 0) < quantity:
                if units_max != 0 and prices and any(has(warehouse, 0) > 0 for has, _ in wanted):
                    able.append(offer)
                candidates.append(Candidate((warehouse,), None, "stock"))
                break
        else:
            if units_max != 0 and prices:
                able.append(offer)
            at = bisect_left(limits, grams)
            if at >= len(prices):
                candidates.append(Candidate((warehouse,), None, "weight"))
            elif units_max is not None and units > units_max:
                candidates.append(Candidate((warehouse,), None, "capacity"))
            else:
                handling, freight = fixed + each * units, prices[at]
                total = handling + freight + lateness + load + penalty
                if best_at < 0 or total < best:
                    best, best_at = total, len(candidates)
                candidates.append(Candidate((warehouse,), total, "", handling, freight, 0, lateness, load, penalty))
    return candidates, able, best, best_at


def _several(
    lines: Sequence[Line],
    rows: Sequence[Mapping[str, int]],
    able: Sequence[Offer],
    candidates: list[Candidate],
    best_so_far: tuple[int, int],
    terms: tuple[int, int, int, int],
) -> tuple[int, int, tuple[tuple[int, ...], ...] | None, bool]:
    """Sets of two and more warehouses; appends to `candidates`. The best total, its place, its shares, proven?"""
    best, best_at = best_so_far
    units, split_minor, splits_max, keep = terms
    totals = sorted([one.total for one in candidates if one.total is not None])
    limit = totals[keep - 1] if len(totals) >= keep else float("inf")
    once = [o.handling_order + o.lateness + o.load + o.penalty for o in able]
    least = [paid + offer.freight[1][0] for paid, offer in zip(once, able, strict=True)]
    ascending = sorted(least)
    in_units = units * min([offer.handling_unit for offer in able])
    has_of = [[max(0, row.get(offer.warehouse, 0)) for offer in able] for row in rows]
    quantities, grams_each = [line[1] for line in lines], [line[2] for line in lines]
    shares, proven, seen = None, True, 0
    for size in range(2, min(splits_max + 1, len(able), units) + 1):
        split = split_minor * (size - 1) + in_units
        if sum(ascending[:size]) + split >= limit:
            break
        for group in combinations(range(len(able)), size):
            seen += 1
            if seen > SETS_MAX:
                return best, best_at, shares, False
            if sum([least[at] for at in group]) + split >= limit:
                continue
            room = [[has[at] for at in group] for has in has_of]
            offers = [able[at] for at in group]
            names = tuple([offer.warehouse for offer in offers])
            if any([sum(has) < quantity for has, quantity in zip(room, quantities, strict=True)]):  # noqa: C419
                candidates.append(Candidate(names, None, "stock"))
                continue
            paid = split_minor * (size - 1) + sum([once[at] for at in group])
            costs = [offer.handling_unit for offer in offers]
            freight, units_max = [offer.freight for offer in offers], [offer.units_max for offer in offers]
            found = spread(quantities, grams_each, room, [costs] * len(lines), freight, units_max, limit - paid)
            if found is None:
                candidates.append(Candidate(names, None, "cost" if totals else "spread"))
                continue
            proven = proven and found.proven
            total = int(found.cost) + paid
            totals = sorted([*totals, total])
            limit = totals[keep - 1] if len(totals) >= keep else float("inf")
            if best_at < 0 or total < best:
                best, best_at, shares = total, len(candidates), found.shares
            candidates.append(_priced(names, offers, total, int(found.cost), found.freight, split_minor * (size - 1)))
    return best, best_at, shares, proven


def _priced(
    names: tuple[str, ...], group: Sequence[Offer], total: int, spread_cost: int, freight: int, split: int
) -> Candidate:
    handling = spread_cost - freight + sum([offer.handling_order for offer in group])
    lateness = sum([offer.lateness for offer in group])
    load = sum([offer.load for offer in group])
    penalty = sum([offer.penalty for offer in group])
    return Candidate(names, total, "", handling, freight, split, lateness, load, penalty)


def _short(
    lines: Sequence[Line], rows: Sequence[Mapping[str, int]], offers: Sequence[Offer]
) -> tuple[tuple[str, int], ...]:
    missing = []
    for (sku, quantity, _), row in zip(lines, rows, strict=True):
        has = sum(max(0, row.get(offer.warehouse, 0)) for offer in offers)
        if has < quantity:
            missing.append((sku, quantity - has))
    return tuple(missing)


def _choose_merged(
    lines: Sequence[Line],
    stock: Mapping[str, Mapping[str, int]],
    offers: Sequence[Offer],
    split_minor: int,
    splits_max: int,
    keep: int,
) -> Plan:
    """Lines of one SKU are decided as one line and divided again afterwards, earlier lines first."""
    merged: dict[str, tuple[int, int]] = {}
    for sku, quantity, each in lines:
        merged[sku] = (merged.get(sku, (0, 0))[0] + quantity, each)
    names = list(merged)
    plan = choose([(sku, *merged[sku]) for sku in names], stock, offers, split_minor, splits_max, keep)
    if plan.total is None:
        return plan
    given: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
    for at, warehouse, units in plan.picks:
        given[names[at]].append((warehouse, units))
    picks: list[tuple[int, str, int]] = []
    for at, (sku, quantity, _) in enumerate(lines):
        left = quantity
        while left:
            warehouse, units = given[sku].pop(0)
            taken = min(left, units)
            left -= taken
            picks.append((at, warehouse, taken))
            if taken < units:
                given[sku].insert(0, (warehouse, units - taken))
    return msgspec.structs.replace(plan, picks=tuple(picks))

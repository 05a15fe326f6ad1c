"""The gate that chooses warehouses. The choice is `solvers.sourcing`; here the world is put into its words and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow import buckets
from orderway.flow.gate import Raise, Verdict
from orderway.flow.order import Order, Reservation
from orderway.flow.reference import WarehouseInfo
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import RESERVATION
from orderway.solvers.sourcing import Offer, Plan, choose

CANDIDATES_KEPT_MAX = 12
"""Candidates that the evidence of one order keeps, the cheapest first."""


class SourceGate:
    """Every warehouse is considered: cost = handling + freight by rate card + split; fewest splits where none serves
    alone."""

    name = "source"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """Choose for each order in its sequence; its own reservations count as available to it."""
        return [self._decide(order, world) for order in orders]

    def _decide(self, order: Order, world: World) -> Verdict:
        held = [r for r in order.reservations if r.state == "SOFT"]
        if not held:
            return Verdict()
        policy = world.refs.shops[order.shop_id].policy
        needs: dict[int, int] = {}
        for reservation in held:
            needs[reservation.sku_id] = needs.get(reservation.sku_id, 0) + reservation.quantity
        skus = world.refs.skus
        lines = [(sku, units, skus[sku].weight_grams) for sku, units in needs.items()]
        stock = self._stock(held, world)
        offers, removed = offers_for(order, world)
        if not offers:
            return Verdict({"removed": removed}, [nowhere(order, removed, world)])
        plan = choose(lines, stock, offers)  # type: ignore[arg-type]
        if plan.total is None:
            plan = choose(lines, stock, offers, policy.split_minor, policy.splits_max)  # type: ignore[arg-type]
        evidence = evidence_of(plan, lines, removed, world)
        if plan.total is None:
            return Verdict(evidence, [Raise("unreachable", {"country": order.country, "province": order.province})])
        self._move(order, held, plan, lines, world)
        buckets.allocate(order)
        for code in {pick[1] for pick in plan.picks}:
            place = int(code)
            if place in world.load:
                world.load[place] += 1
        return Verdict(evidence)

    def _stock(self, held: Sequence[Reservation], world: World) -> dict[int, dict[int, int]]:
        rows: dict[int, dict[int, int]] = {}
        for r in held:
            row = rows.get(r.sku_id)
            if row is None:
                row = rows[r.sku_id] = {p: units for p, units in world.stock.get(r.sku_id, {}).items() if units > 0}
            row[r.warehouse_id] = row.get(r.warehouse_id, 0) + r.quantity
        return rows

    def _move(
        self, order: Order, held: Sequence[Reservation], plan: Plan, lines: Sequence[tuple[int, int, int]], world: World
    ) -> None:
        """Let the reservations lie where the plan takes from; those that lie right stay as they are."""
        wanted: dict[tuple[int, int], int] = {}
        for at, code, units in plan.picks:
            key = (lines[at][0], int(code))
            wanted[key] = wanted.get(key, 0) + units
        loose: list[Reservation] = []
        for r in held:
            key = (r.sku_id, r.warehouse_id)
            right = min(r.quantity, wanted.get(key, 0))
            if right:
                wanted[key] -= right
            if right < r.quantity:
                loose.append(buckets.take_part(order, r, r.quantity - right, self._ids))
        for (sku, place), units in wanted.items():
            left = units
            while left:
                r = next(r for r in loose if r.sku_id == sku)
                part = buckets.take_part(order, r, min(left, r.quantity), self._ids)
                if part is r:
                    loose.remove(r)
                world.reserve(sku, part.warehouse_id, -part.quantity)
                part.warehouse_id = place
                world.reserve(sku, place, part.quantity)
                assert part.state == RESERVATION.first
                left -= part.quantity


def offers_for(order: Order, world: World) -> tuple[list[Offer], dict[str, str]]:
    """What each warehouse would cost this order, and what removed those that may not serve it."""
    barred = order.extra.get("barred", ())
    if barred or order.warehouse_id is not None or world.load:
        return _offers(order, world, barred)
    practice = world.refs.shops[order.shop_id].practice
    key = ("offers", order.country, order.province, order.payment_state == "COD_DUE", practice)
    known: tuple[list[Offer], dict[str, str]] | None = world.memo.get(key)
    if known is None:
        known = world.memo[key] = _offers(order, world, barred)
    return known


def _offers(order: Order, world: World, barred: Sequence[int]) -> tuple[list[Offer], dict[str, str]]:
    cod = world.refs.cod_carriers if order.payment_state == "COD_DUE" else None
    offers: list[Offer] = []
    removed: dict[str, str] = {}
    for warehouse in world.refs.warehouses.values():
        why = _why_not(order, warehouse, world, barred)
        freight = None if why else warehouse.freight_to(order.country, order.province, cod)
        if freight is None:
            removed[warehouse.code] = why or ("no_cod" if cod is not None else "no_rate")
            continue
        room = warehouse.daily_orders_max - world.load.get(warehouse.id, 0) if warehouse.daily_orders_max else None
        if room is not None and room <= 0:
            removed[warehouse.code] = "full_today"
            continue
        offers.append(
            Offer(
                warehouse.id,  # type: ignore[arg-type]
                warehouse.handling_order_minor,
                warehouse.handling_unit_minor,
                (freight.limits, freight.prices),  # type: ignore[arg-type]
            )
        )
    return offers, removed


def nowhere(order: Order, removed: dict[str, str], world: World) -> Raise:
    """Why no warehouse can send it: nobody collects cash there, or nobody goes there at all."""
    facts = {"country": order.country, "province": order.province}
    for warehouse in world.refs.warehouses.values():
        if removed.get(warehouse.code) == "no_cod" and warehouse.freight_to(order.country, order.province):
            return Raise("cod_unavailable", facts)
    return Raise("unreachable", facts)


def _why_not(order: Order, warehouse: WarehouseInfo, world: World, barred: Sequence[int]) -> str:
    if order.warehouse_id is not None and order.warehouse_id != warehouse.id:
        return "chosen_by_hand"
    if warehouse.id in barred:
        return "barred"
    if warehouse.practice != world.refs.shops[order.shop_id].practice:
        return "practice"
    return ""


def evidence_of(
    plan: Plan, lines: Sequence[tuple[int, int, int]], removed: dict[str, str], world: World
) -> dict[str, Any]:
    """The decision as data: what was asked, each candidate with its cost parts, what was taken from where."""
    warehouses = world.refs.warehouses
    ranked = sorted(plan.candidates, key=lambda c: (c.total is None, c.total or 0))[:CANDIDATES_KEPT_MAX]
    evidence: dict[str, Any] = {
        "lines": [list(line) for line in lines],
        "candidates": [
            [[warehouses[int(w)].code for w in c.warehouses], c.total, c.removed, c.handling, c.freight, c.split]
            for c in ranked
        ],
        "chosen": [[at, warehouses[int(place)].code, units] for at, place, units in plan.picks],
        "total": plan.total,
    }
    if removed:
        evidence["removed"] = removed
    if plan.short:
        evidence["short"] = [list(s) for s in plan.short]
    return evidence

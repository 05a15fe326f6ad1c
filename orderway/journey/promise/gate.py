"""The gate that reserves stock. Pure: it takes from the world in memory; the guard at save makes it true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow import buckets
from orderway.flow.barring import barred
from orderway.flow.freight import Wanted, freight_of
from orderway.flow.gate import Raise, Verdict
from orderway.flow.money import is_settled
from orderway.flow.order import Line, Order
from orderway.flow.presale import clock_start
from orderway.flow.reference import ship_by_of
from orderway.flow.short_ruled import ASK, policy_of
from orderway.flow.shortage import AGAIN
from orderway.flow.world import World
from orderway.kernel.ids import Ids

FAR_MINOR = 10**12
"""Freight of a warehouse that has no rate to the buyer: beyond every real one."""
CLOSED_MINOR = 10**11
"""Put on a warehouse that is closed now: its goods are promised after everybody else's, and leave when it opens."""


class PromiseGate:
    """Reserves every open unit: at one warehouse that has the whole order if there is one, spread otherwise."""

    name = "promise"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """Reserve order by order; what is missing waits for stock or for a decision, after the shop's policy."""
        return [self._decide(order, world) for order in orders]

    def _decide(self, order: Order, world: World) -> Verdict:
        if order.channel_fulfilled:
            return Verdict({"channel_fulfilled": True}, waits_for="channel")
        skus = world.refs.skus
        wanted = [
            line
            for line in order.lines
            if (line.open or line.backordered) and line.sku_id is not None and skus[line.sku_id].tracked
        ]
        if not wanted:
            return Verdict()
        places = self._places(order, world)
        whole = self._one_place(order, wanted, places, world)
        if whole is not None and not world.special and not any([line.backordered for line in wanted]):  # noqa: C419
            return Verdict({"reserved": self._take_all(order, wanted, whole, world)})
        taken: list[list[Any]] = []
        for line in wanted:
            self._take(order, line, [whole] if whole is not None else places, world, taken)
        missing = {line.sku_code or str(line.sku_id): line.backordered for line in wanted if line.backordered}
        evidence: dict[str, Any] = {"reserved": taken}
        if not missing:
            if "expected" in order.extra:
                order.extra = {key: value for key, value in order.extra.items() if key != "expected"}
            return Verdict(evidence)
        evidence["short"] = missing
        if order.ship_by is None and is_settled(order):  # it is paid: its time runs while it waits for goods
            order.ship_by = ship_by_of(world.refs.shops[order.shop_id], clock_start(order, world.now))
        return self._short(order, missing, evidence, world)

    def _places(self, order: Order, world: World) -> list[int]:
        """Warehouses this order may be served from, the ones that reach it cheapest first.

        Where one reaches it (with cash on delivery, if it needs that), stock elsewhere is none to it.
        """
        if order.warehouse_id is not None:
            return [order.warehouse_id]
        practice = world.refs.shops[order.shop_id].practice
        cash = order.payment_state == "COD_DUE"
        key = ("places", order.country, order.province, order.city if world.refs.stops else "", practice, cash)
        ranked: list[int] | None = world.memo.get(key)
        if ranked is None:
            ranked = world.memo[key] = _ranked(order, practice, world)
        if not order.extra.get("barred"):
            return ranked
        out = barred(order, world.now)
        return [place for place in ranked if place not in out]

    def _one_place(self, order: Order, lines: Sequence[Line], places: Sequence[int], world: World) -> int | None:
        needs: dict[int, int] = {}
        for line in lines:
            assert line.sku_id is not None
            needs[line.sku_id] = needs.get(line.sku_id, 0) + line.open + line.backordered
        if (world.waiting or world.demand_change) and any([self._ahead(sku, lines, world) for sku in needs]):  # noqa: C419
            return None
        if world.special:
            return next(
                (p for p in places if all(sum(_room(order, sku, p, world)) >= n for sku, n in needs.items())), None
            )
        stock = world.stock
        for place in places:
            for sku, units in needs.items():
                if stock.get(sku, _NONE).get(place, 0) < units:
                    break
            else:
                return place
        return None

    def _take_all(self, order: Order, lines: Sequence[Line], place: int, world: World) -> list[list[Any]]:
        """Every open unit at one place that has them all and where nobody is passed over."""
        warehouse, ids, taken = world.refs.warehouses.get(place), self._ids, []
        code = warehouse.code if warehouse is not None else place
        for line in lines:
            units = line.open
            buckets.promise(order, line, place, units, world, ids)
            taken.append([line.position, code, units])
        return taken

    def _ahead(self, sku: int, lines: Sequence[Line], world: World) -> int:
        """Units that others wait for; an order that waits itself was woken because its turn has come."""
        waiting = world.waiting.get(sku, 0) + world.demand_change.get(sku, 0)
        if waiting <= 0 or any(line.backordered for line in lines if line.sku_id == sku):
            return 0
        return waiting

    def _take(self, order: Order, line: Line, places: Sequence[int], world: World, taken: list[list[Any]]) -> None:
        assert line.sku_id is not None
        ahead = self._ahead(line.sku_id, [line], world)
        warehouses = world.refs.warehouses
        for place in places:
            wanted = line.open + line.backordered
            if not wanted:
                break
            own, free = (
                _room(order, line.sku_id, place, world) if world.special else (0, world.available(line.sku_id, place))
            )
            passed = min(free, ahead)
            ahead -= passed
            units = min(own + free - passed, wanted)
            if units > 0:
                buckets.promise(order, line, place, units, world, self._ids)
                taken.append([line.position, warehouses[place].code if place in warehouses else place, units])
        if line.open:
            buckets.backorder(line, line.open, world)

    def _short(self, order: Order, missing: dict[str, int], evidence: dict[str, Any], world: World) -> Verdict:
        choice = policy_of(order, world)
        promised = any(line.promised or line.allocated for line in order.lines)
        if choice == "part" and promised:
            return Verdict({**evidence, "part": True})
        if choice == ASK:
            again = {"again": order.extra[AGAIN]} if AGAIN in order.extra else {}
            return Verdict(evidence, [Raise("shortage", {"short": missing, **again})], waits_for="stock")
        return Verdict(evidence, waits_for="stock")


def _room(order: Order, sku: int, place: int, world: World) -> tuple[int, int]:
    """What is set apart for this order or its shop at a warehouse, and what is free for it besides."""
    return world.room(order.shop_id, order.id, sku, place)


def _ranked(order: Order, practice: bool, world: World) -> list[int]:
    """The warehouses that reach this destination, by what their lightest parcel costs.

    All of them where none reaches it, so that its hold says so.
    """
    wanted = Wanted(order.payment_state == "COD_DUE", 0, 0)
    ranked = []
    for warehouse in world.refs.warehouses.values():
        if warehouse.practice == practice:
            freight = freight_of(order, warehouse, world, wanted)
            price = freight.prices[0] if freight else FAR_MINOR
            if warehouse.closed_at(world.now):
                price += CLOSED_MINOR
            ranked.append((price + warehouse.handling_order_minor, warehouse.id))
    ranked.sort()
    return [place for price, place in ranked if price < FAR_MINOR] or [place for _, place in ranked]


_NONE: dict[int, int] = {}

"""The gate that makes fulfilments, after a second check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow import buckets, money
from orderway.flow.freight import freight_of
from orderway.flow.gate import Verdict
from orderway.flow.order import Fulfilment, FulfilmentLine, Order
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import FULFILMENT, move


class ReleaseGate:
    """One fulfilment a warehouse. What no longer holds sends the order back instead of out of the door."""

    name = "release"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """Second check, then the instruction."""
        return [self._decide(order, world) for order in orders]

    def _decide(self, order: Order, world: World) -> Verdict:
        skus = world.refs.skus
        untracked = [
            each for each in order.lines if each.open and each.sku_id in skus and not skus[each.sku_id].tracked
        ]
        if not untracked and not any([line.allocated for line in order.lines]):  # noqa: C419 - twice as fast
            return Verdict()
        if not money.is_settled(order):
            buckets.unallocate(order)
            return Verdict({"second_check": "unpaid"}, waits_for="payment")
        order.checked_version = order.version
        for line in untracked:
            buckets.untracked(line)
        places: dict[int, Fulfilment] = {}
        held = [r for r in order.reservations if r.state == "SOFT"]
        for reservation in held:
            fulfilment = places.get(reservation.warehouse_id)
            if fulfilment is None:
                fulfilment = places[reservation.warehouse_id] = self._fulfilment(order, reservation.warehouse_id, world)
            order.fulfilment_lines.append(
                FulfilmentLine(
                    self._ids.next(),
                    order.id,
                    fulfilment.id,
                    reservation.line_id,
                    reservation.sku_id,
                    reservation.quantity,
                )
            )
            buckets.release(order, reservation, fulfilment.id)
        for fulfilment in places.values():
            self._price(order, fulfilment, world)
        evidence: dict[str, Any] = {"second_check": "right", "to": [world.refs.warehouses[p].code for p in places]}
        return Verdict(evidence)

    def _fulfilment(self, order: Order, place: int, world: World) -> Fulfilment:
        fulfilment = Fulfilment(
            self._ids.next(),
            order.id,
            place,
            FULFILMENT.first,
            order.ship_by,
            world.now,
            attempt=1 + len([f for f in order.fulfilments if f.warehouse_id == place]),
        )
        move(fulfilment, FULFILMENT, "SENT")
        fulfilment.sent_at = world.now
        order.fulfilments.append(fulfilment)
        return fulfilment

    def _price(self, order: Order, fulfilment: Fulfilment, world: World) -> None:
        """The carrier and the cost that sourcing counted with."""
        warehouse = world.refs.warehouses[fulfilment.warehouse_id]
        skus = world.refs.skus
        units = grams = 0
        for part in order.fulfilment_lines:
            if part.fulfilment_id == fulfilment.id:
                units += part.quantity
                grams += part.quantity * skus[part.sku_id].weight_grams
        freight = freight_of(order, warehouse, world)
        fulfilment.cost_minor = warehouse.handling_order_minor + warehouse.handling_unit_minor * units
        if freight:
            at = min(freight.at(grams), len(freight.prices) - 1)
            fulfilment.cost_minor += freight.prices[at] - (freight.late[at] if freight.late else 0)
            fulfilment.carrier_id = freight.carriers[at]

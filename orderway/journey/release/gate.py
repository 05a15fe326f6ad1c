"""The gate that makes fulfilments, after a second check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow import asking, buckets, change, money, travel, verifying
from orderway.flow.freight import freight_of
from orderway.flow.gate import Verdict
from orderway.flow.gift_lines import lone_gifts, own_lines
from orderway.flow.line_holds import going, stopped_lines
from orderway.flow.order import Fulfilment, FulfilmentLine, Order
from orderway.flow.parting import parts_of
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import FULFILMENT, move


class ReleaseGate:
    """One fulfilment a warehouse. What no longer holds sends the order back instead of out of the door."""

    name = "release"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """Second check, then the instruction; orders in one box only together."""
        boxes = any([order.lead_id is not None for order in orders])  # noqa: C419 - faster
        if boxes:
            travel.released(orders)
        verdicts = [self._decide(order, world) for order in orders]
        if boxes:
            travel.parted(orders)
            self._price_boxes(orders, world)
        return verdicts

    def _decide(self, order: Order, world: World) -> Verdict:
        skus = world.refs.skus
        untracked = [
            each for each in order.lines if each.open and each.sku_id in skus and not skus[each.sku_id].tracked
        ]
        if untracked and order.holds:
            untracked = [each for each in untracked if each.id not in stopped_lines(order)]
        if not untracked and not any([line.allocated for line in order.lines]):  # noqa: C419 - twice as fast
            return Verdict()
        if not money.is_settled(order):
            buckets.unallocate(order)
            order.stage = "review"  # once paid it is sourced anew
            return Verdict({"second_check": "unpaid"}, waits_for="payment")
        if world.refs.tells and (asked := asking.word_before_release(order, world)) is not None:
            return asked
        if world.refs.verifying and (asked := verifying.word_before_release(order, world)) is not None:
            return asked
        order.checked_version = order.version
        for line in untracked:
            buckets.untracked(line)
        places: dict[tuple[int, str], Fulfilment] = {}
        self._keep_gifts(order, world)
        held = going(order)
        parts = parts_of(order, held, world, self._ids, placed=True)
        for part, reservation in [(p, r) for p, mine in parts.items() for r in mine]:
            at = (reservation.warehouse_id, part)
            fulfilment = places.get(at)
            if fulfilment is None:
                fulfilment = places[at] = self._fulfilment(order, reservation.warehouse_id, world)
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
        evidence: dict[str, Any] = {
            "second_check": "right",
            "to": [world.refs.warehouses[place].code for place, _ in places],
        }
        return Verdict(evidence)

    def _keep_gifts(self, order: Order, world: World) -> None:
        """A gift alone never ships: from where no goods of the order leave, none leaves."""
        gifts = {line.id: line for line in own_lines(order)}
        if not gifts:
            return
        lone = lone_gifts(order, {r.warehouse_id for r in order.reservations if r.state == "SOFT"})
        for reservation in [r for r in order.reservations if r.state == "SOFT" and r.warehouse_id in lone]:
            line = gifts[reservation.line_id]
            buckets.give_back(order, reservation, world)
            gone = buckets.cancel_units(order, line, reservation.quantity, world, self._ids)
            line.refunded_units = min(line.ordered, line.refunded_units + gone)
            change.note(order, "gift", "taken", sku=line.sku_code, units=gone, by="alone")

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

    def _price_boxes(self, orders: Sequence[Order], world: World) -> None:
        """Freight is paid once a box, by its weight; who only travels along costs its handling."""
        boxes: dict[tuple[int, int], list[tuple[Order, Fulfilment]]] = {}
        for order in orders:
            for fulfilment in order.live_fulfilments() if order.lead_id is not None else ():
                boxes.setdefault((order.lead_id or 0, fulfilment.warehouse_id), []).append((order, fulfilment))
        for (lead_id, place), inside in boxes.items():
            warehouse, grams, units = world.refs.warehouses[place], 0, 0
            inside.sort(key=lambda one: (one[0].id != lead_id, one[0].id))
            for order, fulfilment in inside:
                parts = [part for part in order.fulfilment_lines if part.fulfilment_id == fulfilment.id]
                units = sum(part.quantity for part in parts)
                grams += sum(part.quantity * world.refs.skus[part.sku_id].weight_grams for part in parts)
                fulfilment.cost_minor = warehouse.handling_unit_minor * units
            lead = inside[0][1]
            lead.cost_minor += warehouse.handling_order_minor
            freight = freight_of(inside[0][0], warehouse, world)
            if freight:
                at = min(freight.at(grams), len(freight.prices) - 1)
                lead.cost_minor += freight.prices[at] - (freight.late[at] if freight.late else 0)
                for _order, fulfilment in inside:
                    fulfilment.carrier_id = freight.carriers[at]

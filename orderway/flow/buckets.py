"""The one place where a line's buckets and reservations change, together with the world's stock.

Each function keeps ordered = open + promised + backordered + allocated + released + shipped + cancelled, and
reserved(line) = promised + allocated + released. They change structs in memory; the engine saves the difference.
"""

from __future__ import annotations

from collections.abc import Collection

from orderway.flow.gift_lines import count
from orderway.flow.order import Line, Order, Reservation
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import RESERVATION, move


def promise(order: Order, line: Line, warehouse: int, units: int, world: World, ids: Ids) -> None:
    """Reserve `units` of a line at a place: they leave open, then backordered. The line's SKU must be known."""
    assert line.sku_id is not None
    from_open = min(line.open, units)
    line.open -= from_open
    if units > from_open:
        line.backordered -= units - from_open
        world.wait(line.sku_id, from_open - units)
    line.promised += units
    left = _from_fences(order, line, warehouse, units, world, ids) if world.fences else units
    if not left:
        return
    world.reserve(line.sku_id, warehouse, left)
    if world.refs.safeties and (safety := world.extra_safety(order.shop_id, line.sku_id, warehouse)):
        world.need(line.sku_id, warehouse, safety)
    order.reservations.append(
        Reservation(ids.next(), order.id, line.id, line.sku_id, warehouse, left, RESERVATION.first)
    )


def _from_fences(order: Order, line: Line, warehouse: int, units: int, world: World, ids: Ids) -> int:
    """Take what is set apart for the order or its shop first; how many units are left to take from the rest."""
    assert line.sku_id is not None
    left = min(units, world.room(order.shop_id, order.id, line.sku_id, warehouse)[0])
    rest = units - left
    for fence in world.own_fences(order.shop_id, order.id, line.sku_id, warehouse):
        take = min(left, fence.units)
        if not take:
            break
        left -= take
        world.reserve(line.sku_id, warehouse, take)
        world.fence(fence, -take)
        order.reservations.append(
            Reservation(ids.next(), order.id, line.id, line.sku_id, warehouse, take, RESERVATION.first, None, fence.id)
        )
    return rest


def backorder(line: Line, units: int, world: World) -> None:
    """Let `units` of a line wait for stock."""
    assert line.sku_id is not None
    line.open -= units
    line.backordered += units
    world.wait(line.sku_id, units)


def stop_waiting(line: Line, units: int, world: World) -> None:
    """Units that waited for stock are open again."""
    assert line.sku_id is not None
    line.backordered -= units
    line.open += units
    world.wait(line.sku_id, -units)


def untracked(line: Line) -> None:
    """Units of a thing without stock (a service, a download) need no place: they count as shipped at once."""
    line.shipped += line.open
    line.open = 0


def take_part(order: Order, reservation: Reservation, units: int, ids: Ids) -> Reservation:
    """The reservation over exactly `units`, split off where it holds more."""
    if units == reservation.quantity:
        return reservation
    reservation.quantity -= units
    part = Reservation(
        ids.next(),
        order.id,
        reservation.line_id,
        reservation.sku_id,
        reservation.warehouse_id,
        units,
        reservation.state,
        reservation.fulfilment_id,
        reservation.fence_id,
    )
    order.reservations.append(part)
    return part


def give_back(order: Order, reservation: Reservation, world: World, to: str = "RELEASED") -> None:
    """End a live reservation: its units are open again and others may buy them."""
    line = order.line(reservation.line_id)
    if reservation.state == "HARD":
        line.released -= reservation.quantity
    elif line.allocated >= reservation.quantity and line.promised < reservation.quantity:
        line.allocated -= reservation.quantity
    else:
        line.promised -= reservation.quantity
    line.open += reservation.quantity
    move(reservation, RESERVATION, to)
    world.reserve(reservation.sku_id, reservation.warehouse_id, -reservation.quantity)
    if reservation.fence_id is not None:
        for fence in world.fences.get((reservation.sku_id, reservation.warehouse_id), ()):
            if fence.id == reservation.fence_id:
                world.fence(fence, reservation.quantity)


def unrelease(order: Order, reservation: Reservation) -> None:
    """A hard reservation becomes a promise again at the same place (its fulfilment is off)."""
    line = order.line(reservation.line_id)
    line.released -= reservation.quantity
    line.promised += reservation.quantity
    move(reservation, RESERVATION, "SOFT")
    reservation.fulfilment_id = None


def unallocate(order: Order) -> None:
    """All allocated units are only promised again."""
    for line in order.lines:
        line.promised += line.allocated
        line.allocated = 0


def allocate(order: Order, but: Collection[int] = ()) -> None:
    """All promised units have their place decided, `but` those of some lines."""
    for line in order.lines:
        if line.id not in but:
            line.allocated += line.promised
            line.promised = 0


def release(order: Order, reservation: Reservation, fulfilment_id: int) -> None:
    """An allocated reservation is instructed to its warehouse."""
    line = order.line(reservation.line_id)
    line.allocated -= reservation.quantity
    line.released += reservation.quantity
    move(reservation, RESERVATION, "HARD")
    reservation.fulfilment_id = fulfilment_id


def ship(order: Order, reservation: Reservation, world: World) -> None:
    """The goods of a hard reservation leave."""
    line = order.line(reservation.line_id)
    line.released -= reservation.quantity
    line.shipped += reservation.quantity
    move(reservation, RESERVATION, "CONSUMED")
    world.reserve(reservation.sku_id, reservation.warehouse_id, -reservation.quantity)
    world.move(reservation.sku_id, reservation.warehouse_id, -reservation.quantity, "ship", "", order.id)


def cancel_units(order: Order, line: Line, units: int, world: World, ids: Ids, to: str = "RELEASED") -> int:
    """Cancel up to `units` that no warehouse holds: open first, then waiting, then reserved. How many were
    cancelled. Of a gift with a limit they are there for others again."""
    left = units
    take = min(left, line.open)
    line.open -= take
    line.cancelled += take
    left -= take
    take = min(left, line.backordered)
    if take:
        stop_waiting(line, take, world)
        line.open -= take
        line.cancelled += take
        left -= take
    for reservation in [r for r in order.reservations if r.line_id == line.id and r.state == "SOFT"]:
        if not left:
            break
        part = take_part(order, reservation, min(left, reservation.quantity), ids)
        give_back(order, part, world, to)
        line.open -= part.quantity
        line.cancelled += part.quantity
        left -= part.quantity
    if line.added_by:
        count(world, line.added_by, left - units)
    return units - left

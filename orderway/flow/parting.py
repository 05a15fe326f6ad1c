"""What of an order never shares a parcel (categories, heavy things, gifts, hosts), and how much one parcel holds, by a
shop's policy. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orderway.flow import buckets
from orderway.flow.order import Line, Order, Reservation
from orderway.flow.reference import ShopPolicy
from orderway.flow.world import World
from orderway.kernel.ids import Ids

LAYERS = ("category", "heavy", "gift", "host")
LAYERS_MAX = 3
PARCELS_MAX = 50
"""Parcels that one part of an order is divided into; beyond it the rest stays together, as on a pallet."""
_ENDLESS = 10**15
HOST, HOSTS = "live_host", "live_hosts"
"""Keys in `Order.extra`: who sold all of it live; who sold what, by the position of the line, where they differ."""


def host_of(line: Line, order: Order) -> str:
    """Who sold a line live; a gift of ours belongs to who sold the goods it came with. Empty: nobody."""
    hosts: Mapping[str, Any] = order.extra.get(HOSTS) or {}
    if not hosts:
        return str(order.extra.get(HOST) or "")
    if line.added_by:
        goods = [one for one in order.lines if not one.added_by]
        line = next((one for one in goods if one.id == line.main_line_id), goods[0] if goods else line)
    return str(hosts.get(str(line.position), ""))


def part_of(line: Line, order: Order, world: World, policy: ShopPolicy) -> str:
    """The part that a line belongs to, as text: its value in each layer; empty where nothing goes apart."""
    info = world.refs.skus.get(line.sku_id or 0)
    values = {
        "category": info.category if info else "",
        "heavy": "heavy" if (info.weight_grams if info else line.weight_grams) >= policy.apart_grams else "light",
        "gift": "gift" if line.gift else "goods",
        "host": host_of(line, order),
    }
    return " / ".join(values[layer] for layer in policy.apart_by[:LAYERS_MAX] if layer in values)


def parts_of(
    order: Order, held: Sequence[Reservation], world: World, ids: Ids, placed: bool = False
) -> dict[str, list[Reservation]]:
    """Reservations by the parcel that their goods go in; one for most orders.

    Reservations of more than a parcel holds are divided. `placed`: their warehouses are decided, so each packs its own.
    """
    policy = world.refs.shops[order.shop_id].policy
    found = {"": list(held)}
    if policy.apart_by:
        found = {}
        part = {line.id: part_of(line, order, world, policy) for line in order.lines}
        for reservation in held:
            found.setdefault(part[reservation.line_id], []).append(reservation)
    if not policy.parcel_cm3_max and not policy.parcel_grams_max:
        return found
    parcels: dict[str, list[Reservation]] = {}
    for part_name, mine in found.items():
        for together in _by_place(mine) if placed else [mine]:
            boxes = _packed(order, together, world, ids, policy)
            for number, box in enumerate(boxes, 1):
                name = " ".join(word for word in (part_name, f"#{number}") if word) if len(boxes) > 1 else part_name
                parcels.setdefault(name, []).extend(box)
    return parcels


def _by_place(held: Sequence[Reservation]) -> list[list[Reservation]]:
    found: dict[int, list[Reservation]] = {}
    for reservation in held:
        found.setdefault(reservation.warehouse_id, []).append(reservation)
    return list(found.values())


def _packed(
    order: Order, held: Sequence[Reservation], world: World, ids: Ids, policy: ShopPolicy
) -> list[list[Reservation]]:
    """First fit, the largest units first. What is larger than a parcel goes alone, a unit in each."""
    cm3_max = policy.parcel_cm3_max or _ENDLESS
    grams_max = policy.parcel_grams_max or _ENDLESS
    position = {line.id: line.position for line in order.lines}
    skus = world.refs.skus
    boxes: list[list[Reservation]] = []
    room: list[list[int]] = []

    def large(one: Reservation) -> tuple[int, int, int, int]:
        info = skus[one.sku_id]
        return -info.volume_cm3, -info.weight_grams, position[one.line_id], -one.quantity

    for each in sorted(held, key=large):
        cm3, grams = skus[each.sku_id].volume_cm3, skus[each.sku_id].weight_grams
        left, at = each, 0
        while True:
            if at == len(boxes):
                boxes.append([])
                room.append([cm3_max, grams_max])
            fit = min(left.quantity, _units(room[at][0], cm3), _units(room[at][1], grams))
            if not boxes[at]:
                fit = max(1, fit)
            if at == PARCELS_MAX - 1:
                fit = left.quantity
            if fit:
                part = buckets.take_part(order, left, fit, ids)
                boxes[at].append(part)
                room[at] = [room[at][0] - fit * cm3, room[at][1] - fit * grams]
                if part is left:
                    break
            at += 1
    return boxes


def _units(room: int, one: int) -> int:
    if room < 0:
        return 0
    return room // one if one else _ENDLESS

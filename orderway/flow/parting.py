"""What of an order never shares a parcel (categories, heavy things, gifts), by a shop's policy. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.flow.order import Line, Order, Reservation
from orderway.flow.world import World

LAYERS = ("category", "heavy", "gift")
LAYERS_MAX = 3


def part_of(line: Line, world: World, apart_by: Sequence[str], apart_grams: int) -> str:
    """The part that a line belongs to, as text: its value in each layer; empty where nothing goes apart."""
    if not apart_by:
        return ""
    info = world.refs.skus.get(line.sku_id or 0)
    values = {
        "category": info.category if info else "",
        "heavy": "heavy" if (info.weight_grams if info else line.weight_grams) >= apart_grams else "light",
        "gift": "gift" if line.gift else "goods",
    }
    return " / ".join(values[layer] for layer in apart_by[:LAYERS_MAX] if layer in values)


def parts_of(order: Order, held: Sequence[Reservation], world: World) -> dict[str, list[Reservation]]:
    """Reservations by the part that their lines belong to, in their sequence; one part for most orders."""
    policy = world.refs.shops[order.shop_id].policy
    if not policy.apart_by:
        return {"": list(held)}
    part = {line.id: part_of(line, world, policy.apart_by, policy.apart_grams) for line in order.lines}
    found: dict[str, list[Reservation]] = {}
    for reservation in held:
        found.setdefault(part[reservation.line_id], []).append(reservation)
    return found

"""Taking a way out of a shortage that changes what is sent, or from where: another warehouse, other goods, nothing.

Pure. Returns None when done; a refusal has changed nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orderway.flow import buckets, change, line_split
from orderway.flow.choice import (
    CANCEL,
    PUNISHED,
    SPLIT,
    SUBSTITUTE,
    TRANSFER,
    WAREHOUSE,
    Choice,
    may_substitute,
)
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids

CHANGES = (SUBSTITUTE, TRANSFER, WAREHOUSE, SPLIT, CANCEL)
"""Choices that this file carries out; `flow.shortage` the others."""
SUBSTITUTED = "substituted"
"""Key in `Order.extra`: by line id, the code that was ordered and the one that is sent instead."""
AWAITED = "refund_awaited"
"""Key in `Order.extra`: the buyer agreed to a refund that only they can file at the platform; what is waited for."""


def punished(order: Order, world: World) -> bool:
    """Whether the order's platform punishes a cancellation by the seller."""
    return world.refs.shops[order.shop_id].channel in PUNISHED


def take(order: Order, way: Choice, by: str, world: World, ids: Ids) -> Refusal | None:
    """Carry out one of `CHANGES`, as it was found for this order just now."""
    if way.kind == CANCEL:
        return change.cancel(order, world, ids, "shortage", by)
    if way.kind == SUBSTITUTE:
        return substitute(order, way.facts["substitutes"], world, ids)
    if way.kind == WAREHOUSE:
        _go_to(order, int(way.facts["to"]), world)
    elif way.kind == SPLIT:
        order.warehouse_id = None
    return None


def substitute(order: Order, instead: Mapping[str, Mapping[str, Any]], world: World, ids: Ids) -> Refusal | None:
    """Other goods for the lines that wait, reserved at once so that the next order does not count on them; prices and
    shares stay, so the buyer owes what was agreed."""
    lines = [line for line in order.lines if line.backordered]
    if not all(may_substitute(line, order, world) and str(line.sku_id) in instead for line in lines):
        return Refusal("not_this_line")
    if not _there(order, instead, world):
        return Refusal("not_offered", {"choice": SUBSTITUTE})
    kept = dict(order.extra.get(SUBSTITUTED, {}))
    told = []
    for short in lines:
        line = short
        if line.backordered < line.ordered - line.cancelled:
            line = line_split.split_off(order, line, line.backordered, ids)
        chosen = instead[str(line.sku_id)]
        sku = world.refs.skus[int(chosen["sku_id"])]
        was = world.refs.skus[line.sku_id or 0].code
        buckets.stop_waiting(line, line.backordered, world)
        line.sku_id, line.weight_grams = sku.id, sku.weight_grams
        kept[str(line.id)] = {"was": kept.get(str(line.id), {}).get("was", was), "is": sku.code}
        told.append([line.position, was, sku.code, line.open])
        buckets.promise(order, line, int(chosen["place"]), line.open, world, ids)
    order.extra = {**order.extra, SUBSTITUTED: kept}
    order.weight_grams = sum(line.weight_grams * (line.ordered - line.cancelled) for line in order.lines)
    change.note(order, "substitute", "done", lines=told)
    return None


def _there(order: Order, instead: Mapping[str, Mapping[str, Any]], world: World) -> bool:
    """Whether those before in this batch left enough of all that is to be sent."""
    needs: dict[tuple[int, int], int] = {}
    for one in instead.values():
        key = (int(one["sku_id"]), int(one["place"]))
        needs[key] = needs.get(key, 0) + int(one["units"])
    return all(sum(world.room(order.shop_id, order.id, *key)) >= units for key, units in needs.items())


def _go_to(order: Order, place: int, world: World) -> None:
    for reservation in [r for r in order.reservations if r.state == "SOFT"]:
        buckets.give_back(order, reservation, world)
    order.warehouse_id = place

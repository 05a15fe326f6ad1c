"""Packing: what goes into which parcel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orderway.flow import change, travel, wishes
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Fulfilment, FulfilmentLine, Order
from orderway.flow.warehouse import fulfilment_of, lines_of, new_parcel, open_parcels, ready_if_labelled
from orderway.journey.pack import serials
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import FULFILMENT, PARCEL, move

PARCELS_MAX = 50
WEIGHT_TOLERANCE_PERCENT = 30
PACKED = ("PACKED", "READY")
BOX_GRAMS = 100
"""What a box and its filling weigh, at most, beside the goods."""


def _packable(order: Order, args: Args, scene: Scene) -> Fulfilment | Refusal:
    """The fulfilment that may be packed now; else why not."""
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state != "PICKED":
        return Refusal("not_in_this_state", {"state": found.state})
    if any(h.state == "OPEN" and h.reason == "refund_asked" for h in order.holds):
        return Refusal("refund_asked")
    ticked = [str(wish) for wish in args.get("wishes") or ()]
    left = [wish for wish in wishes.unticked(order) if wish not in ticked]
    if left and found.warehouse_id not in scene.world.refs.outside:
        return Refusal("wishes_open", {"wishes": left})
    return found


def pack(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Close the parcels. `parcels`: a list of {contents: {fulfilment line id: units}, weight_grams}; without it, one
    parcel with everything picked. Every unit picked must be in exactly one parcel; a weight far off stops. `wishes`:
    those granted to the buyer that were carried out; one that was not stops."""
    found = _packable(order, args, scene)
    if isinstance(found, Refusal):
        return found
    ticked = [str(wish) for wish in args.get("wishes") or ()]
    parts = {str(part.id): part for part in lines_of(order, found)}
    boxes = args.get("parcels") or [{"contents": {key: part.picked for key, part in parts.items() if part.picked}}]
    refusal = _misfit(parts, boxes) or serials.missing(order, list(parts.values()), scene)
    if refusal is not None:
        return refusal
    inside = travel.members(order, found, scene.batch)
    refusal = _stopped(inside, boxes)
    if refusal is not None:
        return refusal
    weights = _weights(parts, boxes, args, scene) if len(inside) == 1 else _goods_alone(parts, boxes, scene)
    if isinstance(weights, Refusal):
        return weights
    whole = _whole(inside, order, boxes, args, scene)
    if isinstance(whole, Refusal):
        return whole
    ready = open_parcels(order, found)
    for at, (box, grams) in enumerate(zip(boxes, weights, strict=True)):
        parcel = ready[at] if at < len(ready) else new_parcel(order, found, scene.ids)
        parcel.contents = {str(k): int(u) for k, u in box["contents"].items() if int(u)}
        parcel.weight_grams = grams
    for extra in ready[len(boxes) :]:
        move(extra, PARCEL, "VOIDED")
    for part in parts.values():
        part.packed = part.picked
    wishes.tick(order, ticked, scene.actor.name, scene.world.now.isoformat())
    move(found, FULFILMENT, "PACKED")
    found.packed_at, found.packer = scene.world.now, scene.actor.name
    change.note(order, "pack", "packed", fulfilment=found.id, parcels=len(boxes))
    ready_if_labelled(order, found)
    if whole:
        _weighed(inside, whole)
    return None


def _stopped(inside: Sequence[travel.Member], boxes: Sequence[Mapping[str, Any]]) -> Refusal | None:
    """Why a box of several orders cannot be packed: something in it must be taken out first."""
    if len(inside) == 1:
        return None
    stopped = travel.pulled(inside)
    if stopped:
        return Refusal("pull_from_box", {"orders": stopped})
    return Refusal("one_box_only") if len(boxes) > 1 else None


def _goods_alone(
    parts: Mapping[str, FulfilmentLine], boxes: Sequence[Mapping[str, Any]], scene: Scene
) -> list[int] | Refusal:
    """What this order's goods in a shared box weigh by the books."""
    skus = scene.world.refs.skus
    return [sum(int(u) * skus[parts[str(k)].sku_id].weight_grams for k, u in box["contents"].items()) for box in boxes]


def _whole(
    inside: Sequence[travel.Member], order: Order, boxes: Sequence[Mapping[str, Any]], args: Args, scene: Scene
) -> int | Refusal:
    """The weight of a shared box when its last order is packed; 0 while others are missing, or where nothing is
    shared."""
    if len(inside) == 1 or any(m.fulfilment.state not in PACKED and m.order is not order for m in inside):
        return 0
    return _box_weight(inside, int(boxes[0].get("weight_grams") or 0), args, scene)


def _box_weight(inside: Sequence[travel.Member], weighed: int, args: Args, scene: Scene) -> int | Refusal:
    skus = scene.world.refs.skus
    expected = sum(p.picked * skus[p.sku_id].weight_grams for m in inside for p in lines_of(m.order, m.fulfilment))
    off = abs(weighed - expected) > expected * WEIGHT_TOLERANCE_PERCENT // 100 + BOX_GRAMS
    if weighed and off and not args.get("weight_confirmed"):
        return Refusal("weight_far_off", {"expected": expected, "weighed": weighed})
    return weighed or expected + BOX_GRAMS


def _weighed(inside: Sequence[travel.Member], grams: int) -> None:
    """The box weighs so much: the label's parcel says so."""
    lead, fulfilment = inside[0]
    for parcel in open_parcels(lead, fulfilment)[:1]:
        parcel.weight_grams = grams
    lead.extra = {key: value for key, value in lead.extra.items() if key != travel.WEIGH}


def weigh(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A packed box is weighed again, after something was taken out of it: `weight_grams`."""
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state not in PACKED:
        return Refusal("not_in_this_state", {"state": found.state})
    inside = travel.members(order, found, scene.batch)
    stopped = travel.pulled(inside)
    if stopped:
        return Refusal("pull_from_box", {"orders": stopped})
    grams = _box_weight(inside, int(args.get("weight_grams") or 0), args, scene)
    if isinstance(grams, Refusal):
        return grams
    _weighed(inside, grams)
    change.note(order, "pack", "weighed", fulfilment=found.id, grams=grams)
    return None


def _misfit(parts: Mapping[str, FulfilmentLine], boxes: Sequence[Mapping[str, Any]]) -> Refusal | None:
    """Why the boxes do not hold exactly what was picked."""
    packed: dict[str, int] = {}
    for box in boxes:
        for key, units in box["contents"].items():
            if int(units) < 0:
                return Refusal("not_what_was_picked")
            packed[str(key)] = packed.get(str(key), 0) + int(units)
    for key, part in parts.items():
        if packed.get(key, 0) != part.picked:
            facts = {"sku": part.sku_id, "picked": part.picked, "packed": packed.get(key, 0)}
            return Refusal("not_what_was_picked", facts)
    if set(packed) - set(parts) or len(boxes) > PARCELS_MAX:
        return Refusal("unknown_line")
    return None


def _weights(
    parts: Mapping[str, FulfilmentLine], boxes: Sequence[Mapping[str, Any]], args: Args, scene: Scene
) -> list[int] | Refusal:
    """The weight of each box: as weighed, or by the books; a Refusal where the scale says something very different."""
    skus = scene.world.refs.skus
    weights = []
    for box in boxes:
        expected = sum(int(u) * skus[parts[str(k)].sku_id].weight_grams for k, u in box["contents"].items())
        weighed = int(box.get("weight_grams") or 0)
        off = abs(weighed - expected) > expected * WEIGHT_TOLERANCE_PERCENT // 100 + BOX_GRAMS
        if weighed and off and not args.get("weight_confirmed"):
            return Refusal("weight_far_off", {"expected": expected, "weighed": weighed})
        weights.append(weighed or expected + BOX_GRAMS)
    return weights


COMMANDS = (
    *serials.COMMANDS,
    Command(
        "weigh", "warehouse.pack", weigh, {"fulfilment_id": "id", "weight_grams": "int", "weight_confirmed": "bool"}
    ),
    Command("pack", "warehouse.pack", pack, {"fulfilment_id": "id", "parcels": "list", "weight_confirmed": "bool"}),
)

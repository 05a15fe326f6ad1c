"""Labels and hand-over."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import timedelta

from orderway.flow import buckets, change, channel_news, travel, wishes
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing
from orderway.flow.order import Fulfilment, Order, Parcel
from orderway.flow.warehouse import fulfilment_of, lines_of, new_parcel, open_parcels, parcel_of, ready_if_labelled
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import FULFILMENT, PARCEL, move
from orderway.places.tracking_numbers import mistyped

NUMBER_CHARS_MAX = 60
TYPED_BY = ("person", "warehouse", "api")
"""Whose numbers may be misread or mistyped; a carrier's own answer is never doubted."""
DAYS_ON_THE_ROAD = 3
"""Expected where no rate card says how long it takes."""


def want_label(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Ask the carrier for the labels that are missing; the answer comes as `label`. Before packing: one parcel.

    Of orders in one box the lead's label is asked for, whichever of them is named.
    """
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state in ("SHIPPED", "CANCELLED", "REJECTED", "STOP_REQUESTED"):
        return Refusal("not_in_this_state", {"state": found.state})
    box = travel.members(order, found, scene.batch)
    order, found = box[0]
    mine = open_parcels(order, found)
    if not mine:
        mine = [new_parcel(order, found, scene.ids)]
    missing = [p for p in mine if not p.tracking_number]
    if not missing:
        return Refusal("labelled_already") if not _late(box, mine[0], scene) else None
    for parcel in missing:
        parcel.address_version = order.person.version
        payload = {"parcel": parcel.id, "key": parcel.label_key}
        scene.batch.outgoing.append(Outgoing("label", f"carrier:{found.carrier_id or 0}", payload, order.id))
    return None


def _late(box: Sequence[travel.Member], label: Parcel, scene: Scene) -> bool:
    """Give the lead's number to those in the box that have none yet; whether there were any."""
    without = [m for m in box[1:] if not any(p.tracking_number for p in open_parcels(m.order, m.fulfilment))]
    travel.follow([box[0], *without], label, scene.ids, scene.world.now)
    return bool(without)


def label(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A parcel has its tracking number: `tracking_number`, of `parcel_id` (or the fulfilment's first without one).

    Everything that travels in its box has this number then. A number of the carrier's own format with a wrong check
    digit is refused as a typing error unless it comes with `number_confirmed`.
    """
    number = str(args.get("tracking_number") or "").strip()[:NUMBER_CHARS_MAX]
    if not number:
        return Refusal("number_missing")
    if any(p.tracking_number == number and p.state != "VOIDED" for p in order.parcels):
        return None
    parcel = next((p for p in order.parcels if str(p.id) == str(args.get("parcel_id"))), None)
    if parcel is None and args.get("parcel_id"):
        return names_nothing("unknown_parcel", "parcel_id")
    owner = next((f for f in order.fulfilments if parcel is not None and f.id == parcel.fulfilment_id), None)
    found = owner or fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    box = travel.members(order, found, scene.batch)
    if box[0].order is not order:
        parcel = None
    order, found = box[0]
    if not args.get("number_confirmed") and (doubt := _mistyped(number, found, scene)):
        return doubt
    if parcel is None:
        free = [p for p in open_parcels(order, found) if not p.tracking_number]
        parcel = free[0] if free else new_parcel(order, found, scene.ids)
    if parcel.state != "LABELLED" or parcel.tracking_number:
        return Refusal("labelled_already" if parcel.tracking_number else "not_in_this_state", {"state": parcel.state})
    parcel.tracking_number, parcel.labelled_at = number, scene.world.now
    change.note(order, "label", "got", parcel=parcel.id)
    ready_if_labelled(order, found)
    travel.follow(box, parcel, scene.ids, scene.world.now)
    return None


def _mistyped(number: str, fulfilment: Fulfilment, scene: Scene) -> Refusal | None:
    carrier = scene.world.refs.carriers.get(fulfilment.carrier_id or 0)
    if carrier is None or scene.actor.kind not in TYPED_BY:
        return None
    wrong = mistyped(number, carrier.name) or mistyped(number, carrier.code)
    return Refusal("check_digit_wrong", {"tracking_number": number, "courier": wrong.courier_name}) if wrong else None


def _own_label(order: Order, parcel: Parcel, scene: Scene) -> tuple[Order, Parcel]:
    """The parcel that is really labelled: the lead's where this one travels in its box."""
    if travel.FOLLOWS not in parcel.label_key or order.lead_id is None:
        return order, parcel
    for other in scene.batch.orders:
        for one in other.parcels:
            if one.tracking_number == parcel.tracking_number and travel.FOLLOWS not in one.label_key:
                return other, one
    return order, parcel


def print_label(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A label is printed (again): `parcel_id`. Not for an address that is no longer the order's."""
    parcel = parcel_of(order, args)
    if isinstance(parcel, Refusal):
        return parcel
    order, parcel = _own_label(order, parcel, scene)
    if parcel.state != "LABELLED" or not parcel.tracking_number:
        return Refusal("not_in_this_state", {"state": parcel.state})
    if parcel.address_version != order.person.version:
        return Refusal("label_outdated", {"address_version": order.person.version})
    parcel.prints += 1
    change.note(order, "label", "printed", parcel=parcel.id, prints=parcel.prints)
    return None


def void_label(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A label is worthless: its parcel gets a new one, and so does all that travels in it. Only before the carrier has
    it."""
    parcel = parcel_of(order, args)
    if isinstance(parcel, Refusal):
        return parcel
    order, parcel = _own_label(order, parcel, scene)
    if parcel.state != "LABELLED":
        return Refusal("not_in_this_state", {"state": parcel.state})
    owner = next(f for f in order.fulfilments if f.id == parcel.fulfilment_id)
    if owner.state == "SHIPPED":
        return Refusal("already_shipped")
    for other, fulfilment in travel.members(order, owner, scene.batch)[1:]:
        travel.replace_label(other, fulfilment, scene.ids)
    move(parcel, PARCEL, "VOIDED")
    if owner.state in ("READY", "PACKED"):
        replacement = new_parcel(order, owner, scene.ids)
        replacement.contents, replacement.weight_grams = parcel.contents, parcel.weight_grams
        if owner.state == "READY":
            move(owner, FULFILMENT, "PACKED")
    change.note(order, "label", "voided", parcel=parcel.id)
    return None


def hand_over(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The carrier takes the parcels: stock leaves, the channel is told. Refused for an outdated label, a refund asked,
    a label that is void: `tracking_number`, where the parcel was scanned. Orders in one box leave together."""
    scanned = parcel_of(order, args) if args.get("tracking_number") else None
    if isinstance(scanned, Refusal):
        return scanned
    if scanned is not None and scanned.state == "VOIDED":
        return Refusal("label_void", {"tracking_number": scanned.tracking_number})
    found = fulfilment_of(order, {"fulfilment_id": scanned.fulfilment_id} if scanned else args)
    if isinstance(found, Refusal):
        return found
    if found.state != "READY":
        return Refusal("not_in_this_state", {"state": found.state})
    if any(h.state == "OPEN" and h.reason in ("refund_asked", "withdrawn") for h in order.holds):
        return Refusal("held", {"reasons": [h.reason for h in order.open_holds()]})
    box = travel.members(order, found, scene.batch)
    refusal = _unfit(box, scene.world.refs.outside)
    if refusal is not None:
        return refusal
    for one in box:
        _leave(one.order, one.fulfilment, scene)
    return None


def _unfit(box: Sequence[travel.Member], outside: Container[int]) -> Refusal | None:
    """Why this box must not leave: something in it is stopped, missing, labelled for elsewhere, not weighed again."""
    stopped = travel.pulled(box)
    if stopped:
        return Refusal("pull_from_box", {"orders": stopped})
    for order, fulfilment in box:
        if fulfilment.state != "READY":
            return Refusal("box_not_complete", {"order": order.number, "state": fulfilment.state})
        if any(p.address_version != order.person.version for p in open_parcels(order, fulfilment)):
            return Refusal("label_outdated", {"address_version": order.person.version})
        if order.extra.get(travel.WEIGH):
            return Refusal("weigh_again", {"order": order.number})
        if wishes.ANSWERS in order.extra and fulfilment.warehouse_id not in outside and wishes.unticked(order):
            return Refusal("wishes_open", {"wishes": wishes.unticked(order)})
    return None


def _leave(order: Order, found: Fulfilment, scene: Scene) -> None:
    """One fulfilment goes: its stock, its parcels on their way, its channel told."""
    mine = open_parcels(order, found)
    for reservation in [r for r in order.reservations if r.fulfilment_id == found.id and r.state == "HARD"]:
        buckets.ship(order, reservation, scene.world)
    for part in lines_of(order, found):
        part.shipped = part.packed
    move(found, FULFILMENT, "SHIPPED")
    found.shipped_at = scene.world.now
    order.shipped_at = order.shipped_at or scene.world.now
    days = _days(order, found, scene)
    for parcel in mine:
        parcel.due_from = scene.world.now + timedelta(days=max(1, days - 1))
        parcel.due_until = scene.world.now + timedelta(days=days)
        parcel.last_scan_at = scene.world.now
    scene.batch.outgoing += channel_news.shipped(order, mine)
    change.note(order, "ship", "handed_over", fulfilment=found.id, parcels=len(mine))


def _days(order: Order, found: Fulfilment, scene: Scene) -> int:
    warehouse = scene.world.refs.warehouses.get(found.warehouse_id)
    freight = warehouse.freight_to(order.country, order.province) if warehouse else None
    return freight.days_max[0] if freight else DAYS_ON_THE_ROAD


LABEL_ARGS = {"parcel_id": "id", "tracking_number": "text", "number_confirmed": "bool"}
COMMANDS = (
    Command("want_label", "warehouse.pack", want_label, {"fulfilment_id": "id"}),
    Command("label", "warehouse.pack", label, LABEL_ARGS, bulk=False),
    Command("print_label", "warehouse.pack", print_label, {"parcel_id": "id"}),
    Command("void_label", "warehouse.pack", void_label, {"parcel_id": "id"}),
    Command("hand_over", "warehouse.pack", hand_over, {"fulfilment_id": "id", "tracking_number": "text"}),
)

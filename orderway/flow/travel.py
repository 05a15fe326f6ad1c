"""Orders that travel in one box (合单): who may, who does, and what that means for their labels. Pure.

Each order keeps its own lines, money, fulfilment and parcel row; those with one `lead_id` leave from the same warehouse
in one box. Its label is the lead's parcel; the others' parcels carry the same number and follow it (an @ in their key,
so that nobody asks the carrier for them). See docs/decisions/0012-orders-in-one-box.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple, Protocol

from orderway.flow import buckets, change, presale
from orderway.flow.order import Fulfilment, Order, Parcel
from orderway.flow.reference import ShopPolicy
from orderway.flow.warehouse import new_parcel, open_parcels, ready_if_labelled
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import FULFILMENT, PARCEL, move

FOLLOWS = "@"
"""In the label key of a parcel that lies in another order's box."""
APART = "apart"
"""Key in `Order.extra`: it was taken out of a box by hand or by its own fate, so no rule puts it into one again."""
OWN = "travels"
"""Key in `Order.extra`: what the order had before it joined others."""
GO_NOW = "go_now"
"""Key in `Order.extra`: it does not wait for its buffer."""
RECEIVER = "receiver"
"""Key in `Order.extra`: [version of the address, the platform's word for a sealed receiver]."""
WEIGH = "weigh_again"
"""Key in `Order.extra` of a lead: something was taken out of its packed box."""
OWN_HOLDS = ("duplicate_suspect", "merge_offer")
"""Holds that are answered by merging."""
PRINTED = 2
"""Of the key `invoiced` in `Order.extra`: an invoice is issued (`flow.invoice`)."""
OFF, PROPOSE, AUTO = "off", "propose", "auto"


class Together(Protocol):
    """What knows the other orders at hand (a batch)."""

    orders: list[Order]


class Member(NamedTuple):
    """An order in a box with what it ships in it."""

    order: Order
    fulfilment: Fulfilment


def key_of(order: Order, world: World) -> int | None:
    """A number that is equal where the receiver is; None where too little is known of them.

    Where the platform keeps the receiver to itself, its word says who is the same, or its token. Else phone, address
    and (as the shop wants it) name, whatever their spaces, widths and letter cases are.
    """
    person, shop = order.person, world.refs.shops[order.shop_id]
    if person.token:
        said = order.extra.get(RECEIVER, (0, ""))
        known = said[0] == person.version
        told: tuple[object, ...] = ("word", shop.id, said[1]) if known else ("token", shop.channel, person.token)
    elif not person.phone_hash or not (person.street or person.raw):
        return None
    else:
        place = (person.country, person.province, person.city, person.district, person.street or person.raw)
        name = person.name_hash if shop.policy.merge_by == "receiver" else 0
        told = (shop.practice, person.phone_hash, name, *[_plain(part) for part in place])
    digest = blake2b("\x1f".join(map(str, told)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join([letter for letter in folded if letter.isalnum()])


def identify(orders: Iterable[Order], world: World) -> None:
    """Renew the key of orders before the check, where their shop lets orders travel together."""
    shops = world.refs.shops
    for order in orders:
        if order.stage == "check" and shops[order.shop_id].policy.merge != OFF:
            order.merge_key = key_of(order, world)


def seeks(order: Order, world: World) -> bool:
    """Whether company is looked for now: its key is known and its buffer is over."""
    if order.merge_key is None or order.lead_id is not None or APART in order.extra:
        return False
    return order.stage in ("check", "promise", "confirm", "review") and buffer_end(order, world) is None


def buffer_end(order: Order, world: World) -> datetime | None:
    """Until when the order waits after its payment, so that it can be changed or joined; None: not (any more)."""
    policy = world.refs.shops[order.shop_id].policy
    paid_at = presale.paid_in_full_at(order)
    if not policy.buffer_minutes or order.origin != "channel" or paid_at is None or order.extra.get(GO_NOW):
        return None
    end = paid_at + policy.buffer_span()
    return end if end > world.now else None


def why_not(order: Order, world: World) -> str:
    """Why this order cannot join others now, as a code; empty where it can."""
    if order.stage in ("road", "settled", "closed") or any(line.shipped for line in order.lines):
        return "already_shipped"
    if order.channel_fulfilled:
        return "channel_ships"
    if order.payment_state not in ("PAID", "OVERPAID", "AUTHORIZED"):
        return "cash_on_delivery" if order.payment_state == "COD_DUE" else "unpaid"
    if order.lead_id is not None:
        return "travels_already"
    if order.extra.get("invoiced") == PRINTED:
        return "invoice_printed"
    if any(hold.reason not in OWN_HOLDS for hold in order.open_holds()):
        return "held"
    if order.waits_for not in ("", "buffer", "sourcing"):
        return "waits"
    if order.warehouse_id is not None:
        return "warehouse_chosen"
    return _with_warehouse(order, world)


def _with_warehouse(order: Order, world: World) -> str:
    """What a warehouse has of it comes back only while nothing is printed and nobody walks."""
    for fulfilment in order.live_fulfilments():
        place = world.refs.warehouses.get(fulfilment.warehouse_id)
        if any(parcel.tracking_number for parcel in open_parcels(order, fulfilment)):
            return "label_printed"
        if fulfilment.state not in change.EARLY or fulfilment.wave_id is not None:
            return "being_picked"
        if place is not None and not place.agrees_to_stop:
            return "with_warehouse"
    return ""


def why_not_with(order: Order, first: Order, world: World) -> str:
    """Why an order that may travel may not travel with this one; empty where it may. Their keys must be fresh."""
    mine, policy = world.refs.shops[order.shop_id], world.refs.shops[first.shop_id].policy
    theirs = world.refs.shops[first.shop_id]
    if order.shop_id != first.shop_id and not (
        mine.code in policy.merge_shops and theirs.code in mine.policy.merge_shops
    ):
        return "other_shop"
    if first.merge_key is None or order.merge_key != first.merge_key:
        return "other_receiver"
    if abs((order.placed_at - first.placed_at).total_seconds()) > policy.merge_within_hours * 3600:
        return "too_far_apart"
    return ""


def why_too_much(orders: Sequence[Order], policy: ShopPolicy) -> str:
    """Which cap of the shop these orders together exceed; empty where none."""
    if len(orders) > policy.merge_orders_max:
        return "too_many_orders"
    if sum(line.ordered - line.cancelled for order in orders for line in order.lines) > policy.merge_units_max:
        return "too_many_units"
    grams = sum((line.ordered - line.cancelled) * line.weight_grams for order in orders for line in order.lines)
    return "too_heavy" if grams > policy.merge_grams_max else ""


def common_place(orders: Sequence[Order], world: World) -> int | None:
    """The warehouse that has everything these orders need and sends it cheapest; None where none has."""
    needs: dict[int, int] = {}
    lies: dict[tuple[int, int], int] = {}
    for order in orders:
        for one in order.live_reservations():
            needs[one.sku_id] = needs.get(one.sku_id, 0) + one.quantity
            lies[(one.sku_id, one.warehouse_id)] = lies.get((one.sku_id, one.warehouse_id), 0) + one.quantity
    first, barred = orders[0], {place for order in orders for place in order.extra.get("barred", ())}
    practice = world.refs.shops[first.shop_id].practice
    grams = sum(units * world.refs.skus[sku].weight_grams for sku, units in needs.items())
    found: list[tuple[int, int, int]] = []
    for place, warehouse in world.refs.warehouses.items():
        freight = warehouse.freight_to(first.country, first.province)
        moved = sum(units - lies.get((sku, place), 0) for sku, units in needs.items())
        has = all(world.available(sku, place) + lies.get((sku, place), 0) >= units for sku, units in needs.items())
        if (
            freight
            and has
            and warehouse.practice == practice
            and place not in barred
            and freight.at(grams) < len(freight.prices)
        ):
            found.append((warehouse.handling_order_minor + freight.prices[freight.at(grams)], moved, place))
    return min(found)[2] if found and needs else None


def join(orders: Sequence[Order], place: int, world: World, ids: Ids) -> None:
    """Put these orders into one box from this warehouse; all of them may (`why_not`, `why_not_with`) and it has all.

    The earliest deadline is everybody's. What was released is taken back first.
    """
    lead = min(orders, key=lambda order: order.id)
    deadline = min((order.ship_by for order in orders if order.ship_by), default=None)
    for order in orders:
        for fulfilment in order.live_fulfilments():
            change.stop(order, fulfilment, world, "merged")
        own = {"ship_by": order.ship_by.isoformat() if order.ship_by else "", "released": False}
        order.extra = {**order.extra, OWN: own, GO_NOW: True}
        order.lead_id, order.warehouse_id, order.ship_by = lead.id, place, deadline
        buckets.unallocate(order)
        for one in [r for r in order.reservations if r.state == "SOFT" and r.warehouse_id != place]:
            line = order.line(one.line_id)
            buckets.give_back(order, one, world)
            buckets.promise(order, line, place, one.quantity, world, ids)
        change.note(order, "merge", "joined", lead=lead.id, orders=sorted(one.id for one in orders))


def leave(order: Order, why: str) -> None:
    """The order goes its own way again, with its own deadline and the choice of its own warehouse."""
    own = order.extra.get(OWN, {})
    order.lead_id, order.warehouse_id = None, None
    if own.get("ship_by"):
        order.ship_by = datetime.fromisoformat(own["ship_by"])
    order.extra = {**{key: value for key, value in order.extra.items() if key != OWN}, APART: True}
    change.note(order, "merge", "left", why=why)


def members(order: Order, fulfilment: Fulfilment, batch: Together) -> list[Member]:
    """Who shares the box of this fulfilment, the lead first; the order alone where nobody does."""
    mine = Member(order, fulfilment)
    if order.lead_id is None:
        return [mine]
    found = [mine]
    for other in batch.orders:
        if other.lead_id == order.lead_id and other.id != order.id:
            here = [f for f in other.live_fulfilments() if f.warehouse_id == fulfilment.warehouse_id]
            found += [Member(other, here[-1])] if here else []
    return sorted(found, key=lambda one: (one.order.id != order.lead_id, one.order.id))


def pulled(found: Sequence[Member]) -> list[str]:
    """The numbers of orders in the box whose goods must be taken out: a refund was asked, or a stop."""
    return [
        one.order.number
        for one in found
        if one.fulfilment.state == "STOP_REQUESTED"
        or any(hold.reason in ("refund_asked", "withdrawn") for hold in one.order.open_holds())
    ]


def follow(found: Sequence[Member], label: Parcel, ids: Ids, now: datetime) -> None:
    """Every other order in the box gets the number of the lead's label on a parcel of its own."""
    for order, fulfilment in found[1:]:
        free = [parcel for parcel in open_parcels(order, fulfilment) if not parcel.tracking_number]
        parcel = free[0] if free else new_parcel(order, fulfilment, ids)
        for extra in free[1:]:
            move(extra, PARCEL, "VOIDED")
        if FOLLOWS not in parcel.label_key:
            parcel.label_key = f"{parcel.label_key}{FOLLOWS}{label.id}"
        parcel.tracking_number, parcel.labelled_at, parcel.carrier_id = label.tracking_number, now, label.carrier_id
        change.note(order, "label", "got", parcel=parcel.id)
        ready_if_labelled(order, fulfilment)


def replace_label(order: Order, fulfilment: Fulfilment, ids: Ids) -> None:
    """The order's parcels have lost their label: void, and packed goods get new parcels without a number."""
    for parcel in open_parcels(order, fulfilment):
        move(parcel, PARCEL, "VOIDED")
        if fulfilment.state in ("READY", "PACKED"):
            replacement = new_parcel(order, fulfilment, ids)
            replacement.contents, replacement.weight_grams = parcel.contents, parcel.weight_grams
    if fulfilment.state == "READY":
        move(fulfilment, FULFILMENT, "PACKED")


def mend(orders: Sequence[Order], ids: Ids) -> None:
    """Boxes that somebody has left: who was stopped goes alone; if the label was theirs, the others need a new one."""
    boxes: dict[int, list[Order]] = {}
    for order in orders:
        if order.lead_id is not None:
            boxes.setdefault(order.lead_id, []).append(order)
    for lead_id, inside in boxes.items():
        gone = [order for order in inside if _is_out(order)]
        rest = [order for order in inside if order not in gone]
        for order in gone:
            packed = any(f.packed_at and f.state == "CANCELLED" for f in order.fulfilments)
            leave(order, "stopped")
            if packed:
                _weigh_again(rest, lead_id)
        if not any(order.id == lead_id for order in rest):
            _new_lead(rest, ids)
        if len(rest) == 1:
            rest[0].lead_id = None


def _is_out(order: Order) -> bool:
    """Whether what it had in the box is off: nothing left with a warehouse, and nothing has gone."""
    if order.stage == "closed" and not any(line.shipped for line in order.lines):
        return True
    released = order.extra.get(OWN, {}).get("released")
    return bool(released) and not order.live_fulfilments() and not any(line.shipped for line in order.lines)


def _weigh_again(rest: Sequence[Order], lead_id: int) -> None:
    for order in rest:
        if order.id == lead_id and any(f.state in ("PACKED", "READY") for f in order.live_fulfilments()):
            order.extra = {**order.extra, WEIGH: True}


def _new_lead(rest: Sequence[Order], ids: Ids) -> None:
    lead = min((order.id for order in rest), default=None)
    for order in rest:
        order.lead_id = lead
        for fulfilment in order.live_fulfilments():
            if any(FOLLOWS in parcel.label_key for parcel in open_parcels(order, fulfilment)):
                replace_label(order, fulfilment, ids)


def parted(orders: Sequence[Order]) -> None:
    """After the release: what must not lie in one parcel (goods kept apart) shares no box with others either."""
    left: set[int | None] = set()
    for order in orders:
        places = [f.warehouse_id for f in order.live_fulfilments()] if order.lead_id is not None else []
        if len(places) > len(set(places)):
            left.add(order.lead_id)
            leave(order, "parts")
    for lead in left:
        rest = [order for order in orders if order.lead_id == lead]
        for order in rest:
            if len(rest) == 1:
                leave(order, "others_stay")
            else:
                order.lead_id = min(one.id for one in rest)


def released(orders: Sequence[Order]) -> None:
    """Before orders are released: who stands here without the others goes alone; the rest belong together."""
    boxes: dict[int, list[Order]] = {}
    for order in orders:
        if order.lead_id is not None and not order.live_fulfilments():
            boxes.setdefault(order.lead_id, []).append(order)
    for lead_id, inside in boxes.items():
        if len(inside) == 1:
            leave(inside[0], "others_stay")
            continue
        lead = lead_id if any(order.id == lead_id for order in inside) else min(order.id for order in inside)
        for order in inside:
            order.lead_id, order.warehouse_id = lead, None
            order.extra = {**order.extra, OWN: {**order.extra.get(OWN, {}), "released": True}}

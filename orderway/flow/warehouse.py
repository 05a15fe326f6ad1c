"""Finding a fulfilment or parcel of an order that a command names, and what both stages of a warehouse need. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from orderway.flow.naming import names_nothing
from orderway.flow.order import Fulfilment, FulfilmentLine, Order, Parcel
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import FULFILMENT, PARCEL, move


def fulfilment_of(order: Order, args: Mapping[str, Any]) -> Fulfilment | Refusal:
    """The fulfilment named by `fulfilment_id`; without one, the only live one of the order."""
    wanted = args.get("fulfilment_id")
    if wanted:
        for fulfilment in order.fulfilments:
            if str(fulfilment.id) == str(wanted):
                return fulfilment
        return names_nothing("unknown_fulfilment", "fulfilment_id")
    live = order.live_fulfilments()
    if len(live) != 1:
        return Refusal("which_fulfilment" if live else "nothing_released", {"status": order.status})
    return live[0]


def parcel_of(order: Order, args: Mapping[str, Any]) -> Parcel | Refusal:
    """The parcel named by `parcel_id`, else by `tracking_number`; without either, the only one that is not void."""
    wanted, number = args.get("parcel_id"), args.get("tracking_number")
    for parcel in order.parcels:
        if (str(parcel.id) == str(wanted)) if wanted else (number and parcel.tracking_number == number):
            return parcel
    live = [parcel for parcel in order.parcels if parcel.state != "VOIDED"]
    if wanted or number or len(live) != 1:
        return names_nothing("unknown_parcel", "tracking_number" if number and not wanted else "parcel_id")
    return live[0]


def elsewhere(order: Order, args: Mapping[str, Any], warehouse_ids: Container[int]) -> bool:
    """Whether a command would touch what is in none of these warehouses: what it names, else all that is live."""
    parcel = parcel_of(order, args) if args.get("parcel_id") or args.get("tracking_number") else None
    named = parcel.fulfilment_id if isinstance(parcel, Parcel) else args.get("fulfilment_id")
    meant = [f for f in order.fulfilments if str(f.id) == str(named)] if named else order.live_fulfilments()
    return any(one.warehouse_id not in warehouse_ids for one in meant)


def lines_of(order: Order, fulfilment: Fulfilment) -> list[FulfilmentLine]:
    """The lines of one fulfilment."""
    return [line for line in order.fulfilment_lines if line.fulfilment_id == fulfilment.id]


def open_parcels(order: Order, fulfilment: Fulfilment) -> list[Parcel]:
    """The parcels of a fulfilment that are still with us."""
    return [p for p in order.parcels if p.fulfilment_id == fulfilment.id and p.state == "LABELLED"]


def new_parcel(order: Order, fulfilment: Fulfilment, ids: Ids) -> Parcel:
    """A parcel without a number yet. Its label key is unique, so that asking the carrier again never buys twice; the
    cash
    to collect at the door goes on the first one."""
    count = sum(1 for p in order.parcels if p.fulfilment_id == fulfilment.id) + 1
    parcel = Parcel(
        ids.next(),
        order.id,
        fulfilment.id,
        PARCEL.first,
        f"{fulfilment.id}-{count}",
        fulfilment.carrier_id,
        address_version=order.person.version,
    )
    if order.payment_state == "COD_DUE" and not any(p.cod_minor for p in order.parcels if p.state != "VOIDED"):
        parcel.cod_minor = max(0, order.due_minor())
    order.parcels.append(parcel)
    return parcel


def ready_if_labelled(order: Order, fulfilment: Fulfilment) -> None:
    """A packed fulfilment whose parcels all have their number waits for the carrier."""
    mine = open_parcels(order, fulfilment)
    if fulfilment.state == "PACKED" and mine and all(p.tracking_number for p in mine):
        move(fulfilment, FULFILMENT, "READY")

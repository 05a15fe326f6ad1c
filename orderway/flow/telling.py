"""What an order's saving tells trading partners (EDI) and outside warehouses, once each. Pure.

What was told stands in `Order.extra`, so that a partner who is added later is told at the order's next step.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from orderway.flow.order import Order
from orderway.flow.reference import References
from orderway.history.log import Outgoing

TOLD = "told"
"""Key in `Order.extra`: what partners and outside warehouses were told, by what it is about."""
EDI_CHANGES = "edi_changes"
"""Key in `Order.extra`: the partner's changes of the order, with what was asked of each line."""
ANSWER, CHANGE, SHIPPED, LATER = "edi.answer", "edi.change", "edi.shipped", "edi.later"
RELEASE, STOP = "wms.release", "wms.stop"
BEFORE_ANSWER = ("check", "promise", "confirm", "review")
"""An order that stands before one of these gates is not answered yet, unless its goods are waited for."""


def tell(orders: Iterable[Order], refs: References) -> list[Outgoing]:
    """Messages for partners and outside warehouses about these orders; marks them as told."""
    found: list[Outgoing] = []
    for order in orders if refs.edi_shops or refs.outside else ():
        if order.shop_id in refs.edi_shops and order.origin == "channel":
            found += _to_partner(order)
        if refs.outside and order.fulfilments:
            found += _to_warehouses(order, refs)
    return found


def _to_partner(order: Order) -> list[Outgoing]:
    told: dict[str, Any] = order.extra.get(TOLD, {})
    now = dict(told)
    found: list[Outgoing] = []
    target = f"shop:{order.shop_id}"
    off = order.stage == "closed"
    if "answer" not in told and is_decided(order):
        now["answer"] = sum(line.cancelled for line in order.lines)
        found.append(Outgoing(ANSWER, target, {"order": order.id}, order.id))
    changes = order.extra.get(EDI_CHANGES, [])
    if len(changes) > told.get("changes", 0) and "cancel_asked" not in order.extra and (off or is_decided(order)):
        now["changes"] = len(changes)
        now["answer"] = sum(line.cancelled for line in order.lines)
        found += [
            Outgoing(CHANGE, target, {"order": order.id, "change": place}, order.id)
            for place in range(told.get("changes", 0), len(changes))
        ]
    cancelled = sum(line.cancelled for line in order.lines)
    if "answer" in told and cancelled > now["answer"] and "cancel_asked" not in order.extra:
        # Units that we take off after we had agreed to them: the partner is told of its own accord.
        now["answer"] = cancelled
        found.append(Outgoing(LATER, target, {"order": order.id, "cancelled": cancelled}, order.id))
    shipped = [f.id for f in order.fulfilments if f.state == "SHIPPED" and f.id not in told.get("shipped", [])]
    if shipped:
        now["shipped"] = [*told.get("shipped", []), *shipped]
        found += [Outgoing(SHIPPED, target, {"fulfilment": each}, order.id) for each in shipped]
    if now != told:
        order.extra = {**order.extra, TOLD: now}
    return found


def is_decided(order: Order) -> bool:
    """Whether we know of every unit what becomes of it: it will come, it is waited for, or it is off."""
    if order.stage == "closed":
        return True
    if order.stage not in BEFORE_ANSWER:
        return True
    waited = any(line.backordered for line in order.lines)
    return order.stage == "promise" and waited and not any(line.open for line in order.lines)


def _to_warehouses(order: Order, refs: References) -> list[Outgoing]:
    told: dict[str, Any] = order.extra.get(TOLD, {})
    sent, stopped = list(told.get("sent", [])), list(told.get("stopped", []))
    found: list[Outgoing] = []
    for each in order.fulfilments:
        if each.warehouse_id not in refs.outside:
            continue
        payload = {"fulfilment": each.id}
        target = f"warehouse:{each.warehouse_id}"
        if each.state == "SENT" and each.id not in sent:
            sent.append(each.id)
            found.append(Outgoing(RELEASE, target, payload, order.id))
        elif each.state in ("STOP_REQUESTED", "CANCELLED") and each.id in sent and each.id not in stopped:
            stopped.append(each.id)
            found.append(Outgoing(STOP, target, payload, order.id))
        elif each.id in stopped and each.state not in ("STOP_REQUESTED", "CANCELLED"):
            stopped.remove(each.id)  # the warehouse went on: it may be asked again
    if found or stopped != told.get("stopped", []):
        order.extra = {**order.extra, TOLD: {**told, "sent": sent, "stopped": stopped}}
    return found

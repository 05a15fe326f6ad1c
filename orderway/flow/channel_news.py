"""What an order's saving tells its own channel: that we take it, that it is off, another remark, each parcel. Pure.

Only what the shop's channel is told at all (`References.tells`); what the channel itself did is not told back to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from orderway.flow import asking
from orderway.flow.order import Order, Parcel
from orderway.history.log import Outgoing

ASK = "channel.ask"
"""Topic of a question to the platform: how the order stands there, before it is released."""
CONFIRMED, SHIPPED, STOCK, CANCELLED, REMARK, REFUND, SHIP_DATE = TOPICS = (
    "channel.confirmed",
    "channel.shipped",
    "channel.stock",
    "channel.cancelled",
    "channel.remark",
    "channel.refund",
    "channel.ship_date",
)
"""Topics of the outbox; the target is `shop:ID`. Stock: `{"sku", "quantity"}`, made by who computes the level."""
CONFIRMED_TOLD = "channel_confirmed"
"""Key in `Order.extra`: our taking the order was told."""
BEFORE_YES = ("check", "promise", "confirm", "review", "closed")
"""An order that stands there is not agreed to (or not any more)."""
BY_CHANNEL = "channel"
WITHDRAWN = "withdrawn"
"""The note of a hold that ended since the buyer took the wish back."""


def tell(orders: Iterable[Order], tells: Mapping[int, Collection[str]], actor: str, now: datetime) -> list[Outgoing]:
    """Messages for the channels of these orders; marks what is told once. Before their steps are written."""
    found: list[Outgoing] = []
    for order in orders:
        wanted = tells.get(order.shop_id)
        if not wanted or order.origin != "channel":
            continue
        about = {"order": order.external_id}
        target = f"shop:{order.shop_id}"
        if "confirmed" in wanted and order.stage not in BEFORE_YES and CONFIRMED_TOLD not in order.extra:
            order.extra = {**order.extra, CONFIRMED_TOLD: True}
            found.append(Outgoing(CONFIRMED, target, about, order.id))
        if asking.ASK in wanted and asking.PLATFORM.is_to_be_asked(order, now):
            found.append(Outgoing(ASK, target, about, order.id))
        if actor == BY_CHANNEL or not order.steps:
            continue
        if "cancelled" in wanted and (reason := _cancelled(order)):
            found.append(Outgoing(CANCELLED, target, {**about, "reason": reason}, order.id))
        if "remark" in wanted and any(step[0] == "seller_note" for step in order.steps):
            found.append(Outgoing(REMARK, target, about, order.id))
        if "refund" in wanted and order.holds:
            found += [Outgoing(REFUND, target, {**about, **told}, order.id) for told in _refunds(order, now)]
    return found


def shipped(order: Order, parcels: Iterable[Parcel]) -> list[Outgoing]:
    """A message a parcel that was handed over; of an order that is not the channel's (an exchange, by hand) none."""
    if order.origin != BY_CHANNEL:
        return []
    return [
        Outgoing(SHIPPED, f"shop:{order.shop_id}", {"parcel": parcel.id, "order": order.external_id}, order.id)
        for parcel in parcels
    ]


def _refunds(order: Order, now: datetime) -> list[dict[str, Any]]:
    """Decisions of this batch about refunds that the buyer asked for on the platform: granted where goods were called
    off, refused where the hold was released and they go on."""
    granted = any(step[0] == "cancel" for step in order.steps)
    return [
        {
            "refund": hold.facts["number"], "granted": granted, "amount_minor": hold.facts.get("amount", 0),
            "currency": order.currency,
        }
        for hold in order.holds
        if hold.reason == "refund_asked" and hold.state != "OPEN" and hold.resolved_at == now
        and hold.note != WITHDRAWN and hold.facts.get("number")
    ]  # fmt: skip


def _cancelled(order: Order) -> str:
    """Why all of it was called off in this batch; empty where it was not, or by the channel's own word."""
    if order.stage != "closed" or not order.lines or any(line.ordered != line.cancelled for line in order.lines):
        return ""
    reasons: list[Any] = [
        step[2].get("reason", "") for step in order.steps if step[0] == "cancel" and step[1] == "done"
    ]
    return "" if not reasons or reasons[-1] == BY_CHANNEL else str(reasons[-1] or "other")

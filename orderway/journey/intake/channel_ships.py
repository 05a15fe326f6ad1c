"""Orders that the channel ships itself (FBA, 平台发货): kept out of our stock, ended by its word. Pure."""

from __future__ import annotations

from orderway.flow import buckets, change
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import HOLD, move
from orderway.ports.channel import Document, IncomingOrder

BY_CHANNEL = "channel"
GONE = ("SHIPPED", "FULFILLED", "DELIVERED", "COMPLETED", "WAIT_BUYER_CONFIRM_GOODS", "TRADE_BUYER_SIGNED")
"""Words of channels for: all of it has left. After it they tell of refunds only."""


def told(order: Order, incoming: IncomingOrder, world: World) -> Refusal | None:
    """Who ships it may change while nothing has left; and the channel says when it has shipped its own."""
    if incoming.fulfilled_by_channel != order.channel_fulfilled:
        return _other_shipper(order, incoming.fulfilled_by_channel, world)
    status = str(incoming.extra.get("channel_status", "")).upper()
    if order.channel_fulfilled and (incoming.status == "closed" or status in GONE):
        end(order, world)
    return None


def told_of(order: Order, document: Document, world: World) -> None:
    """A message about the shipment of an order that the channel ships."""
    if order.channel_fulfilled and document.kind == "fulfilment" and document.status.upper() in GONE:
        end(order, world)


def _other_shipper(order: Order, channel: bool, world: World) -> Refusal | None:
    if order.stage in ("warehouse", "road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    order.channel_fulfilled = channel
    for line in order.lines:
        if channel and line.backordered:
            buckets.stop_waiting(line, line.backordered, world)
    for reservation in [r for r in order.reservations if r.state == "SOFT"] if channel else ():
        buckets.give_back(order, reservation, world)
    change.check_again(order)
    change.note(order, "channel_ships", "yes" if channel else "no")
    return None


def end(order: Order, world: World) -> None:
    """Everything that was not cancelled has gone from the channel's shelves; nothing of ours moved."""
    left = [line for line in order.lines if line.open]
    if not left or any(line.promised + line.allocated + line.released + line.backordered for line in order.lines):
        return
    for line in left:
        buckets.untracked(line)
    for hold in order.open_holds():
        move(hold, HOLD, "RELEASED")
        hold.resolved_at, hold.resolved_by, hold.note = world.now, BY_CHANNEL, "cause_gone"
    order.waits_for, order.ready_at = "", None
    order.shipped_at = order.shipped_at or world.now
    order.delivered_at = world.now
    order.stage = "closed"
    change.note(order, "channel_ships", "gone")

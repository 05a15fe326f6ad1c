"""What the relay does to a refund before it asks the gateway."""

from __future__ import annotations

from orderway.flow import change, sources
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import REFUND, move


def send_refund(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The gateway is asked now: from here on the refund can no longer be rejected, only paid or failed. `refund_id`."""
    refund = next((r for r in order.refunds if str(r.id) == str(args.get("refund_id"))), None)
    if refund is None:
        return Refusal("unknown_refund")
    if refund.state == "PROCESSING":
        return None
    if refund.state not in ("APPROVED", "FAILED"):
        return Refusal("not_in_this_state", {"state": refund.state})
    move(refund, REFUND, "PROCESSING")
    sources.keep(order, refund, scene.world.refs.shops[order.shop_id].policy.refund_order)
    change.note(order, "refund", "sent", amount=refund.amount_minor)
    return None


SEND_REFUND = Command("send_refund", "refund.pay", send_refund, {"refund_id": "id"})

"""Reading a payment again at its gateway before release: whether what was told still holds there. Pure.

Only for shops whose policy says so, from an amount on; the question goes through the outbox, the answer comes as the
command `gateway_word`, and the order waits meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from orderway.flow.gate import Verdict
from orderway.flow.order import Order
from orderway.flow.reference import ShopPolicy
from orderway.flow.word import Word
from orderway.flow.world import World
from orderway.history.log import Outgoing

ASK = "payment.ask"
"""Topic of the question."""
GATEWAY = Word(waits_for="gateway", about="payment", silent="payment_silent", silent_minutes=60)
AT_GATEWAY = "at_gateway"
"""Key in `Order.extra`: 1 where money of the order came by a gateway that can be asked."""
DIFFERS = "payment_mismatch"
GO_ON = "go"
"""`ShopPolicy.verify_silent`: an order whose gateway is silent goes on."""


def wanted(order: Order, policy: ShopPolicy) -> bool:
    """Whether this order's payment is read again before release."""
    least = policy.verify_from_minor
    return least is not None and order.total_minor >= least and AT_GATEWAY in order.extra and order.shipped_at is None


def word_before_release(order: Order, world: World) -> Verdict | None:
    """The wait for the gateway's word; None where none is needed, or it was heard just now."""
    policy = world.refs.shops[order.shop_id].policy
    if not wanted(order, policy):
        return None
    return GATEWAY.awaited(order, world.now, goes_on=policy.verify_silent == GO_ON)


def tell(orders: Iterable[Order], now: datetime) -> list[Outgoing]:
    """A question for each order that waits for one; marks it as asked."""
    return [
        Outgoing(ASK, f"shop:{order.shop_id}", {"order": order.external_id}, order.id)
        for order in orders
        if GATEWAY.is_to_be_asked(order, now)
    ]


def hear(order: Order, now: datetime) -> None:
    """The gateway has answered: a hold for its silence ends, and the order goes on."""
    GATEWAY.hear(order, now)
    if GATEWAY.is_waited_for(order):
        order.waits_for, order.ready_at = "", None


def difference(order: Order, told: Mapping[str, Any]) -> dict[str, Any] | None:
    """What of one payment does not fit what we counted, as facts of a hold; None where it fits.

    `told`: reference, counted (authorised, captured), counted_minor, kind, amount_minor, currency, refunded_minor
    (None: something was given back, how much is not said), disputed.
    """
    reference, counted = str(told.get("reference") or ""), int(told.get("counted_minor") or 0)
    kind, amount = str(told.get("kind") or ""), int(told.get("amount_minor") or 0)
    currency = str(told.get("currency") or "")
    back = told.get("refunded_minor", 0)
    ours = order.refunded_minor + order.refund_open_minor
    if currency and currency != order.currency:
        why = "wrong_currency"
    elif kind not in ("authorised", "captured") and counted <= ours:
        return None
    elif kind not in ("authorised", "captured"):
        why = "not_there"
    elif told.get("counted") == "captured" and kind != "captured":
        why = "not_captured"
    elif amount < counted:
        why = "less_there"
    elif told.get("disputed"):
        why = "disputed"
    elif (back is None and not ours) or (back is not None and int(back) > ours):
        why = "refunded_there"
    else:
        return None
    return {"differs": why, "reference": reference, "there": amount, "counted": counted}

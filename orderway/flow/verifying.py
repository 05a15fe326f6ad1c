"""Reading a payment again at its gateway before release: whether what was told still holds there. Pure.

Only for shops whose policy says so, from an amount on; the question goes through the outbox, the answer comes as the
command `gateway_word`, and the order waits meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from orderway.flow.gate import Raise, Verdict
from orderway.flow.order import Order
from orderway.flow.reference import ShopPolicy
from orderway.flow.world import World
from orderway.history.log import Outgoing
from orderway.lifecycle.moves import HOLD, move

ASK = "payment.ask"
"""Topic of the question."""
WAITS_FOR = "gateway"
ASKED, HEARD, FIRST = "payment_asked", "payment_heard", "payment_asked_first"
"""Keys in `Order.extra`: when the gateway was asked last, when it answered last, and since when it owes an answer
(minutes since 1970)."""
AT_GATEWAY = "at_gateway"
"""Key in `Order.extra`: 1 where money of the order came by a gateway that can be asked."""
SILENT = "payment_silent"
"""Reason of the hold where no answer comes; a person who releases it lets the order go without."""
DIFFERS = "payment_mismatch"
WORD_FRESH_MINUTES = 30
"""An answer holds so long; an order released later is asked about again."""
ANSWER_WAIT_MINUTES = 15
"""After so long without an answer the gateway is asked once more."""
SILENT_MINUTES = 60
"""After so long without an answer a person decides, or the order goes on: by the shop's policy."""
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
    heard = _at(order, HEARD)
    if heard is not None and world.now - heard <= timedelta(minutes=WORD_FRESH_MINUTES):
        return None
    until = world.now + timedelta(minutes=ANSWER_WAIT_MINUTES)
    first = _at(order, FIRST)
    if first is None or world.now - first < timedelta(minutes=SILENT_MINUTES):
        return Verdict({"gateway": "asked"}, waits_for=WAITS_FOR, until=until)
    if policy.verify_silent == GO_ON:
        return None
    facts = {"since": order.extra[FIRST]}
    if any(h.reason == SILENT and h.state == "RELEASED" and h.facts == facts for h in order.holds):
        return None
    return Verdict({"gateway": "silent"}, [Raise(SILENT, facts)], WAITS_FOR, until)


def tell(orders: Iterable[Order], now: datetime) -> list[Outgoing]:
    """A question for each order that waits for one; marks it as asked."""
    return [
        Outgoing(ASK, f"shop:{order.shop_id}", {"order": order.external_id}, order.id)
        for order in orders
        if order.waits_for == WAITS_FOR and order.stage == "release" and _to_be_asked(order, now)
    ]


def _to_be_asked(order: Order, now: datetime) -> bool:
    asked = _at(order, ASKED)
    if asked is not None and now - asked < timedelta(minutes=ANSWER_WAIT_MINUTES):
        return False
    order.extra = {FIRST: _minutes(now), **order.extra, ASKED: _minutes(now)}
    return True


def hear(order: Order, now: datetime) -> None:
    """The gateway has answered: a hold for its silence ends, and the order goes on."""
    order.extra = {**{key: value for key, value in order.extra.items() if key != FIRST}, HEARD: _minutes(now)}
    for hold in order.holds:
        if hold.reason == SILENT and hold.state == "OPEN":
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = now, WAITS_FOR, "cause_gone"
    if order.waits_for == WAITS_FOR and order.stage == "release":
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


def _at(order: Order, key: str) -> datetime | None:
    minutes = order.extra.get(key)
    return datetime.fromtimestamp(minutes * 60, UTC) if minutes else None


def _minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60

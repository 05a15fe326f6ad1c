"""Pre-sale (预售): a deposit first, the balance later, goods from a day on. Pure.

Nothing is released before the balance; the clock of shipping starts with it, or with the promised day. Who misses the
balance or walks away loses the deposit; where the seller fails, it goes back.
"""

from __future__ import annotations

from datetime import datetime

from orderway.flow.order import Order

KEPT = "deposit_kept"
"""Key in `Order.extra`: the deposit that stayed with the shop, in minor units."""
BUYERS_FAULT = ("balance_missed", "buyer", "unpaid", "channel")
"""Reasons of a cancellation for which a deposit is not given back; a channel that gives it back says so."""


def deposit_paid(order: Order) -> bool:
    """Whether the deposit has come and the balance has not."""
    return 0 < order.deposit_minor <= order.captured_minor < order.due_minor()


def kept(order: Order, reason: str) -> int:
    """What of an unfinished pre-sale's money stays with the shop when all of it is cancelled for this reason."""
    if not order.deposit_minor or reason not in BUYERS_FAULT or order.captured_minor >= order.total_minor:
        return 0
    return max(0, min(order.deposit_minor, order.captured_minor - order.refunded_minor - order.refund_open_minor))


def keep_deposit(order: Order, reason: str) -> int:
    """After everything was cancelled: the deposit that stays is owed after all; how much that is."""
    amount = kept(order, reason)
    if amount:
        order.cancelled_minor -= amount
        order.extra = {**order.extra, KEPT: amount}
    return amount


def balance_missed(order: Order, now: datetime) -> bool:
    """Whether the time for the balance is over."""
    return deposit_paid(order) and order.balance_due_at is not None and order.balance_due_at <= now


def paid_in_full_at(order: Order) -> datetime | None:
    """When the last part of the payment came; None while nothing has."""
    if not order.deposit_minor:
        return order.paid_at
    return max([p.at for p in order.payments if p.kind in ("captured", "authorised")], default=order.paid_at)


def clock_start(order: Order, now: datetime) -> datetime:
    """From when on the time to ship counts: the payment; of a pre-sale the last part of it, or the promised day."""
    start = paid_in_full_at(order) or now
    return max(start, order.ship_from) if order.ship_from else start

"""From what an order was paid besides money (gift card, store credit, points), and to what a refund goes back. Pure.

A refund goes back to what was paid with, in a fixed sequence: gift card, store credit, points, then money (a gift card
is not turned into cash); or money first, by the shop's policy. What a refund gives to each is kept when it is sent, so
that later refunds take what is left, to the minor unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orderway.flow.order import Order, Refund

TENDERS = "tenders"
"""Key in `Order.extra`: by source what was paid with it, in minor units."""
PARTS = "refund_parts"
"""Key in `Order.extra`: by refund id what it gives to each source; `done` where the gateway has paid the money."""
VALUES = GIFT_CARD, STORE_CREDIT, POINTS = ("gift_card", "store_credit", "points")
MONEY, DONE = "money", "done"
MONEY_FIRST = "money"
"""`ShopPolicy.refund_order`: money goes back first."""
DEAD = ("REJECTED",)


def tenders(order: Order) -> dict[str, int]:
    """What was paid with each source but money, in the sequence of `VALUES`."""
    told: Mapping[str, Any] = order.extra.get(TENDERS, {})
    return {source: int(told[source]) for source in VALUES if int(told.get(source, 0)) > 0}


def parts_of(order: Order, refund: Refund, policy: str = "") -> dict[str, int]:
    """What a refund gives to each source: as it was kept, else what is left of each in the shop's sequence."""
    kept = order.extra.get(PARTS, {}).get(str(refund.id))
    if kept is not None:
        return {source: amount for source, amount in kept.items() if source != DONE}
    paid = tenders(order)
    if not paid:
        return {MONEY: refund.amount_minor}
    left = _left(order, refund, paid)
    sequence = (MONEY, *VALUES) if policy == MONEY_FIRST else (*VALUES, MONEY)
    rest, found = refund.amount_minor, {}
    for source in sequence:
        share = min(rest, max(0, left.get(source, 0)))
        if share:
            found[source] = share
            rest -= share
    if rest:
        found[MONEY] = found.get(MONEY, 0) + rest
    return found


def _left(order: Order, refund: Refund, paid: Mapping[str, int]) -> dict[str, int]:
    """What of each source is not going back with another refund."""
    left = {**paid, MONEY: max(0, order.captured_minor - sum(paid.values()))}
    kept: Mapping[str, Mapping[str, int]] = order.extra.get(PARTS, {})
    for other in order.refunds:
        if other.id == refund.id or other.state in DEAD:
            continue
        given = kept.get(str(other.id), {MONEY: other.amount_minor} if other.state == "SUCCEEDED" else {})
        for source, amount in given.items():
            if source != DONE:
                left[source] = left.get(source, 0) - amount
    return left


def keep(order: Order, refund: Refund, policy: str) -> dict[str, int]:
    """Fix what a refund gives to each source, once; nothing is kept where all was paid in money."""
    parts = parts_of(order, refund, policy)
    known: Mapping[str, Any] = order.extra.get(PARTS, {})
    if tenders(order) and str(refund.id) not in known:
        order.extra = {**order.extra, PARTS: {**known, str(refund.id): parts}}
    return parts


def values_open(order: Order, refund: Refund) -> dict[str, int]:
    """What a person must still give back by hand, since no gateway does; empty where all of it is money."""
    return {source: amount for source, amount in parts_of(order, refund).items() if source != MONEY}


def money_done(order: Order, refund: Refund) -> None:
    """The gateway has paid the money; the rest of the refund is for a person."""
    known: Mapping[str, Any] = order.extra.get(PARTS, {})
    mine = {**known.get(str(refund.id), {}), DONE: 1}
    order.extra = {**order.extra, PARTS: {**known, str(refund.id): mine}}


def is_money_done(order: Order, refund: Refund) -> bool:
    """Whether the gateway has paid the money of a refund that has other parts."""
    return DONE in order.extra.get(PARTS, {}).get(str(refund.id), {})

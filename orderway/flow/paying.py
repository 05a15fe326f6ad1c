"""Money that a gateway tells of by itself: counted once, whatever the channel told before. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderway.flow import change, money
from orderway.flow.facts import CARD
from orderway.flow.order import Order, Payment
from orderway.flow.sources import VALUES
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids

NOTICED = "paid_noticed"
"""Key in `Order.extra`: how much of the money that order messages told of was told again by notices."""
CHANNELS_OWN = "channel:"
"""How the keys of payments begin that an order's own message told of."""
CARD_RESULTS = ("avs", "postcode", "cvv", "three_ds", "risk")


def notice(
    order: Order, kind: str, amount_minor: int, at: datetime, key: str, ids: Ids, by: str, method: str = ""
) -> bool:
    """Count money told by a notice: what an order's own message has counted already is counted no second time.

    False where this key was counted before.
    """
    told = sum(p.amount_minor for p in order.payments if p.kind == kind and _by_channel(p))
    noticed = int(order.extra.get(NOTICED, 0))
    known = max(0, min(amount_minor, told - noticed))
    if not money.pay(order, kind, amount_minor - known, at, key, ids, method, by):
        return False
    if known:
        order.extra = {**order.extra, NOTICED: noticed + known}
    return True


def _by_channel(payment: Payment) -> bool:
    """Whether an order's own message told of this money; gift cards and points are told by no gateway."""
    return payment.external_id.startswith(CHANNELS_OWN) and payment.method not in VALUES


def wake(order: Order, kind: str, amount_minor: int, world: World, ids: Ids, by: str) -> None:
    """After money came: what is too late goes back, and an order that waited for it is looked at again. After it went:
    nothing leaves for it."""
    if order.waits_for == "payment":
        order.waits_for, order.ready_at = "", None
    change.return_late_money(order, world, ids, by)
    if kind == "voided":
        change.stop_unpaid(order, world)
    change.note(order, "payment", order.payment_state, kind=kind, amount=amount_minor)


def mismatch(order: Order, amount_minor: int, currency: str) -> Refusal | None:
    """Why money cannot be counted for this order: it is of another currency."""
    if currency and currency != order.currency:
        facts: dict[str, Any] = {"told": currency, "order": order.currency, "amount": amount_minor}
        return Refusal("wrong_currency", facts)
    return None


def hear_card(order: Order, card: dict[str, str]) -> bool:
    """Keep what the bank said of the card; False where it was known."""
    told = {name: card[name][:40] for name in CARD_RESULTS if card.get(name)}
    if not told or order.extra.get(CARD) == told:
        return False
    order.extra = {**order.extra, CARD: {**order.extra.get(CARD, {}), **told}}
    return True

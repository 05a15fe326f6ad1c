"""Letters on events of orders: which of them a batch's saving tells the buyer, once each. Pure.

Only for shops that chose the event (`ShopPolicy.letters`); a shop that chose none costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from orderway.flow.order import Order
from orderway.flow.reference import References
from orderway.flow.world import World
from orderway.history.log import Outgoing

TOPIC = "letter"
"""Topic of the outbox: words to a buyer that no question and no survey is."""
TOLD = "letters"
"""Key in `Order.extra`: the events that were told."""
RECEIVED, SHIPPED, DELAYED, DELIVERED, CANCELLED = EVENTS = ("received", "shipped", "delayed", "delivered", "cancelled")
FRESH_HOURS = 48
"""What happened longer ago (a shop began to write letters, an order came in late) is told no more."""


def writers(refs: References) -> dict[int, frozenset[str]]:
    """Shops that write to their buyers, with the events they chose."""
    return {shop.id: frozenset(shop.policy.letters) for shop in refs.shops.values() if shop.policy.letters}


def tell(orders: Iterable[Order], wanted: dict[int, frozenset[str]], world: World) -> list[Outgoing]:
    """Letters about what these orders have come to; marks them as told."""
    found: list[Outgoing] = []
    for order in orders:
        chosen = wanted.get(order.shop_id)
        if chosen and order.steps and order.origin != "exchange":
            found += _letters(order, chosen, world)
    return found


def _letters(order: Order, chosen: frozenset[str], world: World) -> list[Outgoing]:
    told: list[str] = list(order.extra.get(TOLD, []))
    found: list[Outgoing] = []
    for event, key, facts in _come_true(order, world):
        if event in chosen and key not in told:
            told.append(key)
            payload = {"kind": f"event.{event}", **facts}
            found.append(Outgoing(TOPIC, f"shop:{order.shop_id}", payload, order.id))
    if found:
        order.extra = {**order.extra, TOLD: told}
    return found


def _come_true(order: Order, world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Event, the key under which it is told once, facts of its letter."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    since = world.now - timedelta(hours=FRESH_HOURS)
    if order.fresh and order.placed_at > since:
        found.append((RECEIVED, RECEIVED, {}))
    for fulfilment in order.fulfilments:
        if fulfilment.state == "SHIPPED" and fulfilment.shipped_at is not None and fulfilment.shipped_at > since:
            found.append((SHIPPED, f"{SHIPPED}:{fulfilment.id}", {"fulfilment": fulfilment.id}))
    if any(step[0] == "delay" for step in order.steps):
        found.append((DELAYED, DELAYED, {}))
    if order.delivered_at is not None and order.delivered_at > since:
        found.append((DELIVERED, DELIVERED, {}))
    if order.status == "CANCELLED" and any(step[0] == "cancel" for step in order.steps):
        found.append((CANCELLED, CANCELLED, {}))
    return found

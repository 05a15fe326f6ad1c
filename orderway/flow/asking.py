"""Asking a platform about an order before it is released: whether it was shipped or called off there meanwhile. Pure.

What is left of an order that was shipped in part is asked about as well: the rest may have been called off since.

Only for shops whose access says so (`ask` among what they are told); the question goes through the outbox.
"""

from __future__ import annotations

from orderway.flow.gate import Verdict
from orderway.flow.order import Order
from orderway.flow.word import Word
from orderway.flow.world import World

ASK = "ask"
"""Kind in `References.tells`: read an order again before it is released."""
ALL_BACK = "all_back"
"""Fact of a refund's hold: all that was paid has been paid back, and the goods stand open."""
PLATFORM = Word(waits_for="channel", about="channel", silent="channel_silent", silent_minutes=120)


def word_before_release(order: Order, world: World) -> Verdict | None:
    """The wait for the platform's word; None where none is needed, or it was heard just now."""
    if ASK not in world.refs.tells.get(order.shop_id, ()) or order.origin != "channel":
        return None
    return PLATFORM.awaited(order, world.now)

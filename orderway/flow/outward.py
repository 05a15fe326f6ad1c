"""What saving a batch of orders tells the outside, collected in one place. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.flow import capturing, channel_news, letters, telling, verifying
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.history.log import Outgoing


def messages(orders: Sequence[Order], world: World, actor: str) -> list[Outgoing]:
    """Messages for partners, channels, gateways and buyers; marks what is told once. What nobody uses costs nothing."""
    refs = world.refs
    found = telling.tell(orders, refs)
    if refs.tells:
        found += channel_news.tell(orders, refs.tells, actor, world.now)
    if refs.verifying:
        found += verifying.tell(orders, world.now)
    found += capturing.tell(orders, refs)
    if refs.letters:
        found += letters.tell(orders, refs.letters, world)
    return found

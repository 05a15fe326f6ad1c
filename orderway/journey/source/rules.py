"""What the rule tables of kind `ship_from` say of the orders of a batch. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.journey.source.offers import Steering


def steering_of(orders: Sequence[Order], world: World) -> dict[int, Steering]:
    """By order id what rules exclude and prefer; orders of which no rule speaks are left out."""
    return {}

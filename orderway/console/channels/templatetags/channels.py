"""What other pages show of the traffic: a band while something is wrong, and what an order's channel was told."""

from __future__ import annotations

from typing import Any

from django import template

from orderway.console.channels.reading import told, troubled
from orderway.console.channels.words import TROUBLE, told_of
from orderway.web.permissions import may, shops_of

register = template.Library()


@register.inclusion_tag("channels/band.html", takes_context=True)
def traffic_band(context: dict[str, Any]) -> dict[str, Any]:
    """Shops whose traffic has stopped, fails, or soon loses its access; nothing for who may not see them."""
    user = context["request"].user
    if not may(user, "inbox.view"):
        return {"troubles": []}
    return {"troubles": [{**one, "text": TROUBLE[one["why"]]} for one in troubled(shops_of(user))]}


@register.inclusion_tag("channels/told.html")
def channel_told(order_id: int) -> dict[str, Any]:
    """What the channel of an order was told, and when."""
    return {"entries": [told_of(one) for one in told(order_id)]}

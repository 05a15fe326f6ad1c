"""The ways out of a shortage on the page of an order: `{% load shortage %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from orderway.console.shortage.reading import shown, ways_of
from orderway.flow.order import Order
from orderway.flow.taking import AWAITED
from orderway.web.permissions import may

register = template.Library()


@register.inclusion_tag("shortage/ways.html", takes_context=True)
def ways_out(context: Context, order: Order) -> dict[str, Any]:
    """The table of ways; nothing, at no cost, where nothing is short."""
    short = any(line.backordered for line in order.lines)
    return {
        "ways": shown(ways_of(order)) if short else [],
        "order": order,
        "awaited": order.extra.get(AWAITED),
        "may_take": may(context["request"].user, "order.shortage"),
    }

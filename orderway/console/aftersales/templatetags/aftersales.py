"""Words of after-sales in templates: `{% load aftersales %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import pgettext

from orderway.console.timeline import machine_word
from orderway.web import words_returns

register = template.Library()


@register.filter
def return_reason(code: str) -> str:
    """Why something comes back."""
    return str(words_returns.return_reason(code))


@register.filter
def refund_kind(code: str) -> str:
    """What a refund is for."""
    return str(words_returns.refund_kind(code))


@register.filter
def who(name: str) -> str:
    """Who did something: people by their name, the rest in words."""
    known = {
        "buyer": pgettext("who", "Buyer"),
        "gateway": pgettext("who", "Payment gateway"),
        "carrier": pgettext("who", "Carrier"),
        "channel": pgettext("who", "Channel"),
        "machine": pgettext("who", "Orderway"),
        "timer": pgettext("who", "Orderway"),
    }
    return known[name] if name in known else machine_word(name)

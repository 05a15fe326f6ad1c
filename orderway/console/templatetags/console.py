"""Small words of the console's pages: `{% load console %}`."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from orderway.console.event_words import reason_text
from orderway.console.filter_fields import POTS
from orderway.console.marks import mark_of
from orderway.console.timeline import machine_word
from orderway.journey.intake.api_channels import shop_channels
from orderway.web.templatetags.figures import number

register = template.Library()
COUNT_MAX = 10_000


@register.simple_tag(takes_context=True)
def may_open(context: Context, name: str) -> bool:
    """Whether the page of that URL name exists and this reader may open it."""
    request = context.get("request")
    return bool(request is not None and request.may_open(name))


@register.filter
def upto(value: int | None, most: int = COUNT_MAX) -> str:
    """A count that was stopped at a limit: "10,000+"; none is "many"."""
    if value is None:
        return _("many")
    return f"{number(most)}+" if value > most else number(value)


@register.filter
def mark(channel: str) -> str:
    """The sign of a sales channel: one letter or character."""
    return mark_of(channel)


@register.filter
def channel_name(code: str) -> str:
    """A sales channel as its shop's form calls it."""
    return dict(shop_channels()).get(code, code)


@register.filter
def pot(name: str) -> str:
    """The word of where an order lies."""
    return str(POTS.get(name, name))


@register.filter
def cause(code: str) -> str:
    """The reason of a return, refund or cancellation in words."""
    return reason_text(code)


@register.filter
def actor_name(name: str) -> str:
    """Who did something: a person by their name, a machine in words."""
    return machine_word(name)

"""What every page of a buyer shares: the shop's face, no traces in caches, and a kind word where a link has ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from orderway.buyer.seen import ShopSeen
from orderway.flow.command import Actor
from orderway.flow.reference import ShopPolicy
from orderway.web.permissions import open_to_all

BUYER = Actor("buyer", "buyer")
"""In whose name a buyer's commands are carried out."""
LIGHT_FROM = 0.42
"""Relative luminance (WCAG 2) from which dark letters are easier to read than white ones."""
DARK, WHITE = "#16181d", "#ffffff"
_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")
V = TypeVar("V", bound=Callable[..., HttpResponse])


def public(view: V) -> V:
    """A page for whoever holds its signed link: no login, kept by no cache, its address told to no other site."""

    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not "no-referrer": browsers would send `Origin: null` with our own forms, which the CSRF check must refuse.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    shown.__name__, shown.__doc__ = view.__name__, view.__doc__
    return open_to_all(cast("V", never_cache(shown)))


def face(shop: ShopSeen) -> dict[str, str]:
    """Name and colours of a shop for the page's head; no colour where none that can be read is set."""
    colour = shop.colour.strip()
    if not _COLOUR.match(colour):
        return {"name": shop.name, "colour": "", "on_colour": ""}
    return {"name": shop.name, "colour": colour, "on_colour": DARK if luminance(colour) > LIGHT_FROM else WHITE}


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb" from 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def policy_of(shop: ShopSeen) -> ShopPolicy:
    """What the shop decides for itself."""
    return policy_from(shop.settings)


def policy_from(settings: Mapping[str, Any]) -> ShopPolicy:
    """The policy in a shop's settings, defaults where it says nothing."""
    known = {name: settings[name] for name in ShopPolicy.__struct_fields__ if name in settings}
    return ShopPolicy(**known)


def gone(request: HttpRequest, shop: ShopSeen | None = None) -> HttpResponse:
    """The link has ended or was never one of ours: said kindly, with the way to the order (410)."""
    context = {
        "shop": face(shop) if shop else {"name": "Orderway"},
        "title": _("This link is not valid any more"),
        "text": _("Look your order up with its number and the last four digits of your phone, or ask the shop."),
        "url": reverse("buyer_find"),
        "label": _("Find your order"),
    }
    return render(request, "buyer/message.html", context, status=410)

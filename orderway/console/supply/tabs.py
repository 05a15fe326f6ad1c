"""The tabs of supply, and who sees them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TABS = (
    ("purchases", _("Expected goods")),
    ("transfers", _("Transfers")),
    ("counts", _("Counts")),
    ("replenish", _("Buy and reduce")),
    ("lots", _("Lots and serials")),
    ("fences", _("Ring-fenced")),
    ("published", _("Told to shops")),
)


def tabs(current: str) -> list[dict[str, Any]]:
    """The tabs as the part wants them."""
    return [{"label": label, "url": reverse(f"supply_{name}"), "current": name == current} for name, label in TABS]


def base(current: str) -> dict[str, Any]:
    """What every page of supply needs."""
    return {"section": "stock", "tabs": tabs(current), "tab": current, "title": dict(TABS)[current]}

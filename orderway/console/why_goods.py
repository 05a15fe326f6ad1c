"""What is said of goods that are not as their listing says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

PARTS: dict[str, Text] = {
    "sku": pgettext_lazy("part of goods", "Seller's code"),
    "model": pgettext_lazy("part of goods", "Model"),
    "colour": pgettext_lazy("part of goods", "Colour"),
    "size": pgettext_lazy("part of goods", "Size"),
    "variant": pgettext_lazy("part of goods", "Variant"),
}


def told_by_listing(facts: Mapping[str, Any]) -> list[str]:
    """Each part in which listing and order disagree, naming both; a shop's own name of a part stands for itself."""
    goods = facts.get("goods")
    if not isinstance(goods, Mapping):
        return []
    text = _("%(part)s: listed %(listed)s, ordered %(told)s")
    sequence = sorted(goods, key=lambda axis: (list(PARTS).index(axis) if axis in PARTS else len(PARTS), axis))
    return [
        text % {"part": PARTS.get(axis, axis), "listed": goods[axis][0], "told": goods[axis][1]} for axis in sequence
    ]

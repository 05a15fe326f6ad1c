"""What is said of goods that are not as listed, and of changes by the channel that could not be followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from orderway.console.refusals import TEXTS
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


CHANGED: dict[str, Text] = {
    "cancel": pgettext_lazy("told by the channel", "cancelled"),
    "shipper": pgettext_lazy("told by the channel", "another shipper"),
    "quantity": pgettext_lazy("told by the channel", "another quantity"),
    "goods": pgettext_lazy("told by the channel", "other goods"),
    "line": pgettext_lazy("told by the channel", "another line"),
    "address": pgettext_lazy("told by the channel", "another address"),
}


def told_by_channel(facts: Mapping[str, Any]) -> list[str]:
    """What the channel changed and why it could not be followed here."""
    what, why = facts.get("what"), facts.get("why")
    if what not in CHANGED:
        return []
    return [_("the channel told of %(what)s: %(why)s") % {"what": CHANGED[str(what)], "why": TEXTS.get(str(why), why)}]

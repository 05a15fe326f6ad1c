"""The words of shortages: what each way is called, what it does, and why it is marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from orderway.flow.choice import Choice
from orderway.web.words import Text

WAYS: dict[str, Text] = {
    "wait": pgettext_lazy("way out", "Wait until all is there"),
    "part": pgettext_lazy("way out", "Ship what is there, the rest later"),
    "split": pgettext_lazy("way out", "Ship from two warehouses"),
    "warehouse": pgettext_lazy("way out", "Ship from another warehouse"),
    "transfer": pgettext_lazy("way out", "Bring it from another warehouse"),
    "substitute": pgettext_lazy("way out", "Send other goods instead"),
    "cancel_short": pgettext_lazy("way out", "Refund what is short, ship the rest"),
    "cancel": pgettext_lazy("way out", "Cancel the order and refund it"),
}
DOES: dict[str, Text] = {
    "wait": pgettext_lazy("way out", "It stays together. If the day is not kept, it is decided again."),
    "part": pgettext_lazy("way out", "What is in stock goes to the warehouse now."),
    "split": pgettext_lazy("way out", "The other warehouse sends what is short; each has a parcel."),
    "warehouse": pgettext_lazy("way out", "The order moves to the warehouse that has all of it."),
    "transfer": pgettext_lazy("way out", "It waits; a transfer for it is proposed within a minute and wants approval."),
    "substitute": pgettext_lazy("way out", "The price stays what the buyer paid."),
    "cancel_short": pgettext_lazy("way out", "Exactly what was paid for it goes back."),
    "cancel": pgettext_lazy("way out", "All that was paid goes back; what was reserved is free."),
}


def way_word(kind: str) -> Text:
    """What a way is called; an unknown one stands for itself."""
    return WAYS.get(kind, kind)


def about(one: Choice) -> str:
    """What it takes: the goods sent instead, the warehouses, the delivery that is waited for."""
    facts: Mapping[str, Any] = one.facts
    if one.kind == "substitute":
        return _(", ").join(
            f"{each['units']} × {each['code']} {each['name']}" for each in facts["substitutes"].values()
        )
    if facts.get("from_code"):
        return f"{facts['from_code']} → {facts['to_code']}"
    if facts.get("to_code"):
        return str(facts["to_code"])
    if facts.get("ref"):
        return str(facts["ref"])
    return "" if one.ship_at or one.kind in ("cancel", "cancel_short") else _("nobody knows when it comes")

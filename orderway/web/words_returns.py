"""What people read for why something comes back and what a refund is for."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

REASONS: dict[str, Text] = {
    "changed_mind": pgettext_lazy("why returned", "Changed their mind"),
    "defective": pgettext_lazy("why returned", "Defective"),
    "damaged": pgettext_lazy("why returned", "Damaged on the way"),
    "wrong_item": pgettext_lazy("why returned", "Wrong item"),
    "missing": pgettext_lazy("why returned", "Something missing"),
    "not_as_described": pgettext_lazy("why returned", "Not as described"),
    "late": pgettext_lazy("why returned", "Too late"),
    "refused": pgettext_lazy("why returned", "Refused at the door"),
    "other": pgettext_lazy("why returned", "Another reason"),
}
REFUND_KINDS: dict[str, Text] = {
    "before_ship": pgettext_lazy("refund kind", "Cancelled before shipping"),
    "return": pgettext_lazy("refund kind", "Return"),
    "refund_only": pgettext_lazy("refund kind", "Without return"),
    "price_protection": pgettext_lazy("refund kind", "Price protection"),
    "compensation": pgettext_lazy("refund kind", "Compensation"),
    "freight": pgettext_lazy("refund kind", "Freight"),
}


def return_reason(code: str) -> Text:
    """Why something comes back; an unknown code stands for itself."""
    return REASONS.get(code, code)


def refund_kind(code: str) -> Text:
    """What a refund is for; an unknown code stands for itself."""
    return REFUND_KINDS.get(code, code)

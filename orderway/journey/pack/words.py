"""The one word that the packing table shows for what was wrong."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

WRONG: dict[str, Text] = {
    "unknown": pgettext_lazy("scan", "Unknown code"),
    "not_in_it": pgettext_lazy("scan", "Not in this order"),
    "enough": pgettext_lazy("scan", "Enough already"),
    "not_in_this_state": pgettext_lazy("scan", "Stopped"),
    "refund_asked": pgettext_lazy("scan", "Refund asked: stop"),
    "not_what_was_picked": pgettext_lazy("scan", "Not what was picked"),
    "weight_far_off": pgettext_lazy("scan", "Weight far off"),
    "pull_from_box": pgettext_lazy("scan", "Take a stopped order out of the box"),
    "one_box_only": pgettext_lazy("scan", "Orders that travel together go into one box"),
    "wishes_open": pgettext_lazy("scan", "A wish of the buyer is not ticked off"),
    "no_weight": pgettext_lazy("scan", "No weight"),
    "not_a_label": pgettext_lazy("scan", "Not a label"),
    "check_digit_wrong": pgettext_lazy("scan", "Misread: check digit wrong"),
    "labelled_already": pgettext_lazy("scan", "Labelled already"),
    "empty_parcel": pgettext_lazy("scan", "Empty parcel"),
}


def wrong(code: str) -> Text:
    """The word of a refusal; an unknown code stands for itself."""
    return WRONG.get(code, code)

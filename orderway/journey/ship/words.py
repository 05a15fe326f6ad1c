"""The one word that the hand-over shows for why a parcel must not leave."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

WRONG: dict[str, Text] = {
    "unknown": pgettext_lazy("scan", "Unknown parcel"),
    "void": pgettext_lazy("scan", "Label is void"),
    "label_outdated": pgettext_lazy("scan", "Old address: new label"),
    "held": pgettext_lazy("scan", "Stopped: do not ship"),
    "stopped": pgettext_lazy("scan", "Stopped: do not ship"),
    "gone": pgettext_lazy("scan", "Handed over already"),
    "not_packed": pgettext_lazy("scan", "Not packed yet"),
    "other_place": pgettext_lazy("scan", "Other warehouse"),
    "not_in_this_state": pgettext_lazy("scan", "Not ready"),
    "pull_from_box": pgettext_lazy("scan", "Take a stopped order out of the box"),
    "box_not_complete": pgettext_lazy("scan", "The box is not complete"),
    "weigh_again": pgettext_lazy("scan", "Weigh it again"),
    "again": pgettext_lazy("scan", "Scanned already"),
}


def wrong(code: str) -> Text:
    """The word of a refusal; an unknown code stands for itself."""
    return WRONG.get(code, code)

"""The one word that a handheld shows for what was wrong."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

WRONG: dict[str, Text] = {
    "other_item": pgettext_lazy("scan", "Other item"),
    "not_here": pgettext_lazy("scan", "Not in this walk"),
    "unknown": pgettext_lazy("scan", "Unknown code"),
    "enough": pgettext_lazy("scan", "Enough already"),
    "other_bin": pgettext_lazy("scan", "Other bin"),
    "not_in_this_state": pgettext_lazy("scan", "Stopped"),
    "unknown_fulfilment": pgettext_lazy("scan", "Stopped"),
    "more_than_asked": pgettext_lazy("scan", "Enough already"),
    "changed_since": pgettext_lazy("scan", "Changed, look again"),
    "not_yours": pgettext_lazy("scan", "Other warehouse"),
    "nothing_to_pick": pgettext_lazy("scan", "Nothing to pick"),
}


def wrong(code: str) -> Text:
    """The word of a refusal; an unknown code stands for itself."""
    return WRONG.get(code, code)

"""The words of stock: kinds of movement and the reasons a person can give."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.console.event_words import reason_text
from orderway.web.words import Text

KINDS: dict[str, Text] = {
    "opening": pgettext_lazy("movement", "Opening stock"),
    "receive": pgettext_lazy("movement", "Received"),
    "adjust": pgettext_lazy("movement", "Adjusted"),
    "count": pgettext_lazy("movement", "Counted"),
    "damage": pgettext_lazy("movement", "Damaged"),
    "ship": pgettext_lazy("movement", "Shipped"),
    "return": pgettext_lazy("movement", "Came back"),
    "short_pick": pgettext_lazy("movement", "Not found while picking"),
    "recount": pgettext_lazy("movement", "Bin was empty"),
    "transfer_out": pgettext_lazy("movement", "Sent to another warehouse"),
    "transfer_in": pgettext_lazy("movement", "From another warehouse"),
    "transfer_loss": pgettext_lazy("movement", "Lost on the way"),
}
REASONS: dict[str, dict[str, Text]] = {
    "receive": {
        "purchase": pgettext_lazy("stock reason", "Purchase"),
        "transfer": pgettext_lazy("stock reason", "From another warehouse"),
        "production": pgettext_lazy("stock reason", "Made by us"),
        "found": pgettext_lazy("stock reason", "Found again"),
    },
    "count": {
        "stocktake": pgettext_lazy("stock reason", "Stocktake"),
        "spot_check": pgettext_lazy("stock reason", "Spot check"),
    },
    "adjust": {
        "correction": pgettext_lazy("stock reason", "Wrong entry corrected"),
        "lost": pgettext_lazy("stock reason", "Lost"),
        "sample": pgettext_lazy("stock reason", "Sample or own use"),
        "transfer": pgettext_lazy("stock reason", "To another warehouse"),
        "scrapped": pgettext_lazy("stock reason", "Scrapped"),
    },
    "damage": {
        "damaged": pgettext_lazy("stock reason", "Damaged in the house"),
        "expired": pgettext_lazy("stock reason", "Past its date"),
        "quality": pgettext_lazy("stock reason", "Quality complaint"),
    },
}
VERBS: dict[str, Text] = {
    "receive": pgettext_lazy("stock", "Receive"),
    "count": pgettext_lazy("stock", "Count"),
    "adjust": pgettext_lazy("stock", "Adjust"),
    "damage": pgettext_lazy("stock", "Set damaged aside"),
}


def kind_word(kind: str) -> Text:
    """The word of a kind of movement; an unknown one stands for itself."""
    return KINDS.get(kind, kind)


DOCUMENTS: dict[str, Text] = {
    "purchase order": pgettext_lazy("stock reason", "Purchase"),
    "purchase": pgettext_lazy("stock reason", "Purchase"),
    "transfer": pgettext_lazy("stock reason", "Transfer"),
}
"""What goods moved for, as the engine writes it: the word, then the number of the document."""
FOUND: dict[str, Text] = {
    "opening": "",
    "not_found": pgettext_lazy("stock reason", "Not in its bin"),
    "empty_bin": pgettext_lazy("stock reason", "Bin was empty"),
}


def reason_word(reason: str) -> Text:
    """The word of a reason, whatever it was given for, or of the document behind it; else what it is for an order."""
    for words in (*REASONS.values(), FOUND):
        if reason in words:
            return words[reason]
    for document, word in DOCUMENTS.items():
        if reason.startswith(f"{document} "):
            return f"{word} {reason.removeprefix(document).strip()}"
    return reason_text(reason)

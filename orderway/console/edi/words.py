"""Words of interchanges: states, acknowledgements, kinds, and what to do next."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

STATES: dict[str, tuple[Text, str]] = {
    "TAKEN": (pgettext_lazy("edi", "Taken"), "good"),
    "PART": (pgettext_lazy("edi", "Taken in part"), "warn"),
    "REFUSED": (pgettext_lazy("edi", "Refused"), "bad"),
    "REPLAY": (pgettext_lazy("edi", "Came before"), "warn"),
    "WRITTEN": (pgettext_lazy("edi", "To be sent"), "info"),
    "SENT": (pgettext_lazy("edi", "Sent"), "good"),
    "FAILED": (pgettext_lazy("edi", "Not taken by the line"), "bad"),
}
ACKS: dict[str, tuple[Text, str]] = {
    "accepted": (pgettext_lazy("edi", "Acknowledged"), "good"),
    "errors": (pgettext_lazy("edi", "Acknowledged with errors"), "warn"),
    "part": (pgettext_lazy("edi", "Rejected in part"), "bad"),
    "rejected": (pgettext_lazy("edi", "Rejected"), "bad"),
    "settled": (pgettext_lazy("edi", "Settled"), "calm"),
    "waiting": (pgettext_lazy("edi", "Acknowledgement awaited"), "info"),
    "late": (pgettext_lazy("edi", "Acknowledgement missing"), "bad"),
}
NEXT: dict[str, Text] = {
    "late": pgettext_lazy("edi", "Ask the partner, or send it again under the same number."),
    "rejected": pgettext_lazy("edi", "Read the faults, mend the cause, send it under a new number."),
    "part": pgettext_lazy("edi", "Read the faults, mend the cause, send it under a new number."),
    "FAILED": pgettext_lazy("edi", "Mend the partner's line, then send it again under the same number."),
    "REFUSED": pgettext_lazy("edi", "The partner has our reason; wait for a corrected one."),
    "PART": pgettext_lazy("edi", "The good part is in; the partner has our reasons for the rest."),
}
OUTCOMES: dict[str, Text] = {
    "different": pgettext_lazy("stock feed", "Ours was different: changed"),
    "done": pgettext_lazy("stock feed", "Changed"),
    "unknown_sku": pgettext_lazy("stock feed", "Unknown SKU"),
    "below_reserved": pgettext_lazy("stock feed", "Less than orders hold: not changed"),
    "negative": pgettext_lazy("stock feed", "Would fall below zero: not changed"),
}
FEEDS: dict[str, Text] = {
    "count": pgettext_lazy("stock feed", "Count"),
    "receive": pgettext_lazy("stock feed", "Goods received"),
    "adjust": pgettext_lazy("stock feed", "Adjustment"),
}
FEED_STATES: dict[str, tuple[Text, str]] = {
    "applied": (pgettext_lazy("stock feed", "Applied"), "good"),
    "part": (pgettext_lazy("stock feed", "Applied in part"), "warn"),
    "old": (pgettext_lazy("stock feed", "Older than the last count: not applied"), "calm"),
}

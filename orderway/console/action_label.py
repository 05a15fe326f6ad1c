"""A tracking number that a person reads off a label and types, and the question whether a doubtful one is meant."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from orderway.console.action_choices import Action, Ask
from orderway.web.words import Text

LABEL = Action(
    "label",
    gettext_lazy("Enter the tracking number"),
    "tag",
    gettext_lazy("Of a label that was bought outside; the parcel is followed by it."),
    (Ask("tracking_number", gettext_lazy("Tracking number"), required=True),),
    lambda order: {"tracking_number": "·"},
    done=gettext_lazy("Tracking number entered"),
)
DOUBTS: dict[str, tuple[str, str, Text]] = {
    "check_digit_wrong": (
        "number_confirmed",
        "tracking_number",
        gettext_lazy("It stands on the label like that: take it all the same"),
    )
}
"""By refusal: the argument that overrules it, the answer that was doubted, and what a person ticks to mean it."""

"""The words of the buyer's pages for what the machine writes."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

EVENTS: dict[str, Text] = {
    "picked_up": pgettext_lazy("parcel event", "The carrier has it"),
    "in_transit": pgettext_lazy("parcel event", "On its way"),
    "arrived": pgettext_lazy("parcel event", "Arrived at a depot"),
    "departed": pgettext_lazy("parcel event", "Left a depot"),
    "out_for_delivery": pgettext_lazy("parcel event", "With the courier"),
    "delivered": pgettext_lazy("parcel event", "Delivered"),
    "announced": pgettext_lazy("parcel event", "Announced to the carrier"),
    "customs": pgettext_lazy("parcel event", "At customs"),
    "ready_for_pickup": pgettext_lazy("parcel event", "Ready to be collected"),
    "attempted": pgettext_lazy("parcel event", "Nobody could take it in"),
    "delayed": pgettext_lazy("parcel event", "Delayed on its way"),
    "on_hold": pgettext_lazy("parcel event", "Waits at the carrier"),
    "exception": pgettext_lazy("parcel event", "Something is in the way"),
    "refused": pgettext_lazy("parcel event", "Not accepted at the door"),
    "returning": pgettext_lazy("parcel event", "On its way back"),
    "returned": pgettext_lazy("parcel event", "Back with the shop"),
    "lost": pgettext_lazy("parcel event", "Lost"),
}
"""Codes of parcel events; a code that stands nowhere is told by the carrier's own text."""
STEPS: tuple[Text, ...] = (
    pgettext_lazy("buyer step", "Ordered"),
    pgettext_lazy("buyer step", "Packed"),
    pgettext_lazy("buyer step", "On its way"),
    pgettext_lazy("buyer step", "Delivered"),
)
RETURN_REASONS: dict[str, Text] = {
    "changed_mind": pgettext_lazy("return reason", "I do not want it any more"),
    "defective": pgettext_lazy("return reason", "It does not work"),
    "damaged": pgettext_lazy("return reason", "It arrived damaged"),
    "wrong_item": pgettext_lazy("return reason", "I got something else"),
    "missing": pgettext_lazy("return reason", "Something is missing from it"),
    "not_as_described": pgettext_lazy("return reason", "It is not as described"),
    "late": pgettext_lazy("return reason", "It came too late"),
    "other": pgettext_lazy("return reason", "Something else"),
}
REFUSALS: dict[str, Text] = {
    "too_late": pgettext_lazy("buyer refusal", "The time for returns is over. Write to us; we will look at it."),
    "more_than_shipped": pgettext_lazy("buyer refusal", "That is more than you have left to send back."),
    "nothing_asked": pgettext_lazy("buyer refusal", "Choose how many you want to send back."),
    "not_delivered_yet": pgettext_lazy("buyer refusal", "It has not been delivered yet; refuse it at the door."),
    "not_in_this_state": pgettext_lazy("buyer refusal", "This was changed in the meantime; look at the page again."),
    "text_missing": pgettext_lazy("buyer refusal", "Write a few words first."),
    "answered_already": pgettext_lazy("buyer refusal", "You have answered already. Thank you."),
    "already_shipped": pgettext_lazy("buyer refusal", "Your parcel has left already; please write to us."),
    "buyer_is_encrypted": pgettext_lazy("buyer refusal", "The platform keeps your address; please change it there."),
    "too_many_messages": pgettext_lazy("buyer refusal", "We have your messages and will answer. Please wait for us."),
}
FAILED: Text = pgettext_lazy("buyer refusal", "That did not work. Please write to us.")


def refusal_text(code: str) -> Text:
    """Why something did not work, as a buyer needs to hear it."""
    return REFUSALS.get(code, FAILED)

"""The words of after-sales: why something comes back, what a refund is for, and what can be done."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.aftersales.stacks import MESSAGE, REFUND, RETURN
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


class Step(NamedTuple):
    """One thing that can be done: its verb, its icon, what it means, what was done."""

    command: str
    kind: str
    verb: Text
    icon: str
    sentence: Text
    done: Text
    key: str = ""
    danger: bool = False


_STEPS = (
    Step(
        "approve_return",
        RETURN,
        gettext_lazy("Agree to return"),
        "check",
        gettext_lazy("The buyer sees where to send it. Its parcel is waited for 14 days; nothing is paid yet."),
        gettext_lazy("Return agreed"),
        "a",
    ),
    Step(
        "decline_return",
        RETURN,
        gettext_lazy("Decline return"),
        "ban",
        gettext_lazy("The buyer reads your note on the page of the order."),
        gettext_lazy("Return declined"),
        "d",
        True,
    ),
    Step(
        "receive_return",
        RETURN,
        gettext_lazy("Receive parcel"),
        "package",
        gettext_lazy("Count what came. It goes into stock only after it was inspected."),
        gettext_lazy("Parcel received"),
        "r",
    ),
    Step(
        "inspect_return",
        RETURN,
        gettext_lazy("Inspect"),
        "clipboard-check",
        gettext_lazy("What can be sold goes back into stock, the rest is damaged. What was paid for it is paid back."),
        gettext_lazy("Inspected"),
        "i",
    ),
    Step(
        "cancel_return",
        RETURN,
        gettext_lazy("Close: buyer keeps it"),
        "x",
        gettext_lazy("The return ends; nothing is paid back."),
        gettext_lazy("Return closed"),
    ),
    Step(
        "approve_refund",
        REFUND,
        gettext_lazy("Approve refund"),
        "check",
        gettext_lazy("The gateway is asked at once; without a gateway it waits to be paid by hand."),
        gettext_lazy("Refund approved"),
        "a",
    ),
    Step(
        "reject_refund",
        REFUND,
        gettext_lazy("Reject refund"),
        "ban",
        gettext_lazy("It is not paid back; the buyer owes it again."),
        gettext_lazy("Refund rejected"),
        "d",
        True,
    ),
    Step(
        "pay_refund",
        REFUND,
        gettext_lazy("Record as paid"),
        "cash",
        gettext_lazy("Only after the money has left: the reference is the bank's or gateway's."),
        gettext_lazy("Refund recorded as paid"),
        "p",
    ),
    Step(
        "reply_buyer",
        MESSAGE,
        gettext_lazy("Reply"),
        "send",
        gettext_lazy("The buyer reads it on the page of the order."),
        gettext_lazy("Reply sent"),
        "r",
    ),
)  # fmt: skip
STEPS = {step.command: step for step in _STEPS}
OF_RETURN = {
    "REQUESTED": ("approve_return", "decline_return", "cancel_return"),
    "AWAITING_PARCEL": ("receive_return", "cancel_return"),
    "PARTIALLY_RECEIVED": ("receive_return",),
    "RECEIVED": ("inspect_return",),
}
"""What can be done with a return in a state, the most likely first."""
OF_REFUND = {
    "REQUESTED": ("approve_refund", "reject_refund"),
    "APPROVED": ("pay_refund", "reject_refund"),
    "PROCESSING": ("pay_refund",),
    "FAILED": ("pay_refund",),
    "MANUAL": ("pay_refund",),
}


def return_reason(code: str) -> Text:
    """Why something comes back; an unknown code stands for itself."""
    return REASONS.get(code, code)


def refund_kind(code: str) -> Text:
    """What a refund is for; an unknown code stands for itself."""
    return REFUND_KINDS.get(code, code)

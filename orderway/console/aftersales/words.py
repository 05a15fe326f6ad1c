"""What can be done in after-sales, in words, and when."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy

from orderway.console.aftersales.stacks import MESSAGE, REFUND, RETURN
from orderway.web.words import Text


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
        "retry_refund",
        REFUND,
        gettext_lazy("Ask the gateway again"),
        "refresh",
        gettext_lazy("The gateway is asked once more under the same key, so that nothing is paid twice."),
        gettext_lazy("The gateway is asked again"),
        "g",
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
    Step(
        "claim_talk", MESSAGE, gettext_lazy("Take the conversation"), "user-check",
        gettext_lazy("What the buyer wrote is yours to answer; others see your name."), gettext_lazy("Taken"), "c",
    ),
    Step(
        "end_talk", MESSAGE, gettext_lazy("Needs no answer"), "checks",
        gettext_lazy("The message leaves the queue without a reply."), gettext_lazy("Out of the queue"), "x",
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
    "FAILED": ("retry_refund", "pay_refund"),
    "MANUAL": ("pay_refund",),
}

"""What can be done to a part of an order: a question, a refund, a return."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from orderway.console.action_choices import NOTE, REFERENCE, Action, Ask

PART_ACTIONS = (
    Action(
        "answer",
        gettext_lazy("Take the answer"),
        "message",
        gettext_lazy("What the buyer said goes into the order; leave empty what stays as it is."),
        tuple(
            Ask(name, label)
            for name, label in (
                ("name", gettext_lazy("Name")),
                ("phone", gettext_lazy("Phone")),
                ("province", gettext_lazy("Province")),
                ("city", gettext_lazy("City")),
                ("district", gettext_lazy("District")),
                ("street", gettext_lazy("Street and house number")),
                ("postcode", gettext_lazy("Postcode")),
                ("choice", gettext_lazy("Other answer")),
            )
        ),
        part="question",
        done=gettext_lazy("Answer taken"),
    ),
    Action(
        "close_question",
        gettext_lazy("Close without answer"),
        "x",
        gettext_lazy("The order goes on as it is."),
        part="question",
        done=gettext_lazy("Question closed"),
    ),
    Action(
        "approve_refund", gettext_lazy("Approve refund"), "check", part="refund", done=gettext_lazy("Refund approved")
    ),
    Action(
        "reject_refund",
        gettext_lazy("Reject refund"),
        "ban",
        gettext_lazy("The money stays; what the buyer owes counts it again."),
        part="refund",
        danger=True,
        done=gettext_lazy("Refund rejected"),
    ),
    Action(
        "pay_refund",
        gettext_lazy("Record as paid"),
        "cash",
        gettext_lazy("Say so only when the money has left."),
        (REFERENCE,),
        part="refund",
        done=gettext_lazy("Refund paid"),
    ),
    Action(
        "retry_refund",
        gettext_lazy("Ask the gateway again"),
        "refresh",
        gettext_lazy("The gateway is asked once more under the same key, so that nothing is paid twice."),
        part="refund",
        done=gettext_lazy("The gateway is asked again"),
    ),
    Action(
        "fail_refund",
        gettext_lazy("Record as failed"),
        "alert-triangle",
        "",
        (NOTE,),
        part="refund",
        done=gettext_lazy("Refund failed"),
    ),
    Action(
        "approve_return",
        gettext_lazy("Agree to the return"),
        "check",
        part="return",
        done=gettext_lazy("Return agreed"),
    ),
    Action(
        "decline_return",
        gettext_lazy("Decline the return"),
        "ban",
        "",
        (Ask("note", gettext_lazy("Why (the buyer reads it)"), "long", True),),
        part="return",
        danger=True,
        done=gettext_lazy("Return declined"),
    ),
    Action(
        "receive_return",
        gettext_lazy("Record as received"),
        "package",
        gettext_lazy("Everything that was asked for has come back."),
        part="return",
        done=gettext_lazy("Return received"),
    ),
)
"""The part that each is about stands in its `part`."""

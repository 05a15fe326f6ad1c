"""The stacks of after-sales work: what lies in each, whose it is, what an empty one means."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.web.words import Text

RETURN, REFUND, MESSAGE = "return", "refund", "message"


class Stack(NamedTuple):
    """One stack: `kind` is what lies in it, `states` which of those, `permission` who works on it."""

    name: str
    kind: str
    label: Text
    permission: str
    empty: Text
    states: tuple[str, ...] = ()
    refused: bool | None = None
    """Refused parcels only (True), anything but them (False), both (None)."""


STACKS = (
    Stack(
        "decide",
        RETURN,
        pgettext_lazy("after-sales", "To decide"),
        "return.approve",
        gettext_lazy("No return waits for a decision."),
        ("REQUESTED", "DISPUTED"),
        False,
    ),
    Stack(
        "coming",
        RETURN,
        pgettext_lazy("after-sales", "Parcel on its way"),
        "return.receive",
        gettext_lazy("No agreed return is on its way to a warehouse."),
        ("APPROVED", "AWAITING_PARCEL", "PARTIALLY_RECEIVED"),
        False,
    ),
    Stack(
        "refused",
        RETURN,
        pgettext_lazy("after-sales", "Refused parcels"),
        "return.receive",
        gettext_lazy("No parcel was refused at the door."),
        ("APPROVED", "AWAITING_PARCEL", "PARTIALLY_RECEIVED"),
        True,
    ),
    Stack(
        "inspect",
        RETURN,
        pgettext_lazy("after-sales", "To inspect"),
        "return.inspect",
        gettext_lazy("Everything that came back has been looked at."),
        ("RECEIVED",),
    ),
    Stack(
        "settling",
        RETURN,
        pgettext_lazy("after-sales", "Being settled"),
        "refund.pay",
        gettext_lazy("No return waits for its money."),
        ("INSPECTED", "SETTLING", "MANUAL"),
    ),
    Stack(
        "approve",
        REFUND,
        pgettext_lazy("after-sales", "Refunds to approve"),
        "refund.approve",
        gettext_lazy("No refund waits for a second person."),
        ("REQUESTED",),
    ),
    Stack(
        "pay",
        REFUND,
        pgettext_lazy("after-sales", "Refunds to pay"),
        "refund.pay",
        gettext_lazy("Every refund that was agreed is paid."),
        ("APPROVED", "PROCESSING"),
    ),
    Stack(
        "failed",
        REFUND,
        pgettext_lazy("after-sales", "Failed refunds"),
        "refund.pay",
        gettext_lazy("No gateway said no."),
        ("FAILED", "MANUAL"),
    ),
    Stack(
        "messages",
        MESSAGE,
        pgettext_lazy("after-sales", "Messages"),
        "order.contact",
        gettext_lazy("Every message of a buyer is answered."),
    ),
)
BY_NAME = {stack.name: stack for stack in STACKS}
GROUPS: tuple[tuple[Text, str], ...] = (
    (pgettext_lazy("after-sales", "Returns"), RETURN),
    (pgettext_lazy("after-sales", "Refunds"), REFUND),
    (pgettext_lazy("after-sales", "Buyers"), MESSAGE),
)


def stack_of_return(state: str, refused: bool) -> str | None:
    """The stack that a return of this state lies on; None where its work is done."""
    for stack in STACKS:
        if stack.kind == RETURN and state in stack.states and stack.refused in (None, refused):
            return stack.name
    return None


def stack_of_refund(state: str) -> str | None:
    """The stack that a refund of this state lies on; None where its work is done."""
    return next((stack.name for stack in STACKS if stack.kind == REFUND and state in stack.states), None)


def first_for(may: Callable[[str], bool], counts: dict[str, int]) -> str:
    """The stack a person begins with: the first of their own that holds something, else their first."""
    own = [stack.name for stack in STACKS if may(stack.permission)]
    return next((name for name in own if counts.get(name)), own[0] if own else STACKS[0].name)

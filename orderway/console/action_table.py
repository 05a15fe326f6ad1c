"""What can be done to an order from its page and from lists: the commands of the desk with their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console import alike
from orderway.console.action_choices import (
    CANCEL_REASONS,
    HOLD_ENDS,
    NOTE,
    PAYMENTS,
    REFERENCE,
    REFUND_KINDS,
    REMARKS,
    RETURN_REASONS,
    SHORTAGE,
    Action,
    Ask,
)
from orderway.console.action_invoices import ASK_INVOICE, INVOICE_ACTIONS
from orderway.console.action_label import LABEL
from orderway.console.action_parts import PART_ACTIONS
from orderway.console.action_talk import ASK, TALK_ACTIONS
from orderway.flow.order import Order


def _street(order: Order) -> Mapping[str, Any]:
    return {"street": order.person.street + "·"}


def _quantity(order: Order) -> Mapping[str, Any]:
    line = order.lines[0] if order.lines else None
    return {"line_id": line.id, "quantity": line.ordered - line.cancelled + 1} if line else {"line_id": 0}


def _return_one(order: Order) -> Mapping[str, Any]:
    line = next((line for line in order.lines if line.shipped > line.returned), None)
    return {"lines": {str(line.id): 1} if line else {}}


def _always(**args: Any) -> Callable[[Order], Mapping[str, Any]]:
    return lambda order: args


_TABLE = (
    Action(
        "correct_address",
        gettext_lazy("Edit address"),
        "edit",
        trial=_street,
        key="e",
        done=gettext_lazy("Address changed"),
    ),
    ASK,
    Action(
        "approve",
        gettext_lazy("Approve"),
        "check",
        gettext_lazy("Every open hold that your role may release is released, and the order goes on."),
        (NOTE,),
        _always(),
        "a",
        undo=("unapprove", {}),
        bulk=True,
        done=gettext_lazy("Approved"),
    ),
    Action(
        "decide_shortage",
        gettext_lazy("Decide the shortage"),
        "arrows-split",
        gettext_lazy("What is in stock stays reserved until you decide."),
        (
            Ask("choice", gettext_lazy("What to do"), "choice", True, SHORTAGE),
            Ask("consent", gettext_lazy("How the buyer agreed"), "text"),
        ),
        _always(choice="wait"),
        bulk=True,
        done=gettext_lazy("Shortage decided"),
    ),
    Action(
        "choose_warehouse",
        gettext_lazy("Choose the warehouse"),
        "building-warehouse",
        gettext_lazy("Only this warehouse may ship it then; the reservation moves there."),
        (Ask("warehouse", gettext_lazy("Warehouse"), "warehouse"),),
        _always(),
        undo=("choose_warehouse", {"warehouse": ""}),
        bulk=True,
        done=gettext_lazy("Warehouse chosen"),
    ),
    Action(
        "change_quantity",
        gettext_lazy("Change a quantity"),
        "edit",
        gettext_lazy("Fewer units are cancelled and refunded; more units are owed in addition."),
        (
            Ask("line_id", gettext_lazy("Line"), "line", True),
            Ask("quantity", gettext_lazy("New quantity"), "whole", True),
        ),
        _quantity,
        done=gettext_lazy("Quantity changed"),
    ),
    Action(
        "hold",
        gettext_lazy("Hold"),
        "hand-stop",
        gettext_lazy("The order stops before the next step until somebody releases it."),
        (
            Ask("note", pgettext_lazy("reason", "Why"), "long", True),
            Ask("sku", gettext_lazy("Only the lines of this SKU")),
            Ask("hours", gettext_lazy("Ends after hours"), "whole"),
            Ask("at_end", gettext_lazy("What then"), "choice", False, HOLD_ENDS),
        ),
        _always(note="-"),
        "h",
        undo=("release_hold", {"reason": "by_hand"}),
        bulk=True,
        done=gettext_lazy("Held"),
    ),
    Action(
        "release_hold",
        gettext_lazy("Release hold"),
        "lock-open",
        gettext_lazy("The order goes on with its next step."),
        (NOTE,),
        None,
        "r",
        part="hold",
        bulk=True,
        done=gettext_lazy("Hold released"),
    ),
    Action(
        "claim",
        gettext_lazy("Claim"),
        "user-check",
        gettext_lazy("Its holds are yours to work on; others see your name."),
        (),
        _always(),
        "c",
        undo=("claim", {"free": True}),
        bulk=True,
        done=gettext_lazy("Claimed"),
    ),
    Action(
        "unapprove",
        gettext_lazy("Take the approval back"),
        "arrow-back-up",
        gettext_lazy("What a warehouse has is asked back; the order is held for a new decision."),
        (NOTE,),
        _always(),
        undo=("release_hold", {"reason": "withdrawn"}),
        bulk=True,
        done=gettext_lazy("Approval taken back"),
    ),
    Action(
        "withdraw",
        gettext_lazy("Withdraw from warehouse"),
        "arrow-back-up",
        gettext_lazy("The warehouse is asked to stop; what it agrees to is held for a new decision."),
        (NOTE,),
        _always(),
        undo=("release_hold", {"reason": "withdrawn"}),
        bulk=True,
        done=gettext_lazy("Withdrawal asked"),
    ),
    Action(
        "record_payment",
        gettext_lazy("Record a payment"),
        "cash",
        "",
        (
            Ask("kind", pgettext_lazy("payment", "What happened"), "choice", True, PAYMENTS),
            Ask("amount_minor", gettext_lazy("Amount"), "money", True),
            REFERENCE,
            Ask("method", gettext_lazy("Method"), "text"),
        ),
        _always(kind="captured", amount_minor=1, reference="?"),
        done=gettext_lazy("Payment recorded"),
    ),
    Action(
        "capture",
        gettext_lazy("Take authorised money"),
        "cash",
        gettext_lazy("The gateway is asked; empty: all that is due."),
        (Ask("amount_minor", gettext_lazy("Amount"), "money"),),
        _always(),
        bulk=True,
        done=gettext_lazy("The gateway is asked"),
    ),
    Action(
        "propose_refund",
        gettext_lazy("Propose a refund"),
        "receipt-refund",
        "",
        (
            Ask("kind", gettext_lazy("Kind"), "choice", True, REFUND_KINDS),
            Ask("amount_minor", gettext_lazy("Amount"), "money", True),
            Ask("reason", gettext_lazy("Reason"), "text", True),
        ),
        _always(amount_minor=1),
        done=gettext_lazy("Refund proposed"),
    ),
    Action(
        "request_return",
        gettext_lazy("Request a return"),
        "truck-return",
        "",
        (
            Ask("lines", gettext_lazy("Units"), "units", True),
            Ask("reason", gettext_lazy("Reason"), "choice", True, RETURN_REASONS),
            NOTE,
        ),
        _return_one,
        done=gettext_lazy("Return requested"),
    ),
    Action(
        "go_now",
        gettext_lazy("Go on now"),
        "bolt",
        gettext_lazy("It does not wait for the end of the buffer after payment."),
        (),
        _always(),
        bulk=True,
        done=gettext_lazy("Goes on"),
    ),
    Action(
        "merge",
        gettext_lazy("Ship with another order"),
        "arrow-merge",
        gettext_lazy(
            "One box, one label; each order keeps its money and gets the number. The earliest deadline counts."
        ),
        (Ask("with", gettext_lazy("Orders of the same receiver"), "alike", True),),
        alike.trial,
        undo=("unmerge", {}),
        done=gettext_lazy("They travel together"),
    ),
    Action(
        "unmerge",
        gettext_lazy("Ship alone"),
        "package",
        gettext_lazy("It leaves the box; what a warehouse has of it is asked back."),
        (),
        _always(),
        done=gettext_lazy("It goes alone"),
    ),
    ASK_INVOICE,
    LABEL,
    Action(
        "complete",
        gettext_lazy("Complete"),
        "checks",
        gettext_lazy("The order is finished now instead of some days after its delivery."),
        (),
        _always(),
        bulk=True,
        done=gettext_lazy("Completed"),
    ),
    Action(
        "check_again",
        gettext_lazy("Check again"),
        "refresh",
        gettext_lazy("The order passes all gates again, after something outside it was corrected."),
        (),
        _always(),
        bulk=True,
        done=gettext_lazy("Checked again"),
    ),
    Action(
        "add_note",
        gettext_lazy("Add a note"),
        "note",
        "",
        (Ask("text", gettext_lazy("Note"), "long", True),),
        _always(text="-"),
        "n",
        done=gettext_lazy("Note added"),
        bulk=True,
    ),
    Action(
        "change_remark",
        gettext_lazy("Edit a remark"),
        "edit",
        gettext_lazy("What stood there before stays in the timeline."),
        (
            Ask("which", gettext_lazy("Remark"), "choice", True, REMARKS),
            Ask("text", pgettext_lazy("remark", "New text (empty: none)"), "long"),
        ),
        _always(which="seller_note", text="·"),
        done=gettext_lazy("Remark changed"),
    ),
    Action(
        "reply_buyer",
        gettext_lazy("Write to the buyer"),
        "message",
        gettext_lazy("The buyer reads it on the page of the order."),
        (Ask("text", gettext_lazy("Message"), "long", True),),
        _always(text="-"),
        done=gettext_lazy("Message written"),
    ),
    Action(
        "erase_buyer",
        gettext_lazy("Erase the buyer's data"),
        "trash",
        gettext_lazy(
            "Name, phone, address, remarks, letters and what the channel sent are emptied for good; goods, money and "
            "issued invoices stay. The order's history keeps the proof."
        ),
        (),
        _always(why="asked"),
        bulk=True,
        danger=True,
        done=gettext_lazy("Buyer's data erased"),
    ),
    Action(
        "cancel",
        gettext_lazy("Cancel order"),
        "ban",
        gettext_lazy("Its stock becomes free at once and what was paid goes back to the buyer."),
        (
            Ask("reason", gettext_lazy("Reason"), "choice", True, CANCEL_REASONS),
            Ask("units", gettext_lazy("Units to cancel"), "units"),
        ),
        _always(reason="buyer"),
        danger=True,
        bulk=True,
        done=gettext_lazy("Cancelled"),
    ),
    *TALK_ACTIONS,
    *PART_ACTIONS,
    *INVOICE_ACTIONS,
)
ACTIONS: dict[str, Action] = {action.command: action for action in _TABLE}
BULK_FIRST = ("approve", "release_hold", "claim", "hold", "ask", "add_note", "choose_warehouse", "withdraw")
"""What the bulk bar begins with; cancelling ends it."""
BULK = tuple(
    sorted(
        (action for action in _TABLE if action.bulk),
        key=lambda one: (one.danger, BULK_FIRST.index(one.command) if one.command in BULK_FIRST else len(BULK_FIRST)),
    )
)
HEADER = tuple(action for action in _TABLE if action.trial is not None)
"""What the header of an order's page offers, all of it tried out first."""

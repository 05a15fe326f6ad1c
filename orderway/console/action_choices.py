"""The questions that actions ask, and what can be answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.flow.order import Order
from orderway.web.words import Text


class Ask(NamedTuple):
    """One question of an action's form. Kinds: text, long, choice, whole, money, warehouse, line, units, alike."""

    name: str
    label: Text
    kind: str = "text"
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    help: Text = ""
    first: str = ""


class Action(NamedTuple):
    """One action. `trial`: arguments that stand for a sensible use of it; `undo`: the command that takes it back.

    `part`: the kind of part it is about (hold, question, refund, return), whose id it is given as an argument.
    """

    command: str
    label: Text
    icon: str
    sentence: Text = ""
    asks: tuple[Ask, ...] = ()
    trial: Callable[[Order], Mapping[str, Any]] | None = None
    key: str = ""
    danger: bool = False
    part: str = ""
    undo: tuple[str, Mapping[str, Any]] | None = None
    bulk: bool = False
    done: Text = ""


NOTE = Ask("note", gettext_lazy("Note"), "long")
CANCEL_REASONS = (
    ("buyer", gettext_lazy("The buyer asked")),
    ("stock", gettext_lazy("Out of stock")),
    ("address", gettext_lazy("Address cannot be served")),
    ("fraud", gettext_lazy("Fraud suspected")),
    ("duplicate", gettext_lazy("Ordered twice")),
    ("mistake", gettext_lazy("Entered by mistake")),
)
HOLD_ENDS = (
    ("", gettext_lazy("It is released")),
    ("cancel", gettext_lazy("The order is cancelled")),
    ("escalate", gettext_lazy("It goes to a reviewer")),
)
REFUND_KINDS = (
    ("refund_only", gettext_lazy("Refund without return")),
    ("compensation", gettext_lazy("Compensation")),
    ("price_protection", gettext_lazy("Price protection")),
    ("freight", gettext_lazy("Freight")),
)
RETURN_REASONS = (
    ("changed_mind", gettext_lazy("Changed their mind")),
    ("defective", gettext_lazy("Defective")),
    ("wrong_item", gettext_lazy("Wrong item")),
    ("missing", gettext_lazy("Something is missing")),
    ("damaged", gettext_lazy("Damaged on the way")),
    ("not_as_described", gettext_lazy("Not as described")),
    ("late", gettext_lazy("Too late")),
    ("other", gettext_lazy("Other")),
)
REMARKS = (("seller_note", gettext_lazy("Shop's remark")), ("buyer_note", gettext_lazy("Buyer's remark")))
QUESTIONS = (
    ("address", gettext_lazy("Address")),
    ("phone", gettext_lazy("Phone")),
    ("name", gettext_lazy("Name")),
    ("specification", gettext_lazy("Specification")),
    ("shortage", gettext_lazy("Shortage")),
    ("other", gettext_lazy("Other")),
)
WAYS = (
    ("platform", gettext_lazy("Platform message")),
    ("sms", gettext_lazy("Text message")),
    ("email", gettext_lazy("E-mail")),
    ("phone", gettext_lazy("By phone")),
)
SHORTAGE = (
    ("part", gettext_lazy("Ship what is there, the rest when it comes")),
    ("wait", gettext_lazy("Wait until all is there")),
    ("cancel_short", gettext_lazy("Cancel what is missing and refund it")),
    ("substitute", pgettext_lazy("way out", "Send other goods instead")),
    ("transfer", pgettext_lazy("way out", "Bring it from another warehouse")),
    ("warehouse", pgettext_lazy("way out", "Ship from another warehouse")),
    ("split", pgettext_lazy("way out", "Ship from two warehouses")),
    ("cancel", pgettext_lazy("way out", "Cancel the order and refund it")),
)
PAYMENTS = (
    ("captured", gettext_lazy("Received")),
    ("authorised", gettext_lazy("Authorised")),
    ("voided", gettext_lazy("Authorisation given back")),
    ("collected", gettext_lazy("Collected by the carrier")),
    ("remitted", gettext_lazy("Remitted by the carrier")),
)
REFERENCE = Ask("reference", gettext_lazy("Reference"), required=True, help=gettext_lazy("Of the gateway or bank."))
MAIN = {
    "ask_buyer": ("ask", "correct_address"),
    "correct_address": ("correct_address",),
    "map_listing": ("check_again",),
    "compare_listing": ("release_hold", "check_again", "cancel"),
    "correct_lines": ("change_quantity", "cancel"),
    "correct_amounts": ("approve", "cancel"),
    "check_amounts": ("approve",),
    "check_payment": ("approve",),
    "capture_payment": ("capture", "record_payment"),
    "compare_orders": ("merge", "release_hold", "cancel"),
    "approve": ("approve",),
    "approve_finance": ("approve",),
    "tick_off": (),
    "read_remark": ("approve", "release_hold"),
    "call_buyer": ("approve", "release_hold"),
    "settle_refund": ("cancel",),
    "decide_shortage": ("decide_shortage",),
    "choose_warehouse": ("choose_warehouse",),
    "decide_again": ("approve", "release_hold"),
    "compare_with_channel": ("approve", "release_hold"),
    "release_hold": ("release_hold",),
    "await_payment": ("record_payment",),
    "await_stock": ("decide_shortage",),
    "solve_delivery": ("add_note",),
    "settle": ("complete",),
}
"""The most likely action for what must happen next, and what stands in for it."""

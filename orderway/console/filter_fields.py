"""The fields that a list of orders can be filtered by: `name:value`, their words and what values they take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import pgettext_lazy

from orderway.web import words, words_holds
from orderway.web.permissions import ROLES
from orderway.web.words import Text

POTS: dict[str, Text] = {
    "unpaid": pgettext_lazy("pot", "Unpaid"),
    "held": pgettext_lazy("pot", "Held"),
    "short": pgettext_lazy("pot", "Waiting for stock"),
    "waiting": pgettext_lazy("pot", "Other waits"),
    "ready": pgettext_lazy("pot", "Ready to release"),
    "warehouse": pgettext_lazy("pot", "In the warehouse"),
    "road": pgettext_lazy("pot", "Shipped"),
    "completed": pgettext_lazy("pot", "Completed"),
    "cancelled": pgettext_lazy("pot", "Cancelled"),
}
"""Where an order lies, each in exactly one; together they are all orders."""
TO_SHIP = ("unpaid", "held", "short", "waiting", "ready", "warehouse")
BEFORE_WAREHOUSE = TO_SHIP[:-1]
OPEN = (*TO_SHIP, "road")
ENDED = ("completed", "cancelled")
GATES = ("check", "promise", "confirm", "review", "source", "release")
STAGES = (*GATES, "warehouse", "road", "settled", "closed")
TROUBLE = ("EXCEPTION", "REFUSED", "INTERCEPTING", "RETURNING", "LOST")
ENDED_STATUS = ("COMPLETED", "RETURNED", "CLOSED", "CANCELLED")

CHOICE, NAME, TEXT, NUMBER, MONEY, SPAN, DAY = KINDS = ("choice", "name", "text", "number", "money", "span", "day")
"""choice: one of a few; name: a code that must exist; span: a length of time (4h, 2d); day: a date or today."""


class Field(NamedTuple):
    """One field: its word, its kind, an example of a value, and the values with their words where they are few."""

    label: Text
    kind: str
    example: str
    choices: Mapping[str, Text] = {}


def _lower(states: Mapping[str, words.Word]) -> dict[str, Text]:
    return {state.lower(): word.label for state, word in states.items()}


_ANY: dict[str, Text] = {"any": pgettext_lazy("filter", "any")}
_OPEN: dict[str, Text] = {"open": pgettext_lazy("filter", "open")}

FIELDS: dict[str, Field] = {
    "stage": Field(
        pgettext_lazy("filter", "Stage"), CHOICE, "review", {name: words_holds.step_word(name) for name in STAGES}
    ),
    "standing": Field(pgettext_lazy("filter", "Standing"), CHOICE, "held", POTS),
    "status": Field(pgettext_lazy("filter", "Status"), CHOICE, "approved", _lower(words.ORDER)),
    "hold": Field(pgettext_lazy("filter", "Hold"), CHOICE, "large_amount", {**_ANY, **words_holds.REASONS}),
    "payment": Field(pgettext_lazy("filter", "Payment"), CHOICE, "paid", _lower(words.PAYMENT)),
    "shop": Field(pgettext_lazy("filter", "Shop"), NAME, "tmall"),
    "warehouse": Field(pgettext_lazy("filter", "Warehouse"), NAME, "hangzhou"),
    "sku": Field(pgettext_lazy("filter", "SKU"), TEXT, "FS-MINT-M"),
    "short": Field(pgettext_lazy("filter", "Short of"), TEXT, "FS-MINT-M"),
    "city": Field(pgettext_lazy("filter", "City"), TEXT, "杭州"),
    "province": Field(pgettext_lazy("filter", "Province"), TEXT, "浙江"),
    "country": Field(pgettext_lazy("filter", "Country"), TEXT, "DE"),
    "amount": Field(pgettext_lazy("filter", "Amount"), MONEY, ">1000"),
    "units": Field(pgettext_lazy("filter", "Units"), NUMBER, ">=10"),
    "lines": Field(pgettext_lazy("filter", "Lines"), NUMBER, ">5"),
    "age": Field(pgettext_lazy("filter", "Age"), SPAN, ">2d"),
    "due": Field(pgettext_lazy("filter", "To ship"), SPAN, "<4h"),
    "todo": Field(pgettext_lazy("filter", "To do"), SPAN, "late"),
    "placed": Field(pgettext_lazy("filter", "Placed"), DAY, "2026-11-11"),
    "received": Field(pgettext_lazy("filter", "Received on"), DAY, "today"),
    "shipped": Field(pgettext_lazy("filter", "Shipped on"), DAY, "today"),
    "delivered": Field(pgettext_lazy("filter", "Delivered on"), DAY, "yesterday"),
    "owner": Field(
        pgettext_lazy("filter", "Owner"), CHOICE, "reviewer", {name: words_holds.role_word(name) for name in ROLES}
    ),
    "action": Field(pgettext_lazy("filter", "Next action"), CHOICE, "ask_buyer", words_holds.ACTIONS),
    "claimed": Field(
        pgettext_lazy("filter", "Claimed by"),
        TEXT,
        "me",
        {"me": pgettext_lazy("filter", "me"), "nobody": pgettext_lazy("filter", "nobody")},
    ),
    "question": Field(pgettext_lazy("filter", "Question"), CHOICE, "open", {**_OPEN, **_lower(words.QUESTION)}),
    "parcel": Field(
        pgettext_lazy("filter", "Parcel"),
        CHOICE,
        "trouble",
        {"trouble": pgettext_lazy("filter", "in trouble"), **_lower(words.PARCEL)},
    ),
    "return": Field(pgettext_lazy("filter", "Return"), CHOICE, "open", {**_OPEN, **_lower(words.RETURN)}),
    "refund": Field(pgettext_lazy("filter", "Refund"), CHOICE, "open", {**_OPEN, **_lower(words.REFUND)}),
    "is": Field(
        pgettext_lazy("filter", "Only"),
        CHOICE,
        "late",
        {
            "late": pgettext_lazy("filter", "late"),
            "short": pgettext_lazy("filter", "short of stock"),
            "left_late": pgettext_lazy("filter", "shipped too late"),
            "stuck": pgettext_lazy("filter", "stuck"),
            "aftersales": pgettext_lazy("filter", "in after-sales"),
            "partly": pgettext_lazy("filter", "partly so"),
            "gift": pgettext_lazy("filter", "with a gift"),
            "remark": pgettext_lazy("filter", "with a remark"),
            "edited": pgettext_lazy("filter", "edited by hand"),
            "open": pgettext_lazy("filter", "not finished"),
            "all": pgettext_lazy("filter", "finished too"),
        },
    ),
}
SPECIAL_SPANS: dict[str, Text] = {
    "late": pgettext_lazy("filter", "late"),
    "today": pgettext_lazy("filter", "today"),
    "none": pgettext_lazy("filter", "none"),
}
DAYS: dict[str, Text] = {"today": pgettext_lazy("filter", "today"), "yesterday": pgettext_lazy("filter", "yesterday")}

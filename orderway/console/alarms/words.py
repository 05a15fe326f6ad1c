"""The invariants in words: what is wrong when one is broken."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.insight.alarms import UNFINISHED
from orderway.insight.audit import REPLAY_ID
from orderway.web.words import Text

BROKEN: dict[str, Text] = {
    "inv-1-one-order-a-key": pgettext_lazy("alarm", "Orders and the messages they came from do not match one to one"),
    "inv-1-messages-accounted": pgettext_lazy("alarm", "Messages are neither read, parked nor waiting"),
    "inv-2-no-orphans": pgettext_lazy("alarm", "Parts of orders are there whose order is gone"),
    "inv-3-reserved-is-the-ledger": pgettext_lazy("alarm", "The reserved count differs from the live reservations"),
    "inv-3-lines-hold-what-is-reserved": pgettext_lazy("alarm", "Lines hold more or less than is reserved for them"),
    "inv-3-demand": pgettext_lazy("alarm", "The units waited for differ from the lines that wait"),
    "inv-4-balance": pgettext_lazy("alarm", "Stock differs from the sum of its movements"),
    "inv-4-ring-fences": pgettext_lazy("alarm", "The ring-fenced count differs from the fences"),
    "inv-4-lots": pgettext_lazy("alarm", "Lots do not add up to the stock"),
    "inv-4-in-transit": pgettext_lazy("alarm", "What is in transit differs from the transfers"),
    "inv-4-earmarks": pgettext_lazy("alarm", "Transfers promise orders more than they bring"),
    "inv-5-owner-action-due": pgettext_lazy("alarm", "Open orders have no owner, next action or due time"),
    "inv-5-nothing-stuck": pgettext_lazy("alarm", "Orders stand before a step and nothing moves them"),
    "inv-6-money": pgettext_lazy("alarm", "The money of orders differs from their payments and refunds"),
    "inv-6-cancelled-owes-nothing": pgettext_lazy("alarm", "Cancelled orders keep money that nobody sends back"),
    "inv-7-lines": pgettext_lazy("alarm", "The units of lines do not add up"),
    "inv-7-released": pgettext_lazy("alarm", "Lines count as released what no warehouse has"),
    "inv-8-labels": pgettext_lazy("alarm", "Parcels are on the road without a number, or share one"),
    "inv-9-outbox": pgettext_lazy("alarm", "Messages to the outside are in no known state"),
    "inv-10-headline": pgettext_lazy("alarm", "Orders lie in a pot that does not follow from their parts"),
    "inv-10-counts": pgettext_lazy("alarm", "The counts of the board differ from the orders"),
    REPLAY_ID: pgettext_lazy("alarm", "Decisions taken again from what was seen end otherwise"),
    "inv-11-events": pgettext_lazy("alarm", "The history of orders has a gap"),
    "inv-12-no-personal-data": pgettext_lazy("alarm", "Personal data stands where it must not"),
    UNFINISHED: pgettext_lazy("alarm", "The audit of the books took too long and was broken off"),
}


def broken_word(invariant: str) -> Text:
    """What is wrong; an invariant without words stands for itself."""
    return BROKEN.get(invariant, invariant)

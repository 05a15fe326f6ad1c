"""What people read for what the machine writes: states, hold reasons and next actions, with their tone.

Tones: bad (broken, late), warn (at risk, waits for a person), good (done), info (under way), calm (neither).
Shapes: "" (a dot), "waiting" (a ring: nothing moves), "ended" (a square: nothing more will happen).
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Text = str | Promise


class Word(NamedTuple):
    """A label in the reader's language with its tone and shape."""

    label: Text
    tone: str = "calm"
    shape: str = ""


ORDER = {
    "AWAITING_PAYMENT": Word(pgettext_lazy("order", "Awaiting payment"), "calm", "waiting"),
    "RECEIVED": Word(pgettext_lazy("order", "Received"), "info"),
    "REVIEW": Word(pgettext_lazy("order", "In review"), "warn"),
    "APPROVED": Word(pgettext_lazy("order", "Approved"), "info"),
    "ALLOCATED": Word(pgettext_lazy("order", "Allocated"), "info"),
    "RELEASED": Word(pgettext_lazy("order", "Released"), "info"),
    "SHIPPED": Word(pgettext_lazy("order", "Shipped"), "good"),
    "DELIVERED": Word(pgettext_lazy("order", "Delivered"), "good"),
    "COMPLETED": Word(pgettext_lazy("order", "Completed"), "good", "ended"),
    "RETURNED": Word(pgettext_lazy("order", "Returned"), "calm", "ended"),
    "CLOSED": Word(pgettext_lazy("order", "Closed"), "calm", "ended"),
    "CANCELLED": Word(pgettext_lazy("order", "Cancelled"), "calm", "ended"),
}
ORDER_PARTIALLY = {
    "ALLOCATED": Word(pgettext_lazy("order", "Partly allocated"), "warn", "part"),
    "RELEASED": Word(pgettext_lazy("order", "Partly released"), "warn", "part"),
    "SHIPPED": Word(pgettext_lazy("order", "Partly shipped"), "warn", "part"),
}
HOLD = {
    "OPEN": Word(pgettext_lazy("hold", "On hold"), "warn"),
    "RELEASED": Word(pgettext_lazy("hold", "Hold released"), "good", "ended"),
    "EXPIRED": Word(pgettext_lazy("hold", "Expired"), "calm", "ended"),
    "UPHELD": Word(pgettext_lazy("hold", "Upheld"), "bad", "ended"),
}
QUESTION = {
    "DRAFT": Word(pgettext_lazy("question", "Draft"), "calm", "waiting"),
    "SENT": Word(pgettext_lazy("question", "Sent"), "warn", "waiting"),
    "ANSWERED": Word(pgettext_lazy("question", "Answered"), "info"),
    "TIMED_OUT": Word(pgettext_lazy("question", "No answer in time"), "bad"),
    "CLOSED": Word(pgettext_lazy("question", "Closed"), "calm", "ended"),
}
PAYMENT = {
    "UNPAID": Word(pgettext_lazy("payment", "Unpaid"), "calm", "waiting"),
    "AUTHORIZED": Word(pgettext_lazy("payment", "Authorised"), "info"),
    "PARTIALLY_PAID": Word(pgettext_lazy("payment", "Partly paid"), "warn", "part"),
    "PAID": Word(pgettext_lazy("payment", "Paid"), "good"),
    "OVERPAID": Word(pgettext_lazy("payment", "Overpaid"), "warn"),
    "COD_DUE": Word(pgettext_lazy("payment", "Cash on delivery"), "info", "waiting"),
    "COLLECTED": Word(pgettext_lazy("payment", "Collected"), "info"),
    "REMITTED": Word(pgettext_lazy("payment", "Remitted"), "good", "ended"),
    "VOIDED": Word(pgettext_lazy("payment", "Voided"), "calm", "ended"),
    "FAILED": Word(pgettext_lazy("payment", "Failed"), "bad"),
}
RESERVATION = {
    "SOFT": Word(pgettext_lazy("reservation", "Reserved"), "info", "waiting"),
    "HARD": Word(pgettext_lazy("reservation", "Locked"), "info"),
    "CONSUMED": Word(pgettext_lazy("reservation", "Shipped"), "good", "ended"),
    "RELEASED": Word(pgettext_lazy("reservation", "Given back"), "calm", "ended"),
    "EXPIRED": Word(pgettext_lazy("reservation", "Expired"), "calm", "ended"),
}
FULFILMENT = {
    "CREATED": Word(pgettext_lazy("fulfilment", "Created"), "calm", "waiting"),
    "SENT": Word(pgettext_lazy("fulfilment", "Sent to warehouse"), "info", "waiting"),
    "ACCEPTED": Word(pgettext_lazy("fulfilment", "Accepted"), "info"),
    "PICKING": Word(pgettext_lazy("fulfilment", "Being picked"), "info"),
    "PICKED": Word(pgettext_lazy("fulfilment", "Picked"), "info"),
    "PACKED": Word(pgettext_lazy("fulfilment", "Packed"), "info"),
    "READY": Word(pgettext_lazy("fulfilment", "Ready to hand over"), "info"),
    "SHIPPED": Word(pgettext_lazy("fulfilment", "Handed over"), "good", "ended"),
    "REJECTED": Word(pgettext_lazy("fulfilment", "Rejected"), "bad", "ended"),
    "STOP_REQUESTED": Word(pgettext_lazy("fulfilment", "Stop requested"), "warn", "waiting"),
    "CANCELLED": Word(pgettext_lazy("fulfilment", "Cancelled"), "calm", "ended"),
}
PARCEL = {
    "LABELLED": Word(pgettext_lazy("parcel", "Labelled"), "calm", "waiting"),
    "VOIDED": Word(pgettext_lazy("parcel", "Label voided"), "calm", "ended"),
    "PICKED_UP": Word(pgettext_lazy("parcel", "Picked up"), "info"),
    "IN_TRANSIT": Word(pgettext_lazy("parcel", "In transit"), "info"),
    "OUT_FOR_DELIVERY": Word(pgettext_lazy("parcel", "Out for delivery"), "info"),
    "DELIVERED": Word(pgettext_lazy("parcel", "Delivered"), "good", "ended"),
    "EXCEPTION": Word(pgettext_lazy("parcel", "In trouble"), "bad"),
    "REFUSED": Word(pgettext_lazy("parcel", "Refused"), "bad"),
    "INTERCEPTING": Word(pgettext_lazy("parcel", "Being intercepted"), "warn", "waiting"),
    "RETURNING": Word(pgettext_lazy("parcel", "On its way back"), "warn"),
    "RETURNED": Word(pgettext_lazy("parcel", "Returned"), "calm", "ended"),
    "LOST": Word(pgettext_lazy("parcel", "Lost"), "bad", "ended"),
}
RETURN = {
    "REQUESTED": Word(pgettext_lazy("return", "Requested"), "warn", "waiting"),
    "DECLINED": Word(pgettext_lazy("return", "Declined"), "calm", "ended"),
    "APPROVED": Word(pgettext_lazy("return", "Agreed"), "info"),
    "AWAITING_PARCEL": Word(pgettext_lazy("return", "Awaiting parcel"), "info", "waiting"),
    "PARTIALLY_RECEIVED": Word(pgettext_lazy("return", "Partly received"), "warn", "part"),
    "RECEIVED": Word(pgettext_lazy("return", "Received"), "info"),
    "INSPECTED": Word(pgettext_lazy("return", "Inspected"), "info"),
    "SETTLING": Word(pgettext_lazy("return", "Refunding"), "info", "waiting"),
    "COMPLETED": Word(pgettext_lazy("return", "Completed"), "good", "ended"),
    "MANUAL": Word(pgettext_lazy("return", "Needs a person"), "bad"),
    "DISPUTED": Word(pgettext_lazy("return", "Platform decides"), "bad", "waiting"),
    "SENT_BACK": Word(pgettext_lazy("return", "Sent back to buyer"), "calm", "ended"),
    "CANCELLED": Word(pgettext_lazy("return", "Cancelled"), "calm", "ended"),
    "EXPIRED": Word(pgettext_lazy("return", "Expired"), "calm", "ended"),
}
REFUND = {
    "REQUESTED": Word(pgettext_lazy("refund", "Requested"), "warn", "waiting"),
    "APPROVED": Word(pgettext_lazy("refund", "Approved"), "info"),
    "PROCESSING": Word(pgettext_lazy("refund", "Processing"), "info", "waiting"),
    "SUCCEEDED": Word(pgettext_lazy("refund", "Refunded"), "good", "ended"),
    "FAILED": Word(pgettext_lazy("refund", "Failed"), "bad"),
    "REJECTED": Word(pgettext_lazy("refund", "Rejected"), "calm", "ended"),
    "MANUAL": Word(pgettext_lazy("refund", "To be paid by hand"), "warn"),
}
TRANSFER = {
    "PROPOSED": Word(pgettext_lazy("transfer", "Proposed"), "calm", "waiting"),
    "APPROVED": Word(pgettext_lazy("transfer", "Approved"), "info"),
    "SHIPPED": Word(pgettext_lazy("transfer", "On the road"), "info"),
    "PARTIALLY_RECEIVED": Word(pgettext_lazy("transfer", "Partly received"), "warn", "part"),
    "RECEIVED": Word(pgettext_lazy("transfer", "Received"), "good", "ended"),
    "DISCREPANCY": Word(pgettext_lazy("transfer", "Differs"), "bad"),
    "CANCELLED": Word(pgettext_lazy("transfer", "Cancelled"), "calm", "ended"),
}
RULE_VERSION = {
    "DRAFT": Word(pgettext_lazy("rule version", "Draft"), "warn", "waiting"),
    "ACTIVE": Word(pgettext_lazy("rule version", "Activated"), "good"),
    "RETIRED": Word(pgettext_lazy("rule version", "Retired"), "calm", "ended"),
}
PURCHASE = {
    "DRAFT": Word(pgettext_lazy("purchase", "Draft"), "calm", "waiting"),
    "ORDERED": Word(pgettext_lazy("purchase", "Ordered"), "info"),
    "PARTIALLY_RECEIVED": Word(pgettext_lazy("purchase", "Partly received"), "warn", "part"),
    "RECEIVED": Word(pgettext_lazy("purchase", "Received"), "good", "ended"),
    "CLOSED": Word(pgettext_lazy("purchase", "Closed short"), "warn", "ended"),
    "CANCELLED": Word(pgettext_lazy("purchase", "Cancelled"), "calm", "ended"),
}
COUNT = {
    "ASKED": Word(pgettext_lazy("count", "To be counted"), "calm", "waiting"),
    "COUNTED": Word(pgettext_lazy("count", "Differs"), "warn"),
    "BOOKED": Word(pgettext_lazy("count", "Booked"), "good", "ended"),
    "CANCELLED": Word(pgettext_lazy("count", "Not counted"), "calm", "ended"),
}
SERIAL = {
    "IN_STOCK": Word(pgettext_lazy("serial", "On the shelf"), "good"),
    "PACKED": Word(pgettext_lazy("serial", "Packed"), "info"),
    "SHIPPED": Word(pgettext_lazy("serial", "Shipped"), "info", "ended"),
    "SET_ASIDE": Word(pgettext_lazy("serial", "Set aside"), "warn", "ended"),
}
WRITE_BACK = {
    "PENDING": Word(pgettext_lazy("write-back", "To be told"), "calm", "waiting"),
    "SENT": Word(pgettext_lazy("write-back", "Told"), "info", "waiting"),
    "CONFIRMED": Word(pgettext_lazy("write-back", "Confirmed"), "good", "ended"),
    "FAILED": Word(pgettext_lazy("write-back", "Failed"), "bad"),
    "SKIPPED": Word(pgettext_lazy("write-back", "Not needed"), "calm", "ended"),
}

INVOICE: dict[str, Word] = {
    "ASKED": Word(pgettext_lazy("invoice state", "To issue"), "info", "waiting"),
    "ISSUING": Word(pgettext_lazy("invoice state", "Ordered"), "info"),
    "ISSUED": Word(pgettext_lazy("invoice state", "Issued"), "good"),
    "UPLOADED": Word(pgettext_lazy("invoice state", "With the channel"), "good", "ended"),
    "FAILED": Word(pgettext_lazy("invoice state", "Refused"), "bad"),
    "REVERSED": Word(pgettext_lazy("invoice state", "Reversed"), "calm", "ended"),
    "WITHDRAWN": Word(pgettext_lazy("invoice state", "Withdrawn"), "calm", "ended"),
}
STATES: dict[str, dict[str, Word]] = {
    "invoice": INVOICE,
    "order": ORDER,
    "hold": HOLD,
    "question": QUESTION,
    "payment": PAYMENT,
    "reservation": RESERVATION,
    "fulfilment": FULFILMENT,
    "parcel": PARCEL,
    "return": RETURN,
    "refund": REFUND,
    "transfer": TRANSFER,
    "rule_version": RULE_VERSION,
    "purchase": PURCHASE,
    "count": COUNT,
    "serial": SERIAL,
    "write_back": WRITE_BACK,
}

BUCKETS = {
    "shipped": Word(pgettext_lazy("quantity", "shipped"), "good"),
    "released": Word(pgettext_lazy("quantity", "released"), "info"),
    "allocated": Word(pgettext_lazy("quantity", "allocated"), "info"),
    "promised": Word(pgettext_lazy("quantity", "promised"), "calm"),
    "open": Word(pgettext_lazy("quantity", "open"), "calm"),
    "backordered": Word(pgettext_lazy("quantity", "waiting"), "warn"),
    "cancelled": Word(pgettext_lazy("quantity", "cancelled"), "calm"),
}
"""The buckets of a line in the order in which they are drawn: nearest to the buyer first."""


def state_word(machine: str, state: str, *, partially: bool = False) -> Word:
    """The word of a state; an unknown state stands for itself, so that a page is never lost for a word."""
    if partially and machine == "order" and state in ORDER_PARTIALLY:
        return ORDER_PARTIALLY[state]
    return STATES.get(machine, {}).get(state) or Word(state)

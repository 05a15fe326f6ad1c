"""The one table of states and legal moves. Read it to know what may happen; nothing else decides that."""

from __future__ import annotations

from typing import Any, NamedTuple

from orderway.kernel.errors import IllegalMove

Moves = dict[str, tuple[str, ...]]


class Machine(NamedTuple):
    """One state machine: where it begins, what each state means, and where one may go from it."""

    name: str
    first: str
    meaning: dict[str, str]
    moves: Moves


HOLD = Machine(
    "hold",
    "OPEN",
    {
        "OPEN": "stops the steps it blocks",
        "RELEASED": "somebody allowed to has taken it away, or its cause is gone",
        "EXPIRED": "its time ran out and its default was carried out",
        "UPHELD": "found right; the order is cancelled for it",
    },
    {"OPEN": ("RELEASED", "EXPIRED", "UPHELD")},
)

QUESTION = Machine(
    "question",
    "DRAFT",
    {
        "DRAFT": "written, not sent",
        "SENT": "with the buyer, its deadline runs",
        "ANSWERED": "the buyer has answered",
        "TIMED_OUT": "nobody answered in time",
        "CLOSED": "the answer or the default is in the order",
    },
    {
        "DRAFT": ("SENT", "CLOSED"),
        "SENT": ("ANSWERED", "TIMED_OUT", "CLOSED"),
        "ANSWERED": ("CLOSED",),
        "TIMED_OUT": ("ANSWERED", "CLOSED"),
    },
)

PAYMENT = Machine(
    "payment",
    "UNPAID",
    {
        "UNPAID": "nothing came yet",
        "AUTHORIZED": "the gateway holds the amount for us",
        "PARTIALLY_PAID": "less came than is due",
        "PAID": "what is due came",
        "OVERPAID": "more came than is due",
        "COD_DUE": "to be collected at the door",
        "COLLECTED": "the carrier has the cash",
        "REMITTED": "the carrier has passed it on, less its fee",
        "VOIDED": "the authorisation is given back",
        "FAILED": "nothing will come",
    },
    {
        "UNPAID": ("AUTHORIZED", "PARTIALLY_PAID", "PAID", "OVERPAID", "COD_DUE", "FAILED", "VOIDED"),
        "AUTHORIZED": ("PARTIALLY_PAID", "PAID", "OVERPAID", "VOIDED", "FAILED"),
        "PARTIALLY_PAID": ("PAID", "OVERPAID", "AUTHORIZED"),
        "PAID": ("OVERPAID", "PARTIALLY_PAID"),
        "OVERPAID": ("PAID", "PARTIALLY_PAID"),
        "COD_DUE": ("COLLECTED", "FAILED", "PAID", "UNPAID"),
        "COLLECTED": ("REMITTED",),
        "FAILED": ("PAID", "PARTIALLY_PAID", "OVERPAID", "AUTHORIZED"),
        "VOIDED": ("PAID", "PARTIALLY_PAID", "OVERPAID", "AUTHORIZED"),
    },
)

RESERVATION = Machine(
    "reservation",
    "SOFT",
    {
        "SOFT": "promised: taken off what others can buy, the place may still change",
        "HARD": "the place is decided and the warehouse instructed",
        "CONSUMED": "the goods have left",
        "RELEASED": "given back",
        "EXPIRED": "given back because the order was not paid in time",
    },
    {"SOFT": ("HARD", "RELEASED", "EXPIRED"), "HARD": ("SOFT", "CONSUMED", "RELEASED")},
)

FULFILMENT = Machine(
    "fulfilment",
    "CREATED",
    {
        "CREATED": "decided, not yet with the warehouse",
        "SENT": "instructed",
        "ACCEPTED": "the warehouse has taken it on",
        "PICKING": "being picked",
        "PICKED": "all that could be found is picked",
        "PACKED": "in its parcels",
        "READY": "labelled, waiting for the carrier",
        "SHIPPED": "handed over",
        "REJECTED": "the warehouse says no",
        "STOP_REQUESTED": "we asked to stop, the warehouse has not answered",
        "CANCELLED": "will not be shipped from here",
    },
    {
        "CREATED": ("SENT", "CANCELLED"),
        "SENT": ("ACCEPTED", "PICKING", "REJECTED", "STOP_REQUESTED", "CANCELLED"),
        "ACCEPTED": ("PICKING", "REJECTED", "STOP_REQUESTED", "CANCELLED"),
        "PICKING": ("PICKED", "STOP_REQUESTED", "CANCELLED"),
        "PICKED": ("PACKED", "STOP_REQUESTED", "CANCELLED"),
        "PACKED": ("READY", "STOP_REQUESTED", "CANCELLED"),
        "READY": ("SHIPPED", "PACKED", "STOP_REQUESTED", "CANCELLED"),
        "STOP_REQUESTED": ("CANCELLED", "SENT", "ACCEPTED", "PICKING", "PICKED", "PACKED", "READY"),
    },
)

RULE_VERSION = Machine(
    "rule_version",
    "DRAFT",
    {
        "DRAFT": "being written; decides nothing",
        "ACTIVE": "in force from its date until its end",
        "RETIRED": "no longer in force; kept as it was",
    },
    {"DRAFT": ("ACTIVE",), "ACTIVE": ("RETIRED",)},
)

PARCEL = Machine(
    "parcel",
    "LABELLED",
    {
        "LABELLED": "has a tracking number, still with us",
        "VOIDED": "its label is worthless",
        "PICKED_UP": "the carrier has it",
        "IN_TRANSIT": "on the road",
        "OUT_FOR_DELIVERY": "with the courier",
        "DELIVERED": "signed for",
        "EXCEPTION": "something is wrong on the road",
        "REFUSED": "the buyer did not take it",
        "INTERCEPTING": "we asked the carrier to stop it",
        "RETURNING": "on its way back",
        "RETURNED": "back with us",
        "LOST": "will not arrive",
    },
    {
        "LABELLED": ("VOIDED", "PICKED_UP"),
        "PICKED_UP": (
            "IN_TRANSIT",
            "OUT_FOR_DELIVERY",
            "DELIVERED",
            "EXCEPTION",
            "REFUSED",
            "INTERCEPTING",
            "RETURNING",
            "LOST",
        ),
        "IN_TRANSIT": ("OUT_FOR_DELIVERY", "DELIVERED", "EXCEPTION", "REFUSED", "INTERCEPTING", "RETURNING", "LOST"),
        "OUT_FOR_DELIVERY": ("DELIVERED", "EXCEPTION", "REFUSED", "INTERCEPTING", "RETURNING", "LOST"),
        "EXCEPTION": ("IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "REFUSED", "INTERCEPTING", "RETURNING", "LOST"),
        "REFUSED": ("RETURNING", "RETURNED", "LOST"),
        "INTERCEPTING": ("RETURNING", "RETURNED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "LOST"),
        "RETURNING": ("RETURNED", "LOST"),
        "LOST": ("DELIVERED", "RETURNED"),
    },
)

RETURN = Machine(
    "return",
    "REQUESTED",
    {
        "REQUESTED": "asked for",
        "DECLINED": "refused, with a reason",
        "APPROVED": "agreed",
        "AWAITING_PARCEL": "the buyer sends it back",
        "PARTIALLY_RECEIVED": "a part has come",
        "RECEIVED": "all of it has come",
        "INSPECTED": "looked at: sellable or not",
        "SETTLING": "the money is on its way",
        "COMPLETED": "settled",
        "MANUAL": "a person must settle it",
        "DISPUTED": "the platform decides",
        "SENT_BACK": "not accepted, sent to the buyer again",
        "CANCELLED": "taken back by the buyer",
        "EXPIRED": "nothing came in time",
    },
    {
        "REQUESTED": ("APPROVED", "DECLINED", "CANCELLED", "DISPUTED"),
        "APPROVED": ("AWAITING_PARCEL", "SETTLING", "CANCELLED"),
        "AWAITING_PARCEL": ("PARTIALLY_RECEIVED", "RECEIVED", "CANCELLED", "EXPIRED", "DISPUTED"),
        "PARTIALLY_RECEIVED": ("RECEIVED", "DISPUTED"),
        "RECEIVED": ("INSPECTED",),
        "INSPECTED": ("SETTLING", "SENT_BACK", "COMPLETED", "DISPUTED"),
        "SETTLING": ("COMPLETED", "MANUAL"),
        "MANUAL": ("COMPLETED", "SETTLING"),
        "DISPUTED": ("APPROVED", "DECLINED", "SETTLING", "COMPLETED"),
        "DECLINED": ("DISPUTED", "APPROVED"),
    },
)

REFUND = Machine(
    "refund",
    "REQUESTED",
    {
        "REQUESTED": "proposed",
        "APPROVED": "a second person, or the limit, agrees",
        "PROCESSING": "asked of the gateway",
        "SUCCEEDED": "the buyer has it",
        "FAILED": "the gateway says no",
        "REJECTED": "not agreed",
        "MANUAL": "to be paid by hand",
    },
    {
        "REQUESTED": ("APPROVED", "REJECTED"),
        "APPROVED": ("PROCESSING", "REJECTED"),
        "PROCESSING": ("SUCCEEDED", "FAILED"),
        "FAILED": ("PROCESSING", "MANUAL"),
        "MANUAL": ("SUCCEEDED",),
    },
)

TRANSFER = Machine(
    "transfer",
    "PROPOSED",
    {
        "PROPOSED": "worth doing",
        "APPROVED": "agreed",
        "SHIPPED": "on the road between warehouses",
        "PARTIALLY_RECEIVED": "a part has come",
        "RECEIVED": "all has come",
        "DISCREPANCY": "less or other came than left",
        "CANCELLED": "not done",
    },
    {
        "PROPOSED": ("APPROVED", "CANCELLED"),
        "APPROVED": ("SHIPPED", "CANCELLED"),
        "SHIPPED": ("PARTIALLY_RECEIVED", "RECEIVED", "DISCREPANCY"),
        "PARTIALLY_RECEIVED": ("RECEIVED", "DISCREPANCY"),
        "DISCREPANCY": ("RECEIVED",),
    },
)

PURCHASE = Machine(
    "purchase",
    "DRAFT",
    {
        "DRAFT": "being written, counts for nothing yet",
        "ORDERED": "with the supplier; its goods are expected",
        "PARTIALLY_RECEIVED": "a part has come, the rest is expected",
        "RECEIVED": "all has come",
        "CLOSED": "less came than was ordered, and no more will",
        "CANCELLED": "nothing will come",
    },
    {
        "DRAFT": ("ORDERED", "CANCELLED"),
        "ORDERED": ("PARTIALLY_RECEIVED", "RECEIVED", "CLOSED", "CANCELLED"),
        "PARTIALLY_RECEIVED": ("RECEIVED", "CLOSED"),
    },
)

COUNT = Machine(
    "count",
    "ASKED",
    {
        "ASKED": "somebody is to count what lies there",
        "COUNTED": "the difference is large: a second person looks at it",
        "BOOKED": "the books say what was found",
        "CANCELLED": "not counted",
    },
    {"ASKED": ("COUNTED", "BOOKED", "CANCELLED"), "COUNTED": ("BOOKED", "ASKED", "CANCELLED")},
)

SERIAL = Machine(
    "serial",
    "IN_STOCK",
    {
        "IN_STOCK": "on the shelf",
        "PACKED": "in a parcel that has not left",
        "SHIPPED": "with the carrier or the buyer",
        "SET_ASIDE": "came back and is not sold again",
    },
    {"IN_STOCK": ("PACKED",), "PACKED": ("SHIPPED", "IN_STOCK"), "SHIPPED": ("IN_STOCK", "SET_ASIDE")},
)

INVOICE = Machine(
    "invoice",
    "ASKED",
    {
        "ASKED": "wanted, to be issued",
        "ISSUING": "ordered of the issuer",
        "ISSUED": "exists, its number is known",
        "UPLOADED": "the channel has it",
        "FAILED": "the issuer says no, somebody must look",
        "REVERSED": "taken back by a red-letter invoice",
        "WITHDRAWN": "not wanted any more",
    },
    {
        "ASKED": ("ISSUING", "ISSUED", "WITHDRAWN"),
        "ISSUING": ("ISSUED", "FAILED"),
        "FAILED": ("ISSUING", "ISSUED", "WITHDRAWN"),
        "ISSUED": ("UPLOADED", "REVERSED"),
        "UPLOADED": ("REVERSED",),
    },
)

WRITE_BACK = Machine(
    "write_back",
    "PENDING",
    {
        "PENDING": "to be told",
        "SENT": "told, not confirmed",
        "CONFIRMED": "the other side has it",
        "FAILED": "refused, with a class",
        "SKIPPED": "not needed",
    },
    {
        "PENDING": ("SENT", "CONFIRMED", "FAILED", "SKIPPED"),
        "SENT": ("CONFIRMED", "FAILED"),
        "FAILED": ("PENDING", "SKIPPED"),
    },
)

MACHINES = (
    HOLD,
    QUESTION,
    PAYMENT,
    RESERVATION,
    FULFILMENT,
    PARCEL,
    RETURN,
    REFUND,
    TRANSFER,
    PURCHASE,
    COUNT,
    SERIAL,
    WRITE_BACK,
    RULE_VERSION,
    INVOICE,
)


def check_machine(machine: Machine) -> None:
    """AssertionError where a table names an unknown state, forgets one, or has one that cannot be reached."""
    known = set(machine.meaning)
    assert machine.first in known, machine.name
    assert set(machine.moves) <= known, machine.name
    reached, todo = {machine.first}, [machine.first]
    while todo:
        for target in machine.moves.get(todo.pop(), ()):
            assert target in known, (machine.name, target)
            if target not in reached:
                reached.add(target)
                todo.append(target)
    assert reached == known, (machine.name, known - reached)


for _machine in MACHINES:
    check_machine(_machine)


def may_move(machine: Machine, state: str, to: str) -> bool:
    """Whether the table has a way from `state` to `to`."""
    return to in machine.moves.get(state, ())


def is_final(machine: Machine, state: str) -> bool:
    """Whether nothing more can happen from `state`."""
    return not machine.moves.get(state)


def move(thing: Any, machine: Machine, to: str) -> None:
    """Write the new state of `thing` (its attribute `state`); IllegalMove where the table has no way."""
    if to not in machine.moves.get(thing.state, ()):
        raise IllegalMove(f"{machine.name} {getattr(thing, 'id', '?')}: {thing.state} to {to}")
    thing.state = to

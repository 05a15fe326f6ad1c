"""Erasing a buyer from an order that is over: what the order says of a person goes, its goods and money stay.

What is kept: country, province and city (figures), lines, amounts, payments, stock, events (they never held personal
data), and issued invoices, which the law keeps. Platform records of a transaction stay three years or more; a person
in them does not have to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from orderway.flow import change
from orderway.flow.order import Order, Person
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal
from orderway.kernel.sql import named

TOPIC = "erase"
"""The message that has the rest of the stores erased, once the order itself is."""
OVER = ("completed", "cancelled")
_SQL = named(__file__, "erasing.sql")


def erase(order: Order, now: datetime) -> Refusal | None:
    """Take the buyer out of the order's own rows; refused while anything still needs them."""
    if order.person.erased_at is not None:
        return Refusal("erased_already")
    if order.standing not in OVER or any(case.closed_at is None for case in order.returns) or order.refund_open_minor:
        return Refusal("not_over_yet", {"status": order.status})
    was = order.person
    order.person = Person(
        order.id,
        country=was.country,
        province=was.province,
        city=was.city,
        version=was.version,  # another version would keep this one as a former receiver
        erased_at=now,
    )
    order.buyer_note = order.seller_note = ""
    order.wishes = {}
    for question in order.questions:
        question.text, question.answer = "", {}
    for hold in order.holds:
        hold.note = ""
    for refund in order.refunds:
        refund.note = ""
    for case in order.returns:
        case.note = ""
    for invoice in order.invoices:
        if invoice.issued_at is None:
            invoice.title = invoice.tax_number = invoice.email = ""
    change.note(order, "buyer", "erased")
    return None


def outgoing(order: Order, why: str) -> Outgoing:
    """The message that has the other stores erased."""
    return Outgoing(TOPIC, f"shop:{order.shop_id}", {"why": why}, order.id)


def forget_words(cursor: psycopg.Cursor[Any], order_ids: Sequence[int]) -> Mapping[str, int]:
    """What was written about these orders, and their former receivers: how many rows of each were emptied."""
    return {
        "notes": cursor.execute(_SQL.empty_notes, [list(order_ids)]).rowcount,
        "former_receivers": cursor.execute(_SQL.drop_former, [list(order_ids)]).rowcount,
    }

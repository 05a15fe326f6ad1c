"""Which struct is which table; the engine loads and saves by this list and nothing else."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from orderway.flow import order as o
from orderway.flow.conversation import Conversation
from orderway.flow.event import Event
from orderway.flow.invoice import Invoice
from orderway.kernel.rows import Table

_CHILDREN = frozenset(
    (
        "person",
        "lines",
        "holds",
        "questions",
        "reservations",
        "fulfilments",
        "fulfilment_lines",
        "parcels",
        "scans",
        "payments",
        "refunds",
        "returns",
        "notes",
        "invoices",
        "conversations",
        "steps",
        "fresh",
    )
)

ORDERS = Table("orders", o.Order, without=_CHILDREN)
PERSONS = Table("person", o.Person, key=("order_id",))
EVENTS = Table("event", Event)

CHILDREN: dict[str, Table[Any]] = {
    "lines": Table("order_line", o.Line),
    "holds": Table("hold", o.Hold),
    "questions": Table("question", o.Question),
    "reservations": Table("reservation", o.Reservation),
    "fulfilments": Table("fulfilment", o.Fulfilment),
    "fulfilment_lines": Table("fulfilment_line", o.FulfilmentLine),
    "parcels": Table("parcel", o.Parcel),
    "payments": Table("payment", o.Payment),
    "refunds": Table("refund", o.Refund),
    "returns": Table("return_case", o.Return),
}
"""Lists of `Order` that are loaded with it and saved by difference, in the order of writing."""

APPENDED: dict[str, Table[Any]] = {
    "scans": Table("scan", o.Scan),
    "notes": Table("note", o.Note),
}
"""Lists of `Order` that are only ever added to and not loaded."""

SELDOM: dict[str, tuple[str, Table[Any]]] = {
    "invoices": ("invoiced", Table("invoice", Invoice)),
    "conversations": ("talk", Table("conversation", Conversation)),
}
"""Lists of `Order` that few orders have: loaded and saved only where this key of `Order.extra` says so."""

PARTS: dict[str, Table[Any]] = CHILDREN | {name: table for name, (_, table) in SELDOM.items()} | APPENDED
"""All lists of `Order` that are tables, in the order of writing."""
parts_of = attrgetter(*PARTS)

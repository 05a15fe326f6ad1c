"""Tables that set the priority of an order, once, when it is checked."""

from __future__ import annotations

from orderway.rules.facts import gettext_noop
from orderway.rules.facts_order import ORDER_FACTS
from orderway.rules.kind import INTEGER, Example, Kind, Output
from orderway.rules.table import Column, Row, Table

PRIORITY_MAX = 100

PRIORITY = Kind(
    "priority",
    gettext_noop("Priority"),
    ORDER_FACTS,
    (
        Output(
            "priority",
            INTEGER,
            gettext_noop("Priority"),
            required=True,
            least=-PRIORITY_MAX,
            most=PRIORITY_MAX,
            example="10",
        ),
    ),
    gettext_noop("The highest priority of the rows that fire is the order's; 0 is ordinary, more comes first."),
    examples=(
        Example(
            gettext_noop("Who comes first"),
            Table(
                kind="priority",
                inputs=[Column("seller_note"), Column("amount_minor"), Column("origin")],
                outputs=[Column("priority")],
                rows=[
                    Row(id="r1", cells=['contains("VIP")', "", ""], outs=["20"]),
                    Row(id="r2", cells=["", "> 2000", ""], outs=["5"]),
                    Row(id="r3", cells=["", "", "reship, exchange"], outs=["10"]),
                ],
            ),
        ),
    ),
)

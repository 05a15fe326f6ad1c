"""Tables that say what becomes of an order that is short, before the shop's own policy is asked."""

from __future__ import annotations

from orderway.rules.facts import TEXT, gettext_noop
from orderway.rules.facts_order import ORDER_FACTS
from orderway.rules.kind import Example, Kind, Output
from orderway.rules.table import Column, Row, Table

SHORTAGE_CHOICES = ("wait", "ask", "part", "substitute", "cancel_short", "cheapest")
"""wait and part need nothing; ask holds it for a person; the others are taken where they are offered, else it is
held. cheapest never cancels: that needs a word of the buyer or of a person."""

SHORTAGE = Kind(
    "shortage",
    gettext_noop("Shortages"),
    ORDER_FACTS,
    (Output("choice", TEXT, gettext_noop("What to do"), SHORTAGE_CHOICES, required=True, example="wait"),),
    gettext_noop("The first row that fires decides what becomes of an order that is short, before the shop's policy."),
    examples=(
        Example(
            gettext_noop("Who waits and who is asked"),
            Table(
                kind="shortage",
                inputs=[Column("amount_minor"), Column("lines")],
                outputs=[Column("choice")],
                rows=[
                    Row(id="r1", cells=["> 1000", ""], outs=["ask"]),
                    Row(id="r2", cells=["", "> 1"], outs=["part"]),
                ],
            ),
        ),
    ),
)

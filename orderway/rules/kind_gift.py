"""Tables that give gifts (赠品): to whom, of what, how many for how much, how often at most, and what instead."""

from __future__ import annotations

from orderway.rules.facts import LIST, MONEY, NUMBER, TEXT, Fact, gettext_noop
from orderway.rules.facts_order import ORDER_FACTS
from orderway.rules.kind import INTEGER, Example, Kind, Output, facts_by_name
from orderway.rules.table import Column, Row, Table

UNITS_MAX = 1_000
TOTAL_MAX = 1_000_000
AMOUNT_MAX = 1_000_000
YES = "yes"

FACTS = {
    **ORDER_FACTS,
    **facts_by_name(
        Fact("paid_stamp", NUMBER, gettext_noop("Paid at, shop's time, as 202611112000"), 202_611_112_000),
        Fact("paid_hour", NUMBER, gettext_noop("Hour of the payment, shop's time"), 20),
        Fact("live_room", TEXT, gettext_noop("Live room or host"), "room-7"),
    ),
}


def check_row(table: Table, row: Row) -> list[tuple[str, str, str]]:
    """Counted by units or by amount, not by both."""
    given = dict(zip((column.field for column in table.outputs), row.outs, strict=False))
    if given.get("per_units", "").strip() and given.get("per_amount", "").strip():
        return [("per_amount", "not_a_choice", given["per_amount"])]
    return []


GIFT = Kind(
    "gift",
    gettext_noop("Gifts"),
    FACTS,
    (
        Output("gift", TEXT, gettext_noop("SKU of the gift"), required=True, most=100, example="SOCKS"),
        Output("units", INTEGER, gettext_noop("Units"), required=True, least=1, most=UNITS_MAX, example="1"),
        Output("of", LIST, gettext_noop("Only for these SKUs"), example="A-100, B-200"),
        Output("per_units", INTEGER, gettext_noop("For every so many units"), least=1, most=UNITS_MAX, example="2"),
        Output("per_amount", MONEY, gettext_noop("For every so much of their amount"), least=1, most=AMOUNT_MAX),
        Output("order_max", INTEGER, gettext_noop("Units per order at most"), least=1, most=UNITS_MAX, example="3"),
        Output("total_max", INTEGER, gettext_noop("Units in all at most"), least=1, most=TOTAL_MAX, example="500"),
        Output("instead", TEXT, gettext_noop("SKU instead when it is short"), most=100),
        Output("value", MONEY, gettext_noop("Value of a unit that does not come back"), least=0, most=AMOUNT_MAX),
        Output("rank", INTEGER, gettext_noop("Rank, the lowest first"), least=0, most=UNITS_MAX),
        Output("alone", TEXT, gettext_noop("No further gift after it"), (YES, "no")),
    ),
    gettext_noop("Each row that fires gives a gift with the order, as far as it is in stock."),
    check_row,
    (
        Example(
            gettext_noop("Socks with every 199"),
            Table(
                kind="gift",
                inputs=[Column("amount_minor")],
                outputs=[Column("gift"), Column("units"), Column("per_amount"), Column("order_max"), Column("value")],
                rows=[Row(id="1", cells=[">= 199"], outs=["SOCKS", "1", "199", "3", "9.90"])],
            ),
        ),
    ),
)

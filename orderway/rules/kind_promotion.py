"""Tables of our own promotions: what is taken off, for which goods, from which amount on, and what freight costs."""

from __future__ import annotations

from orderway.rules.facts import LIST, MONEY, NUMBER, TEXT, Fact, gettext_noop
from orderway.rules.facts_order import ORDER_FACTS
from orderway.rules.kind import INTEGER, Example, Kind, Output, facts_by_name
from orderway.rules.table import Column, Row, Table

AMOUNT_MAX = 1_000_000
UNITS_MAX = 1_000
YES = "yes"
ACTIONS = ("off", "percent", "n_for_m", "points", "freight")
NEEDS = {"off": ("off",), "percent": ("percent",), "n_for_m": ("take", "pay"), "points": ("off",), "freight": ("off",)}

FACTS = {
    **ORDER_FACTS,
    **facts_by_name(
        Fact("coupons", LIST, gettext_noop("Coupons that the buyer used"), ["WELCOME"]),
        Fact("points", NUMBER, gettext_noop("Points that the buyer used"), 500),
    ),
}


def check_row(table: Table, row: Row) -> list[tuple[str, str, str]]:
    """Each action has what it needs; n-for-m pays fewer units than it takes."""
    given = dict(zip((column.field for column in table.outputs), (out.strip() for out in row.outs), strict=False))
    missing = [(name, "value_wanted", "") for name in NEEDS.get(given.get("action", ""), ()) if not given.get(name)]
    if missing:
        return missing
    take, pay = given.get("take", ""), given.get("pay", "")
    if given.get("action") == "n_for_m" and take.isdecimal() and pay.isdecimal() and int(pay) >= int(take):
        return [("pay", "too_large", str(int(take) - 1))]
    return []


PROMOTION = Kind(
    "promotion",
    gettext_noop("Promotions"),
    FACTS,
    (
        Output("action", TEXT, gettext_noop("What it does"), ACTIONS, required=True, example="off"),
        Output("off", MONEY, gettext_noop("Amount: taken off, worth of a point, freight"), least=0, most=AMOUNT_MAX),
        Output("percent", INTEGER, gettext_noop("Percent off"), least=1, most=100, example="10"),
        Output("from_amount", MONEY, gettext_noop("From so much of these goods on"), least=0, most=AMOUNT_MAX),
        Output("every", TEXT, gettext_noop("Again for every so much"), (YES, "no")),
        Output("take", INTEGER, gettext_noop("Of so many units"), least=2, most=UNITS_MAX, example="3"),
        Output("pay", INTEGER, gettext_noop("So many are paid"), least=0, most=UNITS_MAX, example="2"),
        Output("of", LIST, gettext_noop("Only for these SKUs"), example="A-100, B-200"),
        Output("at_most", MONEY, gettext_noop("At most so much off"), least=0, most=AMOUNT_MAX),
        Output("rank", INTEGER, gettext_noop("Rank, the lowest first"), least=0, most=UNITS_MAX),
        Output("alone", TEXT, gettext_noop("Nothing is taken off after it"), (YES, "no")),
    ),
    gettext_noop("The price of an order is computed again by the rows that fire; a difference holds it."),
    check_row,
    (
        Example(
            gettext_noop("20 off every 200, free freight from 99"),
            Table(
                kind="promotion",
                inputs=[Column("country")],
                outputs=[Column("action"), Column("off"), Column("from_amount"), Column("every")],
                rows=[
                    Row(id="1", cells=['"CN"'], outs=["off", "20", "200", "yes"]),
                    Row(id="2", cells=['"CN"'], outs=["freight", "10", "", ""]),
                    Row(id="3", cells=['"CN"'], outs=["freight", "0", "99", ""]),
                ],
            ),
        ),
    ),
)

"""Tables that say what may ship from where: exclusions, hard or soft, and what a place in the ranking is worth."""

from __future__ import annotations

from orderway.rules.facts import LIST, MONEY, TEXT, gettext_noop
from orderway.rules.facts_order import ORDER_FACTS
from orderway.rules.kind import Example, Kind, Output
from orderway.rules.table import Column, Row, Table

ONLY, NEVER, PREFER, AVOID = "only", "never", "prefer", "avoid"
AMOUNT_MAX = 1_000_000


def check_row(table: Table, row: Row) -> list[tuple[str, str, str]]:
    """Preferring and avoiding say by how much; excluding has no price."""
    given = dict(zip((column.field for column in table.outputs), row.outs, strict=False))
    priced = given.get("do", "").strip().strip('"') in (PREFER, AVOID)
    if priced and not given.get("amount", "").strip(" 0."):
        return [("amount", "value_wanted", "")]
    if not priced and given.get("amount", "").strip():
        return [("amount", "not_a_choice", given["amount"])]
    return []


SHIP_FROM = Kind(
    "ship_from",
    gettext_noop("Which warehouse ships"),
    ORDER_FACTS,
    (
        Output("do", TEXT, gettext_noop("What to do"), (ONLY, NEVER, PREFER, AVOID), required=True, example=ONLY),
        Output("warehouses", LIST, gettext_noop("Warehouses"), required=True, example="HZ, GZ"),
        Output("amount", MONEY, gettext_noop("Worth"), least=0, most=AMOUNT_MAX, example="5"),
    ),
    gettext_noop(
        "Rows that fire leave only some warehouses, exclude some, or make them cheaper or dearer in the ranking. A soft"
        " exclusion gives way where nobody else can ship."
    ),
    check_row,
    (
        Example(
            gettext_noop("Cold goods and heavy orders"),
            Table(
                kind="ship_from",
                inputs=[Column("categories"), Column("weight_grams")],
                outputs=[Column("do"), Column("warehouses"), Column("amount")],
                rows=[
                    Row(id="1", cells=['contains("cold")', ""], outs=["only", "HZ", ""]),
                    Row(id="2", cells=["", "> 20000"], outs=["never", "GZ", ""], hard=False),
                ],
            ),
        ),
    ),
)

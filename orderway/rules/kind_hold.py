"""Tables that hold orders (`hold`: one look at the order) or lines (`line_hold`: one look at every line)."""

from __future__ import annotations

from orderway.rules.facts import TEXT, gettext_noop
from orderway.rules.facts_order import LINE_FACTS, ORDER_FACTS
from orderway.rules.kind import INTEGER, Kind, Output
from orderway.rules.table import Row, Table

RULE_REASONS = (
    "rule_says",
    "fraud_score",
    "black_list",
    "price_floor",
    "restricted_goods",
    "restricted_region",
    "quantity_limit",
    "large_amount",
    "large_quantity",
    "category_review",
    "remark_present",
)
"""The reasons of holds that a table may give."""
GATES = ("check", "review")
"""Where a row is looked at: before stock is promised, or when money and approval are looked at."""
POINTS_MAX = 1_000
MESSAGE_CHARS_MAX = 200

OUTPUTS = (
    Output("reason", TEXT, gettext_noop("Reason of the hold"), RULE_REASONS, example="rule_says"),
    Output("message", TEXT, gettext_noop("What the staff reads"), most=MESSAGE_CHARS_MAX),
    Output("points", INTEGER, gettext_noop("Points of suspicion"), least=0, most=POINTS_MAX),
    Output("gate", TEXT, gettext_noop("Looked at"), GATES, example="check"),
)


def check_row(table: Table, row: Row) -> list[tuple[str, str, str]]:
    """A row must do something: give a reason or points; points alone count towards `fraud_score`."""
    given = dict(zip((column.field for column in table.outputs), row.outs, strict=False))
    if not given.get("reason", "").strip() and not given.get("points", "").strip(" 0"):
        return [("reason", "nothing_given", "")]
    return []


HOLD = Kind(
    "hold",
    gettext_noop("Holds of orders"),
    ORDER_FACTS,
    OUTPUTS,
    gettext_noop("Each row that fires holds the order, or adds points to its score."),
    check_row,
)
LINE_HOLD = Kind(
    "line_hold",
    gettext_noop("Holds of lines"),
    LINE_FACTS,
    OUTPUTS,
    gettext_noop("Each row is asked about every line of an order and holds the line."),
    check_row,
)

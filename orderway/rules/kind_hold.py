"""Tables that hold orders (`hold`: one look at the order) or lines (`line_hold`: one look at every line)."""

from __future__ import annotations

from orderway.rules.facts import TEXT, gettext_noop
from orderway.rules.facts_order import LINE_FACTS, ORDER_FACTS
from orderway.rules.kind import INTEGER, Example, Kind, Output
from orderway.rules.table import Column, Row, Table

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


def _columns(*names: str) -> list[Column]:
    return [Column(name) for name in names]


def _row(name: str, *cells: str, points: str = "", say: str = "", gate: str = "") -> Row:
    """A row of an example: its cells, then the reason and what the staff reads, unless it only gives points."""
    if points:
        return Row(id=name, cells=list(cells), outs=["", say, points, gate])
    return Row(id=name, cells=list(cells[:-2]), outs=[*cells[-2:], "", gate])


HOLD = Kind(
    "hold",
    gettext_noop("Holds of orders"),
    ORDER_FACTS,
    OUTPUTS,
    gettext_noop("Each row that fires holds the order, or adds points to its score."),
    check_row,
    (
        Example(
            gettext_noop("Suspicious orders"),
            Table(
                kind="hold",
                inputs=_columns(
                    "amount_minor", "buyer_orders_30d", "buyer_refused_90d", "buyer_names_30d", "hour", "cod"
                ),
                outputs=_columns("reason", "message", "points", "gate"),
                rows=[
                    _row("r1", "> 3000", "", "", "", "< 6", "", points="40", say=gettext_noop("Large, at night")),
                    _row("r2", "> 500", *[""] * 4, "yes", points="40", say=gettext_noop("Cash on delivery, large")),
                    _row("r3", "", "", ">= 2", "", "", "", points="80", say=gettext_noop("Refused parcels before")),
                    _row("r4", "", "> 5", "", "", "", "", points="30", say=gettext_noop("Many orders in a month")),
                    _row("r5", "", "", "", ">= 3", "", "", points="60", say=gettext_noop("Several names, one phone")),
                ],
            ),
        ),
        Example(
            gettext_noop("Remarks and remote regions"),
            Table(
                kind="hold",
                inputs=_columns("seller_note", "buyer_note_present", "province", "weight_grams"),
                outputs=_columns("reason", "message", "points", "gate"),
                rows=[
                    _row("r1", 'contains("!", "急")', "", "", "", "remark_present", gettext_noop("An urgent remark")),
                    _row("r2", "", "yes", "", "", "remark_present", gettext_noop("Read what the buyer wrote")),
                    _row(
                        "r3",
                        "",
                        "",
                        "新疆维吾尔自治区, 西藏自治区",
                        "> 5000",
                        "restricted_region",
                        gettext_noop("Heavy and far: ask for freight"),
                    ),
                ],
            ),
        ),
    ),
)
LINE_HOLD = Kind(
    "line_hold",
    gettext_noop("Holds of lines"),
    LINE_FACTS,
    OUTPUTS,
    gettext_noop("Each row is asked about every line of an order and holds the line."),
    check_row,
    (
        Example(
            gettext_noop("Limits and restricted goods"),
            Table(
                kind="line_hold",
                inputs=_columns("category", "province", "quantity", "unit_paid_minor"),
                outputs=_columns("reason", "message", "points", "gate"),
                rows=[
                    _row("r1", "", "", "> 50", "", "quantity_limit", gettext_noop("More than a household needs")),
                    _row(
                        "r2",
                        '"battery", "liquid"',
                        "新疆维吾尔自治区, 西藏自治区",
                        "",
                        "",
                        "restricted_region",
                        gettext_noop("Does not fly there"),
                    ),
                    _row(
                        "r3",
                        "",
                        "",
                        "",
                        "< unit_cost_minor",
                        "price_floor",
                        gettext_noop("Sold below its cost"),
                        gate="review",
                    ),
                ],
            ),
        ),
    ),
)

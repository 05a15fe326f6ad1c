"""The practice company's decision tables: in force once the data are loaded, so that what comes follows them.

The orders of the time line are past by then: trials judge them, no hold is added to them.
"""

from __future__ import annotations

from collections.abc import Mapping

from orderway.kernel.errors import Broken, Refusal
from orderway.records import ruling
from orderway.rules.table import Column, Row, Table

BY = "admin"


class NotMade(Broken):
    """A practice table was refused; that is a mistake in practice/rules.py."""


def _row(name: str, cells: list[str], *outs: str, note: str = "") -> Row:
    return Row(id=name, cells=cells, outs=list(outs), note=note)


SUSPICIOUS = Table(
    kind="hold",
    inputs=[
        Column("amount_minor"),
        Column("buyer_orders_30d"),
        Column("buyer_names_30d"),
        Column("hour"),
        Column("cod"),
    ],
    outputs=[Column("reason"), Column("message"), Column("points")],
    rows=[
        _row("r1", ["> 2000", "", "", "", ""], "", "大额订单 Large order", "60"),
        _row("r2", ["> 300", "", "", "< 6", ""], "", "深夜下单 Ordered at night", "50"),
        _row("r3", ["", "> 3", "", "", ""], "", "一个月内多单 Many orders in a month", "40"),
        _row("r4", ["", "", ">= 3", "", ""], "", "同号多名 Several names, one phone", "60"),
        _row(
            "r5", ["> 200", "", "", "", "yes"], "rule_says", "货到付款大单,先致电 Call before this cash on delivery", ""
        ),
    ],
)
LIMITS = Table(
    kind="line_hold",
    inputs=[Column("category"), Column("province"), Column("quantity")],
    outputs=[Column("reason"), Column("message")],
    rows=[
        _row("r1", ["", "", "> 12"], "quantity_limit", "More than twelve: ask whether it is for resale"),
        _row("r2", ["knives", "", "> 2"], "restricted_goods", "At most two knives in a parcel"),
    ],
)
FIRST = Table(
    kind="priority",
    inputs=[Column("seller_note"), Column("amount_minor")],
    outputs=[Column("priority")],
    rows=[
        _row("r1", ['contains("VIP", "加急")', ""], "20", note="加急 Urgent"),
        _row("r2", ["", "> 1000"], "5", note="大客户 Good customers"),
    ],
)
TABLES = (
    ("tmall-yunqi", "可疑订单 Suspicious orders", SUSPICIOUS),
    ("northlight", "Limits", LIMITS),
    ("jd-yunqi", "谁先发 Who comes first", FIRST),
)
"""Shop, name, table."""


def lay_rules(shops: Mapping[str, int]) -> None:
    """Write the tables down and put them in force now. Raises NotMade."""
    for shop, name, table in TABLES:
        made = ruling.make_table(table.kind, name, shops[shop], table, BY, practice=True)
        if isinstance(made, Refusal):
            raise NotMade(f"{name}: {made.code} {made.facts}")
        active = ruling.activate(made.table_id, BY)
        if isinstance(active, Refusal):
            raise NotMade(f"{name}: {active.code} {active.facts}")

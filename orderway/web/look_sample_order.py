"""Made-up data for /look, second part: one order in full."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _


def order(now: datetime) -> dict[str, Any]:
    """What the page of one order shows: lines, candidates of a decision, timeline, orders to confirm."""
    return {
        "lines": _lines(),
        "candidates": _candidates(),
        "candidate_columns": _columns(),
        "entries": _entries(now),
        "sample_orders": [
            {"label": "2951184420637710523", "note": "王** · ¥258.00"},
            {"label": "310265544871", "note": "陈** · ¥199.00"},
            {"label": "#10482", "note": "M. Keller · €34.50"},
        ],
        "sample_refusals": [{"label": "6923478812210987", "reason": _("already with the warehouse")}],
    }


def _lines() -> list[dict[str, Any]]:
    names = ("sku", "name", "ordered", "shipped", "waiting", "price", "discount", "sum", "warehouse")
    rows = (
        ("FS-MINT-M", "轻羽防晒衣 UPF50+ 女款 薄荷绿 M", 3, 2, 1, 12900, 1500, 34200, "杭州一仓"),
        ("HAT-STR-01", "宽檐草编遮阳帽 可折叠", 1, 1, 0, 8900, 0, 8900, "杭州一仓"),
        ("GIFT-FAN", _("Gift: folding fan"), 1, 1, 0, 0, 0, 0, "杭州一仓"),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "place", "label": _("Warehouse"), "kind": "text"},
        {"key": "stock", "label": _("Available"), "kind": "number"},
        {"key": "freight", "label": _("Freight"), "kind": "money"},
        {"key": "handling", "label": _("Handling"), "kind": "money"},
        {"key": "total", "label": _("Total"), "kind": "money"},
        {"key": "days", "label": _("Days"), "kind": "number"},
    ]


def _candidates() -> list[dict[str, Any]]:
    names = ("place", "stock", "freight", "handling", "total", "days", "chosen", "out")
    rows = (
        ("杭州一仓", 212, 600, 150, 750, 1, True, ""),
        ("广州二仓", 1480, 1100, 120, 1220, 2, False, ""),
        ("成都仓", 1, 1300, 140, None, 3, False, _("only 1 of 3 there")),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _entries(now: datetime) -> list[dict[str, Any]]:
    names = ("actor", "who", "text", "minutes", "tone")
    rows = (
        ("carrier", "中通快递", _("Picked up in Hangzhou Binjiang"), 12, "info"),
        ("warehouse", "杭州一仓 · 孙磊", _("Handed over 2 parcels"), 44, "good"),
        ("person", "李倩", _("Corrected the address"), 160, ""),
        ("buyer", "王**", _("Answered: house number 90, building 1"), 171, ""),
        ("machine", "Orderway", _("Held: house number missing"), 200, "warn"),
        ("channel", "天猫", _("Order received, paid ¥431.00"), 201, ""),
    )
    entries = [dict(zip(names, row, strict=True)) for row in rows]
    for entry in entries:
        entry["at"] = now - timedelta(minutes=int(str(entry["minutes"])))
    entries[2]["changes"] = [
        {"field": _("Street"), "before": "文三路", "after": "文三路 90 号东部软件园 1 号楼"},
        {"field": _("Phone"), "before": "1380013800", "after": "13800138000"},
    ]
    return entries

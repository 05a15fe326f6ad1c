"""What the stock pages read."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from orderway.kernel.sql import named
from orderway.web.engine import rows

PAGE_ROWS = 50
MOVEMENTS_ROWS = 30
HELD_ROWS = 15
TEXT_CHARS_MAX = 100
SQL = named(__file__)


class Row(NamedTuple):
    """One SKU in one warehouse."""

    sku_id: int
    code: str
    name: str
    name_zh: str
    warehouse_id: int
    warehouse: str
    bin: str
    on_hand: int
    reserved: int
    safety: int
    damaged: int
    in_transit: int
    waiting: int
    too_old: int
    ring_fenced: int

    @property
    def available(self) -> int:
        """What can still be promised: never below zero."""
        return max(0, self.on_hand - self.reserved - self.safety - self.too_old - self.ring_fenced)


def listed(text: str, only: list[int] | None, short: bool, after: tuple[str, int]) -> list[Row]:
    """One page of stock rows and one more, from a place (SKU code, warehouse) on."""
    kept = text[:TEXT_CHARS_MAX]
    plain = kept.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    values = {
        "code": after[0], "after": after[1], "only": only, "short": short, "limit": PAGE_ROWS + 1,
        "text": kept, "prefix": f"{plain}%", "part": f"%{plain}%",
    }  # fmt: skip
    return [Row(*row) for row in rows(SQL.listed, values)]


def movements(sku: int, warehouse: int, before: tuple[datetime, int]) -> list[dict[str, Any]]:
    """One page of movements and one more, the latest first."""
    values = {"sku": sku, "warehouse": warehouse, "at": before[0], "id": before[1], "limit": MOVEMENTS_ROWS + 1}
    names = ("id", "at", "quantity", "kind", "reason", "actor", "order_id", "number")
    return [dict(zip(names, row, strict=True)) for row in rows(SQL.moved, values)]

"""Warehouses that an order is not asked of again for a time, since they rejected it or did not find its goods."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderway.flow.order import Order


def bar(order: Order, warehouse_id: int, now: datetime, days: int) -> None:
    """Do not ask this warehouse again for the order for so many days."""
    until = (now + timedelta(days=days)).isoformat()
    order.extra = {**order.extra, "barred": {**order.extra.get("barred", {}), str(warehouse_id): until}}


def barred(order: Order, now: datetime) -> set[int]:
    """The warehouses that are not to be asked now."""
    told: dict[str, str] = order.extra.get("barred") or {}
    return {int(place) for place, until in told.items() if datetime.fromisoformat(until) > now}


def tries(order: Order) -> int:
    """How often a warehouse rejected the order or did not find its goods."""
    rejected = sum(1 for each in order.fulfilments if each.state == "REJECTED")
    short = {part.fulfilment_id for part in order.fulfilment_lines if part.short}
    return rejected + len(short)

"""`{"cases": [{"id", "layout", "capacity_items", "orders": [{"id", "picks"}]}]}` and the batches of each case."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import msgspec

from orderway.solvers.batch import batch_orders
from orderway.solvers.batch_tours import PickOrder
from orderway.solvers.documents.reading import DocumentError, PickingArea, read, whole_aisles
from orderway.solvers.layout import LayoutError


class BatchOrder(msgspec.Struct):
    """One order; `items` is what it takes of the trolley, the number of its picks when it is not told."""

    id: str
    picks: list[tuple[float, float]]
    items: int | None = None


class BatchCase(msgspec.Struct):
    """Orders to be put on trolleys."""

    id: str
    layout: PickingArea
    capacity_items: int
    orders: list[BatchOrder]


class BatchDocument(msgspec.Struct):
    """All cases of a document."""

    cases: list[BatchCase]


def solve(body: bytes, rule: str = "optimal") -> dict[str, Any]:
    """Each case with `batches` of order ids, `length`, `bound`, `optimal` (proven) and `too_large` orders."""
    document = read(body, BatchDocument)
    begun = perf_counter()
    cases = [_case(case, rule) for case in document.cases]
    return {"cases": cases, "seconds": round(perf_counter() - begun, 6)}


def _case(case: BatchCase, rule: str) -> dict[str, Any]:
    orders = [PickOrder(order.id, tuple(whole_aisles(order.picks)), order.items) for order in case.orders]
    if len({order.id for order in orders}) < len(orders):
        raise DocumentError(f"case {case.id}: two orders have the same id")
    if case.capacity_items < 1 or any(order.load < 0 for order in orders):
        raise DocumentError(f"case {case.id}: capacity_items must be 1 or more, items 0 or more")
    try:
        answer = batch_orders(case.layout.layout(), orders, case.capacity_items, rule)
    except LayoutError as error:
        raise DocumentError(f"case {case.id}: {error}") from error
    return {"id": case.id, "rule": rule, **answer._asdict()}

"""When what is short can be promised: the earliest inbound goods that are not promised to those before (ATP)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from orderway.kernel.rows import numbers
from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
_sql = named(__file__, "dates.sql")


class Coming(NamedTuple):
    """Goods that are expected: how many, when, from where, at which warehouse."""

    at: datetime
    units: int
    kind: str
    ref: str
    place: int = 0


class Waits(NamedTuple):
    """Units of a SKU that an order waits for; `marked` of them come with a transfer meant for it, by that time.

    `places` are the warehouses it may be shipped from; None: any.
    """

    order_id: int
    units: int
    marked: int = 0
    marked_at: datetime | None = None
    marked_ref: str = ""
    places: frozenset[int] | None = None


class Queued(NamedTuple):
    """What is to know of an order that waits: where its goods go, which warehouse alone may ship it."""

    country: str
    province: str
    warehouse_id: int | None
    practice: bool


class Dated(NamedTuple):
    """The day an order can be served, and by what."""

    at: datetime
    kind: str
    ref: str


def promise_dates(
    queue: Sequence[Waits], free: int, coming: Sequence[Coming], now: datetime
) -> dict[int, Dated | None]:
    """By order, in fair order: when its units are there, or None where what is expected does not reach. Pure.

    Who stands before takes first, of what is free, then of the earliest goods at a warehouse that can ship to it. Goods
    that are overdue have no day anybody could be told, so they are not counted.
    """
    stack = sorted((c for c in coming if c.at > now and c.units > 0), key=lambda c: (c.at, c.kind, c.ref))
    left = [c.units for c in stack]
    found: dict[int, Dated | None] = {}
    at = 0
    for one in queue:
        need = one.units
        day: Dated | None = None
        if one.marked and one.marked_at is not None and one.marked_at > now:
            need -= min(need, one.marked)
            day = Dated(one.marked_at, "transfer", one.marked_ref)
        take = min(free, need)
        free -= take
        need -= take
        while at < len(stack) and not left[at]:
            at += 1
        for next_at in range(at, len(stack) if need else at):
            one_coming = stack[next_at]
            if one.places is not None and one_coming.place not in one.places:
                continue
            take = min(left[next_at], need)
            left[next_at] -= take
            need -= take
            if take and (day is None or one_coming.at >= day.at):
                day = Dated(one_coming.at, one_coming.kind, one_coming.ref)
            if not need:
                break
        found[one.order_id] = None if need else day or Dated(now, "stock", "")
    return found


def mark(cursor: Cursor, skus: Sequence[int]) -> None:
    """What is expected of these SKUs has changed: the dates of the orders that wait for them are worked out again."""
    if skus:
        cursor.execute(_sql.mark, [numbers(sorted(set(skus)))])


def claim(cursor: Cursor, limit: int) -> list[int]:
    """SKUs whose dates are to be worked out; nobody else gets them."""
    return [row[0] for row in cursor.execute(_sql.claim, [limit]).fetchall()]


def mark_overdue(cursor: Cursor, now: datetime) -> None:
    """Goods that did not come by their day change what orders can be told."""
    cursor.execute(_sql.mark_overdue, {"now": now})


def queues(
    cursor: Cursor, skus: Sequence[int], reach: Callable[[Queued], frozenset[int] | None]
) -> dict[int, list[Waits]]:
    """Who waits for each SKU, in fair order (priority, then payment), with what is on its way for them; `reach` says
    from which warehouses an order may be shipped."""
    found: dict[int, list[Waits]] = {}
    for sku, order_id, units, marked, at, ref, *where in cursor.execute(_sql.queue, [numbers(sorted(skus))] * 2):
        one = Waits(order_id, units, marked, at, ref, reach(Queued(*where)))
        found.setdefault(sku, []).append(one)
    return found


def short_skus(cursor: Cursor, orders: Sequence[int]) -> dict[int, list[int]]:
    """The SKUs that each of these orders waits for."""
    found: dict[int, list[int]] = {}
    for order_id, sku in cursor.execute(_sql.short_skus, [numbers(sorted(orders))]).fetchall():
        found.setdefault(order_id, []).append(sku)
    return found


def told(cursor: Cursor, orders: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """What these orders were told last: (day as text, kind, reference); empty texts where nothing was."""
    rows = cursor.execute(_sql.told, [numbers(sorted(orders))]).fetchall()
    return {row[0]: (row[1] or "", row[2] or "", row[3] or "") for row in rows}

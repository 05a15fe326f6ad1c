"""Dates for orders that wait: worked out again whenever what is expected, or who waits, has changed.

The date stands on the order (`extra["expected"]`: at, source, ref), in its history, and leaves as `promise.moved`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orderway.flow import reading
from orderway.flow.command import Actor, Command, Target, run
from orderway.flow.engine import Engine
from orderway.flow.reference import References
from orderway.kernel import clock
from orderway.stock import availability, dates

MACHINE = Actor("machine", "machine")
SKUS_AT_ONCE = 200


def date_waiting(engine: Engine, command: Command, limit: int = SKUS_AT_ONCE) -> int:
    """Work out the dates of the orders behind up to `limit` SKUs and tell those that moved; how many orders.

    `command` is `date_promise`. Two workers never take the same SKU; who fails marks it again.
    """
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        skus = dates.claim(cursor, limit)
    if not skus:
        return 0
    try:
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            reading.refresh(engine.references, cursor)
            targets = _targets(cursor, skus, engine.references)
        for start in range(0, len(targets), SKUS_AT_ONCE):
            run(engine, command, targets[start : start + SKUS_AT_ONCE], {}, MACHINE)
    except BaseException:
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            dates.mark(cursor, skus)
        raise
    return len(targets)


def reach_of(refs: References) -> Callable[[dates.Queued], frozenset[int] | None]:
    """From which warehouses an order may be shipped: the one chosen by hand, else those that reach its destination."""
    known: dict[dates.Queued, frozenset[int] | None] = {}

    def reach(one: dates.Queued) -> frozenset[int] | None:
        if one not in known:
            places = [w for w in refs.warehouses.values() if w.practice == one.practice]
            if one.warehouse_id is not None:
                known[one] = frozenset((one.warehouse_id,))
            else:
                near = frozenset(w.id for w in places if w.freight_to(one.country, one.province))
                known[one] = near or None
        return known[one]

    return reach


def coming(inbound: Iterable[availability.Inbound]) -> list[dates.Coming]:
    """What is expected on a day that is known."""
    return [dates.Coming(i.at, i.units, i.kind, i.number, i.warehouse_id) for i in inbound if i.at is not None]


def _targets(cursor: dates.Cursor, skus: list[int], refs: References) -> list[Target]:
    """The orders whose date is another one now, with what is to be told."""
    now = clock.now()
    reach = reach_of(refs)
    queues = dates.queues(cursor, skus, reach)
    orders = sorted({one.order_id for queue in queues.values() for one in queue})
    if not orders:
        return []
    short = dates.short_skus(cursor, orders)
    others = sorted({sku for own in short.values() for sku in own} - set(skus))
    if others:
        queues |= dates.queues(cursor, others, reach)
    known = availability.availability(cursor, list(queues))
    by_sku = {sku: dates.promise_dates(queue, 0, coming(known[sku].inbound), now) for sku, queue in queues.items()}
    told = dates.told(cursor, orders)
    targets = []
    for order_id in orders:
        days = [by_sku[sku].get(order_id) for sku in short.get(order_id, ()) if sku in by_sku]
        sure = [day for day in days if day is not None]
        last = max(sure, key=lambda day: day.at) if sure and len(sure) == len(days) else None
        new = (last.at.isoformat(), last.kind, last.ref) if last else ("", "", "")
        if new != told.get(order_id, ("", "", "")):
            targets.append(Target(order_id, args={"at": new[0], "source": new[1], "ref": new[2]}))
    return targets

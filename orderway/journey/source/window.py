"""Orders collected for a short window and decided together: a sight of the stock, the solver with no transaction open,
then the decision under the guard of every save. Who comes too late, or finds the goods gone, is decided in turn."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.journey.source.gate import WINDOW_GRACE_SECONDS
from orderway.journey.source.joint import Share, decide_together
from orderway.journey.source.rules import steering_of
from orderway.kernel import clock
from orderway.kernel.sql import named

SQL = named(__file__)
WINDOW_ORDERS_MAX = 200
"""Orders decided together at most; the solver needs up to 2 s for so many that all compete."""


def decide_windows(engine: Engine) -> int:
    """Decide the orders whose window has closed, the oldest first; how many there were.

    One worker at a time: the others have other work.
    """
    row = engine.connection.execute(SQL.take_turn).fetchone()
    if not row or not row[0]:
        return 0
    try:
        return _decide(engine)
    finally:
        engine.connection.execute(SQL.leave_turn)


def _decide(engine: Engine) -> int:
    values = {"until": clock.now() + timedelta(seconds=WINDOW_GRACE_SECONDS), "limit": WINDOW_ORDERS_MAX}
    ids = [row[0] for row in engine.connection.execute(SQL.closed_windows, values).fetchall()]
    if not ids:
        return 0
    orders, world = engine.transact("window", lambda batch: _look(batch, ids))
    shares = decide_together(orders, world, steering_of(orders, world)) if len(orders) > 1 else {}
    return engine.transact("window", lambda batch: _take(engine, batch, ids, shares))


def _look(batch: Batch, ids: list[int]) -> tuple[list[Order], World]:
    """The orders that still wait, with what they may take; nothing is saved."""
    orders = [order for order in batch.load(ids) if order.waits_for == "sourcing" and order.stage == "source"]
    batch.see_needs()
    return orders, batch.world


def _take(engine: Engine, batch: Batch, ids: list[int], shares: dict[int, Share]) -> int:
    waiting = [order for order in batch.load(ids) if order.waits_for == "sourcing" and order.stage == "source"]
    if not waiting:
        return 0
    if shares:
        batch.world.facts["joint"] = shares
    for order in waiting:
        order.ready_at = None
    engine.advance(batch)
    batch.save("machine", "advance")
    return len(waiting)

"""Orders that did not leave in time, of shops that write about it: marked once, so that the letter goes."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow import change
from orderway.flow.command import Actor, Args, Command, Scene, Target, run
from orderway.flow.engine import Engine
from orderway.flow.order import Order
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.kernel.sql import named

TIMER = Actor("timer", "machine")
ORDERS_AT_ONCE = 500
LATE_DAYS_MAX = 7
"""Who is longer late was told by a person, or the shop began to write later."""
_SQL = named(__file__, "queries.sql")


def note_delay(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The order should have left by now: its buyer is told, where the shop writes about delays."""
    if order.shipped_at is not None or order.ship_by is None or order.ship_by >= scene.world.now:
        return Refusal("not_late")
    change.note(order, "delay", "late", ship_by=order.ship_by.isoformat())
    return None


NOTE_DELAY = Command("note_delay", "order.contact", note_delay)


def note_delays(engine: Engine, limit: int = ORDERS_AT_ONCE) -> int:
    """Mark the orders that are late since the last look, at most `limit`; how many."""
    now = clock.now()
    values = {"now": now, "since": now - timedelta(days=LATE_DAYS_MAX), "limit": limit}
    with engine.connection.cursor() as cursor:
        targets = [Target(row[0]) for row in cursor.execute(_SQL.late, values).fetchall()]
    return sum(result.done for result in run(engine, NOTE_DELAY, targets, {}, TIMER)) if targets else 0

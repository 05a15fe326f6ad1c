"""Returns that nobody sends: they end by themselves."""

from __future__ import annotations

from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.journey.returns.actions import COMMANDS
from orderway.kernel import clock
from orderway.kernel.sql import named

TIMER = Actor("timer", "machine")
RETURNS_AT_ONCE = 200
SQL = named(__file__)
_expire = next(command for command in COMMANDS if command.name == "expire_return")


def expire_returns(engine: Engine, limit: int = RETURNS_AT_ONCE) -> int:
    """End the agreed returns whose parcel did not come in time, at most `limit`; how many."""
    with engine.connection.cursor() as cursor:
        rows = cursor.execute(SQL.overdue, {"now": clock.now(), "limit": limit}).fetchall()
    targets = [Target(order_id, args={"return_id": return_id}) for return_id, order_id in rows]
    return sum(result.done for result in run(engine, _expire, targets, {}, TIMER)) if targets else 0

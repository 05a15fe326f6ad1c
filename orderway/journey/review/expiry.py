"""Orders that nobody pays: they end by themselves, wherever they stand, and free what they hold."""

from __future__ import annotations

from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.flow.reference import ShopPolicy
from orderway.journey.review.actions import COMMANDS
from orderway.kernel import clock
from orderway.kernel.sql import named

TIMER = Actor("timer", "machine")
ORDERS_AT_ONCE = 500
SQL = named(__file__)
_expire = next(command for command in COMMANDS if command.name == "expire")


def expire_unpaid(engine: Engine, limit: int = ORDERS_AT_ONCE) -> int:
    """Close the unpaid orders whose time is over and that the review gate does not see, at most `limit`; how many.

    An order before the review gate expires there; a hold, a question or missing stock keeps the others from it.
    """
    values = {"now": clock.now(), "hours": ShopPolicy().unpaid_hours, "limit": limit}
    with engine.connection.cursor() as cursor:
        targets = [Target(row[0]) for row in cursor.execute(SQL.overdue, values).fetchall()]
    return sum(result.done for result in run(engine, _expire, targets, {}, TIMER)) if targets else 0

"""Orders that nobody pays: they end by themselves, wherever they stand, and free what they hold."""

from __future__ import annotations

from orderway.flow import capturing
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.flow.reference import ShopPolicy
from orderway.journey.review.actions import COMMANDS
from orderway.journey.review.captures import WARN_HOURS
from orderway.kernel import clock
from orderway.kernel.sql import named

TIMER = Actor("timer", "machine")
ORDERS_AT_ONCE = 500
SQL = named(__file__)
_ends = next(command for command in COMMANDS if command.name == "authorisation_ends")
_expire = next(command for command in COMMANDS if command.name == "expire")


def expire_unpaid(engine: Engine, limit: int = ORDERS_AT_ONCE) -> int:
    """Close the unpaid orders whose time is over and that the review gate does not see, at most `limit`; how many.

    An order before the review gate expires there; a hold, a question or missing stock keeps the others from it.
    """
    values = {"now": clock.now(), "hours": ShopPolicy().unpaid_hours, "limit": limit}
    with engine.connection.cursor() as cursor:
        targets = [Target(row[0]) for row in cursor.execute(SQL.overdue, values).fetchall()]
    return sum(result.done for result in run(engine, _expire, targets, {}, TIMER)) if targets else 0


def watch_authorised(engine: Engine, limit: int = ORDERS_AT_ONCE) -> int:
    """Hold the orders whose authorisation lapses within a day, or take their money, by the shop's policy; how many."""
    values = {
        "now": clock.now(), "days": ShopPolicy().authorised_days, "hours": WARN_HOURS,
        "reasons": [capturing.ENDS, capturing.FAILED], "limit": limit,
    }  # fmt: skip
    with engine.connection.cursor() as cursor:
        targets = [Target(row[0]) for row in cursor.execute(SQL.authorised, values).fetchall()]
    return sum(result.done for result in run(engine, _ends, targets, {}, TIMER)) if targets else 0

"""Sending surveys: the row and the message that tells the buyer leave in one transaction, or neither."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow.engine import Engine
from orderway.history import log
from orderway.history.log import Outgoing
from orderway.kernel import clock
from orderway.kernel.sql import named

TOPIC = "survey"
WAIT_HOURS = 24
"""How long after delivery a buyer is asked."""
DELIVERED_DAYS_MAX = 14
"""Who got it longer ago is not asked any more."""
SURVEYS_AT_ONCE = 500
SQL = named(__file__)


def send_due_surveys(engine: Engine, limit: int = SURVEYS_AT_ONCE) -> int:
    """Ask the buyers whose time has come, at most `limit`; how many. At most one survey an order, whoever runs this.

    Cut off before its commit it has done nothing; two that run at once share the work by the row's primary key.
    """
    now = clock.now()
    window = {"since": now - timedelta(days=DELIVERED_DAYS_MAX), "until": now - timedelta(hours=WAIT_HOURS)}
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        asked = cursor.execute(SQL.ask, {"now": now, "limit": limit, **window}).fetchall()
        messages = [Outgoing(TOPIC, f"shop:{shop}", {"survey": order}, order) for order, shop in sorted(asked)]
        log.send(cursor, messages, now, engine.ids)
    return len(asked)

"""The books are audited every hour; what is broken becomes an alarm for people."""

import logging
import time

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.insight.alarms import watch
from orderway.insight.alerts import look
from orderway.web.engine import engine

CATCHING_UP_SECONDS = 900.0
"""So long after its start a worker that finds the machine behind says nothing of it."""
_BEGUN = time.monotonic()
_log = logging.getLogger("orderway.audit")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tell_alerts")
def tell_alerts(timestamp: int) -> None:
    """Tell staff what has stood too long, by the rules of alerts."""
    close_old_connections()
    made = engine()
    look(made.connection, made.ids)


@app.periodic(cron="29 * * * *")
@app.task(queueing_lock="audit_books")
def audit_books(timestamp: int) -> None:
    """Check every invariant and raise an alarm for each that is broken; repairs nothing."""
    close_old_connections()
    made = engine()
    catching_up = time.monotonic() - _BEGUN < CATCHING_UP_SECONDS
    for name in watch(made.connection, made.ids, catching_up):
        _log.error("audit: %s is broken; see the page of alarms or orderway audit", name)

"""Buyers of late orders are told; text messages of long ago are forgotten."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.journey.confirm import texts
from orderway.journey.confirm.delays import note_delays
from orderway.web.engine import engine


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="note_delays")
def note_late_orders(timestamp: int) -> None:
    """Mark orders that did not leave in time, of shops that write about it."""
    close_old_connections()
    note_delays(engine())


@app.periodic(cron="52 4 * * *")
@app.task(queueing_lock="forget_texts")
def forget_texts(timestamp: int) -> None:
    """Forget which text messages were sent long ago."""
    close_old_connections()
    texts.forget(engine())

"""Surveys go out by themselves."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.journey.survey.send import SURVEYS_AT_ONCE, send_due_surveys
from orderway.web.engine import engine

ROUNDS_MAX = 20
"""Batches of one run; what is left waits for the next."""


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="send_surveys")
def send_surveys(timestamp: int) -> None:
    """Ask the buyers whose parcel came a day ago how it was."""
    close_old_connections()
    for _ in range(ROUNDS_MAX):
        if send_due_surveys(engine()) < SURVEYS_AT_ONCE:
            break

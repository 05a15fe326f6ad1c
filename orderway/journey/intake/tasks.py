"""Messages that waited for an order are read again when it is here."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.journey.intake.inbox import unpark_known
from orderway.web.engine import engine


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="unpark_known")
def read_known_again(timestamp: int) -> None:
    """Put messages back whose order another reader made in the same moment."""
    close_old_connections()
    with engine().connection.cursor() as cursor:
        unpark_known(cursor)

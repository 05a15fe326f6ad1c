"""Unpaid orders end by themselves."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.journey.review.expiry import expire_unpaid
from orderway.web.engine import engine


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="expire_unpaid")
def expire_overdue_orders(timestamp: int) -> None:
    """Close the unpaid orders whose time is over and free their stock."""
    close_old_connections()
    expire_unpaid(engine())

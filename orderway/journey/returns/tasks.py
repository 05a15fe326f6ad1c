"""Returns end by themselves when nothing comes."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.journey.returns.expiry import expire_returns
from orderway.web.engine import engine


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="expire_returns")
def expire_overdue_returns(timestamp: int) -> None:
    """End the returns whose parcel did not come in time."""
    close_old_connections()
    expire_returns(engine())

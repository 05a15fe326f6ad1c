"""Unpaid orders end by themselves; what gateways told reaches its order."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.journey.review import notices
from orderway.journey.review.expiry import expire_unpaid, watch_authorised
from orderway.web.engine import engine


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="expire_unpaid")
def expire_overdue_orders(timestamp: int) -> None:
    """Close the unpaid orders whose time is over and free their stock."""
    close_old_connections()
    expire_unpaid(engine())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="watch_authorised")
def watch_authorised_orders(timestamp: int) -> None:
    """Look at authorisations that are about to lapse."""
    close_old_connections()
    watch_authorised(engine())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="apply_notices")
def apply_notices(timestamp: int) -> None:
    """Tell orders of payments that were kept and not applied: a cut, or an order that came after its money."""
    close_old_connections()
    notices.apply(engine())


@app.periodic(cron="37 4 * * *")
@app.task(queueing_lock="forget_notices")
def forget_notices(timestamp: int) -> None:
    """Forget the words of notices that are past their time."""
    close_old_connections()
    notices.forget(engine())

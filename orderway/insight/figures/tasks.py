"""The figures' days are added up by themselves."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.insight.figures.reading import places
from orderway.insight.figures.rollup import roll_up
from orderway.kernel import clock


@app.periodic(cron="7,37 * * * *")
@app.task(queueing_lock="roll_up_figures")
def roll_up_figures(timestamp: int) -> None:
    """Add up the days that are over."""
    close_old_connections()
    roll_up(places().zone, clock.now())


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="roll_up_figures_again")
def roll_up_figures_again(timestamp: int) -> None:
    """Once a night all days of the longest period are added up anew, so that late corrections show."""
    close_old_connections()
    roll_up(places().zone, clock.now(), again=True)

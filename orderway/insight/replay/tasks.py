"""Trials run in the background, one at a time."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.insight.replay import kept
from orderway.web.engine import engine

FORGOTTEN_AT_ONCE = 100


@app.task(lock="trial")
def run_trial(trial_id: int) -> str:
    """Run one trial; the state it ended in."""
    close_old_connections()
    return kept.run(engine(), trial_id)


@app.periodic(cron="53 4 * * *")
@app.task(queueing_lock="forget_trials")
def forget_trials(timestamp: int) -> None:
    """Forget trials that are past their time."""
    close_old_connections()
    kept.forget_old(engine().connection, FORGOTTEN_AT_ONCE)


def wish(trial_id: int) -> None:
    """Put a trial into the queue."""
    run_trial.defer(trial_id=trial_id)

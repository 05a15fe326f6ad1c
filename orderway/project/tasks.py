"""What runs by the clock: housekeeping of the tasks themselves, and of the books.

The relay and the practice world run in every worker beside the flow (`project.beside`), not here: they cannot wait.
"""

from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app

from orderway.project import chores, dropping, receivers, supplying
from orderway.web.engine import engine

FINISHED_JOBS_KEPT_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Put the jobs of workers that died back in the queue; left alone, such a job would also block its lock."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="remove_finished", pass_context=True)
async def remove_finished(context: JobContext, timestamp: int) -> None:
    """Forget finished jobs after three days; failed ones stay for a person to see."""
    await context.app.job_manager.delete_old_jobs(nb_hours=FINISHED_JOBS_KEPT_HOURS)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fold_counts")
def fold_counts(timestamp: int) -> None:
    """Fold the differences of the board's counts, so that reading them stays cheap."""
    close_old_connections()
    chores.fold(engine())


@app.periodic(cron="11 2 * * *")
@app.task(queueing_lock="make_months")
def make_months(timestamp: int) -> None:
    """Make the partitions of the coming months."""
    close_old_connections()
    chores.make_months(engine())


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="forget_old")
def forget_old(timestamp: int) -> None:
    """Forget delivery keys, kept answers, leases, delivered messages and buyers that are past their time."""
    close_old_connections()
    chores.forget_old(engine())
    chores.erase_old(engine())
    dropping.forget_dropped(engine())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="propose_transfers")
def propose_transfers(timestamp: int) -> None:
    """Propose transfers for orders that wait, and let go what is set apart for nobody."""
    close_old_connections()
    supplying.each_minute(engine())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="ask_receivers")
def ask_about_receivers(timestamp: int) -> None:
    """Ask platforms which sealed receivers are one, for shops whose orders may share a box."""
    close_old_connections()
    receivers.ask_receivers(engine())


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="measure_demand")
def measure_demand(timestamp: int) -> None:
    """Measure what was asked for, and look at goods that are overdue."""
    close_old_connections()
    supplying.each_hour(engine())


@app.periodic(cron="2 * * * *")
@app.task(queueing_lock="look_at_lots")
def look_at_lots(timestamp: int) -> None:
    """Stop selling lots that expire too soon from today on."""
    close_old_connections()
    supplying.each_day(engine())

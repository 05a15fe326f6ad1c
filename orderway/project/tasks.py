"""Housekeeping of the background tasks themselves."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

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

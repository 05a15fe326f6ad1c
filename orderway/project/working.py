"""The worker process: the flow's loop, errands and procrastinate's tasks side by side, until asked to stop."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Callable

from django.db import close_old_connections
from procrastinate.contrib.django import app

from orderway.project import beside, database, wiring

TASK_CONCURRENCY = 2
POLL_SECONDS = 5.0
SHUTDOWN_SECONDS_MAX = 20.0
FINISHED_JOBS_KEPT_HOURS = 24 * 3

log = logging.getLogger(__name__)


def work(stop: threading.Event) -> None:
    """Work until `stop` is set. An exception in any part ends all: the supervisor starts the worker again."""
    failures: list[BaseException] = []

    def part(run: Callable[[], None]) -> None:
        try:
            run()
        except Exception as reason:  # noqa: BLE001 (kept, and raised in the main thread)
            failures.append(reason)
        finally:
            stop.set()
            close_old_connections()

    parts = {
        "tasks": lambda: asyncio.run(_run_tasks(stop)),
        "beside": lambda: beside.run_beside(database.conninfo(), stop),
    }
    threads = [threading.Thread(target=part, args=[run], name=name) for name, run in parts.items()]
    for thread in threads:
        thread.start()
    try:
        wiring.run_flow(database.conninfo(), stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


async def _run_tasks(stop: threading.Event) -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    with app.replace_connector(connector):
        async with app.open_async():
            running = asyncio.create_task(
                app.run_worker_async(
                    name=f"{socket.gethostname()}-{os.getpid()}",
                    concurrency=TASK_CONCURRENCY,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_SECONDS,
                    shutdown_graceful_timeout=SHUTDOWN_SECONDS_MAX,
                )
            )
            stopping = asyncio.create_task(asyncio.to_thread(stop.wait))
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            running.cancel()
            try:
                await running
            except asyncio.CancelledError:
                log.debug("tasks stopped")
            await stopping

"""Several processes that start together; their wall time and CPU, the database's included."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from orderway.project.bench.meters import server_cpu_seconds

START_SECONDS_MAX = 120


class Lap(NamedTuple):
    """What one race took: wall seconds, CPU seconds of the racers, CPU seconds of the database server; bytes of WAL
    where whoever asked for it measured them."""

    seconds: float
    cpu_seconds: float
    server_cpu_seconds: float
    wal_bytes: int = 0


def race(conninfo: str, racers: int, prepare: Callable[..., Callable[[], None]], args: tuple[Any, ...] = ()) -> Lap:
    """Let `racers` processes start together and finish; `prepare(conninfo, number, *args)` returns the deed of each."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(racers + 1)
    queue: multiprocessing.Queue[float] = context.Queue()
    processes = [
        context.Process(target=_racer, args=(barrier, queue, prepare, conninfo, number, args))
        for number in range(racers)
    ]
    for process in processes:
        process.start()
    barrier.wait(START_SECONDS_MAX)
    server = server_cpu_seconds(conninfo)
    begin = time.perf_counter()
    barrier.wait(START_SECONDS_MAX)
    cpu = sum(queue.get() for _ in processes)
    seconds = time.perf_counter() - begin
    server = server_cpu_seconds(conninfo) - server
    barrier.wait(START_SECONDS_MAX)
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a racer fell: see its traceback above")
    return Lap(seconds, cpu, server)


def _racer(barrier: Any, queue: Any, prepare: Any, conninfo: str, number: int, args: tuple[Any, ...]) -> None:
    deed = prepare(conninfo, number, *args)
    barrier.wait(START_SECONDS_MAX)
    barrier.wait(START_SECONDS_MAX)
    before = _cpu()
    deed()
    queue.put(_cpu() - before)
    barrier.wait(START_SECONDS_MAX)  # connections stay open until the server's CPU is read


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

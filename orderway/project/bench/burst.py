"""A rush of orders over HTTP against the running web and workers: acknowledged, refused, kept, worked off in what time.

A steady rate of half of what the workers can do, ten times that for a while, the steady rate again.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
import psycopg

from orderway.journey.intake import inbox
from orderway.kernel.clock import now
from orderway.kernel.sql import named
from orderway.project.bench import ground
from orderway.project.bench.burst_client import REFUSALS, Heard, Request, send_all
from orderway.project.bench.meters import resident_bytes
from orderway.project.children import Child
from orderway.project.parts import engine_on
from orderway.project.serving import await_answer
from orderway.records.models import ApiKey
from orderway.web.auth import make_key

STEADY_SECONDS = 10
TIMES = 10
BATCH_ORDERS = 50
SINGLES_A_SECOND = 4
"""Orders that come one by one beside the batches, at the steady rate."""
CAPACITY_ORDERS = 3_000
LOOK_SECONDS = 0.5
WORKED_OFF_SECONDS_MAX = 1_800
STOP_SECONDS_MAX = 10.0
UNPAID_PERCENT, URGENT_PERCENT = 20, 10
PLACE = "/api/v1/orders"
HOST = "127.0.0.1"

SQL = named(__file__, "burst.sql")


def bench(conninfo: str, seconds: int, workers: int) -> dict[str, Any]:
    """The figures of `orderway bench burst`."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        shop = ground.lay(connection)
        ground.empty(connection)
        ApiKey.objects.filter(name="burst").delete()
        _, token = make_key("burst", ["orders:write"], "bench")
        port = _free_port()
        with _running(port, workers) as children:
            rate = _capacity(connection, shop) // 2
            ground.empty(connection)
            requests = _requests(rate, seconds)
            seen = _Watch(connection, children)
            heard = _sent(port, token, requests, seen)
            ended = time.monotonic()
            while seen.look():
                if time.monotonic() - ended > WORKED_OFF_SECONDS_MAX:
                    raise RuntimeError("the backlog is not worked off")
                time.sleep(LOOK_SECONDS)
            worked_off = time.monotonic() - ended
        report = _report(connection, heard, rate, seconds)
        report.update(seen.figures(), workers=workers, worked_off_seconds_after_the_last=round(worked_off, 1))
        ground.empty(connection)
    return report


@contextmanager
def _running(port: int, workers: int) -> Iterator[list[Child]]:
    web = Child("web", ["web", "--host", HOST, "--port", str(port)], STOP_SECONDS_MAX)
    children = [web, *(Child(f"worker {n}", ["worker"], STOP_SECONDS_MAX) for n in range(workers))]
    try:
        for child in children:
            child.start()
        if not await_answer(HOST, port, web):
            raise RuntimeError("the web does not come up")
        yield children
    finally:
        for child in children:
            child.stop(lambda: False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _capacity(connection: psycopg.Connection[Any], shop: int) -> int:
    """Orders a second that the running workers read from a full inbox to the end of the gates."""
    ground.fill_inbox(engine_on(connection, "burst"), shop, ground.messages(CAPACITY_ORDERS // 3, seed=8))
    _drained(connection)  # everything is warm now
    ground.fill_inbox(engine_on(connection, "burst"), shop, ground.messages(CAPACITY_ORDERS, seed=9))
    begin = time.perf_counter()
    _drained(connection)
    return int(CAPACITY_ORDERS / (time.perf_counter() - begin))


def _drained(connection: psycopg.Connection[Any]) -> None:
    connection.execute("NOTIFY orderway_work")
    until = time.monotonic() + WORKED_OFF_SECONDS_MAX
    with connection.cursor() as cursor:
        while inbox.behind(cursor)[0]:
            if time.monotonic() > until:
                raise RuntimeError("the first orders are not worked off")
            time.sleep(LOOK_SECONDS / 10)


def _requests(rate: int, seconds: int) -> list[Request]:
    """The whole rush, made before it begins: batches, and some orders one by one."""
    phases = (("steady", 0, STEADY_SECONDS, 1), ("burst", STEADY_SECONDS, seconds, TIMES),
              ("after", STEADY_SECONDS + seconds, STEADY_SECONDS, 1))  # fmt: skip
    plan: list[tuple[float, str, int]] = []
    for phase, start, length, times in phases:
        batches = max(1, round(rate * times / BATCH_ORDERS * length))
        singles = SINGLES_A_SECOND * times * length
        plan += [(start + length * n / batches, phase, BATCH_ORDERS) for n in range(batches)]
        plan += [(start + length * n / singles, phase, 1) for n in range(singles)]
    told = iter(_bodies(sum(count for _, _, count in plan)))
    found = []
    for due, phase, count in sorted(plan):
        orders = [next(told) for _ in range(count)]
        path = PLACE if count == 1 else f"{PLACE}/batch"
        found.append(Request(due, phase, path, tuple(key for key, _ in orders), b"\n".join(b for _, b in orders)))
    return found


def _bodies(count: int) -> Iterator[tuple[str, bytes]]:
    """Orders as the API takes them: some not paid, some wanted at once."""
    draw = random.Random(5)
    today = now().date().isoformat()
    for body in ground.messages(count, seed=77, defects=0.0):
        order = msgspec.json.decode(body)
        order["shop"] = "bench"
        order.pop("version", None)
        chance = draw.randrange(100)
        if chance < UNPAID_PERCENT:
            for name in ("paid_minor", "payment_status", "payment_method", "paid_at"):
                order.pop(name, None)
        elif chance < UNPAID_PERCENT + URGENT_PERCENT:
            order["wishes"] = {"delivery_date": today}
        yield order["external_id"], msgspec.json.encode(order)


def _sent(port: int, token: str, requests: Sequence[Request], seen: _Watch) -> list[Heard]:
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[list[Heard]] = context.Queue()
    client = context.Process(target=lambda: queue.put(send_all(HOST, port, token, requests)))
    client.start()
    while queue.empty() and client.is_alive():
        seen.look()
        time.sleep(LOOK_SECONDS)
    heard = queue.get(timeout=STOP_SECONDS_MAX)
    client.join()
    return heard


class _Watch:
    """What the board says while it goes on, and what the processes hold."""

    def __init__(self, connection: psycopg.Connection[Any], children: Sequence[Child]) -> None:
        self._connection = connection
        self._children = children
        self._behind_max = 0
        self._oldest_max = 0.0
        self._resident: dict[str, int] = {}

    def look(self) -> int:
        """Messages that are still to be read; waiting orders that are due count as well worked off."""
        with self._connection.cursor() as cursor:
            behind, oldest = inbox.behind(cursor)
        self._behind_max = max(self._behind_max, behind)
        if oldest is not None:
            self._oldest_max = max(self._oldest_max, (now() - oldest).total_seconds())
        for child in self._children:
            if child.process is not None:
                held = resident_bytes(child.process.pid)
                self._resident[child.name] = max(self._resident.get(child.name, 0), held)
        return behind

    def figures(self) -> dict[str, Any]:
        """The most there was of each."""
        megabytes = {name: round(held / 2**20) for name, held in self._resident.items()}
        return {
            "behind_messages_max": self._behind_max,
            "behind_seconds_max": round(self._oldest_max, 1),
            "resident_megabytes_max": megabytes,
            "processors": os.cpu_count(),
        }


def _report(connection: psycopg.Connection[Any], heard: Sequence[Heard], rate: int, seconds: int) -> dict[str, Any]:
    phases = {}
    for phase in ("steady", "burst", "after"):
        mine = [one for one in heard if one.phase == phase]
        answered = sorted(one.seconds for one in mine if one.status == 202)
        refused = [one for one in mine if one.status in REFUSALS]
        phases[phase] = {
            "requests": len(mine),
            "orders_acknowledged": sum(len(one.keys) for one in mine),
            "p50_ms": round(statistics.median(answered) * 1000, 1) if answered else None,
            "p99_ms": round(answered[int(len(answered) * 0.99)] * 1000, 1) if answered else None,
            "refused": len(refused),
            "refused_without_retry_after": sum(1 for one in refused if not one.retry_after),
            "unanswered_or_wrong": sum(1 for one in mine if one.status not in (202, *REFUSALS)),
        }
    acknowledged = [key for one in heard for key in one.keys]
    kept = connection.execute(SQL.kept, [acknowledged]).fetchone()
    waits = {row[0]: {"orders": row[1], "p50_s": row[2], "max_s": row[3]} for row in connection.execute(SQL.waits)}
    return {
        "steady_per_second": rate,
        "burst_per_second": rate * TIMES,
        "burst_seconds": seconds,
        "phases": phases,
        "acknowledged": len(acknowledged),
        "acknowledged_and_lost": len(set(acknowledged)) - (kept[0] if kept else 0),
        "waited_by_urgency": waits,
    }

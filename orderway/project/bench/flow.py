"""The main job: from stored message to committed release, beside the limit and the fed rate, in alternating rounds."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import psycopg

from orderway.adapters.channels import channels
from orderway.journey.intake.work import Reader
from orderway.project.bench import floors, ground, phases
from orderway.project.bench.race import Lap, race
from orderway.project.parts import engine_on
from orderway.project.wiring import warm_up


def worker(conninfo: str, number: int) -> Callable[[], None]:
    """A worker that reads the inbox to its end; it begins as `wiring.run_flow` does."""
    connection = psycopg.connect(conninfo, autocommit=True)
    leases = psycopg.connect(conninfo, autocommit=True)
    engine = engine_on(connection, f"bench-{number}")
    reader = Reader(engine, channels())
    reader.leave_leases(leases)
    warm_up()
    engine.read_ahead()

    def deed() -> None:
        while reader.work():
            pass

    return deed


def bench(conninfo: str, orders: int, workers: int, rounds: int) -> dict[str, Any]:
    """The figures of `orderway bench flow`: medians over the rounds, their spread beside."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        shop = ground.lay(connection)
        bodies = ground.messages(orders)
        laps: dict[str, list[Lap]] = {"limit": [], "fed": [], "flow": []}
        for _ in range(rounds):
            ground.empty(connection)
            laps["limit"].append(race(conninfo, workers, floors.limit, (orders // workers,)))
            rows = _rows_of(connection, conninfo, shop, bodies)
            ground.empty(connection)
            laps["fed"].append(race(conninfo, workers, floors.fed, (rows, workers)))
            laps["flow"].append(lap(connection, conninfo, shop, bodies, workers))
        report = _report(laps, orders, workers)
        report["wal_bytes_per_order"] = round(laps["flow"][-1].wal_bytes / orders)
        report["rows_per_order"] = _rows_per_order(connection, orders)
        report["oversold"] = oversold(connection)
        ground.empty(connection)
        ground.fill_inbox(engine_on(connection, "bench"), shop, bodies)
        steps = phases.microseconds(worker(conninfo, 0), orders)
        report["phases"] = steps
        report["engine_of_limit"] = _engine_of_limit(report, steps)
        limit = report["limit_cpu_ms_per_order"]
        report["deciding_of_limit"] = round(steps["deciding"] / 1000 / limit, 2) if limit else None
        ground.empty(connection)
        return report


def lap(connection: psycopg.Connection[Any], conninfo: str, shop: int, bodies: list[bytes], workers: int) -> Lap:
    """Empty tables, a full inbox, and `workers` workers that read it to its end."""
    ground.empty(connection)
    ground.fill_inbox(engine_on(connection, "bench"), shop, bodies)
    connection.execute("CHECKPOINT")
    wal = _wal(connection)
    taken = race(conninfo, workers, worker)
    return taken._replace(wal_bytes=_wal(connection) - wal)


def _rows_of(connection: Any, conninfo: str, shop: int, bodies: list[bytes]) -> list[floors.Fed]:
    """The rows that the flow writes for these messages, batch by batch, as COPY text."""
    ground.empty(connection)
    ground.fill_inbox(engine_on(connection, "bench"), shop, bodies)
    return floors.record(conninfo)


def _report(laps: dict[str, list[Lap]], orders: int, workers: int) -> dict[str, Any]:
    def rate(name: str) -> float:
        return float(round(statistics.median(orders / lap.seconds for lap in laps[name]), 1))

    def cpu(name: str) -> float:
        used = [(lap.cpu_seconds + lap.server_cpu_seconds) * 1000 / orders for lap in laps[name]]
        return float(round(statistics.median(used), 4))

    flow = laps["flow"]
    return {
        "orders_per_second": rate("flow"),
        "limit_per_second": rate("limit"),
        "fed_per_second": rate("fed"),
        "of_limit": round(rate("flow") / rate("limit"), 3),
        "of_fed": round(rate("flow") / rate("fed"), 3),
        "cpu_ms_per_order": cpu("flow"),
        "limit_cpu_ms_per_order": cpu("limit"),
        "fed_cpu_ms_per_order": cpu("fed"),
        "cpu_of_limit": round(cpu("flow") / cpu("limit"), 2) if cpu("limit") else None,
        "python_cpu_ms_per_order": round(statistics.median(lap.cpu_seconds * 1000 / orders for lap in flow), 4),
        "server_cpu_ms_per_order": round(statistics.median(lap.server_cpu_seconds * 1000 / orders for lap in flow), 4),
        "spread": [
            round(min(orders / lap.seconds for lap in flow), 1),
            round(max(orders / lap.seconds for lap in flow), 1),
        ],
        "orders": orders,
        "workers": workers,
    }


def _engine_of_limit(report: dict[str, Any], steps: dict[str, float]) -> float | None:
    """CPU of everything but reading addresses and phones, by the limit's; their share is that of the clocked worker."""
    if not report["limit_cpu_ms_per_order"] or not steps["all"]:
        return None
    parsing = sum(steps[phase] for phase in phases.PARSING) / steps["all"] * report["python_cpu_ms_per_order"]
    return float(round((report["cpu_ms_per_order"] - parsing) / report["limit_cpu_ms_per_order"], 2))


def _wal(connection: Any) -> int:
    return int(connection.execute("SELECT pg_current_wal_lsn() - '0/0'").fetchone()[0])


def _rows_per_order(connection: Any, orders: int) -> float:
    total = sum(
        connection.execute(f"SELECT count(*) FROM {name.strip()}").fetchone()[0]
        for name in ground.FLOW_TABLES.split(",")
    )
    return float(round(total / orders, 2))


def oversold(connection: Any) -> int:
    """Stock rows that promise more than they have, or other than their live reservations say."""
    row = connection.execute(
        "SELECT count(*) FROM stock s LEFT JOIN (SELECT sku_id, warehouse_id, sum(quantity) AS units FROM reservation "
        "WHERE state IN ('SOFT', 'HARD') GROUP BY 1, 2) r USING (sku_id, warehouse_id) "
        "WHERE s.reserved > s.on_hand OR s.reserved <> coalesce(r.units, 0)"
    ).fetchone()
    return int(row[0])

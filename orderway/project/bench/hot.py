"""One SKU that everybody wants, beside the same orders spread over all SKUs, in alternating rounds."""

from __future__ import annotations

import statistics
from typing import Any

import psycopg

from orderway.project.bench import flow, ground
from orderway.project.bench.race import Lap


def bench(conninfo: str, orders: int, workers: int, rounds: int) -> dict[str, Any]:
    """The figures of `orderway bench hot-sku`: orders of one line, all of one SKU or of random ones; medians."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        shop = ground.lay(connection)
        bodies = {
            "uniform": ground.messages(orders, defects=0.0, lines=1),
            "hot": ground.messages(orders, defects=0.0, hot=True),
        }
        laps: dict[str, list[Lap]] = {"uniform": [], "hot": []}
        for _ in range(rounds):
            for name, told in bodies.items():
                laps[name].append(flow.lap(connection, conninfo, shop, told, workers))
        oversold = flow.oversold(connection)
        ground.empty(connection)
    rate = {name: statistics.median(orders / lap.seconds for lap in found) for name, found in laps.items()}
    cpu = {
        name: statistics.median((lap.cpu_seconds + lap.server_cpu_seconds) * 1000 / orders for lap in found)
        for name, found in laps.items()
    }
    return {
        "hot_per_second": round(rate["hot"], 1),
        "uniform_per_second": round(rate["uniform"], 1),
        "of_uniform": round(rate["hot"] / rate["uniform"], 3),
        "rounds_of_uniform": [
            round(even.seconds / hot.seconds, 3) for even, hot in zip(laps["uniform"], laps["hot"], strict=True)
        ],
        "hot_cpu_ms_per_order": round(cpu["hot"], 4),
        "uniform_cpu_ms_per_order": round(cpu["uniform"], 4),
        "oversold": oversold,
        "orders": orders,
        "workers": workers,
    }

"""`orderway bench WHAT`: what it costs, each figure beside a floor or a target of the same run."""

from __future__ import annotations

import argparse
import json
import os
from typing import Any

from orderway.project import database, environment, setup
from orderway.project.errors import CommandError

ORDERS_MAX = 50_000_000
BURST_SECONDS_MAX = 600
WORKERS_MAX = 64
ROUNDS_MAX = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("what", choices=("flow", "hot-sku", "ack", "lists", "parse", "burst"))
    parser.add_argument(
        "--orders", type=int, help="orders to work (flow 10000, hot-sku 10000, ack 5000, lists 1000000)"
    )
    parser.add_argument("--workers", type=int, default=2, help="worker processes (default 2)")
    parser.add_argument("--rounds", type=int, default=3, help="alternating rounds, the median counts (default 3)")
    parser.add_argument(
        "--seconds", type=int, default=60, help="burst: how long ten times the steady rate lasts (default 60)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """Measure in a data folder of its own below the installation's, or in schema `bench` of DATABASE_URL's database."""
    if args.orders is not None and not 0 < args.orders <= ORDERS_MAX:
        raise CommandError(f"--orders must be between 1 and {ORDERS_MAX}")
    if not 0 < args.workers <= WORKERS_MAX:
        raise CommandError(f"--workers must be between 1 and {WORKERS_MAX}")
    if not 0 < args.rounds <= ROUNDS_MAX:
        raise CommandError(f"--rounds must be between 1 and {ROUNDS_MAX}")
    if not 0 < args.seconds <= BURST_SECONDS_MAX:
        raise CommandError(f"--seconds must be between 1 and {BURST_SECONDS_MAX}")
    if environment.is_embedded():
        os.environ["ORDERWAY_DATA"] = str(environment.data_folder() / "bench")
    else:
        os.environ["ORDERWAY_SCHEMA"] = "bench"
    setup()
    with database.held() as held:
        os.environ["DATABASE_URL"] = held.url
        database.migrate()
        report = _measure(args, database.conninfo())
    if args.json:
        print(json.dumps(report))
    else:
        for key, value in report.items():
            print(f"{key:28} {value}")
    return 0


def _measure(args: argparse.Namespace, conninfo: str) -> dict[str, Any]:
    from orderway.project.bench import ack, burst, flow, hot, lists, parse  # noqa: PLC0415 (settings come first)

    if args.what == "flow":
        return flow.bench(conninfo, args.orders or 10_000, args.workers, args.rounds)
    if args.what == "hot-sku":
        return hot.bench(conninfo, args.orders or 10_000, args.workers, args.rounds)
    if args.what == "burst":
        return burst.bench(conninfo, args.seconds, args.workers)
    if args.what == "parse":
        return parse.bench(args.orders or 2_000, args.rounds)
    if args.what == "ack":
        return ack.bench(conninfo, args.orders or 5_000, args.rounds)
    return lists.bench(conninfo, args.orders or 1_000_000)

"""Pages over many orders: how long a list, a search and an order page take with few and with many in the tables."""

from __future__ import annotations

import secrets
import statistics
import time
from typing import Any

import psycopg
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections
from django.test import Client
from psycopg.conninfo import make_conninfo

from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.project.bench import ground

FEW = 10_000
CHUNK = 50_000
ROUNDS = 30
WARM_UP = 3
ASIDE = "bench_few"
TABLES = "orders, person, order_line, hold, event, tally, tally_change"

_sql = named(__file__, "lists.sql")


def bench(conninfo: str, orders: int) -> dict[str, Any]:
    """p50 and p95 in milliseconds of each page with `orders` in the tables, and with ten thousand, in one run.

    The ten thousand are measured before and after, so that a machine that becomes slower or faster shows on both sides.
    What is loaded stays: the next run only adds what is missing.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        shop = ground.lay(connection)
        few = _measured_aside(conninfo)
        row = connection.execute(_sql.loaded).fetchone()
        have = int(row[0]) if row else 0
        if have > orders:
            connection.execute(f"TRUNCATE {TABLES}")
            have = 0
        load(connection, shop, have, orders)
        many = measure(connection, orders)
        again = _measured_aside(conninfo)
    few = {name: [*times, *again[name]] for name, times in few.items()}
    pages = {
        name: {
            "p50_ms": _p(times, 50),
            "p95_ms": _p(times, 95),
            "p50_ms_at_10000": _p(few[name], 50),
            "p95_ms_at_10000": _p(few[name], 95),
        }
        for name, times in many.items()
    }
    return {"orders": orders, "pages": pages}


def _measured_aside(conninfo: str) -> dict[str, list[float]]:
    """The same pages over ten thousand orders, in a schema of their own beside the full tables."""
    aside = make_conninfo(conninfo, options=f"-c search_path={ASIDE},public")
    settings = connections["default"].settings_dict
    kept = settings["OPTIONS"]
    with psycopg.connect(aside, autocommit=True) as connection:
        connections["default"].close()
        settings["OPTIONS"] = {**kept, "options": f"-c search_path={ASIDE},public"}
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {ASIDE}")
        call_command("migrate", verbosity=0)
        shop = ground.lay(connection)
        connection.execute(f"TRUNCATE {TABLES}")
        load(connection, shop, 0, FEW)
        found = measure(connection, FEW)
    connections["default"].close()
    settings["OPTIONS"] = kept
    return found


def load(connection: psycopg.Connection[Any], shop: int, first: int, last: int) -> None:
    """Add orders number first+1 … last by set-based SQL, and count them."""
    for start in range(first, last, CHUNK):
        values = {"first": start, "last": min(start + CHUNK, last), "shop": shop, "now": clock.now()}
        with connection.transaction():
            for statement in (_sql.orders, _sql.lines, _sql.persons, _sql.holds, _sql.events):
                connection.execute(statement, values)
    connection.execute("TRUNCATE tally, tally_change")
    connection.execute(_sql.tallies)
    connection.execute("VACUUM ANALYZE")


def measure(connection: psycopg.Connection[Any], orders: int) -> dict[str, list[float]]:
    """Milliseconds of each page, one request after the other, through the whole of Django."""
    client = Client()
    client.force_login(_reader())
    found = {}
    for name, path in _pages(connection, orders).items():
        times = []
        for round_ in range(WARM_UP + ROUNDS):
            begin = time.perf_counter()
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{name}: {path} answered {answer.status_code}")
            if round_ >= WARM_UP:
                times.append((time.perf_counter() - begin) * 1000)
        found[name] = times
    return found


def _reader() -> Any:
    users = get_user_model()
    user, made = users.objects.get_or_create(username="bench-reader", defaults={"roles": ["operator", "reviewer"]})
    if made:
        user.set_password(secrets.token_urlsafe(24))
        user.save()
    return user


def _pages(connection: psycopg.Connection[Any], orders: int) -> dict[str, str]:
    some = orders // 2
    row = connection.execute(_sql.thousandth_page).fetchone()
    deep = f"&after={row[0].isoformat().replace('+', '%2B')}~{row[1]}" if row else ""
    return {
        "list": "/orders",
        "list_held": "/orders?q=standing:held",
        "list_city": "/orders?q=city:杭州",
        "search_number": f"/orders?q=L{some}",
        "search_nothing": "/orders?q=NOSUCHNUMBER12345",
        "search_sku": "/orders?q=sku:SKU-77",
        "page_1000": f"/orders?sort=new{deep}",
        "order": f"/orders/{some * 10}",
        "board": "/",
    }


def _p(times: list[float], share: int) -> float | None:
    return round(statistics.quantiles(times, n=100)[share - 1], 1) if times else None

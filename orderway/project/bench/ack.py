"""Acknowledging: how fast orders are taken in, in bulk and one by one, beside nothing but the insert.

Three floors in bulk: the bare insert of messages; the same with each order kept once, which is what the route writes;
and the same of lines that are read strictly first, which is all of the route but HTTP, the key and the answers.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection as django_connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from orderway.flow.command import Actor
from orderway.journey.intake.api import urgent_until
from orderway.journey.intake.api_lines import read_lines
from orderway.journey.intake.api_take import Told, take_many
from orderway.journey.intake.inbox import Arrival, store
from orderway.kernel import clock
from orderway.project.bench import ground
from orderway.project.bench.meters import server_cpu_seconds
from orderway.records.models import ApiKey
from orderway.web.auth import Caller, make_key
from orderway.web.auth_shops import references
from orderway.web.engine import engine

BULK_ORDERS = 500
PLACE = "/api/v1/orders"
FLOOR = "/api/v1/floor"


def floor(request: HttpRequest) -> HttpResponse:
    """The same address in another place, doing nothing but keeping the bytes."""
    with django_connection.cursor() as cursor:
        store(cursor.cursor, [Arrival(1, request.body)], clock.now(), engine().ids)
    return HttpResponse(b"{}", status=202, content_type="application/json")


floor.permission = "api"  # type: ignore[attr-defined]
urlpatterns = [path(FLOOR[1:], floor), path("", include("orderway.project.urls"))]


def bench(conninfo: str, orders: int, rounds: int) -> dict[str, Any]:
    """Orders acknowledged a second through the whole of Django in one thread, alternating with the floors; medians."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        ground.lay(connection)
        ApiKey.objects.filter(name="bench").delete()
        _, token = make_key("bench", ["orders:write"], "bench")
        rates: dict[str, list[float]] = {}
        used: dict[str, list[float]] = {}
        with override_settings(ROOT_URLCONF=__name__):
            for number in range(rounds):
                bodies = _bodies(orders, number)
                for name, deed in _deeds(connection, token).items():
                    ground.empty(connection)
                    deed(bodies[:BULK_ORDERS])
                    ground.empty(connection)
                    cpu = time.process_time() + server_cpu_seconds(conninfo)
                    begin = time.perf_counter()
                    deed(bodies)
                    rates.setdefault(name, []).append(len(bodies) / (time.perf_counter() - begin))
                    cpu = time.process_time() + server_cpu_seconds(conninfo) - cpu
                    used.setdefault(name, []).append(cpu / len(bodies) * 1e6)
        ground.empty(connection)
    median = {name: round(statistics.median(found), 1) for name, found in rates.items()}
    return {
        "bulk_per_second": median["bulk"],
        "bulk_floor": median["bulk_floor"],
        "bulk_of_floor": round(median["bulk"] / median["bulk_floor"], 3),
        "bulk_floor_once": median["bulk_floor_once"],
        "bulk_of_floor_once": round(median["bulk"] / median["bulk_floor_once"], 3),
        "bulk_floor_read": median["bulk_floor_read"],
        "bulk_of_floor_read": round(median["bulk"] / median["bulk_floor_read"], 3),
        "single_per_second": median["single"],
        "single_floor": median["single_floor"],
        "single_of_floor": round(median["single"] / median["single_floor"], 3),
        "cpu_us_per_order": {name: round(statistics.median(found), 1) for name, found in used.items()},
        "orders": orders,
    }


def _bodies(orders: int, seed: int) -> list[bytes]:
    """The orders as the own API takes them."""
    told = []
    for body in ground.messages(orders, seed=seed + 1, defects=0.0):
        order = msgspec.json.decode(body)
        kept = {
            key: order[key]
            for key in (
                "external_id",
                "placed_at",
                "currency",
                "total_minor",
                "shipping_minor",
                "paid_minor",
                "payment_status",
                "paid_at",
                "ship_to",
                "lines",
            )
        }
        told.append(msgspec.json.encode({**kept, "shop": "bench", "external_id": f"{order['external_id']}-{seed}"}))
    return told


def _deeds(connection: psycopg.Connection[Any], token: str) -> dict[str, Callable[[Sequence[bytes]], None]]:
    handler = WSGIHandler()

    def single(place: str) -> Callable[[Sequence[bytes]], None]:
        def deed(some: Sequence[bytes]) -> None:
            for body in some:
                _post(handler, place, body, token, "application/json")

        return deed

    def bulk(some: Sequence[bytes]) -> None:
        for start in range(0, len(some), BULK_ORDERS):
            lines = b"\n".join(some[start : start + BULK_ORDERS])
            _post(handler, f"{PLACE}/batch", lines, token, "application/x-ndjson")

    def bare(some: Sequence[bytes]) -> None:
        for start in range(0, len(some), BULK_ORDERS):
            arrivals = [Arrival(1, body) for body in some[start : start + BULK_ORDERS]]
            with connection.transaction(), connection.cursor() as cursor:
                store(cursor, arrivals, clock.now(), engine().ids)

    def once(some: Sequence[bytes]) -> None:
        ids = engine().ids
        for start in range(0, len(some), BULK_ORDERS):
            piece = some[start : start + BULK_ORDERS]
            told = [Told((1, f"once-{start + at}"), body) for at, body in enumerate(piece)]
            take_many(connection, told, ids)

    def read(some: Sequence[bytes]) -> None:
        caller = Caller("bench", Actor("bench"), ("orders:write",))
        for start in range(0, len(some), BULK_ORDERS):
            body = b"\n".join(some[start : start + BULK_ORDERS])
            lines = read_lines(body, caller, references(caller), urgent_until())
            take_many(connection, [line.told for line in lines if line.told is not None], engine().ids)

    return {
        "bulk_floor": bare,
        "bulk_floor_once": once,
        "bulk_floor_read": read,
        "bulk": bulk,
        "single_floor": single(FLOOR),
        "single": single(PLACE),
    }


def _post(handler: WSGIHandler, place: str, body: bytes, token: str, kind: str) -> None:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": place,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }
    status: list[str] = []

    def begin(line: str, headers: list[tuple[str, str]], failed: Any = None) -> Callable[[bytes], object]:
        del headers, failed
        status.append(line)
        return len

    content = b"".join(handler(environ, begin))
    if not status[0].startswith("202"):
        raise RuntimeError(f"{place}: {status[0]} {content[:300]!r}")

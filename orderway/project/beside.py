"""What a worker does beside the flow: the relay, joint decisions of sourcing, and in practice the people of the
practice world.

One thread a worker, any number of workers. What breaks is logged and tried again; the flow goes on meanwhile.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from decimal import Decimal, InvalidOperation
from typing import Any

import psycopg
from django.conf import settings

from orderway.journey.source.window import decide_windows
from orderway.project.edi.desk import Desk
from orderway.project.errands import drain, relay_on
from orderway.project.errors import EnvironmentVariableError
from orderway.project.parts import engine_on
from orderway.project.simulator import Simulator
from orderway.project.supplying import supply_round

IDLE_SECONDS = 1.0
BROKEN_SECONDS = 10.0
"""The pause after something broke that is no connection."""
SPEED, SPEED_MAX = Decimal(60), Decimal(3600)
"""A minute of the practice world in a second, at most an hour."""

log = logging.getLogger(__name__)


def run_beside(conninfo: str, stop: threading.Event) -> None:
    """Deliver, and in practice play, until `stop` is set. A lost connection ends it: psycopg.OperationalError."""
    worker = f"{socket.gethostname()}-{os.getpid()}-beside"
    with psycopg.connect(conninfo, autocommit=True) as connection:
        engine = engine_on(connection, worker)
        relay, desk = relay_on(engine), Desk(engine)
        world = Simulator(engine, relay, speed=practice_speed()) if settings.PRACTICE else None
        playing = False
        while not stop.is_set():
            try:
                done = drain(relay) + decide_windows(engine) + desk.look() + supply_round(engine)
                playing = playing or (world is not None and _takes_the_world(connection))
                if world is not None and playing:
                    done += world.tick()
            except psycopg.OperationalError:
                raise
            except Exception:
                log.exception("an errand broke; it is tried again")
                stop.wait(BROKEN_SECONDS)
            else:
                if not done:
                    stop.wait(IDLE_SECONDS)


def practice_speed() -> float:
    """How many times faster the practice world lives: ORDERWAY_PRACTICE_SPEED, from 1 to 3600, else 60."""
    text = os.environ.get("ORDERWAY_PRACTICE_SPEED", "")
    try:
        speed = Decimal(text or SPEED)
        return float(min(max(speed, Decimal(1)), SPEED_MAX))
    except InvalidOperation as reason:
        raise EnvironmentVariableError(f"ORDERWAY_PRACTICE_SPEED={text!r}: write a number from 1 to 3600") from reason


def _takes_the_world(connection: psycopg.Connection[Any]) -> bool:
    """Whether this worker plays the practice world from now on: the lock is its own for as long as it is connected."""
    name = f"practice world {settings.SCHEMA}"
    row = connection.execute("SELECT pg_try_advisory_lock(1, hashtext(%s))", [name]).fetchone()
    return bool(row and row[0])

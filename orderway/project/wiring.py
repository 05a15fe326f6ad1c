"""Where the parts meet: the loop a worker runs, and what the web is handed."""

from __future__ import annotations

import gc
import logging
import os
import socket
import threading

import psycopg
from django.conf import settings

from orderway.adapters.channels import channels, platforms
from orderway.adapters.mailboxes.imap import READER
from orderway.adapters.payments import gateways
from orderway.api import edi_door
from orderway.flow import record
from orderway.flow.engine import Engine
from orderway.journey.commands import COMMANDS
from orderway.journey.confirm import texts
from orderway.journey.intake import api_channels, mails
from orderway.journey.intake import platforms as known_platforms
from orderway.journey.intake.inbox import SQL
from orderway.journey.intake.work import Reader
from orderway.journey.review import notices
from orderway.kernel.limits import BATCH_ORDERS_MAX
from orderway.places.address_check import review
from orderway.places.phones import normalise
from orderway.project.edi.door import EdiDoor
from orderway.project.links import link_key
from orderway.project.parts import engine_on
from orderway.project.relay_texts import gateways as text_gateways
from orderway.web import engine as web_engine

IDLE_SECONDS = 0.5
"""How long an idle worker waits before it looks again; a NOTIFY on `orderway_work` wakes it earlier."""
CHANNEL = "orderway_work"
GC_OBJECTS = 200_000
"""Objects that a batch may make before the collector looks."""

log = logging.getLogger(__name__)


def provide() -> None:
    """Hand the web its engine, commands and channels."""
    web_engine.provide(engine_on, COMMANDS)
    api_channels.provide(channels)
    edi_door.provide(EdiDoor())
    notices.provide(gateways)
    texts.provide(text_gateways)
    known_platforms.provide(platforms, settings.INSIDE_HOSTS)
    mails.provide(READER, link_key)


def calm_collector() -> None:
    """Let Python's cycle collector run between batches rather than dozens of times within one: orders hold no cycles.

    Measured: 30% less CPU an order in the worker (8,000 orders of `orderway bench flow`).
    """
    gc.freeze()
    gc.set_threshold(GC_OBJECTS, 20, 50)


def warm_up() -> None:
    """Read what a process reads once, before the first order waits for it: the tables of places and of phone numbers,
    and the fingerprint of the code that run records name. Then calm the collector, which leaves all that alone.

    Measured: 50 ms of CPU a process.
    """
    review("浙江省", "杭州市", "西湖区", "文三路478号")
    normalise("010-62511234", "CN")
    record.code()
    calm_collector()


def run_flow(conninfo: str, stop: threading.Event) -> None:
    """Read the inbox and take due orders on until `stop` is set; what breaks a batch is isolated and parked."""
    warm_up()
    worker = f"{socket.gethostname()}-{os.getpid()}"
    with psycopg.connect(conninfo, autocommit=True) as connection, psycopg.connect(conninfo, autocommit=True) as leases:
        leases.execute(f"LISTEN {CHANNEL}")
        engine = engine_on(connection, worker)
        engine.read_ahead()
        reader = Reader(engine, channels())
        reader.leave_leases(leases)
        while not stop.is_set():
            if not one_round(engine, reader):
                for _ in leases.notifies(timeout=IDLE_SECONDS, stop_after=1):
                    pass


def one_round(engine: Engine, reader: Reader) -> int:
    """One batch of the inbox and one of due orders; how many messages and orders were worked."""
    try:
        read = reader.work()
    except psycopg.OperationalError:
        raise
    except Exception:
        log.exception("a batch of messages broke; its messages are read one by one")
        read = read_one_by_one(engine, reader)
    try:
        return read + engine.look_again()
    except psycopg.OperationalError:
        raise
    except Exception:
        log.exception("a batch of due orders broke; they are taken one by one")
        return read + look_one_by_one(engine)


def look_one_by_one(engine: Engine) -> int:
    """Take due orders on singly; the one that breaks alone is set aside for an hour, where it shows as overdue."""
    due = engine.due()
    for order_id in due:
        try:
            engine.look_again(only=order_id)
        except psycopg.OperationalError:
            raise
        except Exception:
            log.exception("order %s cannot be taken on", order_id)
            engine.set_aside(order_id)
    return len(due)


def read_one_by_one(engine: Engine, reader: Reader) -> int:
    """Read a broken batch's messages singly; the one that breaks alone is parked, the others go on."""
    rows = engine.connection.execute(SQL.next_ids, [BATCH_ORDERS_MAX]).fetchall()
    for (message_id,) in rows:
        try:
            reader.work(only=[message_id])
        except psycopg.OperationalError:
            raise
        except Exception as error:
            log.exception("message %s cannot be read", message_id)
            engine.connection.execute(
                SQL.park, [[message_id], ["breaks_its_reader"], [f'{{"error": "{type(error).__name__}"}}']]
            )
    return len(rows)

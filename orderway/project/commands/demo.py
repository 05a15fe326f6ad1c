"""`orderway demo`: practice data from real samples, worked through; prints what happened; then serves the console."""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orderway.project import database, serving, setup
from orderway.project.commands.web import add_address

ORDERS_MAX = 100_000
LOAD_LOCK = 0x70726163746963  # "practic": two starts never load at once


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_address(parser)
    parser.add_argument("--orders", type=_orders, default=None, metavar="N", help="how many generated orders")
    parser.add_argument("--seed", type=int, default=None, help="another seed: another company history")
    parser.add_argument("--load", action="store_true", help="load the practice data again after it was removed")
    parser.add_argument("--remove", action="store_true", help="take all practice data away, and stop")
    parser.add_argument("--summary", action="store_true", help="print the summary, and stop")
    parser.add_argument("--no-serve", action="store_true", help="load and print, and stop")


def run(args: argparse.Namespace) -> int:
    """Load what is not there yet, print what happened, serve until Ctrl-C."""
    os.environ["ORDERWAY_PRACTICE"] = "1"
    setup()
    if args.remove or args.summary or args.no_serve:
        with database.held() as held:
            os.environ["DATABASE_URL"] = held.url
            database.migrate()
            lines = _remove() if args.remove else _summary() if args.summary else prepare(args)
        print("\n".join(lines))
        return 0
    return serving.serve(args.host, args.port, lambda: prepare(args))


def prepare(args: argparse.Namespace) -> list[str]:
    """Practice data in place; the lines to print below the address."""
    with alone(database.conninfo(), serving.say):
        return _prepared(args)


@contextmanager
def alone(conninfo: str, say: Callable[[str], None]) -> Iterator[None]:
    """Nobody else loads practice data while the block runs: a second start waits for the first."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(conninfo, autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOAD_LOCK]).fetchone()
        if row is not None and not row[0]:
            say("Another start loads the practice data; waiting for it …")
            connection.execute("SELECT pg_advisory_lock(%s)", [LOAD_LOCK])
        try:
            yield
        finally:  # the server would let go a moment after the connection has gone
            connection.execute("SELECT pg_advisory_unlock(%s)", [LOAD_LOCK])


def _prepared(args: argparse.Namespace) -> list[str]:
    from orderway.practice.state import State, state  # noqa: PLC0415 (models need Django set up)

    found = state()
    if found is State.REAL:
        return ["This installation holds real data: no practice data was loaded beside it."]
    if found is State.REMOVED and not args.load:
        return ["The practice data was removed; orderway demo --load brings it back."]
    if found is not State.LOADED:
        started = time.monotonic()
        _load(args)
        serving.say(f"Loaded and worked through in {time.monotonic() - started:.0f} s.")
    return _summary()


def _load(args: argparse.Namespace) -> None:
    import psycopg  # noqa: PLC0415

    from orderway.adapters.channels import channels  # noqa: PLC0415
    from orderway.journey.intake.work import Reader  # noqa: PLC0415
    from orderway.practice import load  # noqa: PLC0415
    from orderway.project.parts import engine_on  # noqa: PLC0415
    from orderway.project.practising import Hands  # noqa: PLC0415

    with psycopg.connect(database.conninfo(), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        engine = engine_on(connection, "practice")
        load.load(
            engine,
            Reader(engine, channels()),
            channels()["csv"].parse,
            Hands(engine),
            _key(),
            serving.say,
            count=load.ORDERS if args.orders is None else args.orders,
            seed=load.SEED if args.seed is None else args.seed,
        )


def _key() -> str:
    from django.conf import settings  # noqa: PLC0415

    return str(settings.SECRET_KEY)


def _summary() -> list[str]:
    import psycopg  # noqa: PLC0415

    from orderway.practice.people import logins  # noqa: PLC0415
    from orderway.practice.summary import lines  # noqa: PLC0415

    with psycopg.connect(database.conninfo(), autocommit=True) as connection:
        return lines(connection, logins(_key()))


def _remove() -> list[str]:
    import psycopg  # noqa: PLC0415

    from orderway.practice.remove import remove  # noqa: PLC0415

    with psycopg.connect(database.conninfo(), autocommit=True) as connection:
        return [f"Removed {remove(connection)} practice orders and everything that belonged to them."]


def _orders(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= ORDERS_MAX:
        raise argparse.ArgumentTypeError(f"{text!r}: a number from 1 to {ORDERS_MAX}")
    return int(text)

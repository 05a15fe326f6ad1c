"""`orderway web`: the web alone."""

import argparse
import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from orderway.project import database, setup
from orderway.project.parent import leave_with_parent
from orderway.project.rush import ADDRESS_VARIABLE
from orderway.project.serving import DEFAULT_HOST, DEFAULT_PORT, check_port

PORT_MAX = 65_535
PROCESSES_MAX = 64
THREADS = 8
BACKLOG = 1024
KILL_SECONDS_MAX = 8


def add_address(parser: argparse.ArgumentParser) -> None:
    """Add `--host` and `--port`; ORDERWAY_HOST and ORDERWAY_PORT say what they are where nothing is given."""
    host, port = os.environ.get("ORDERWAY_HOST") or DEFAULT_HOST, os.environ.get("ORDERWAY_PORT") or str(DEFAULT_PORT)
    parser.add_argument("--host", default=host, help=f"the address to listen on (default {host})")
    parser.add_argument("--port", type=_port, default=port, help=f"the port (default {port})")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the address and the number of processes."""
    add_address(parser)
    parser.add_argument("--processes", type=_processes, default=1, help="web processes (default 1)")


def run(args: argparse.Namespace) -> int:
    """Answer requests until Ctrl-C or SIGTERM."""
    leave_with_parent()
    check_port(args.host, args.port)
    setup()
    with database.held() as held:
        os.environ["DATABASE_URL"] = held.url
        os.environ[ADDRESS_VARIABLE] = f"{args.host}:{args.port}"
        Granian(
            "orderway.project.wsgi:application",
            address=args.host,
            port=args.port,
            interface=Interfaces.WSGI,
            workers=args.processes,
            blocking_threads=THREADS,
            backlog=BACKLOG,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            workers_kill_timeout=KILL_SECONDS_MAX,
        ).serve()
    return 0


def _port(text: str) -> int:
    return _number(text, PORT_MAX)


def _processes(text: str) -> int:
    return _number(text, PROCESSES_MAX)


def _number(text: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {most}")
    return int(text)

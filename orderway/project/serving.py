"""Web, worker and database as one thing: started together, stopped in that order, nothing left behind."""

import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from orderway.project import database, environment
from orderway.project.children import Child, keep_running
from orderway.project.errors import BrokenGroundError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
WEB_STOP_SECONDS_MAX = 10.0
WORKER_STOP_SECONDS_MAX = 30.0
# A web process whose `serve` was killed leaves within a second; that one's port is about to be free.
PORT_SECONDS_MAX = 3.0
UP_SECONDS_MAX = 60.0
POLL_SECONDS = 0.05
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignals:
    """Ctrl-C, SIGTERM and SIGHUP while a block runs: the first asks for an orderly end, a second for a quick one."""

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self.stop = threading.Event()
        self.hurry = threading.Event()
        self._breaks = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Catch the signals; the handlers of before come back afterwards."""
        before = {number: signal.signal(number, self._note) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def breaking(self) -> Iterator[None]:
        """Leave the block at the first signal, wherever it is: for long work that may be begun anew."""
        self._breaks = True
        try:
            yield
        except KeyboardInterrupt:
            self.stop.set()
        finally:
            self._breaks = False

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        (self.hurry if self.stop.is_set() else self.stop).set()
        if self._breaks:
            self._breaks = False
            raise KeyboardInterrupt


def say(text: str) -> None:
    """A line for the person at the terminal; standard output stays free for data."""
    print(text, file=sys.stderr, flush=True)


def serve(host: str, port: int, prepare: Callable[[], list[str]] | None = None) -> int:
    """Bring up database, web and worker; return when asked to stop, everything stopped. Raises BrokenGroundError.

    `prepare` runs when the database is up and migrated, before web and worker start (the demo's data); the lines it
    returns are printed below the address.
    """
    signals = StopSignals()
    with signals.caught():
        check_port(host, port)
        with database.held() as held:
            os.environ["DATABASE_URL"] = held.url
            lines: list[str] = []
            if not signals.stop.is_set():
                with signals.breaking():
                    database.migrate()
                    if prepare is not None and not signals.stop.is_set():
                        lines = prepare()
            if not signals.stop.is_set():
                _run_children(host, port, lines, signals, held.revive)
            elif not environment.flag("ORDERWAY_QUIET"):
                say("stopping …")
    return 0


def check_port(host: str, port: int) -> None:
    """Raise BrokenGroundError when the port cannot be listened on."""
    deadline = time.monotonic() + PORT_SECONDS_MAX
    while True:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
            return
        except PermissionError as reason:
            raise BrokenGroundError(f"port {port} may only be used by root: choose another, --port 8000") from reason
        except OSError as reason:
            if reason.errno != errno.EADDRINUSE:
                raise BrokenGroundError(f"{host} is no address of this machine: choose another, --host") from reason
            if time.monotonic() > deadline:
                raise BrokenGroundError(
                    f"{host}:{port} is taken by another program: stop it, or choose another port: --port {port + 1}"
                ) from reason
        time.sleep(POLL_SECONDS)


def _run_children(host: str, port: int, lines: list[str], signals: StopSignals, revive: Callable[[], bool]) -> None:
    web = Child("web", ["web", "--host", host, "--port", str(port)], WEB_STOP_SECONDS_MAX)
    worker = Child("worker", ["worker"], WORKER_STOP_SECONDS_MAX)
    children = [web, worker]
    try:
        for child in children:
            child.start()
        if await_answer(host, port, web, signals.stop):
            say("\n".join([f"Orderway is at http://{_shown(host)}:{port}  (Ctrl-C stops it)", *lines]))
        keep_running(children, signals.stop, say, revive)
    finally:
        if environment.flag("ORDERWAY_QUIET") is False and signals.stop.is_set():
            say("stopping …")
        for child in children:
            child.stop(signals.hurry.is_set)


def await_answer(host: str, port: int, web: Child, stop: threading.Event | None = None) -> bool:
    """Wait until the web answers; False where it ended, is not up in time, or `stop` is set."""
    stop = stop or threading.Event()
    deadline = time.monotonic() + UP_SECONDS_MAX
    reached = "127.0.0.1" if host in ("0.0.0.0", "") else "::1" if host == "::" else host  # noqa: S104 (compared)
    while web.is_running() and time.monotonic() < deadline and not stop.is_set():
        try:
            with socket.create_connection((reached, port), timeout=1) as connection:
                connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if connection.recv(64).startswith((b"HTTP/1.0 200", b"HTTP/1.1 200")):
                    return True
        except OSError:
            pass
        stop.wait(POLL_SECONDS)
    return False


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 (compared)

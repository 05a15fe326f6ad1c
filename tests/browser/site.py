"""The site in processes of its own, for browser tests: `with Sites() as sites, sites.serving(url, schema) as address:`.

One process loads everything once and waits; each site is a fork of it with empty caches and its own port, so it
starts in milliseconds and knows nothing of the test before. Served over HTTP/1.1 with connections that are kept, as
the browser meets it in production.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Self

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

STOP_SECONDS_MAX = 10
BACKLOG = 256
NO_DATABASE = "postgresql://nobody@/nowhere?host=/nonexistent"


class Sites:
    """Starts sites, one or several at the same time."""

    def __enter__(self) -> Self:
        """Start the process that loads everything; it is not waited for."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.site"],
            env={**os.environ, "DATABASE_URL": NO_DATABASE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop the process, and with it every site."""
        self._told().close()
        self._process.wait(STOP_SECONDS_MAX)
        if self._process.stdout is not None:
            self._process.stdout.close()

    @contextmanager
    def serving(self, database: str = NO_DATABASE, schema: str = "") -> Iterator[str]:
        """Serve this database's schema (without one: pages that need none); yields the address."""
        pid, address = self._answer(["start", database, schema])
        try:
            yield str(address)
        finally:
            self._answer(["stop", pid])

    def _answer(self, order: list[object]) -> list[object]:
        print(json.dumps(order), file=self._told(), flush=True)
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        assert answer, "the site did not start: see its errors above"
        answered: list[object] = json.loads(answer)
        return answered

    def _told(self) -> IO[str]:
        assert self._process.stdin is not None
        return self._process.stdin


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: what matters, the browser says."""


class _Server(ThreadedWSGIServer):
    request_queue_size = BACKLOG


def main() -> None:
    """Read orders, one JSON list a line, and answer each with one; the end of the orders ends every site."""
    from django.test import Client

    from orderway.project.wsgi import application

    # Loads the addresses, the templates and the texts, so that no site has to.
    Client().get("/look/board", headers={"host": "localhost"})
    running: set[int] = set()
    try:
        for order in sys.stdin:
            match json.loads(order):
                case ["start", str(database), str(schema)]:
                    server = _Server(("127.0.0.1", 0), _Quiet)
                    pid = os.fork()
                    if pid == 0:
                        _serve(server, application, database, schema)
                    running.add(pid)
                    answer = [pid, f"http://127.0.0.1:{server.server_port}"]
                    server.server_close()
                case ["stop", int(pid)]:
                    _stop(pid)
                    running.discard(pid)
                    answer = [pid]
            print(json.dumps(answer), flush=True)
    finally:
        for pid in running:
            _stop(pid)


def _serve(server: _Server, application: WSGIHandler, database: str, schema: str) -> None:
    """Never returns: ends with the process."""
    from orderway.project.parent import leave_with_parent
    from tests import ground

    try:
        leave_with_parent(os.getppid())
        server.set_app(application)
        with ground.django_at(database, schema):
            server.serve_forever()
    finally:
        os._exit(1)


def _stop(pid: int) -> None:
    """A site holds nothing that has to be put away."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()

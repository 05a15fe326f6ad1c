"""The site in a process of its own, for browser tests: a child of `tests.forks` with empty caches and its own port.

Served over HTTP/1.1 with connections that are kept, as the browser meets it in production.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client

from tests import ground
from tests.forks import NO_DATABASE, Forks

BACKLOG = 256


@contextmanager
def site(forks: Forks, database: str = NO_DATABASE, schema: str = "") -> Iterator[str]:
    """Serve this database's schema (without one: pages that need none); yields the address."""
    pid, address = forks.start("tests.browser.site:serve", database, schema)
    try:
        yield address
    finally:
        forks.kill(pid)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: what matters, the browser says."""


class _Server(ThreadedWSGIServer):
    request_queue_size = BACKLOG


def load() -> None:
    """Load the addresses, the templates and the texts once, so that no child has to."""
    Client().get("/look/board", headers={"host": "localhost"})


def serve(database: str, schema: str) -> Iterator[str]:
    """Serve until killed; says the address first."""
    from orderway.project.wsgi import application

    with ground.django_at(database, schema), _Server(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(application)
        yield f"http://127.0.0.1:{server.server_port}"
        server.serve_forever()

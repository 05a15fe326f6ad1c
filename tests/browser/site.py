"""The site in a process of its own, for browser tests: `with site(DATABASE_URL=dsn) as address:`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

STOP_SECONDS_MAX = 10


@contextmanager
def site(**environment: str) -> Iterator[str]:
    """Serve on a free port of this machine with these settings on top of the test's; yields the address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.site"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, "the site did not start: see its errors above"
        yield address
    finally:
        process.terminate()
        process.wait(STOP_SECONDS_MAX)
        process.stdout.close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: what matters, the browser says."""


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def main() -> None:
    """Serve until terminated; the first line printed is the address."""
    from orderway.project.wsgi import application

    with make_server("127.0.0.1", 0, application, server_class=_Threaded, handler_class=_Quiet) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()

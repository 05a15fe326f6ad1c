"""How long a request waits before a thread of this web process takes it: asked of itself, again and again.

Threads are few on purpose (each has a database connection), so requests queue where nothing of ours sees them. A
request of our own in the same queue does.
"""

from __future__ import annotations

import http.client
import threading
import time

ASK_EVERY_SECONDS = 0.1
ANSWER_SECONDS_MAX = 30.0
ADDRESS_VARIABLE = "ORDERWAY_WEB_ADDRESS"
"""Where the web listens, as host:port; set by `orderway web`."""


class Rush:
    """Asks in a thread of its own; `waited` says how long the present question waits for its answer."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self._address = (host, port)
        self._path = path
        self._asked: float | None = None

    def start(self) -> None:
        """Begin to ask; the thread ends with the process."""
        threading.Thread(target=self._ask_on, name="rush", daemon=True).start()

    def waited(self) -> float:
        """Seconds that the question now asked has waited; 0.0 where none is open."""
        asked = self._asked
        return 0.0 if asked is None else time.monotonic() - asked

    def _ask_on(self) -> None:
        while True:
            time.sleep(ASK_EVERY_SECONDS)
            self._asked = time.monotonic()
            connection = http.client.HTTPConnection(*self._address, timeout=ANSWER_SECONDS_MAX)
            try:
                connection.request("GET", self._path)
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                pass  # not up yet, or going down: nothing is known of a queue
            finally:
                self._asked = None
                connection.close()


def reached(address: str) -> tuple[str, int] | None:
    """Host and port by which this machine reaches the web that listens at `address`; None where it is no address."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        return None
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), int(port)  # noqa: S104 (compared)

"""The buyers' side of a burst: an open-loop client that sends at its times, whatever the answers take.

It runs in a process of its own. A request that waits for a free sender has waited as far as its latency is concerned.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

SENDERS = 48
ANSWER_SECONDS_MAX = 30.0
REFUSALS = (429, 503)


class Request(NamedTuple):
    """One request: when it is due (seconds from the start), of which phase, its path, and the orders in it."""

    due: float
    phase: str
    path: str
    keys: tuple[str, ...]
    body: bytes


class Heard(NamedTuple):
    """What came of one request; `status` 0: no answer at all. Seconds from when it was due."""

    phase: str
    seconds: float
    status: int
    retry_after: bool
    keys: tuple[str, ...]
    """The orders acknowledged."""


def send_all(host: str, port: int, token: str, requests: Sequence[Request]) -> list[Heard]:
    """Send every request at its time; what came of each."""
    told: list[Heard] = []
    waiting = iter(requests)
    lock = threading.Lock()
    start = time.monotonic()

    def sender() -> None:
        connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS_MAX)
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                connection.close()
                return
            time.sleep(max(0.0, start + request.due - time.monotonic()))
            status, retry, keys = _sent(connection, token, request)
            told.append(Heard(request.phase, time.monotonic() - start - request.due, status, retry, keys))

    senders = [threading.Thread(target=sender) for _ in range(SENDERS)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    return told


def _sent(connection: http.client.HTTPConnection, token: str, request: Request) -> tuple[int, bool, tuple[str, ...]]:
    kind = "application/x-ndjson" if request.path.endswith("batch") else "application/json"
    try:
        connection.request(
            "POST", request.path, request.body, {"Authorization": f"Bearer {token}", "Content-Type": kind}
        )
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0, False, ()
    if answer.status != 202:
        return answer.status, answer.getheader("Retry-After") is not None, ()
    if len(request.keys) == 1:
        return 202, False, request.keys
    lines = msgspec.json.Decoder().decode_lines(body)
    return 202, False, tuple(line["external_id"] for line in lines if line["status"] == 202)

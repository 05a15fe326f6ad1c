"""A platform on this machine: it answers as a dialect says, slowly, wrongly, twice, too often asked, and not at all.

What it holds (`Fake.orders`, `.levels`) is the truth that tests compare with; `asked` is its journal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import msgspec

SLOW_SECONDS = 2.0
"""How long it thinks when it is slow; the tests' client gives up long before."""
TOKEN = "the-right-token"
MOODS = ("500", "html", "cut", "garbled", "429", "closed", "drop", "slow")


@dataclass
class Item:
    """A line of an order as the platform keeps it."""

    id: str
    sku: str
    listing: str
    quantity: int = 1
    price: str = "10.00"


@dataclass
class Sold:
    """An order as the platform keeps it."""

    id: str
    placed_at: datetime
    changed_at: datetime
    items: list[Item]
    cancelled: bool = False
    confirmed: bool = False
    remark: str = ""
    flag: int = 0
    parcels: list[dict[str, Any]] = field(default_factory=list)
    """tracking, carrier, lines {line id: units}; lines empty where the platform shows none."""
    refunds: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def left(self, line: str) -> int:
        """Units of a line that are in no parcel yet."""
        (item,) = [one for one in self.items if one.id == line]
        return item.quantity - sum(parcel["lines"].get(line, 0) for parcel in self.parcels)


@dataclass
class Asked:
    """A request as the dialect sees it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return msgspec.json.decode(self.body)


@dataclass
class Told:
    """An answer: `body` is bytes, or anything that becomes JSON."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Dialect(Protocol):
    """One platform's way of answering."""

    code: str

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        """Secrets and options with which a shop gets in."""
        ...

    def answer(self, fake: Fake, asked: Asked) -> Told:
        """What the platform says; it checks the secrets (`fake.token`) as the platform does."""
        ...


class Fake:
    """The server and what it holds. `moods` are used up one a request; `always` stays."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.orders: dict[str, Sold] = {}
        self.levels: dict[str, int] = {}
        self.listings: dict[str, str] = {}
        """Listing to SKU: what is on sale; levels of anything else are refused."""
        self.asked: list[Asked] = []
        self.moods: list[str] = []
        self.always = ""
        self.token = TOKEN
        self.page_max = 7
        self.twice = False
        """Each order stands twice on every page."""
        self.between: list[Any] = []
        """Functions called one after a request each: what happens on the platform meanwhile."""
        self.thinking = threading.Event()
        self.lock = threading.Lock()
        verbs = dict.fromkeys(("do_GET", "do_POST", "do_PUT", "do_PATCH", "do_DELETE"), _verb(self))
        quiet = {"protocol_version": "HTTP/1.1", "log_message": lambda http, *said: None}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (BaseHTTPRequestHandler,), verbs | quiet))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def handle(self, http: BaseHTTPRequestHandler) -> None:
        """Answer one request in the mood of the moment."""
        with self.lock:
            mood = self.moods.pop(0) if self.moods else self.always
            parts = urlsplit(http.path)
            body = http.rfile.read(int(http.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in http.headers.items()}
            asked = Asked(http.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            self.asked.append(asked)
            http.close_connection = True
            if mood == "closed":
                return
            if mood in ("500", "html", "garbled", "429"):
                _send(http, {
                    "500": Told(b"Internal Server Error", 500),
                    "html": Told(b"<html><body>We will be back soon</body></html>"),
                    "garbled": Told([1, None, "?"]),
                    "429": Told({"errors": "too many"}, 429, {"Retry-After": "60"}),
                }[mood])  # fmt: skip
                return
            told = self.dialect.answer(self, asked)
            if self.between:
                self.between.pop(0)()
        if mood == "drop":
            return
        if mood == "slow":
            self.thinking.wait(SLOW_SECONDS)
        _send(http, told, cut=mood == "cut")

    def in_order(self, key: str = "changed_at") -> list[Sold]:
        """The orders by a time of theirs."""
        return sorted(self.orders.values(), key=lambda one: (getattr(one, key), one.id))

    def close(self) -> None:
        """Stop answering."""
        self.thinking.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def _verb(fake: Fake) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(http: BaseHTTPRequestHandler) -> None:
        fake.handle(http)

    return answer


def _send(http: BaseHTTPRequestHandler, told: Told, cut: bool = False) -> None:
    body = told.body if isinstance(told.body, bytes) else msgspec.json.encode(told.body)
    try:
        http.send_response(told.status)
        for name, value in {"Content-Type": "application/json", **told.headers}.items():
            http.send_header(name, value)
        http.send_header("Content-Length", str(len(body)))
        http.send_header("Connection", "close")
        http.end_headers()
        http.wfile.write(body[: len(body) // 2] if cut else body)
    except (BrokenPipeError, ConnectionResetError):
        pass


@contextmanager
def running(dialect: Dialect) -> Iterator[Fake]:
    """A platform for one test."""
    fake = Fake(dialect)
    try:
        yield fake
    finally:
        fake.close()

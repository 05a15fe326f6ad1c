"""Calls of gateways over HTTP: limits of time and size, no redirects. What surely did not arrive is told from what may.

The address of a merchant's own gateway is guarded: it must be public, and the connection goes to what was checked.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import time
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
import msgspec
from django.conf import settings

from orderway.adapters.trust import authorities
from orderway.kernel.errors import NO_JSON
from orderway.ports.notice import CALL_SECONDS_MAX, NoticeLater, NoticeRefused, NoticeSilent, NoticeUnsure

CONNECT_SECONDS_MAX = 5.0
ANSWER_BYTES_MAX = 1024 * 1024
BUSY_SECONDS = 60.0
"""When a gateway that has too much to do is asked again, where it does not say so itself."""
BUSY_SECONDS_MAX = 6 * 3600.0
TIMEOUT = httpx2.Timeout(CALL_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
USER_AGENT = "Orderway"
NOT_PROCESSED = (502, 503)
"""The gateway's door answered for it: nothing was taken."""
logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs whole addresses, and some gateways want numbers in them


class Reply(msgspec.Struct):
    """What came back with a status below 500 that is no redirect, no 401, 403 and no 429."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; raises NoticeUnsure for anything else."""
        try:
            told = msgspec.json.decode(self.body)
        except NO_JSON:
            raise NoticeUnsure(f"answered {self.status} without sense") from None
        if not isinstance(told, dict):
            raise NoticeUnsure(f"answered {self.status} without sense")
        return told


def call(method: Literal["GET", "POST"], url: str, headers: Mapping[str, str], content: bytes | None = None) -> Reply:
    """Ask once. Raises NoticeSilent (nothing happened), NoticeUnsure, NoticeLater, NoticeRefused."""
    address, pinned, extensions = _guarded(url)
    sent = {"User-Agent": USER_AGENT, "Accept": "application/json", **headers, **pinned}
    try:
        with (
            httpx2.Client(verify=authorities(), timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(method, address, content=content, headers=sent, extensions=extensions) as response,
        ):
            return _judged(response, _read(response))
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol, httpx2.PoolTimeout) as error:
        raise NoticeSilent(f"cannot be reached: {type(error).__name__}") from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NoticeUnsure(f"no answer: {type(error).__name__}") from None


def _read(response: httpx2.Response) -> bytes:
    until, body = time.monotonic() + CALL_SECONDS_MAX, b""
    for piece in response.iter_bytes():
        body += piece
        if len(body) > ANSWER_BYTES_MAX or time.monotonic() > until:
            raise NoticeUnsure("its answer is too long or takes too long")
    return body


def _judged(response: httpx2.Response, body: bytes) -> Reply:
    status = response.status_code
    if status == 429 or status in NOT_PROCESSED:
        text = response.headers.get("retry-after", "").strip()
        seconds = float(text) if text.isascii() and text.isdecimal() and len(text) < 9 else BUSY_SECONDS
        raise NoticeLater(f"answered {status}", min(max(seconds, 1.0), BUSY_SECONDS_MAX))
    if status in (401, 403):
        raise NoticeRefused(f"access: answered {status}")
    if status >= 500 or 300 <= status < 400:
        raise NoticeUnsure(f"answered {status}")
    return Reply(status, body)


def _guarded(url: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The address to connect to, with its Host header and TLS name; raises NoticeRefused for what is not open."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise NoticeRefused("the gateway's address is no address") from None
    if host in settings.INSIDE_HOSTS and parts.scheme in ("http", "https"):
        return url, {}, {}
    if parts.scheme != "https" or not host or parts.username or parts.password:
        raise NoticeRefused("the gateway's address must begin with https://")
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoticeSilent("its name cannot be resolved") from None
    found = [str(one[4][0]) for one in told]
    if not found or any(not ipaddress.ip_address(one).is_global for one in found):
        raise NoticeRefused("the gateway's address is not on the public network")
    chosen = f"[{found[0]}]" if ":" in found[0] else found[0]
    pinned = parts._replace(netloc=f"{chosen}:{port}").geturl()
    return pinned, {"Host": host if parts.port is None else f"{host}:{port}"}, {"sni_hostname": host}

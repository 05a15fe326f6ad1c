"""Calls of platforms over HTTP: limits of time and size, no redirects, guarded addresses, failures by class.

The address of a merchant's own shop is somebody else's text: its name is resolved once, every address it has must be
public, and the connection goes to the address that was checked (a second answer of the name server changes nothing).
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import httpx2
import msgspec

from orderway.adapters.trust import authorities
from orderway.kernel import clock
from orderway.kernel.errors import NO_JSON
from orderway.ports.platform import (
    ANSWER_BYTES_MAX,
    CALL_SECONDS_MAX,
    CONNECT_SECONDS_MAX,
    Account,
    Failure,
    PlatformFailed,
)

PORTS = (80, 443, 8080, 8443)
"""Ports of merchants' shops; hosts that the administrator allowed may use any."""
RETRY_AFTER_SECONDS = 30.0
"""Where the platform says "later" and not when."""
RETRY_AFTER_SECONDS_MAX = 6 * 3600.0
TIMEOUT = httpx2.Timeout(CALL_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
USER_AGENT = "Orderway"
logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs whole addresses, and some platforms want tokens in them

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Reply(msgspec.Struct):
    """What came back with a status from 200 to 299."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self, form: Any = Any) -> Any:
        """The body as JSON of this form; anything else (a page of HTML, half a body) is TRY_LATER."""
        try:
            return msgspec.json.decode(self.body, type=form)
        except NO_JSON as error:
            raise PlatformFailed(Failure.TRY_LATER, f"its answer makes no sense: {error}") from None


def call(
    account: Account,
    method: Method,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Any = None,
    form: Mapping[str, str] | None = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    writes: bool | None = None,
    lenient: bool = False,
) -> Reply:
    """Ask once. `path` follows the account's address; `body` is sent as JSON, `form` as form fields,
    `content` as it is.

    `writes` (by default every method but GET) turns silence and server errors into UNKNOWN_OUTCOME. `lenient` returns
    answers from 400 to 499 (but 401, 403, 429) instead of raising REFUSED, for platforms that say more in the body.
    """
    unsure = Failure.UNKNOWN_OUTCOME if (method != "GET" if writes is None else writes) else Failure.TRY_LATER
    address = account.base_url.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
    sent = {"User-Agent": USER_AGENT, "Accept": "application/json", **(headers or {})}
    if body is not None:
        content = msgspec.json.encode(body)
        sent["Content-Type"] = "application/json"
    elif form is not None:
        content = urlencode(form).encode()
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    url, pinned, extensions = _guarded(address, account.inside)
    try:
        with (
            httpx2.Client(verify=authorities(), timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, content=content, headers={**sent, **pinned}, extensions=extensions) as response,
        ):
            return _judged(response, _read(response, unsure), unsure, lenient)
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol, httpx2.PoolTimeout) as error:
        raise PlatformFailed(Failure.TRY_LATER, f"cannot be reached: {type(error).__name__}") from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise PlatformFailed(unsure, f"no answer: {type(error).__name__}") from None


def _read(response: httpx2.Response, unsure: Failure) -> bytes:
    """The body within its limits of size and time: the client's own timeout counts from byte to byte only."""
    until = time.monotonic() + CALL_SECONDS_MAX
    pieces, size = [], 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > ANSWER_BYTES_MAX:
            raise PlatformFailed(unsure, f"its answer is longer than {ANSWER_BYTES_MAX} bytes")
        if time.monotonic() > until:
            raise PlatformFailed(unsure, "its answer takes too long")
        pieces.append(piece)
    return b"".join(pieces)


def _judged(response: httpx2.Response, body: bytes, unsure: Failure, lenient: bool) -> Reply:
    status = response.status_code
    reply = Reply(status, {name.lower(): value for name, value in response.headers.items()}, body)
    if 200 <= status < 300 or (lenient and 400 <= status < 500 and status not in (401, 403, 429)):
        return reply
    if status in (429, 503):
        raise PlatformFailed(Failure.TRY_LATER, f"answered {status}", retry_after_seconds=retry_after(reply.headers))
    if status in (401, 403):
        raise PlatformFailed(Failure.AUTH, f"answered {status}", code=str(status))
    if status in (404, 410):
        raise PlatformFailed(Failure.GONE, f"answered {status}", code=str(status))
    if 400 <= status < 500:
        raise PlatformFailed(Failure.REFUSED, f"answered {status}: {said(body)}", code=str(status))
    if 300 <= status < 400:
        raise PlatformFailed(Failure.REFUSED, f"answered {status}: redirects are not followed", code=str(status))
    raise PlatformFailed(unsure, f"answered {status}", retry_after_seconds=RETRY_AFTER_SECONDS)


def said(body: bytes) -> str:
    """What the platform says of an error, as short text: the usual keys of JSON, without markup."""
    try:
        told: Any = msgspec.json.decode(body)
    except NO_JSON:
        return "no JSON"
    for key in ("errors", "error", "message", "msg", "error_description"):
        if isinstance(told, dict) and told.get(key):
            told = told[key]
            break
    return (told if isinstance(told, str) else msgspec.json.encode(told).decode())[:160]


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds that `Retry-After` asks for (a number or a date), else those of one call by the rate that is named;
    within a second and the longest wait."""
    text = headers.get("retry-after", "").strip()
    rate = headers.get("x-amzn-ratelimit-limit", "")
    named = rate.isascii() and rate.replace(".", "", 1).isdecimal() and float(rate) > 0
    seconds = 1 / float(rate) if named else RETRY_AFTER_SECONDS
    if text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) < 12:
        seconds = float(text)
    elif text:
        try:
            at = parsedate_to_datetime(text)
            seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - clock.now()).total_seconds()
        except (ValueError, OverflowError):
            seconds = RETRY_AFTER_SECONDS
    return min(max(seconds, 1.0), RETRY_AFTER_SECONDS_MAX)


def _guarded(address: str, inside: bool) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The address to connect to, with its Host header and TLS name; raises REFUSED for what is not open."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        raise PlatformFailed(Failure.REFUSED, "the address is no address", code="address") from None
    if (
        parts.scheme not in (("https", "http") if inside else ("https",))
        or not host
        or parts.username
        or parts.password
    ):
        raise PlatformFailed(Failure.REFUSED, "the address must begin with https://", code="address")
    if inside:
        return address, {}, {}
    if port not in PORTS:
        raise PlatformFailed(Failure.REFUSED, f"port {port} is not allowed", code="address")
    found = _resolved(host, port)
    if not found or any(not ipaddress.ip_address(one).is_global for one in found):
        raise PlatformFailed(Failure.REFUSED, "the address is not on the public network", code="address")
    chosen = f"[{found[0]}]" if ":" in found[0] else found[0]
    pinned = parts._replace(netloc=f"{chosen}:{port}").geturl()
    return pinned, {"Host": host if parts.port is None else f"{host}:{port}"}, {"sni_hostname": host}


def _resolved(host: str, port: int) -> list[str]:
    try:
        return list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError):
        raise PlatformFailed(Failure.TRY_LATER, "its name cannot be resolved") from None


def not_offered(platform: str) -> PlatformFailed:
    """What a platform answers to a task for which it has no interface."""
    return PlatformFailed(Failure.REFUSED, f"{platform} has no such thing", code="not_offered")


def iso(at: datetime) -> str:
    """The instant as most platforms write it: `2026-11-20T02:00:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

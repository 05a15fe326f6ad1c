"""Calls of gateways over HTTP: limits of time and size, no redirects; what is unsure is silence."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Literal

import httpx2
import msgspec

from orderway.adapters.trust import authorities
from orderway.kernel.errors import NO_JSON
from orderway.ports.payment import CALL_SECONDS_MAX, PaymentSilent

CONNECT_SECONDS_MAX = 5.0
ANSWER_BYTES_MAX = 1024 * 1024
SAID_CHARS_MAX = 160
TIMEOUT = httpx2.Timeout(CALL_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
USER_AGENT = "Orderway"
SENSELESS = (*NO_JSON, KeyError, TypeError, ValueError, PaymentSilent)
"""What reading a gateway's JSON by its names may raise."""


class Reply(msgspec.Struct):
    """What came back, whatever its status; 401, 403, 409, 429 and 5xx never come this far."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; anything else is PaymentSilent: whether it happened is unknown."""
        try:
            told = msgspec.json.decode(self.body)
        except NO_JSON:
            raise PaymentSilent(f"answered {self.status} without sense") from None
        if not isinstance(told, dict):
            raise PaymentSilent(f"answered {self.status} without sense")
        return told


def call(method: Literal["GET", "POST"], url: str, headers: Mapping[str, str], content: bytes | None = None) -> Reply:
    """Ask once. No answer, too late, too long, overloaded, not allowed, a redirect: PaymentSilent."""
    sent = {"User-Agent": USER_AGENT, "Accept": "application/json", **headers}
    until = time.monotonic() + CALL_SECONDS_MAX
    try:
        with (
            httpx2.Client(verify=authorities(), timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, content=content, headers=sent) as response,
        ):
            body = b""
            for piece in response.iter_bytes():
                body += piece
                if len(body) > ANSWER_BYTES_MAX or time.monotonic() > until:
                    raise PaymentSilent("its answer is too long or takes too long")
            status = response.status_code
            if status in (401, 403, 409, 429) or status >= 500 or 300 <= status < 400:
                raise PaymentSilent(f"answered {status}")
            return Reply(status, {name.lower(): value for name, value in response.headers.items()}, body)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise PaymentSilent(f"no answer: {type(error).__name__}") from None


def said(text: object) -> str:
    """What the gateway said of an error, short."""
    return str(text or "no reason given")[:SAID_CHARS_MAX]


def whole(value: object) -> int:
    """An amount that is a whole number already; PaymentSilent where it is none."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PaymentSilent("its answer names no amount")
    return value

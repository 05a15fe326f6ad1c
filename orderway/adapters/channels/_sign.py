"""Signatures of webhooks: what several platforms share. Pure; comparisons take the same time wherever they differ."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from orderway.ports.channel import Refused


def sha256_base64(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the body under the secret, in base64."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def same(given: str, wanted: str) -> bool:
    """True where both texts are equal, told in constant time; texts beyond ASCII are never equal."""
    return given.isascii() and hmac.compare_digest(given, wanted)


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's text; raises Refused where it is missing."""
    found = headers.get(name, "").strip()
    if not found:
        raise Refused(f"the header {name} is missing")
    return found


def fresh(sent_at: datetime, now: datetime, age_seconds_max: int) -> None:
    """Raises Refused where the two instants are further apart than the age allowed."""
    if abs((now - sent_at).total_seconds()) > age_seconds_max:
        raise Refused(f"the delivery is older than {age_seconds_max} seconds")


def from_epoch(value: str, name: str) -> datetime:
    """The instant that a header gives as whole seconds since 1970; raises Refused for anything else."""
    if not (value.isascii() and value.isdigit() and len(value) <= 11):
        raise Refused(f"the header {name} is no time")
    return datetime.fromtimestamp(int(value), UTC)

"""How often somebody may guess: tries in vain to find an order, counted per address and per number typed.

Counted in the database, so that several web processes count together. A number that does not exist is counted like one
that does: the answer tells nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from orderway.kernel.ids import keyed_hash
from orderway.kernel.sql import named

TRIES_PER_ADDRESS_MAX = 20
TRIES_PER_ORDER_MAX = 5
WINDOW_MINUTES = 60
FORGOTTEN_AT_ONCE = 200
"""Old counts that one try in vain sweeps away."""
SQL = named(__file__, "tries.sql")


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Behind our own proxy (ORDERWAY_HTTPS) that is the last address it added."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return str(forwarded).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def too_many(address: str, number: str, now: datetime) -> bool:
    """Whether this address, or anybody asking for this number, has guessed too often within the window."""
    of_address, of_order = _keys(address, number)
    with connection.cursor() as cursor:
        cursor.execute(SQL.tries, [[of_address, of_order], _since(now)])
        many: dict[str, int] = dict(cursor.fetchall())
    return many.get(of_address, 0) >= TRIES_PER_ADDRESS_MAX or many.get(of_order, 0) >= TRIES_PER_ORDER_MAX


def in_vain(address: str, number: str, now: datetime) -> None:
    """Count one try that found nothing."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.count, {"keys": sorted(_keys(address, number)), "since": _since(now)})
        cursor.execute(SQL.forget, [_since(now), FORGOTTEN_AT_ONCE])


def _since(now: datetime) -> datetime:
    minutes = (now.hour * 60 + now.minute) % WINDOW_MINUTES
    return now.replace(second=0, microsecond=0) - timedelta(minutes=minutes)


def _keys(address: str, number: str) -> tuple[str, str]:
    """Neither addresses nor numbers are kept, only their keyed hashes."""
    key = str(settings.PERSONAL_DATA_KEY).encode()[:32]
    return f"a{keyed_hash(key, f'address {address}')}", f"o{keyed_hash(key, f'order {number.casefold()}')}"

"""What the buyer's pages read: one statement a page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from django.db import connection

from orderway.buyer.links import TRACKING_DAYS
from orderway.buyer.seen import OrderSeen
from orderway.flow.person import phone_hashes
from orderway.kernel.sql import named
from orderway.web.engine import engine

SCANS_MAX = 60
"""Events shown of one order, the latest."""
NOTES_MAX = 20
NUMBER_CHARS_MAX = 200
LAST_DIGITS = 4
SQL = named(__file__)
T = TypeVar("T")


def order_seen(order_id: int) -> OrderSeen | None:
    """One order as its buyer sees it, or None."""
    return one(SQL.order_seen, {"order": order_id, "scans": SCANS_MAX, "notes": NOTES_MAX}, OrderSeen)


def find(number: str, last_four: str, now: datetime) -> int | None:
    """The order of that number whose receiver's phone ends with these four digits; None for any other pair."""
    digits = "".join(c for c in last_four if c.isdigit())
    if len(digits) != LAST_DIGITS or not 0 < len(number) <= NUMBER_CHARS_MAX or "\x00" in number:
        return None
    last4 = phone_hashes(digits, "CN", engine().hash_key)[1]
    with connection.cursor() as cursor:
        cursor.execute(SQL.find, {"number": number, "last4": last4, "since": now - timedelta(days=TRACKING_DAYS)})
        row = cursor.fetchone()
    return int(row[0]) if row else None


def one(sql: str, values: dict[str, Any], kind: type[T]) -> T | None:
    """The one JSON document that a statement returns, as a struct; None where it returns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return msgspec.json.decode(row[0], type=kind, strict=False) if row else None

"""What the Chinese platforms share when they answer: signatures, China's clock, pages by number, parcels by line."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl

from tests.adapters.fake_platform import Asked, Fake, Sold

ZONE = timezone(timedelta(hours=8))
APP_KEY, APP_SECRET, REFRESH = "12345678", "an-app-secret", "a-refresh-token"
RENEWED = "the-renewed-token"
SENDER = {
    "waybill_sender_name": "仓库", "waybill_sender_phone": "057112345678", "waybill_sender_province": "浙江省",
    "waybill_sender_city": "杭州市", "waybill_sender_district": "余杭区", "waybill_sender_street": "文一西路1号",
    "waybill_user": "10001",
}  # fmt: skip
requests = itertools.count(1)
"""Each answer has another request id."""


def access(fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
    secrets = {"app_secret": APP_SECRET, "access_token": fake.token, "refresh_token": REFRESH}
    return secrets, {"app_key": APP_KEY, **SENDER}


def form(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.body.decode(), keep_blank_values=True))


def is_signed(values: Mapping[str, str]) -> bool:
    """MD5 over the sorted parameters between two secrets."""
    text = "".join(key + value for key, value in sorted(values.items()) if key != "sign")
    wanted = hashlib.md5(f"{APP_SECRET}{text}{APP_SECRET}".encode()).hexdigest().upper()
    return values.get("sign") == wanted


def clock_text(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def instant(text: str) -> datetime:
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)


def page(
    fake: Fake, key: str, start: str, end: str, number: int, size: int, newest_first: bool = False
) -> tuple[list[Sold], int]:
    """A page (from 1) of the orders in this span, and how many there are."""
    low, high = instant(start), instant(end)
    found = [one for one in fake.in_order(key) if low <= getattr(one, key).replace(microsecond=0) <= high]
    if newest_first:
        found.reverse()
    width = min(size, fake.page_max)
    rows = found[(number - 1) * width : number * width]
    return [one for one in rows for _ in range(2 if fake.twice else 1)], len(found)


def total_yuan(sold: Sold) -> str:
    return f"{sum(one.quantity for one in sold.items) * 10}.00"


def parcel(sold: Sold, tracking: str, carrier: Any, lines: dict[str, int]) -> None:
    sold.parcels.append({"tracking": tracking, "carrier": carrier, "lines": lines})


def number(fake: Fake, key: str, order: str) -> str:
    """The waybill of a key, always the same while it is not given back; kept as a level. None for unknown orders."""
    if order not in fake.orders:
        return ""
    found = f"W{key}"
    fake.levels[found] = 1
    return found


def numbers(fake: Fake, told: dict[str, Any]) -> list[tuple[str, str]]:
    """The waybills of a request in Cainiao's form."""
    assert told["sender"]["address"]["province"]
    assert told["trade_order_info_dtos"][0]["recipient"]["name"].endswith("*")
    return [
        (one["object_id"], given)
        for one in told["trade_order_info_dtos"]
        if (given := number(fake, one["object_id"], one["order_info"]["trade_order_list"][0]))
    ]


def number_of(sold: Sold, line: str) -> str:
    """The number under which a line was shipped."""
    return next((one["tracking"] for one in sold.parcels if line in one["lines"]), "")

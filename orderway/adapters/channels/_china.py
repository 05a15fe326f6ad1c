"""What the Chinese platforms share: zone and currency, refunds of a line, receivers that are tokens and masks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._read import Unreadable
from orderway.ports.channel import Document, IncomingOrder, Receiver

ZONE = timezone(timedelta(hours=8))
COIN = "CNY"
WRAPPERS_MAX = 6
"""Objects around an order that are looked through."""


def yuan(value: Any, what: str) -> int:
    """An amount written in yuan ("89.00"), in fen."""
    return read.minor(value, COIN, what)


def fen(value: Any, what: str) -> int:
    """An amount that is fen already."""
    number = read.decimal(value or 0, what)
    if number != number.to_integral_value():
        raise Unreadable(f"{what}: {str(value)[:30]!r} is no whole number of fen")
    return read.minor(number / 100, COIN, what)


def instant(value: Any, what: str) -> datetime | None:
    """A time of China ("2026-02-03 10:20:30") or seconds since 1970, as UTC; None for nothing, 0 and zero dates."""
    if value in (None, "", 0, "0") or (isinstance(value, str) and value.startswith(("0000", "1970-01-01"))):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:15])
    return read.moment(value, ZONE, what)


def street_of(address: str, *levels: str) -> str:
    """The address without province, city, district and town before it, should they stand there once more or twice.

    A level is taken off with 省 or 市 after it, and only while something is left; `levels` stand from large to small.
    """
    rest = address.strip()
    for level in (*levels, *levels):
        for name in (f"{level}省", f"{level}市", level) if level else ():
            if rest != name and rest.startswith(name):
                rest = rest[len(name) :].lstrip(" ,，")
                break
    return rest


def masked(receiver: Receiver) -> Receiver:
    """The receiver with its country; a token stays beside masks, never instead of them."""
    receiver.country = "CN"
    return receiver


def refund_documents(order: IncomingOrder) -> list[Document]:
    """One refund per line that asks for money back, so that the after-sales queue sees each sub-order."""
    return [
        Document(
            kind="refund",
            number=read.first(line.extra.get("refund_id"), f"{order.external_id}/{line.external_id}"),
            order_external_id=order.external_id,
            amount_minor=None,
            currency=order.currency,
            status=line.refund_status,
            lines=[line],
        )
        for line in order.lines
        if line.refund_status in ("requested", "refunded")
    ]


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """The entries that say something."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {}, False)}


def inner(value: Any, *names: str) -> Any:
    """What stands under these names, wrapped as platforms wrap their answers; the value itself where none is there."""
    for _ in range(WRAPPERS_MAX):
        name = next((one for one in names if isinstance(value, dict) and one in value), None)
        if name is None:
            break
        value = value[name]
    return value


def refuse_error(piece: Any) -> None:
    """Raises Unreadable where an answer is an error of the platform."""
    error = read.mapping(piece).get("error_response")
    if error:
        answer = read.mapping(error)
        words = read.joined(
            answer.get("code"), answer.get("error_code"), answer.get("zh_desc"), answer.get("msg"),
            answer.get("error_msg"), answer.get("sub_msg"),
        )  # fmt: skip
        raise Unreadable(f"the platform answered an error: {words[:200]}")

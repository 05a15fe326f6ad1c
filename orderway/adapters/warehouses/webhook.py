"""A warehouse system that speaks JSON: told by signed POSTs, telling by signed events (Standard Webhooks v1).

What is sent and what is understood stands in docs/edi.md. The receiver knows a second try by `webhook-id`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import httpx2
import msgspec
from msgspec import Meta

from orderway.adapters.trust import authorities
from orderway.kernel.errors import NO_JSON
from orderway.kernel.limits import QUANTITY_MAX
from orderway.ports.edi import Party, ShipOrder
from orderway.ports.warehouse import Box, Event, EventRefused, Report, Task, WarehouseRefused, WarehouseSilent

AGE_SECONDS_MAX = 300
TIMEOUT_SECONDS = 15.0
ROWS_MAX = 5_000
BOXES_MAX = 50
ANSWER_BYTES_MAX = 64 * 1024
SAID_CHARS_MAX = 200
PREFIX = "whsec_"

Sku = Annotated[str, Meta(min_length=1, max_length=100)]
Units = Annotated[int, Meta(ge=-QUANTITY_MAX, le=QUANTITY_MAX)]
Key = Annotated[str, Meta(min_length=1, max_length=100)]


class _Box(msgspec.Struct, forbid_unknown_fields=False):
    tracking_number: Annotated[str, Meta(max_length=60)] = ""
    contents: dict[Sku, Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]] = {}
    weight_grams: Annotated[int, Meta(ge=0, le=100_000_000)] = 0


class _Told(msgspec.Struct):
    id: Key
    type: Literal[
        "accepted",
        "rejected",
        "picking",
        "short",
        "picked",
        "packed",
        "shipped",
        "stopped",
        "count",
        "receive",
        "adjust",
    ]
    at: datetime
    order: Annotated[str, Meta(max_length=20)] = ""
    units: dict[Sku, Units] = {}
    parcels: Annotated[list[_Box], Meta(max_length=BOXES_MAX)] = []
    reason: Annotated[str, Meta(max_length=50)] = ""
    agree: bool = True


class Webhook:
    """Keeps the promises of `ports.warehouse.OutsideWarehouse`; people and their pace are its own."""

    code = "webhook"
    name = "Webhook (JSON)"
    practice = False

    def next_report(self, task: Task, seed: str) -> Report | None:
        """None: it tells by itself."""
        return None

    def instruct(self, url: str, secret: str, order: ShipOrder, at: datetime) -> Mapping[str, Any]:
        """POST `release` or `cancel`; what it answers as JSON (`agree` to a cancel, where it knows at once)."""
        kind = "cancel" if order.cancel else "release"
        key = f"{kind}-{order.number}"
        body = msgspec.json.encode({"id": key, "type": kind, "at": at, **_order(order)})
        stamp = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{signature(secret, key, stamp, body)}",
        }
        try:
            answer = httpx2.post(
                url, content=body, headers=headers, timeout=TIMEOUT_SECONDS, verify=authorities(), trust_env=False
            )
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise WarehouseSilent(type(error).__name__) from error
        if answer.is_success:
            return _said(answer.content)
        said = f"{answer.status_code} {answer.text[:SAID_CHARS_MAX]}"
        if 400 <= answer.status_code < 500 and answer.status_code not in (408, 425, 429):
            raise WarehouseRefused(said)
        raise WarehouseSilent(said)

    def read_event(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Event:
        """Signature over id, time and body; not older than AGE_SECONDS_MAX; then its form."""
        key, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        given = headers.get("webhook-signature", "")
        if not key or not given:
            raise EventRefused("the headers webhook-id and webhook-signature are missing")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11):
            raise EventRefused("the header webhook-timestamp is no time")
        if abs((now - datetime.fromtimestamp(int(stamp), UTC)).total_seconds()) > AGE_SECONDS_MAX:
            raise EventRefused(f"the event is older than {AGE_SECONDS_MAX} seconds")
        wanted = signature(secret, key, stamp, body)
        signed = [part.partition(",")[2] for part in given.split() if part.startswith("v1,")]
        if not any(one.isascii() and hmac.compare_digest(one, wanted) for one in signed):
            raise EventRefused("the signature is wrong")
        try:
            told = msgspec.json.decode(body, type=_Told)
        except NO_JSON as error:
            raise EventRefused(f"the event cannot be read: {error}") from error
        if told.at.tzinfo is None:
            raise EventRefused("the event's time has no zone")
        if len(told.units) > ROWS_MAX:
            raise EventRefused(f"{len(told.units)} rows, at most {ROWS_MAX}")
        boxes = [Box(box.tracking_number, box.contents, box.weight_grams) for box in told.parcels]
        return Event(
            told.id, told.type, told.at.astimezone(UTC), told.order, told.units, boxes, told.reason, told.agree
        )


def signature(secret: str, key: str, stamp: str, body: bytes) -> str:
    """Standard Webhooks v1: HMAC-SHA256 over id, time and body, in base64."""
    raw = secret.encode()
    if secret.startswith(PREFIX):
        try:
            raw = base64.b64decode(secret[len(PREFIX) :], validate=True)
        except binascii.Error:
            raw = secret.encode()
    return base64.b64encode(hmac.digest(raw, f"{key}.{stamp}.".encode() + body, hashlib.sha256)).decode()


def _order(order: ShipOrder) -> dict[str, Any]:
    if order.cancel:
        return {"order": order.number}
    return {
        "order": order.number,
        "order_number": order.order,
        "ship_by": order.ship_by,
        "carrier": order.carrier,
        "note": order.note,
        "receiver": _party(order.receiver),
        "lines": [
            {"line": item.line, "sku": item.sku, "title": item.title, "units": item.units} for item in order.items
        ],
    }


def _party(party: Party) -> dict[str, str]:
    return {key: value for key, value in msgspec.structs.asdict(party).items() if value}


def _said(body: bytes) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(body[:ANSWER_BYTES_MAX])
    except NO_JSON:
        return {}
    return found if isinstance(found, dict) else {}


WAREHOUSE = Webhook()

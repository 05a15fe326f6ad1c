"""EasyPost: trackers, pulled or pushed as events; documents of kind `tracking`.

Source: EasyPost API reference, Tracker and Event objects; webhook HMAC validation.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels import _sign
from orderway.adapters.channels._json import decode, each, gather, values
from orderway.adapters.channels._read import Unreadable
from orderway.ports.channel import Delivery, Document, Parsed, Refused


class EasyPost:
    """EasyPost's own JSON; it sells nothing, so there are never orders."""

    code = "easypost"
    name = "EasyPost"
    pushed = True
    delivery_age_seconds_max: int | None = None
    """EasyPost signs the body alone; the event's id inside of it tells a replay."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one tracker, a list of them, or an event."""
        return gather(values(body), _take)

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check `X-Hmac-Signature` over the body; raises Refused."""
        key = unicodedata.normalize("NFKD", secret).encode()
        wanted = "hmac-sha256-hex=" + hmac.new(key, body, hashlib.sha256).hexdigest()
        if not _sign.same(_sign.header(headers, "x-hmac-signature"), wanted):
            raise Refused("the signature is wrong")
        try:
            event = read.mapping(decode(body))
        except Unreadable as error:
            raise Refused(str(error)) from None
        # An event without an id is told by its content: the same body is the same delivery.
        number = read.text(event.get("id")) or hashlib.sha256(body).hexdigest()
        return Delivery(key=number, topic=read.text(event.get("description")))


def _take(piece: Any, out: Parsed) -> None:
    if not isinstance(piece, dict):
        raise Unreadable("an object is expected")
    if piece.get("error"):
        raise Unreadable(f"EasyPost answered an error: {str(read.plain(piece['error']))[:200]}")
    inner = read.mapping(piece.get("result")) if piece.get("object") == "Event" else piece
    if "trackers" in inner:
        each(read.orders_in(inner["trackers"], "trackers"), "tracker", "tracking_code", _tracker, out)
    elif "tracking_code" in inner and ("tracking_details" in inner or inner.get("object") == "Tracker"):
        each([inner], "tracker", "tracking_code", _tracker, out)
    elif "tracker" in inner:
        each([read.mapping(inner["tracker"])], "tracker", "tracking_code", _tracker, out)
    elif inner.get("object") == "Refund":
        out.documents.append(_refund(inner))
    else:
        out.documents.append(read.kept(read.text(inner.get("object")).lower() or "record", inner))


def _tracker(entry: dict[str, Any]) -> Document:
    events = [_event(one) for one in read.rows(entry.get("tracking_details"), "tracking_details")]
    times = [at for at, _ in events if at is not None]
    return Document(
        kind="tracking",
        number=read.required(entry.get("tracking_code"), "tracking_code"),
        at=max(times) if times else read.moment(entry.get("updated_at"), what="updated_at"),
        status=read.text(entry.get("status")),
        data={
            "carrier": read.text(entry.get("carrier")),
            "status_detail": read.text(entry.get("status_detail")),
            "signed_by": read.text(entry.get("signed_by")),
            "estimated_delivery": read.stamp(read.moment(entry.get("est_delivery_date"), what="est_delivery_date")),
            "return": entry.get("is_return") is True,
            "events": [event for _, event in sorted(events, key=lambda pair: pair[1]["at"])],
        },
    )


def _event(entry: dict[str, Any]) -> tuple[datetime | None, dict[str, str]]:
    at = read.moment(entry.get("datetime"), what="datetime")
    place = read.mapping(entry.get("tracking_location"))
    return at, {
        "at": read.stamp(at),
        "status": read.text(entry.get("status")),
        "detail": read.text(entry.get("status_detail")),
        "message": read.text(entry.get("message")),
        "place": read.joined(place.get("city"), place.get("state"), place.get("zip"), place.get("country"), by=", "),
    }


def _refund(entry: dict[str, Any]) -> Document:
    return Document(
        kind="label_refund",
        number=read.first(entry.get("tracking_code"), entry.get("id")),
        status=read.text(entry.get("status")),
        data={"carrier": read.text(entry.get("carrier")), "shipment": read.text(entry.get("shipment_id"))},
    )


CHANNEL = EasyPost()

"""The own JSON form: one order, a list, `{"orders": […]}` or JSON Lines, in the shape of `IncomingOrder`.

Amounts are integers in `*_minor`; webhooks are signed as Standard Webhooks says (standardwebhooks.com, v1).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from orderway.adapters.channels import _sign
from orderway.adapters.channels._json import tell_apart, utf8
from orderway.adapters.channels._read import Unreadable, country, plain, text
from orderway.kernel.errors import NO_JSON
from orderway.kernel.limits import BULK_ORDERS_MAX, LINES_PER_ORDER_MAX, QUANTITY_MAX
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.ports.channel import (
    DELIVERY_AGE_SECONDS_MAX,
    ORDER_STATES,
    PAYMENT_STATES,
    Delivery,
    Document,
    IncomingLine,
    IncomingOrder,
    Parsed,
    Problem,
    Receiver,
    Refused,
)

SIGNATURES_MAX = 10
"""Signatures of one header that are compared (a sender has several while its secret changes)."""


class _Envelope(msgspec.Struct):
    orders: list[msgspec.Raw] | None = None
    documents: list[msgspec.Raw] | None = None
    order: msgspec.Raw | None = None


_UNREADABLE = (Unreadable, *NO_JSON)
_ORDER = msgspec.json.Decoder(IncomingOrder, float_hook=str)
_DOCUMENT = msgspec.json.Decoder(Document, float_hook=str)
_MANY = msgspec.json.Decoder(list[msgspec.Raw])
_ENVELOPE = msgspec.json.Decoder(_Envelope)

_AMOUNTS = [
    "total_minor",
    "tax_minor",
    "shipping_minor",
    "discount_minor",
    "subsidy_minor",
    "paid_minor",
    "refunded_minor",
]
_LINE_AMOUNTS = ["unit_price_minor", "discount_minor", "tax_minor"]
_ORDER_TEXTS = [
    "number",
    "payment_method",
    "buyer_id",
    "buyer_note",
    "seller_note",
    "language",
    "version",
]
_LINE_TEXTS = [
    "external_id",
    "sku",
    "title",
    "listing",
    "variant",
    "quantity_exact",
    "price_exact",
    "refund_status",
]


class OrderwayJson:
    """The own form; its field names are the port's."""

    code = "orderway"
    name = "Orderway JSON"
    pushed = True
    delivery_age_seconds_max: int | None = DELIVERY_AGE_SECONDS_MAX

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one order, many, or JSON Lines; a bad order becomes one Problem, the others go in."""
        parsed = Parsed()
        try:
            for where, piece, kind in _pieces(utf8(body)):
                _read(where, piece, kind, parsed)
        except _UNREADABLE as error:
            parsed.problems.append(Problem(where="body", what=_words(error)))
        return parsed

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check `webhook-signature` over id, timestamp and body; raises Refused."""
        key = _sign.header(headers, "webhook-id")
        seconds = _sign.header(headers, "webhook-timestamp")
        given = _sign.header(headers, "webhook-signature").split(" ")[:SIGNATURES_MAX]
        sent_at = _sign.from_epoch(seconds, "webhook-timestamp")
        _sign.fresh(sent_at, now, DELIVERY_AGE_SECONDS_MAX)
        wanted = "v1," + signature(secret, key, seconds, body)
        if not any(_sign.same(one, wanted) for one in given):
            raise Refused("the signature is wrong")
        return Delivery(key=key, topic=headers.get("webhook-topic", ""), sent_at=sent_at)


def signature(secret: str, key: str, seconds: str, body: bytes) -> str:
    """The v1 signature, in base64; the secret is base64, with or without `whsec_` before it."""
    try:
        bare = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("the shop's secret is not base64") from None
    content = f"{key}.{seconds}.".encode() + body
    return base64.b64encode(hmac.digest(bare, content, hashlib.sha256)).decode()


def _pieces(body: bytes) -> Iterator[tuple[str, bytes | msgspec.Raw, str]]:
    start = body.lstrip()[:1]
    if not start:
        raise Unreadable("body: it is empty")
    if start == b"[":
        yield from _numbered("order", _MANY.decode(body), "order")
        return
    lines = body.splitlines()
    if len(lines) > 1 and lines[0].rstrip().endswith(b"}") and not _is_one(body):
        if len(lines) > BULK_ORDERS_MAX:
            raise Unreadable(f"body: {len(lines)} lines, at most {BULK_ORDERS_MAX} are read")
        yield from ((f"line {number}", line, "") for number, line in enumerate(lines, 1) if line.strip())
        return
    outer = _ENVELOPE.decode(body)
    if outer.orders is None and outer.documents is None and outer.order is None:
        yield "order", body, ""
        return
    if outer.order is not None:
        yield "order", outer.order, "order"
    yield from _numbered("order", outer.orders or [], "order")
    yield from _numbered("document", outer.documents or [], "document")


def _numbered(what: str, pieces: list[msgspec.Raw], kind: str) -> Iterator[tuple[str, msgspec.Raw, str]]:
    if len(pieces) > BULK_ORDERS_MAX:
        raise Unreadable(f"{what}s: {len(pieces)} entries, at most {BULK_ORDERS_MAX} are read")
    yield from ((f"{what} {number}", piece, kind) for number, piece in enumerate(pieces, 1))


def _is_one(body: bytes) -> bool:
    try:
        _ENVELOPE.decode(body)
    except NO_JSON:
        return False
    return True


def _read(where: str, piece: bytes | msgspec.Raw, kind: str, parsed: Parsed) -> None:
    try:
        if kind == "document" or (not kind and b'"kind"' in bytes(piece) and b'"placed_at"' not in bytes(piece)):
            parsed.documents.append(_document(_DOCUMENT.decode(piece)))
        else:
            parsed.orders.append(checked(_ORDER.decode(piece)))
    except _UNREADABLE as error:
        parsed.problems.append(Problem(where=where, what=_words(error)))


def _words(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the text is not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)


def checked(order: IncomingOrder) -> IncomingOrder:
    """The order with texts cleaned and times in UTC; raises Unreadable where a value is not to be stored."""
    order.external_id = text(order.external_id)
    if not order.external_id:
        raise Unreadable("external_id is empty")
    if not (len(order.currency) == 3 and order.currency.isascii() and order.currency.isupper()):
        raise Unreadable("currency is not a code of three capital letters")
    if order.payment_status not in PAYMENT_STATES:
        raise Unreadable(f"payment_status is none of {', '.join(sorted(PAYMENT_STATES))}")
    if order.status not in ORDER_STATES:
        raise Unreadable(f"status is none of {', '.join(sorted(ORDER_STATES))}")
    if len(order.lines) > LINES_PER_ORDER_MAX:
        raise Unreadable(f"lines: {len(order.lines)} entries, at most {LINES_PER_ORDER_MAX} are read")
    order.placed_at = _utc(order.placed_at, "placed_at")
    order.paid_at = _utc(order.paid_at, "paid_at") if order.paid_at else None
    _within(order, _AMOUNTS)
    _clean(order, _ORDER_TEXTS)
    for line in order.lines:
        _line(line)
    for receiver in (order.ship_to, order.bill_to):
        if receiver is not None:
            _clean(receiver, Receiver.__struct_fields__)
            if receiver.country != country(receiver.country):
                raise Unreadable("country is not an ISO 3166 code of two capital letters")
    tell_apart(order.lines)
    if order.wishes:
        order.wishes = plain(order.wishes)
    if order.extra:
        order.extra = plain(order.extra)
    return order


def _document(document: Document) -> Document:
    document.at = _utc(document.at, "at") if document.at else None
    if abs(document.amount_minor or 0) > AMOUNT_MINOR_MAX:
        raise Unreadable("amount_minor is too large")
    _clean(document, ("kind", "number", "order_external_id", "currency", "status"))
    for line in document.lines:
        _line(line)
    document.data = plain(document.data)
    return document


def _line(line: IncomingLine) -> None:
    _clean(line, _LINE_TEXTS)
    _within(line, _LINE_AMOUNTS)
    if not 0 <= line.quantity <= QUANTITY_MAX:
        raise Unreadable(f"quantity of line {line.external_id[:40]} is not between 0 and {QUANTITY_MAX}")
    if line.current_quantity is not None and not 0 <= line.current_quantity <= QUANTITY_MAX:
        raise Unreadable(f"current_quantity of line {line.external_id[:40]} is not between 0 and {QUANTITY_MAX}")
    if line.gross_minor is not None:
        _within(line, ("gross_minor",))
    if line.weight_grams is not None and not 0 <= line.weight_grams <= 10**9:
        raise Unreadable(f"weight_grams of line {line.external_id[:40]} is out of range")
    if line.extra:
        line.extra = plain(line.extra)


def _utc(at: datetime, what: str) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise Unreadable(f"{what} has no offset from UTC")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise Unreadable(f"{what} is out of range") from None


def _within(owner: Any, names: Any) -> None:
    for name in names:
        if not -AMOUNT_MINOR_MAX <= getattr(owner, name) <= AMOUNT_MINOR_MAX:
            raise Unreadable(f"{name} is too large")


def _clean(owner: Any, names: Any) -> None:
    for name in names:
        value = getattr(owner, name)
        if value:
            setattr(owner, name, text(value))


CHANNEL = OrderwayJson()

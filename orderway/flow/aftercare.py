"""Money that came and went, goods that come back, remarks of staff; columns as in `flow.order`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Payment(msgspec.Struct, gc=False):
    """Money that came, was authorised or collected; `external_id` is the gateway's or channel's own key."""

    id: int
    order_id: int
    kind: str
    """authorised, captured, voided, collected, remitted."""
    amount_minor: int
    at: datetime
    external_id: str
    method: str = ""
    by: str = ""
    fee_minor: int = 0


class Refund(msgspec.Struct, gc=False):
    """Money that goes back. Its id is the idempotency key at the gateway."""

    id: int
    order_id: int
    kind: str
    """before_ship, return, refund_only, price_protection, compensation, freight."""
    state: str
    amount_minor: int
    reason: str
    asked_at: datetime
    asked_by: str
    line_id: int | None = None
    units: int = 0
    first_unit: int = 0
    return_id: int | None = None
    approved_by: str = ""
    settled_at: datetime | None = None
    note: str = ""
    external_id: str = ""


class Return(msgspec.Struct, gc=False):
    """Goods that come back, with what was asked, what came, and what it is worth."""

    id: int
    order_id: int
    state: str
    kind: str
    """return, exchange, refused (came back undelivered)."""
    reason: str
    asked_at: datetime
    asked_by: str
    lines: list[dict[str, Any]]
    """line_id, asked, received, sellable, defective, first_unit, refund_minor of each line."""
    warehouse_id: int | None = None
    parcel_id: int | None = None
    due_at: datetime | None = None
    approved_by: str = ""
    received_at: datetime | None = None
    inspected_by: str = ""
    inspected_at: datetime | None = None
    refund_minor: int = 0
    closed_at: datetime | None = None
    note: str = ""


class Note(msgspec.Struct, gc=False):
    """A remark of staff, append-only."""

    id: int
    order_id: int
    at: datetime
    by: str
    kind: str
    text: str
    outcome: str = ""
    """Of a logged call: reached, no_reply, wrong_number, call_back."""
    question_id: int | None = None
    way: str = ""
    """By which way the buyer's words came, or ours go: page, platform, email, sms, phone."""

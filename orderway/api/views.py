"""What the API says of orders: structs of its own, so that the engine's may change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Brief(msgspec.Struct):
    """One order in a list."""

    id: int
    shop: str
    external_id: str
    number: str
    placed_at: datetime
    currency: str
    total_minor: int
    version: int
    status: str
    standing: str
    stage: str
    payment_state: str
    due_at: datetime | None
    ship_by: datetime | None


class Listed(msgspec.Struct):
    """A page of orders, newest first; `next` goes into `after` for the page behind, empty at the end."""

    orders: list[Brief]
    next: str


class LineView(msgspec.Struct):
    """One position; ordered = open + promised + backordered + allocated + released + shipped + cancelled."""

    id: int
    external_id: str
    sku: str
    listing: str
    title: str
    ordered: int
    unit_price_minor: int
    discount_minor: int
    tax_minor: int
    paid_share_minor: int
    open: int
    promised: int
    backordered: int
    allocated: int
    released: int
    shipped: int
    cancelled: int
    returned: int
    refunded_minor: int


class HoldView(msgspec.Struct):
    """An open hold: why the order stops, which gates it blocks, who may release it, until when."""

    id: int
    reason: str
    state: str
    blocks: list[str]
    owner_role: str
    raised_at: datetime
    due_at: datetime | None
    facts: dict[str, Any]
    line_id: int | None


class QuestionView(msgspec.Struct):
    """An open question to the buyer."""

    id: int
    state: str
    field: str
    reason: str
    text: str
    due_at: datetime | None


class FulfilmentLineView(msgspec.Struct):
    """One line's share in a fulfilment."""

    id: int
    line_id: int
    sku_id: int
    sku: str
    quantity: int
    picked: int
    packed: int
    shipped: int
    short: int


class FulfilmentView(msgspec.Struct):
    """What one warehouse is told to ship."""

    id: int
    warehouse: str
    state: str
    ship_by: datetime | None
    lines: list[FulfilmentLineView]


class ParcelView(msgspec.Struct):
    """One parcel."""

    id: int
    fulfilment_id: int
    state: str
    carrier: str
    tracking_number: str
    weight_grams: int
    delivered_at: datetime | None


class ReceiverView(msgspec.Struct):
    """The receiver: plain for a shop's own key, masked for a person."""

    name: str
    phone: str
    email: str
    country: str
    province: str
    city: str
    district: str
    street: str
    postcode: str
    company: str
    raw: str
    token: str


class OrderView(msgspec.Struct):
    """One order with everything that belongs to it."""

    id: int
    shop: str
    external_id: str
    number: str
    placed_at: datetime
    received_at: datetime
    currency: str
    total_minor: int
    goods_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    captured_minor: int
    refunded_minor: int
    payment_state: str
    payment_method: str
    version: int
    status: str
    partially: bool
    standing: str
    stage: str
    waits_for: str
    next_action: str
    owner_role: str
    due_at: datetime | None
    ship_by: datetime | None
    buyer_note: str
    seller_note: str
    lines: list[LineView]
    holds: list[HoldView]
    questions: list[QuestionView]
    fulfilments: list[FulfilmentView]
    parcels: list[ParcelView]
    ship_to: ReceiverView


class Unread(msgspec.Struct):
    """An order that was accepted and is not read yet: `accepted`, or `parked` with the reason why it cannot be read."""

    shop: str
    external_id: str
    state: str
    reason: str = ""

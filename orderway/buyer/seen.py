"""An order as its buyer may see it: structs that the one query of the buyer's pages fills."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from orderway.places.tracking_numbers import of_carrier


class ShopSeen(msgspec.Struct):
    """The shop with what a buyer needs of it."""

    id: int
    name: str
    colour: str
    phone: str
    email: str
    time_zone: str
    language: str
    own: bool
    settings: dict[str, Any] = {}


class LineSeen(msgspec.Struct):
    """One line with its quantities."""

    id: int
    title: str
    variant: str
    ordered: int
    backordered: int
    shipped: int
    cancelled: int
    returned: int
    refunded_units: int
    refunded_minor: int
    paid_share_minor: int
    gift: bool = False

    @property
    def kept(self) -> int:
        """Units that were not cancelled."""
        return self.ordered - self.cancelled


class ScanSeen(msgspec.Struct):
    """One event of a parcel."""

    at: datetime
    code: str
    place: str
    text: str
    parcel_id: int | None = None


class ParcelSeen(msgspec.Struct):
    """A parcel; `contents` are units by line id."""

    id: int
    state: str
    carrier: str
    carrier_phone: str
    tracking_number: str
    due_from: datetime | None
    due_until: datetime | None
    delivered_at: datetime | None
    last_scan_at: datetime | None
    shipped_at: datetime | None
    contents: dict[int, int] = {}

    @property
    def link(self) -> str:
        """The carrier's own page about the parcel; empty where its number names none."""
        fit = of_carrier(self.tracking_number, self.carrier)
        return fit.link if fit else ""


class QuestionSeen(msgspec.Struct):
    """A question that was put to the buyer."""

    id: int
    state: str
    field: str
    due_at: datetime | None = None


class RefundSeen(msgspec.Struct):
    """Money that goes back."""

    id: int
    state: str
    kind: str
    amount_minor: int
    settled_at: datetime | None = None
    return_id: int | None = None


class ReturnSeen(msgspec.Struct):
    """Goods that come back."""

    id: int
    state: str
    kind: str
    reason: str
    asked_at: datetime
    lines: list[dict[str, Any]]
    due_at: datetime | None
    refund_minor: int
    note: str
    closed_at: datetime | None = None
    sent_to: str = ""
    """The warehouse that takes it back, with its address."""


class NoteSeen(msgspec.Struct):
    """A message of the buyer (kind buyer) or the shop's reply (kind reply)."""

    at: datetime
    kind: str
    text: str


class OrderSeen(msgspec.Struct):
    """The order, its receiver as yet unmasked (`buyer.hidden` masks for the page), and everything around it."""

    id: int
    number: str
    version: int
    status: str
    partially: bool
    standing: str
    stage: str
    waits_for: str
    payment_state: str
    currency: str
    total_minor: int
    refunded_minor: int
    refund_open_minor: int
    placed_at: datetime
    ship_by: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    cancel_asked: bool
    surveyed: bool | None
    """Whether a survey was answered; None where none was sent."""
    name: str
    phone: str
    city: str
    street: str
    token: str
    shop: ShopSeen
    lines: list[LineSeen] = []
    parcels: list[ParcelSeen] = []
    scans: list[ScanSeen] = []
    questions: list[QuestionSeen] = []
    returns: list[ReturnSeen] = []
    refunds: list[RefundSeen] = []
    notes: list[NoteSeen] = []
    expected_at: datetime | None = None
    """When what is out of stock is expected, as far as that is known."""

"""Channel: a place that sells. An adapter turns what a platform sends into these structs, and nothing else.

Parsing is pure (bytes in, structs out): no database, no network, no clock. A recorded payload is enough to test it.
Money is in minor units of the order's currency, weights in grams, instants are aware datetimes in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec

DELIVERY_AGE_SECONDS_MAX = 300
"""A signed delivery whose timestamp is further from now than this is refused as stale."""


class Receiver(msgspec.Struct, omit_defaults=True, gc=False):
    """Whom a parcel goes to. `raw` is the address as one text where the channel gives no parts.

    `token` stands for a receiver whose plain data the platform keeps (OAID); name, phone and street are masks then.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    country: str = ""
    """ISO 3166 alpha-2, upper case; empty when unknown."""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""
    company: str = ""
    raw: str = ""
    token: str = ""


class IncomingLine(msgspec.Struct, omit_defaults=True, gc=False):
    """One position as the channel tells it; `listing` is the channel's key of what was sold (variant id or code)."""

    external_id: str
    sku: str
    title: str
    quantity: int
    unit_price_minor: int
    listing: str = ""
    discount_minor: int = 0
    tax_minor: int = 0
    variant: str = ""
    weight_grams: int | None = None
    gift: bool = False
    ships: bool = True
    """False for what needs no parcel (a voucher, a service)."""
    live_host: str = ""
    """Who sold it in a live room or video (主播), by name, else by number."""
    current_quantity: int | None = None
    """What is still wanted after edits and refunds (0: taken off), where the channel says; None: all of `quantity`."""
    quantity_exact: str = ""
    """The quantity as written where it is no whole number (1.5); `quantity` is rounded up then and needs a look."""
    price_exact: str = ""
    """The unit price as written where it is finer than a minor unit; `gross_minor` holds the line's amount then."""
    gross_minor: int | None = None
    """The line's amount before discounts where it is not `quantity * unit_price_minor`."""
    refund_status: str = ""
    """requested, refunded, closed: the platform's word about this line alone."""
    extra: dict[str, Any] = {}
    """What the channel says of the line beyond this struct (engraving, ids of other systems, bundle it belongs to)."""

    def amount_minor(self) -> int:
        """What the line costs before discounts."""
        return self.quantity * self.unit_price_minor if self.gross_minor is None else self.gross_minor


PAYMENT_STATES = (
    "unpaid",
    "authorized",
    "partially_paid",
    "paid",
    "cod_due",
    "voided",
    "failed",
    "partially_refunded",
    "refunded",
)
"""What a channel may say of an order's payment."""
ORDER_STATES = ("open", "cancelled", "closed")
"""What it may say of the whole order."""


class IncomingPayment(msgspec.Struct, omit_defaults=True, gc=False):
    """One of several things an order was paid with; they are part of the total and of what is paid."""

    method: str
    """gift_card, store_credit, points; anything else is money, named by its gateway (stripe, alipay, wechatpay, …)."""
    amount_minor: int
    reference: str = ""
    """The gateway's own key of the payment, so that it can be read again and paid back there."""


class IncomingOrder(msgspec.Struct, omit_defaults=True, gc=False):
    """An order as a channel tells it, new or changed; `version` orders the messages about one order."""

    external_id: str
    """The platform's stable key of the order, unique within the shop."""
    placed_at: datetime
    currency: str
    lines: list[IncomingLine]
    total_minor: int
    """What the buyer has to pay, tax and freight included, discounts taken off."""
    number: str = ""
    """The number that people say; the external id where the platform has no other."""
    tax_minor: int = 0
    tax_included: bool = False
    """True where unit prices contain the tax, so that it is not added to the total."""
    shipping_minor: int = 0
    discount_minor: int = 0
    fees_minor: int = 0
    """Other charges inside the total (tips, duties, service fees); negative where they lower it."""
    subsidy_minor: int = 0
    """What the platform pays on top of the buyer."""
    paid_minor: int = 0
    refunded_minor: int = 0
    payment_status: str = "unpaid"
    """One of PAYMENT_STATES."""
    payment_method: str = ""
    payments: list[IncomingPayment] = []
    """What it was paid with, where the channel tells it apart."""
    paid_at: datetime | None = None
    status: str = "open"
    """One of ORDER_STATES: the platform's word about the whole order."""
    fulfilled_by_channel: bool = False
    ship_to: Receiver = msgspec.field(default_factory=Receiver)
    bill_to: Receiver | None = None
    buyer_id: str = ""
    buyer_note: str = ""
    seller_note: str = ""
    language: str = ""
    version: str = ""
    """Last-modified stamp in a form that sorts (UTC ISO 8601 with microseconds, or a zero-padded sequence)."""
    wishes: dict[str, str] = {}
    """delivery_date, time_window, locker, gift_message, invoice …, as text."""
    extra: dict[str, Any] = {}
    """What the platform says beyond this struct and staff may need (tags, risk, source)."""
    deposit_minor: int = 0
    """Pre-sale: what is paid first; the rest of the total is the balance."""
    balance_due_at: datetime | None = None
    """Until when the balance is to be paid."""
    ship_from: datetime | None = None
    """Not to be shipped before, as promised to the buyer."""


class Document(msgspec.Struct, omit_defaults=True, gc=False):
    """What arrived and is not an order: a refund request, a payment notice, an acknowledgement, a tracking answer …"""

    kind: str
    """refund, payment, cancellation, fulfilment, tracking, 855, 856, 997 …"""
    number: str = ""
    order_external_id: str = ""
    at: datetime | None = None
    amount_minor: int | None = None
    currency: str = ""
    status: str = ""
    lines: list[IncomingLine] = []
    data: dict[str, Any] = {}


class Problem(msgspec.Struct, gc=False):
    """What could not be read: `where` (order, row or segment) and `what` in one line a person can act on."""

    where: str
    what: str

    def line(self) -> str:
        """Both for a person; the place once, also where the fault itself begins with it."""
        return f"{self.where}: {self.what.removeprefix(f'{self.where}: ')}"


class Parsed(msgspec.Struct, gc=False):
    """All that one message or file held. The good part stands beside the problems of the rest."""

    orders: list[IncomingOrder] = []
    documents: list[Document] = []
    problems: list[Problem] = []


class Delivery(msgspec.Struct):
    """A delivery whose signature is right: `key` is unique per delivery of the shop, so that a replay is seen."""

    key: str
    topic: str = ""
    sent_at: datetime | None = None


class Refused(Exception):
    """The delivery is not what it claims (signature, age); nothing of it is stored. The text names the reason."""


class Channel(Protocol):
    """One platform or file form. Instances hold no state; everything they need is handed in."""

    code: str
    name: str
    pushed: bool
    """True where the platform sends signed webhooks; False for files and for what is only pulled."""
    delivery_age_seconds_max: int | None
    """The oldest delivery taken; None where the platform signs no time and replays are known by their key alone."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one message or file; never raises for bad content: what is unreadable becomes a Problem."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check a webhook's signature and age; raises Refused. Header names are lower case."""
        ...

"""An order with everything that belongs to it, in memory: plain structs whose fields are the columns of their tables.

Money is minor units of the order's currency, weights grams, times aware UTC. Ids are given out before saving. The lists
at the end of `Order` are its children; they live in tables of their own. Nothing here refers back to what holds it, so
the cycle collector need not know of any of it (`gc=False`): it is made and let go a third faster.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from orderway.flow.aftercare import Note, Payment, Refund, Return
from orderway.flow.shipping import Fulfilment, FulfilmentLine, Parcel, Scan

__all__ = [
    "Fulfilment",
    "FulfilmentLine",
    "Hold",
    "Line",
    "Note",
    "Order",
    "Parcel",
    "Payment",
    "Person",
    "Question",
    "Refund",
    "Reservation",
    "Return",
    "Scan",
]


class Person(msgspec.Struct, gc=False):
    """The one place of personal data. The hashes are keyed (`kernel.ids.keyed_hash`), for finding without reading."""

    order_id: int
    name: str = ""
    phone: str = ""
    """As it came; E.164 where it could be read."""
    email: str = ""
    company: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""
    raw: str = ""
    token: str = ""
    version: int = 1
    """Counts changes of the address; a label knows the version it was printed for."""
    phone_hash: int | None = None
    last4_hash: int | None = None
    name_hash: int | None = None
    erased_at: datetime | None = None


class Line(msgspec.Struct, gc=False):
    """One position. ordered = open + promised + backordered + allocated + released + shipped + cancelled, always."""

    id: int
    order_id: int
    position: int
    external_id: str
    listing: str
    sku_code: str
    """The code as the channel gave it."""
    title: str
    variant: str
    ordered: int
    unit_price_minor: int
    discount_minor: int
    tax_minor: int
    paid_share_minor: int
    """What of the order's total this line carries (freight aside), for refunds: split once, never recomputed."""
    sku_id: int | None = None
    gift: bool = False
    open: int = 0
    promised: int = 0
    backordered: int = 0
    allocated: int = 0
    released: int = 0
    shipped: int = 0
    cancelled: int = 0
    returned: int = 0
    refunded_units: int = 0
    refunded_minor: int = 0
    weight_grams: int = 0
    """Of one unit."""
    bundle_sku_id: int | None = None
    """The bundle whose component it is; the lines of one position are one thing to the channel."""
    bundle_units: int = 0
    """Units of it in one bundle; 0: it is no component."""
    price_rest_minor: int = 0
    """What its units cost beyond ordered * unit price, where a share of a bundle's price does not divide."""
    added_by: str = ""
    """Empty: the channel told of it; gift:… a rule gave it."""
    main_line_id: int | None = None
    """The line with which a gift comes and goes; None: the whole order."""

    def gross_minor(self) -> int:
        """What its units cost before discounts."""
        return self.ordered * self.unit_price_minor + self.price_rest_minor


class Hold(msgspec.Struct, gc=False):
    """A reason to stop, with the gates it blocks. `facts` are codes and figures, never sentences or personal data."""

    id: int
    order_id: int
    reason: str
    state: str
    blocks: list[str]
    owner_role: str
    raised_at: datetime
    due_at: datetime | None
    facts: dict[str, Any]
    line_id: int | None = None
    raised_by: str = ""
    claimed_by: str = ""
    resolved_at: datetime | None = None
    resolved_by: str = ""
    note: str = ""
    until: datetime | None = None
    """When the clock ends it, by `at_end`: release, cancel (the order), escalate (to whom its kind says)."""
    at_end: str = ""
    line_only: bool = False
    """It stops its line; the others go on."""


class Question(msgspec.Struct, gc=False):
    """What the buyer is asked: a field, why, by which channel, until when, and what came back."""

    id: int
    order_id: int
    state: str
    field: str
    reason: str
    channel: str
    text: str
    language: str
    asked_by: str
    hold_id: int | None = None
    sent_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    answer: dict[str, Any] = {}
    default_action: str = ""
    """What the clock does if nobody answers (`flow.asked.DEFAULTS`)."""
    proposed: str = ""
    """The channel that was proposed; another one was a person's choice."""
    ended_by: str = ""
    """buyer, platform, a person's name, clock."""


class Reservation(msgspec.Struct, gc=False):
    """Units of one line taken at one place; its row is the ledger behind `stock.reserved`."""

    id: int
    order_id: int
    line_id: int
    sku_id: int
    warehouse_id: int
    quantity: int
    state: str
    fulfilment_id: int | None = None
    fence_id: int | None = None
    """The ring-fence or earmark its units were taken from; given back, they go there again."""


class Order(msgspec.Struct, gc=False):
    """The order's own row, and behind it everything that belongs to it."""

    id: int
    shop_id: int
    external_id: str
    number: str
    placed_at: datetime
    received_at: datetime
    currency: str
    total_minor: int
    stage: str
    """The gate it stands before; `warehouse`, `road`, `settled`, `closed` after the gates."""
    version: int = 1
    channel_version: str = ""
    origin: str = "channel"
    """channel, hand, exchange, reship."""
    parent_id: int | None = None
    country: str = ""
    province: str = ""
    city: str = ""
    goods_minor: int = 0
    discount_minor: int = 0
    shipping_minor: int = 0
    tax_minor: int = 0
    tax_included: bool = False
    subsidy_minor: int = 0
    authorised_minor: int = 0
    captured_minor: int = 0
    refund_open_minor: int = 0
    """Asked or on its way, not yet paid back."""
    refunded_minor: int = 0
    cancelled_minor: int = 0
    """What of the total is no longer due, since lines were cancelled."""
    payment_state: str = "UNPAID"
    payment_method: str = ""
    paid_at: datetime | None = None
    status: str = "RECEIVED"
    partially: bool = False
    standing: str = "ready"
    """unpaid, held, short, waiting, ready, warehouse, road, completed, cancelled: the board's pot."""
    waits_for: str = ""
    ready_at: datetime | None = None
    """When the machine looks again; null where an event must come first or nothing is to do."""
    next_action: str = ""
    owner_role: str = ""
    due_at: datetime | None = None
    ship_by: datetime | None = None
    priority: int = 0
    buyer_note: str = ""
    seller_note: str = ""
    wishes: dict[str, str] = {}
    language: str = ""
    units: int = 0
    line_count: int = 0
    first_title: str = ""
    weight_grams: int = 0
    warehouse_id: int | None = None
    """Set by hand: only this warehouse may ship it."""
    channel_fulfilled: bool = False
    approved_by: str = ""
    approved_at: datetime | None = None
    checked_version: int = 0
    """The order's version when the second check before release passed."""
    edited_by: str = ""
    event_seq: int = 0
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    closed_at: datetime | None = None
    extra: dict[str, Any] = {}
    lead_id: int | None = None
    """The order in whose box it travels; its own id where others travel in its box (`flow.travel`)."""
    merge_key: int | None = None
    """Equal where receiver and address are the same; None where nobody asked."""
    deposit_minor: int = 0
    """Pre-sale: what is paid first; the balance follows until `balance_due_at`."""
    balance_due_at: datetime | None = None
    ship_from: datetime | None = None
    """Not before this day, by the shop's word to the buyer."""

    person: Person = msgspec.field(default_factory=lambda: Person(0))
    lines: list[Line] = []
    holds: list[Hold] = []
    questions: list[Question] = []
    reservations: list[Reservation] = []
    fulfilments: list[Fulfilment] = []
    fulfilment_lines: list[FulfilmentLine] = []
    parcels: list[Parcel] = []
    scans: list[Scan] = []
    """Only those added now; the old ones are not loaded."""
    payments: list[Payment] = []
    refunds: list[Refund] = []
    returns: list[Return] = []
    notes: list[Note] = []
    """Only those added now."""
    invoices: list[Any] = []
    """`flow.invoice.Invoice`; loaded only where `extra` says that there are any."""
    conversations: list[Any] = []
    """`flow.conversation.Conversation`, at most one; loaded only where `extra` says that there is one."""
    steps: list[list[Any]] = []
    """What this batch did: [code, verdict or fact, evidence], becoming the event."""
    fresh: bool = False
    """Not in the database yet."""

    def line(self, line_id: int) -> Line:
        """The line of that id; KeyError where the order has none."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise KeyError(line_id)

    def open_holds(self) -> list[Hold]:
        """The holds that still stop something."""
        return [hold for hold in self.holds if hold.state == "OPEN"]

    def live_reservations(self) -> list[Reservation]:
        """The reservations that still take stock."""
        return [r for r in self.reservations if r.state in ("SOFT", "HARD")]

    def live_fulfilments(self) -> list[Fulfilment]:
        """The fulfilments that have not shipped and are not off."""
        return [f for f in self.fulfilments if f.state not in ("SHIPPED", "CANCELLED", "REJECTED")]

    def due_minor(self) -> int:
        """What the buyer owes in all: the total less what was cancelled."""
        return self.total_minor - self.cancelled_minor

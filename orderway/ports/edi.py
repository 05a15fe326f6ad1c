"""EDI with trading partners and outside warehouses: how we speak with one, and what is told, apart from any syntax.

Quantities are units, money is minor units of the document's currency, times are aware UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import msgspec

X12, EDIFACT = "x12", "edifact"
PARTNER_DOCUMENTS = ("855", "865", "856", "810", "846")
"""What a trading partner may want, by X12's numbers; EDIFACT says ORDRSP (twice), DESADV, INVOIC, INVRPT."""


class Partner(msgspec.Struct, omit_defaults=True):
    """Between whom an interchange goes, and how it is written; kept with the partner's settings."""

    our_id: str = ""
    their_id: str = ""
    our_qualifier: str = "ZZ"
    their_qualifier: str = "ZZ"
    our_group: str = ""
    their_group: str = ""
    usage: str = "P"
    """P: production; T: test. What comes with the other flag is refused."""
    version: str = "004010"
    """X12: 004010, 005010 …; EDIFACT: D:96A:UN:EAN008."""
    element: str = "*"
    component: str = ">"
    terminator: str = "~"
    charset: str = ""
    """X12: ASCII, LATIN1, UTF-8 (the default); EDIFACT: UNOA, UNOB, UNOC (the default), UNOY."""
    documents: list[str] = msgspec.field(default_factory=lambda: list(PARTNER_DOCUMENTS))
    """What the partner wants to get (X12 numbers); acknowledgements always go."""
    our_item: str = "VN"
    """Qualifier of our item numbers (EDIFACT: SA)."""
    their_item: str = "IN"
    """Qualifier of the partner's item numbers; the channel's listing."""
    units: dict[str, str] = {}
    """Our words for units to theirs, where they differ: {"EA": "PC"}."""
    ack_hours: int = 24
    """After so many hours without an acknowledgement of ours a message is chased."""
    gs1_prefix: str = ""
    """The company prefix of our SSCC, 7 to 10 digits; empty: parcels have no SSCC."""
    net_days: int = 30
    stock_minutes: int = 0
    """Stock levels are told so often; 0: never."""
    check_ids: bool = True
    """Refuse interchanges of other senders or receivers than those above."""

    @property
    def ours(self) -> str:
        """Our id in groups."""
        return self.our_group or self.our_id

    @property
    def theirs(self) -> str:
        """Their id in groups."""
        return self.their_group or self.their_id


class Party(msgspec.Struct):
    """Who sends or receives goods."""

    name: str = ""
    id: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""


class Verdict(msgspec.Struct):
    """What is said of some units of a line: a code (IA, IQ, IB, IR, IP, ID), how many, and when they leave."""

    code: str
    units: int
    at: datetime | None = None


class Item(msgspec.Struct):
    """One line of a document. `price` is the unit price as decimal text."""

    line: str
    sku: str
    units: int
    listing: str = ""
    title: str = ""
    price: str = ""
    amount_minor: int = 0
    verdicts: list[Verdict] = []
    change: str = ""
    """What a change asked of it: AI, DI, QD, QI, PC, NC …"""
    left: int = 0
    unit: str = "EA"
    damaged: int = 0


class Answer(msgspec.Struct):
    """An order answered (855, ORDRSP) or, with `change`, an order change answered (865)."""

    order: str
    at: datetime
    verdict: str
    """accepted, changed, rejected."""
    items: list[Item]
    currency: str
    placed_at: datetime | None = None
    change: bool = False
    change_number: str = ""
    number: str = ""


class Pack(msgspec.Struct):
    """One parcel: its SSCC, tracking number, weight and contents."""

    items: list[Item]
    sscc: str = ""
    tracking: str = ""
    grams: int = 0


class Despatch(msgspec.Struct):
    """Goods that left (856, DESADV)."""

    number: str
    order: str
    at: datetime
    packs: list[Pack]
    sender: Party
    receiver: Party
    carrier: str = ""
    due_at: datetime | None = None
    placed_at: datetime | None = None


class Invoice(msgspec.Struct):
    """What is to be paid for goods that left (810, INVOIC). total = items - allowance + freight + tax."""

    number: str
    order: str
    at: datetime
    currency: str
    items: list[Item]
    allowance_minor: int
    freight_minor: int
    tax_minor: int
    total_minor: int
    placed_at: datetime | None = None
    receiver: Party = msgspec.field(default_factory=Party)


class Levels(msgspec.Struct):
    """How much there is (846, INVRPT)."""

    number: str
    at: datetime
    items: list[Item]


class ShipOrder(msgspec.Struct):
    """What an outside warehouse shall ship (940); `cancel` takes it back."""

    number: str
    order: str
    at: datetime
    receiver: Party
    items: list[Item]
    warehouse: str = ""
    ship_by: datetime | None = None
    carrier: str = ""
    note: str = ""
    cancel: bool = False


Told = Answer | Despatch | Invoice | Levels | ShipOrder


class Fault(msgspec.Struct):
    """One thing wrong with a set or message: where, by position and name, and the standard's own code for it."""

    segment: str
    position: int
    """Of the segment within its set, the header counting 1."""
    code: str
    element: int = 0
    element_code: str = ""
    value: str = ""
    what: str = ""
    fatal: bool = True


class SetRead(msgspec.Struct):
    """One transaction set or message that came: `body` is an interchange of its own with nothing but it."""

    kind: str
    control: str
    body: bytes
    faults: list[Fault] = []
    number: str = ""
    order: str = ""

    @property
    def rejected(self) -> bool:
        """Whether it cannot be used."""
        return any(fault.fatal for fault in self.faults)


class GroupRead(msgspec.Struct):
    """A functional group that came; EDIFACT without groups has one."""

    functional_id: str
    control: str
    sets: list[SetRead] = []
    said: int | None = None
    """How many sets its trailer says."""


class Reply(msgspec.Struct):
    """The partner's word about something of ours: the group or interchange it answers and the verdict."""

    control: str
    verdict: str
    """accepted, errors, part, rejected."""
    functional_id: str = ""
    """Empty: it speaks of the whole interchange (TA1, CONTRL)."""
    faults: list[str] = []


class Interchange(msgspec.Struct):
    """An interchange that came, its envelope read and every set checked."""

    control: str
    sender: str
    receiver: str
    test: bool
    groups: list[GroupRead] = []
    replies: list[Reply] = []
    problems: list[str] = []
    """What is wrong with envelopes, a line each."""
    refusal: str = ""
    """The standard's note code where the whole interchange cannot be taken."""
    date: str = ""
    time: str = ""
    asks_reply: bool = False
    raw: bytes = b""
    """As it came, in UTF-8."""


class Receipt(msgspec.Struct):
    """What came of one interchange. state: TAKEN, PART, REFUSED, REPLAY, AGAIN (the very same file, taken before)."""

    control: str
    state: str
    taken: int = 0
    rejected: int = 0
    answer: str = ""
    """The kind of the acknowledgement that goes back; empty: none."""
    faults: list[str] = []
    id: int = 0
    messages: list[int] = []
    """The messages of the inbox that its orders and changes became."""


class Standard(Protocol):
    """A syntax: reading what came, answering it, writing what we tell. Pure."""

    code: str

    def read(self, body: bytes) -> list[Interchange]:
        """Every interchange of a file, never raises; where there is none, one with a refusal."""
        ...

    def write(self, partner: Partner, told: Told, control: int, at: datetime) -> tuple[str, bytes]:
        """Kind and bytes of one interchange with one document; ValueError where it cannot be said."""
        ...

    def acknowledge(self, partner: Partner, came: Interchange, control: int, at: datetime) -> tuple[str, bytes] | None:
        """The 997, CONTRL or TA1 for what came; None where nothing asks for one."""
        ...

    def renumber(self, partner: Partner, body: bytes, control: int, at: datetime) -> bytes:
        """An interchange of ours with the same content under another control number."""
        ...


class LineRefused(Exception):
    """The partner's line will not take this; a person has to look."""


class LineSilent(Exception):
    """The partner's line did not take it now; it is tried again with the same bytes."""


class Line(Protocol):
    """A way to a partner: a folder, an address. Instances hold no state."""

    def deliver(self, where: str, name: str, body: bytes, key: str, secret: str) -> dict[str, Any]:
        """Bring it there once however often it is called with one name; facts. LineRefused, LineSilent."""
        ...

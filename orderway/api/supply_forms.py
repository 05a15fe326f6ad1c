"""What the API of supply takes and gives: purchase orders, transfers, feeds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from orderway.flow import feeding
from orderway.kernel.limits import NAME_CHARS_MAX, QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.stock.purchases import LINES_MAX

Code = Annotated[str, Meta(min_length=1, max_length=100)]
SEQUENCE_MAX = 2**63 - 1
"""The largest number of a feed that the database counts."""
Units = Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
Come = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]
Moment = Annotated[datetime, Meta(tz=True)]
Text = Annotated[str, Meta(max_length=TEXT_CHARS_MAX)]
Name = Annotated[str, Meta(max_length=NAME_CHARS_MAX)]


class Want(msgspec.Struct, forbid_unknown_fields=True):
    """Units of a SKU."""

    sku: Code
    units: Units


class NewPurchase(msgspec.Struct, forbid_unknown_fields=True):
    """Goods ordered from a supplier. Without a number the next one of the day is given."""

    warehouse: Code
    rows: Annotated[list[Want], Meta(min_length=1, max_length=LINES_MAX)]
    number: Name = ""
    supplier: Name = ""
    expected_at: Moment | None = None
    note: Text = ""


class PurchaseChange(msgspec.Struct, forbid_unknown_fields=True):
    """Another day (null: not known any more), another note; what is left out stays."""

    expected_at: Moment | msgspec.UnsetType | None = msgspec.UNSET
    note: Text | msgspec.UnsetType = msgspec.UNSET


class Arrived(msgspec.Struct, forbid_unknown_fields=True):
    """What came of a SKU; SKUs kept by lot name their lot."""

    sku: Code
    units: Come = 0
    damaged: Come = 0
    lot: Annotated[str, Meta(max_length=100)] = ""
    expires_on: date | None = None


class Received(msgspec.Struct, forbid_unknown_fields=True):
    """One delivery. `reference` makes telling it twice harmless; `complete`: nothing more will come."""

    rows: Annotated[list[Arrived], Meta(max_length=LINES_MAX)] = []
    reference: Name = ""
    complete: bool = False


class PurchaseLineView(msgspec.Struct):
    """One SKU of a purchase order."""

    sku: str
    ordered: int
    received: int
    damaged: int
    written_off: int
    outstanding: int


class PurchaseChangeView(msgspec.Struct):
    """Who changed a purchase order, and what: `day`, `note`, `units`, `order`, `cancel`; a day or the units with what
    it was before. Of a transfer: `approve`, `ship`, `settle`, `cancel`; with the units agreed and those that left."""

    at: datetime
    by: str
    what: str
    was: str | int | None = None
    became: str | int | None = None


class PurchaseView(msgspec.Struct):
    """A purchase order; `changes` since it was entered, oldest first."""

    id: int
    number: str
    state: str
    warehouse: str
    expected_at: datetime | None
    version: int
    lines: list[PurchaseLineView]
    changes: list[PurchaseChangeView]


class NewTransfer(msgspec.Struct, forbid_unknown_fields=True):
    """Goods to be moved from one warehouse to another; a person approves it."""

    source: Code
    target: Code
    rows: Annotated[list[Want], Meta(min_length=1, max_length=500)]
    due_at: Moment | None = None
    note: Text = ""


class Moved(msgspec.Struct, forbid_unknown_fields=True):
    """Units that left or came; left out in `ship`: all of them."""

    rows: list[Arrived] = []
    reference: Name = ""
    complete: bool = False


class TransferLineView(msgspec.Struct):
    """One SKU of a transfer."""

    sku: str
    units: int
    shipped: int
    received: int
    lost: int


class TransferView(msgspec.Struct):
    """A transfer; `changes` since it was proposed, oldest first."""

    id: int
    state: str
    source: str
    target: str
    due_at: datetime | None
    version: int
    lines: list[TransferLineView]
    changes: list[PurchaseChangeView]


class FeedRow(msgspec.Struct, forbid_unknown_fields=True):
    """What lies of a SKU, by the word of the outside warehouse. Below zero is refused, with the row."""

    sku: Code
    units: int


class Feed(msgspec.Struct, forbid_unknown_fields=True):
    """What lies at a warehouse. `sequence` only rises; `truth` false: differences are told, the books stay."""

    source: Annotated[str, Meta(min_length=1, max_length=feeding.SOURCE_CHARS_MAX)]
    warehouse: Code
    sequence: Annotated[int, Meta(ge=0, le=SEQUENCE_MAX)]
    rows: Annotated[list[FeedRow], Meta(min_length=1, max_length=feeding.ROWS_MAX)]
    truth: bool = True


class FeedDifference(msgspec.Struct):
    """A SKU whose figure differed from the books: ours, theirs, ours from now on."""

    sku: str
    ours: int
    theirs: int
    after: int


class FeedView(msgspec.Struct):
    """What came of a feed. `held`: SKUs of which orders hold more than lies there."""

    rows: int
    booked: int
    held: int
    differences: list[FeedDifference]

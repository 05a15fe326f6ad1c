"""Purchase orders: what is expected from suppliers, received in parts, with differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
import psycopg

from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.kernel.limits import QUANTITY_MAX
from orderway.kernel.rows import json_text
from orderway.kernel.sql import named
from orderway.lifecycle.moves import PURCHASE, move

Cursor = psycopg.Cursor[Any]
LINES_MAX = 1_000
"""Lines of one purchase order."""
CHANGES_MAX = 500
"""Changes that one purchase order remembers; the oldest go first."""
EXPECTED = ("ORDERED", "PARTIALLY_RECEIVED")
"""States in which goods may come."""
VALUED = ("day", "units")
"""Changes that tell what was before."""
_sql = named(__file__, "purchases.sql")


class PurchaseLine(msgspec.Struct):
    """One SKU of a purchase order. What came is received (sellable) or damaged; written off is what will not come."""

    id: int
    purchase_id: int
    sku_id: int
    ordered: int
    received: int = 0
    damaged: int = 0
    written_off: int = 0

    @property
    def outstanding(self) -> int:
        """Units still expected."""
        return max(0, self.ordered - self.received - self.damaged - self.written_off)


class Purchase(msgspec.Struct):
    """A purchase order."""

    id: int
    number: str
    supplier_id: int | None
    warehouse_id: int
    state: str
    expected_on: datetime | None
    note: str
    made_by: str
    made_at: datetime
    closed_at: datetime | None = None
    version: int = 1
    changes: list[dict[str, Any]] = []
    """Who changed it after it was entered, oldest first: `at`, `by`, `what` (day, note, units, order, cancel), and for
    a day or the units what `was` and what it `became`."""
    lines: list[PurchaseLine] = []


class Got(NamedTuple):
    """What came of a SKU: sellable units, damaged units, and of which lot."""

    units: int
    damaged: int = 0
    lot: str = ""
    expires_on: date | None = None


def note_change(purchase: Purchase, what: str, actor: str, now: datetime, was: Any = None, became: Any = None) -> None:
    """Remember who changed what. A value of None is one that is not known."""
    one: dict[str, Any] = {"at": now.isoformat(), "by": actor, "what": what}
    if what in VALUED:
        one |= {"was": was, "became": became}
    purchase.changes = [*purchase.changes, one][-CHANGES_MAX:]


def receive(purchase: Purchase, got: Mapping[int, Got], complete: bool, now: datetime) -> Refusal | None:
    """Book what came into the lines, by SKU id; with `complete` nothing more will come. Pure.

    More than was ordered is booked as it is: the difference shows. `unknown_sku`, `negative_units`, `not_expected`,
    `nothing_came`.
    """
    if purchase.state not in EXPECTED:
        return Refusal("not_in_this_state", {"state": purchase.state})
    lines = {line.sku_id: line for line in purchase.lines}
    for sku, one in got.items():
        if sku not in lines:
            return Refusal("unknown_sku", {"sku": sku})
        if not (0 <= one.units <= QUANTITY_MAX and 0 <= one.damaged <= QUANTITY_MAX):
            return Refusal("negative_units", {"sku": sku})
    if not complete and not any(one.units or one.damaged for one in got.values()):
        return Refusal("nothing_came")
    for sku, one in got.items():
        lines[sku].received += one.units
        lines[sku].damaged += one.damaged
    left = sum(line.outstanding for line in purchase.lines)
    came = sum(line.received + line.damaged for line in purchase.lines)
    if complete and left:
        for line in purchase.lines:
            line.written_off += line.outstanding
        move(purchase, PURCHASE, "CLOSED")
    elif not left:
        move(purchase, PURCHASE, "RECEIVED")
    elif came and purchase.state == "ORDERED":
        move(purchase, PURCHASE, "PARTIALLY_RECEIVED")
    if purchase.state in ("CLOSED", "RECEIVED"):
        purchase.closed_at = now
    return None


def order(purchase: Purchase) -> Refusal | None:
    """The draft goes to the supplier; from now on its goods are expected."""
    if purchase.state != "DRAFT":
        return Refusal("not_in_this_state", {"state": purchase.state})
    if not purchase.lines:
        return Refusal("no_lines")
    move(purchase, PURCHASE, "ORDERED")
    return None


def cancel(purchase: Purchase, now: datetime) -> Refusal | None:
    """Nothing will come: possible until the first goods have."""
    if purchase.state not in ("DRAFT", "ORDERED"):
        return Refusal("not_in_this_state", {"state": purchase.state})
    for line in purchase.lines:
        line.written_off = line.outstanding
    move(purchase, PURCHASE, "CANCELLED")
    purchase.closed_at = now
    return None


def load(cursor: Cursor, purchase_id: int) -> Purchase | None:
    """One purchase order with its lines, locked."""
    row = cursor.execute(_sql.load, [purchase_id]).fetchone()
    if row is None:
        return None
    found = Purchase(*row)
    found.lines = [PurchaseLine(*line) for line in cursor.execute(_sql.lines, [purchase_id]).fetchall()]
    return found


def add(cursor: Cursor, purchase: Purchase) -> bool:
    """Write a new purchase order; False where its number is taken."""
    columns = msgspec.structs.asdict(purchase)
    if cursor.execute(_sql.add, columns).rowcount != 1:
        return False
    save_lines(cursor, purchase)
    return True


def save(cursor: Cursor, purchase: Purchase) -> None:
    """Write a changed purchase order; its version counts up."""
    purchase.version += 1
    cursor.execute(_sql.save, {**msgspec.structs.asdict(purchase), "changes": json_text(purchase.changes)})
    save_lines(cursor, purchase)


def save_lines(cursor: Cursor, purchase: Purchase) -> None:
    """Write the lines as they are now; those that are no longer there go."""
    cursor.execute(_sql.drop_lines, [purchase.id, [line.id for line in purchase.lines]])
    for line in purchase.lines:
        cursor.execute(_sql.save_line, msgspec.structs.asdict(line))


def known_receipt(cursor: Cursor, purchase_id: int | None, transfer_id: int | None, reference: str) -> bool:
    """Whether goods were received under this reference before: told twice, booked once."""
    values = [purchase_id or 0, transfer_id or 0, reference]
    return bool(reference) and cursor.execute(_sql.known_receipt, values).fetchone() is not None


def keep_receipt(
    cursor: Cursor,
    ids: Ids,
    of: tuple[int | None, int | None],
    lines: Sequence[Mapping[str, Any]],
    reference: str,
    actor: str,
    now: datetime,
) -> None:
    """Remember what came with one delivery; `of` is (purchase, transfer)."""
    cursor.execute(_sql.keep_receipt, [ids.next(), *of, now, actor, reference, json_text(list(lines))])


def numbers_like(cursor: Cursor, prefix: str) -> int:
    """How many purchase orders have a number that begins so."""
    row = cursor.execute(_sql.numbers_like, [prefix + "%"]).fetchone()
    return int(row[0]) if row else 0

"""Transfers between warehouses: proposed, approved (set apart where they lie), shipped (in transit), received.

Units may be earmarked for orders that wait: they are set apart for these when they come, and nobody else gets them.
What left and did not come stays in transit until somebody books it as lost, or finds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import psycopg

from orderway.kernel.errors import Refusal
from orderway.kernel.rows import json_text
from orderway.kernel.sql import named
from orderway.lifecycle.moves import TRANSFER, move

Cursor = psycopg.Cursor[Any]
LINES_MAX = 500
ON_THE_ROAD = ("SHIPPED", "PARTIALLY_RECEIVED", "DISCREPANCY")
CHANGES = "changes"
"""Key in `Transfer.facts`."""
_sql = named(__file__, "transfers.sql")


class TransferLine(msgspec.Struct):
    """One SKU of a transfer; `lots` are those that left: [lot, last day or null, units]."""

    id: int
    transfer_id: int
    sku_id: int
    units: int
    shipped: int = 0
    received: int = 0
    lost: int = 0
    lots: list[Any] = []

    @property
    def on_the_road(self) -> int:
        """Units that left and are neither here nor given up."""
        return self.shipped - self.received - self.lost


class Transfer(msgspec.Struct):
    """A transfer. `cost_minor` is an estimate in the currency of the warehouse it leaves."""

    id: int
    state: str
    from_id: int
    to_id: int
    reason: str
    cost_minor: int
    due_at: datetime | None
    made_by: str
    made_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    shipped_at: datetime | None = None
    received_at: datetime | None = None
    note: str = ""
    facts: dict[str, Any] = {}
    version: int = 1
    lines: list[TransferLine] = []
    earmarks: dict[int, dict[int, int]] = {}
    """SKU -> order -> units, in fair order."""

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Who did what to it after it was proposed, oldest first: `at`, `by`, `what` (approve, ship, settle, cancel);
        to units with what there `was` and what it `became`."""
        kept: list[dict[str, Any]] = self.facts.get(CHANGES, [])
        return kept


def note_change(transfer: Transfer, what: str, actor: str, now: datetime, units: tuple[int, int] | None = None) -> None:
    """Remember who did what; `units`: before and after. A transfer has few steps, so that nothing else bounds them."""
    one: dict[str, Any] = {"at": now.isoformat(), "by": actor, "what": what}
    if units is not None:
        one["was"], one["became"] = units
    transfer.facts = {**transfer.facts, CHANGES: [*transfer.changes, one]}


def approve(transfer: Transfer, actor: str, now: datetime) -> Refusal | None:
    """Agreed: its units are set apart at the warehouse they leave (the caller does, under the guard)."""
    if transfer.state != "PROPOSED":
        return Refusal("not_in_this_state", {"state": transfer.state})
    move(transfer, TRANSFER, "APPROVED")
    transfer.approved_by, transfer.approved_at = actor, now
    return None


def ship(transfer: Transfer, shipped: Mapping[int, int] | None, now: datetime) -> Refusal | None:
    """It leaves, with `shipped` units by SKU (None: as agreed; never more). Pure."""
    if transfer.state != "APPROVED":
        return Refusal("not_in_this_state", {"state": transfer.state})
    told = {line.sku_id: line.units for line in transfer.lines} if shipped is None else dict(shipped)
    for sku in told.keys() - {line.sku_id for line in transfer.lines}:
        return Refusal("unknown_sku", {"sku": sku})
    for line in transfer.lines:
        units = told.get(line.sku_id, 0)
        if not 0 <= units <= line.units:
            return Refusal("more_than_asked", {"sku": line.sku_id, "asked": line.units})
    if not any(told.values()):
        return Refusal("nothing_to_ship")
    for line in transfer.lines:
        line.shipped = told.get(line.sku_id, 0)
    move(transfer, TRANSFER, "SHIPPED")
    transfer.shipped_at = now
    return None


def receive(transfer: Transfer, got: Mapping[int, int], complete: bool, now: datetime) -> Refusal | None:
    """Units by SKU have come; with `complete` nothing more will: a rest is a discrepancy for a manager. Pure."""
    if transfer.state not in ON_THE_ROAD:
        return Refusal("not_in_this_state", {"state": transfer.state})
    lines = {line.sku_id: line for line in transfer.lines}
    for sku, units in got.items():
        if sku not in lines:
            return Refusal("unknown_sku", {"sku": sku})
        if not 0 <= units <= lines[sku].on_the_road:
            return Refusal("more_than_shipped", {"sku": sku, "left": lines[sku].on_the_road})
    if not complete and not any(got.values()):
        return Refusal("nothing_came")
    for sku, units in got.items():
        lines[sku].received += units
    left = sum(line.on_the_road for line in transfer.lines)
    if not left:
        move(transfer, TRANSFER, "RECEIVED")
        transfer.received_at = now
    elif complete and transfer.state != "DISCREPANCY":
        move(transfer, TRANSFER, "DISCREPANCY")
    elif transfer.state == "SHIPPED":
        move(transfer, TRANSFER, "PARTIALLY_RECEIVED")
    return None


def settle(transfer: Transfer, now: datetime) -> Refusal | dict[int, int]:
    """A manager gives up what did not come: it is lost. Units lost by SKU."""
    if transfer.state != "DISCREPANCY":
        return Refusal("not_in_this_state", {"state": transfer.state})
    lost = {line.sku_id: line.on_the_road for line in transfer.lines if line.on_the_road}
    for line in transfer.lines:
        line.lost += line.on_the_road
    move(transfer, TRANSFER, "RECEIVED")
    transfer.received_at = now
    return lost


def cancel(transfer: Transfer) -> Refusal | None:
    """Not done: possible until it has left."""
    if transfer.state not in ("PROPOSED", "APPROVED"):
        return Refusal("not_in_this_state", {"state": transfer.state})
    move(transfer, TRANSFER, "CANCELLED")
    return None


def shares(wanted: Mapping[int, int], units: int) -> dict[int, int]:
    """How units that came are set apart for the orders they are meant for: the earlier has all of its own first."""
    given: dict[int, int] = {}
    for order_id, want in wanted.items():
        take = min(want, units)
        if take > 0:
            given[order_id] = take
            units -= take
    return given


def load(cursor: Cursor, transfer_id: int) -> Transfer | None:
    """One transfer with its lines and earmarks, locked."""
    row = cursor.execute(_sql.load, [transfer_id]).fetchone()
    if row is None:
        return None
    found = Transfer(*row)
    found.lines = [TransferLine(*line) for line in cursor.execute(_sql.lines, [transfer_id]).fetchall()]
    found.earmarks = {}
    for sku, order_id, units in cursor.execute(_sql.earmarks, [transfer_id]).fetchall():
        found.earmarks.setdefault(sku, {})[order_id] = units
    return found


def add(cursor: Cursor, transfer: Transfer) -> None:
    """Write a new transfer with its lines and earmarks."""
    cursor.execute(_sql.add, {**msgspec.structs.asdict(transfer), "facts": json_text(transfer.facts)})
    _save_lines(cursor, transfer)
    for sku, orders in transfer.earmarks.items():
        for order_id, units in orders.items():
            cursor.execute(_sql.earmark, [transfer.id, sku, order_id, units])


def save(cursor: Cursor, transfer: Transfer) -> None:
    """Write a changed transfer; its version counts up."""
    transfer.version += 1
    cursor.execute(_sql.save, {**msgspec.structs.asdict(transfer), "facts": json_text(transfer.facts)})
    _save_lines(cursor, transfer)


def _save_lines(cursor: Cursor, transfer: Transfer) -> None:
    for line in transfer.lines:
        cursor.execute(_sql.save_line, {**msgspec.structs.asdict(line), "lots": json_text(line.lots)})


def set_earmarks(cursor: Cursor, transfer_id: int, sku: int, units: Mapping[int, int]) -> None:
    """What of a SKU that is still to come is meant for which orders, from now on."""
    cursor.execute(_sql.clear_earmarks, [transfer_id, sku])
    for order_id, count in units.items():
        cursor.execute(_sql.earmark, [transfer_id, sku, order_id, count])


def drop_earmarks(cursor: Cursor, transfer_id: int) -> None:
    """Nothing more comes with this transfer: the orders wait like all others."""
    cursor.execute(_sql.drop_earmarks, [transfer_id])


def still_short(cursor: Cursor, orders: list[int], sku: int) -> dict[int, int]:
    """Units of a SKU that these orders still wait for."""
    return dict(cursor.execute(_sql.still_short, [orders, sku]).fetchall()) if orders else {}

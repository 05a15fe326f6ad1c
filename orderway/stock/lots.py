"""Lots: what was made together expires together. Their sum by SKU and warehouse is what is on hand, always.

Goods leave first expired, first out; a person may name the lot instead. What expires within the SKU's near days is on
hand but not sold (`stock.unsellable`), and leaves only when set aside or sent back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import psycopg

from orderway.kernel.rows import numbers, texts
from orderway.kernel.sql import named
from orderway.stock.ledger import Key, Lotted, Movement

Cursor = psycopg.Cursor[Any]
FAR = date.max
SOLD = ("ship", "transfer_out")
"""Kinds of movement that take what may be sold first; all others take what expires first."""
_sql = named(__file__, "lots.sql")


class Lot(msgspec.Struct):
    """One lot of one SKU at one warehouse; without a last day it never expires. The lot '' is of unknown origin."""

    lot: str
    expires_on: date | None
    on_hand: int


Shelf = dict[str, Lot]


def spread(movement: Movement, shelf: Shelf, first_sold: date, wanted: Lot | None = None) -> list[tuple[str, int]]:
    """Which lots a movement changes, and by how much; the shelf is changed with it. Pure.

    Goods that come go into the lot they name, else into ''. Goods that go come out of the lot they name as far as it
    reaches, then first expired, first out: of what is sold, the lots that expire from `first_sold` on come first.
    What no lot has goes out of '' below zero, for the caller to see.
    """
    units, kind = movement[2], movement[3]
    if units > 0:
        lot = shelf.setdefault(wanted.lot if wanted else "", Lot(wanted.lot if wanted else "", None, 0))
        if wanted is not None and wanted.expires_on is not None:
            lot.expires_on = wanted.expires_on
        lot.on_hand += units
        return [(lot.lot, units)]
    left, out = -units, []
    for lot in _in_turn(shelf, kind, first_sold, wanted.lot if wanted else None):
        take = min(left, lot.on_hand)
        if take > 0:
            lot.on_hand -= take
            out.append((lot.lot, -take))
            left -= take
    if left:
        shelf.setdefault("", Lot("", None, 0)).on_hand -= left
        out.append(("", -left))
    return out


def _in_turn(shelf: Shelf, kind: str, first_sold: date, named_lot: str | None) -> list[Lot]:
    def turn(lot: Lot) -> tuple[bool, bool, date, str]:
        last = lot.expires_on or FAR
        return (lot.lot != named_lot, kind in SOLD and last < first_sold, last, lot.lot)

    return sorted(shelf.values(), key=turn)


def first_sold_day(today: date, near_days: int) -> date:
    """The last day of the lots that expire soonest among those still sold."""
    return today + timedelta(days=near_days + 1) if near_days else today


def apply(
    cursor: Cursor,
    movements: Sequence[tuple[Movement, Lot | None]],
    near_days: Mapping[int, int],
    now: datetime,
) -> list[Lotted]:
    """Spread movements of SKUs kept by lot over their lots; the movements to be recorded, one a lot.

    The caller holds the stock rows' locks and has applied the movements to them. What the books of the lots lack (a SKU
    that is kept by lot only from now on) is put into the lot ''.
    """
    keys = sorted({(m[0], m[1]) for m, _ in movements})
    shelves: dict[Key, Shelf] = {key: {} for key in keys}
    columns = [numbers([k[0] for k in keys]), numbers([k[1] for k in keys])]
    for sku, place, lot, expires_on, on_hand in cursor.execute(_sql.read, columns).fetchall():
        shelves[(sku, place)][lot] = Lot(lot, expires_on, on_hand)
    for sku, place, on_hand in cursor.execute(_sql.on_hand, columns).fetchall():
        before = on_hand - sum(m[2] for m, _ in movements if (m[0], m[1]) == (sku, place))
        gap = before - sum(lot.on_hand for lot in shelves[(sku, place)].values())
        if gap:
            shelves[(sku, place)].setdefault("", Lot("", None, 0)).on_hand += gap
    recorded: list[Lotted] = []
    for movement, wanted in movements:
        sku, place = movement[:2]
        shelf = shelves[(sku, place)]
        origin = wanted or _origin(cursor, movement)
        parts = spread(movement, shelf, first_sold_day(now.date(), near_days.get(sku, 0)), origin)
        recorded += [(sku, place, units, movement[3], movement[4], movement[5], lot) for lot, units in parts]
    _save(cursor, shelves, now)
    mark_unsellable(cursor, [k[0] for k in keys], now.date())
    return recorded


def _origin(cursor: Cursor, movement: Movement) -> Lot | None:
    """The lot that was shipped, for goods that come back with an order."""
    sku, _place, units, kind, _reason, order_id = movement
    if kind != "return" or units <= 0 or order_id is None:
        return None
    row = cursor.execute(_sql.shipped_of, {"sku": sku, "order": order_id}).fetchone()
    return Lot(row[0], row[1], 0) if row else None


def _save(cursor: Cursor, shelves: Mapping[Key, Shelf], now: datetime) -> None:
    rows = [(sku, place, lot) for (sku, place), shelf in shelves.items() for lot in shelf.values()]
    cursor.execute(
        _sql.save,
        {
            "skus": numbers([r[0] for r in rows]),
            "places": numbers([r[1] for r in rows]),
            "lots": texts([r[2].lot for r in rows]),
            "days": [r[2].expires_on for r in rows],
            "units": numbers([r[2].on_hand for r in rows]),
            "now": now,
        },
    )


def mark_unsellable(cursor: Cursor, skus: Sequence[int] | None, today: date) -> list[int]:
    """Work out what lies on hand but expires too soon to be sold; the SKUs of which that changed. None: every SKU."""
    wanted = numbers(sorted(set(skus))) if skus is not None else None
    return sorted({row[0] for row in cursor.execute(_sql.mark, {"skus": wanted, "today": today}).fetchall()})


def open_books(cursor: Cursor, skus: Sequence[int], now: datetime) -> None:
    """Put what lies on hand of SKUs kept by lot from now on, and stands in no lot, into the lot ''."""
    cursor.execute(_sql.open, {"skus": list(skus), "now": now})


def of_sku(cursor: Cursor, sku: int, only: Sequence[int] | None = None) -> list[tuple[int, str, str, date | None, int]]:
    """(warehouse, its name, lot, last day, units) of what lies there, first expired first."""
    return cursor.execute(_sql.of_sku, {"sku": sku, "only": list(only) if only is not None else None}).fetchall()


def last_days(cursor: Cursor, sku: int, place: int) -> dict[str, date | None]:
    """The last day of each lot of a SKU at a warehouse."""
    return dict(cursor.execute(_sql.last_days, [sku, place]).fetchall())


def expiring(
    cursor: Cursor, until: date, only: Sequence[int] | None, limit: int
) -> list[tuple[int, str, str, int, str, str, date, int, int]]:
    """Lots that expire by a day: (SKU id, code, name, warehouse id, warehouse, lot, last day, units, near days)."""
    values = {"until": until, "only": list(only) if only is not None else None, "limit": limit}
    return cursor.execute(_sql.expiring, values).fetchall()


def went_to(cursor: Cursor, sku: int, lot: str, limit: int) -> list[tuple[Any, ...]]:
    """Where a lot went: (order id, number, units, when), the latest first. For a recall."""
    return cursor.execute(_sql.went_to, {"sku": sku, "lot": lot, "limit": limit}).fetchall()

"""Purchase orders and their goods, one transaction each: order, change, receive in parts, cancel.

A refusal has changed nothing. What is expected moves the dates of the orders that wait (`flow.dating`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from orderway.flow import reading
from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.stock import dates, purchases
from orderway.stock.purchases import LINES_MAX, Got, Purchase, PurchaseLine

T = TypeVar("T")
NUMBER_CHARS_MAX = 100
LOT_CHARS_MAX = 100


class _Refused(Exception):
    """The deed was refused, and its transaction is undone."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def in_one(engine: Engine, work: Callable[[Batch], T | Refusal], retries: int = 4) -> T | Refusal:
    """Run a deed on stock in one transaction; a refusal undoes all of it."""

    def whole(batch: Batch) -> T:
        answer = work(batch)
        if isinstance(answer, Refusal):
            raise _Refused(answer)
        return answer

    try:
        return engine.transact("goods", whole, retries)
    except _Refused as refused:
        return refused.refusal


def see(batch: Batch, skus: Sequence[int]) -> None:
    """Load and lock the stock of SKUs, and what is to know about them."""
    batch.lock_skus = sorted(set(skus))
    reading.need_skus(batch.world.refs, batch.cursor, batch.lock_skus)
    batch.see_stock(batch.lock_skus)


def place(
    engine: Engine,
    warehouse_id: int,
    units: Mapping[int, int],
    actor: str,
    supplier_id: int | None = None,
    expected_on: datetime | None = None,
    number: str = "",
    note: str = "",
    draft: bool = False,
) -> Purchase | Refusal:
    """Order `units` by SKU id for a warehouse. Without a number the next one of the day is given.

    `no_lines`, `too_many_lines`, `bad_units`, `bad_number`, `number_taken`.
    """
    refusal = _wrong_lines(units) or (Refusal("bad_number") if _unfit(number) else None)
    if refusal is not None:
        return refusal

    def work(batch: Batch) -> Purchase | Refusal:
        told = number.strip() or _next_number(batch)
        made = Purchase(
            batch.ids.next(),
            told,
            supplier_id,
            warehouse_id,
            "DRAFT",
            expected_on,
            note[:TEXT_CHARS_MAX],
            actor,
            batch.now,
        )
        made.lines = [PurchaseLine(batch.ids.next(), made.id, sku, count) for sku, count in sorted(units.items())]
        if not draft:
            purchases.order(made)
        if not purchases.add(batch.cursor, made):
            return Refusal("number_taken", {"number": told})
        dates.mark(batch.cursor, list(units))
        return made

    return in_one(engine, work)


def change(
    engine: Engine,
    purchase_id: int,
    actor: str,
    expected_on: datetime | str | None = "",
    note: str | None = None,
    units: Mapping[int, int] | None = None,
    version: int | None = None,
) -> Purchase | Refusal:
    """Another date, note or quantity; a date of None is unknown, an empty text leaves it. Lines of a draft may be
    replaced; of an order only raised or lowered to what has come."""

    def work(batch: Batch) -> Purchase | Refusal:
        found = purchases.load(batch.cursor, purchase_id)
        refusal = _stale(found, version)
        if refusal is not None or found is None:
            return refusal or Refusal("unknown_purchase")
        if found.closed_at is not None:
            return Refusal("not_in_this_state", {"state": found.state})
        touched = {line.sku_id for line in found.lines}
        before = sum(line.ordered for line in found.lines)
        if units is not None:
            refusal = _replace(found, units, batch)
            if refusal is not None:
                return refusal
            touched |= set(units)
            purchases.note_change(found, "units", actor, batch.now, before, sum(units.values()))
        if not isinstance(expected_on, str) and expected_on != found.expected_on:
            purchases.note_change(found, "day", actor, batch.now, _day(found.expected_on), _day(expected_on))
            found.expected_on = expected_on
        if note is not None and note[:TEXT_CHARS_MAX] != found.note:
            purchases.note_change(found, "note", actor, batch.now)
            found.note = note[:TEXT_CHARS_MAX]
        purchases.save(batch.cursor, found)
        dates.mark(batch.cursor, sorted(touched))
        return found

    return in_one(engine, work)


def _day(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _replace(found: Purchase, units: Mapping[int, int], batch: Batch) -> Refusal | None:
    refusal = _wrong_lines(units)
    if refusal is not None:
        return refusal
    known = {line.sku_id: line for line in found.lines}
    for sku, line in known.items():
        if units.get(sku, 0) < line.received + line.damaged:
            return Refusal("came_already", {"sku": sku, "came": line.received + line.damaged})
    lines = []
    for sku, count in sorted(units.items()):
        line = known.get(sku) or PurchaseLine(batch.ids.next(), found.id, sku, count)
        line.ordered = count
        lines.append(line)
    found.lines = lines
    return None


def step(engine: Engine, purchase_id: int, verb: str, actor: str, version: int | None = None) -> Purchase | Refusal:
    """`order` a draft, or `cancel` what has not come."""

    def work(batch: Batch) -> Purchase | Refusal:
        found = purchases.load(batch.cursor, purchase_id)
        refusal = _stale(found, version)
        if refusal is not None or found is None:
            return refusal or Refusal("unknown_purchase")
        refusal = purchases.order(found) if verb == "order" else purchases.cancel(found, batch.now)
        if refusal is not None:
            return refusal
        purchases.note_change(found, verb, actor, batch.now)
        purchases.save(batch.cursor, found)
        dates.mark(batch.cursor, [line.sku_id for line in found.lines])
        return found

    return in_one(engine, work)


def receive(
    engine: Engine,
    purchase_id: int,
    got: Mapping[int, Got],
    actor: str,
    complete: bool = False,
    reference: str = "",
) -> Purchase | Refusal:
    """Goods of a purchase order have come, by SKU id: on hand, damaged, by lot. Orders that wait for them are woken.

    The same `reference` told again is booked once. SKUs kept by lot with a last day in the past are booked, and not
    sold. Refusals: as `purchases.receive`, and `lot_missing` for a SKU kept by lot.
    """

    def work(batch: Batch) -> Purchase | Refusal:
        found = purchases.load(batch.cursor, purchase_id)
        if found is None:
            return Refusal("unknown_purchase")
        if purchases.known_receipt(batch.cursor, purchase_id, None, reference):
            return found
        see(batch, list(got))
        skus = batch.world.refs.skus
        for sku, one in got.items():
            if sku in skus and skus[sku].lot_kept and one.units and not one.lot.strip():
                return Refusal("lot_missing", {"sku": skus[sku].code})
            if _unfit(one.lot, LOT_CHARS_MAX):
                return Refusal("bad_lot", {"sku": sku})
        refusal = purchases.receive(found, got, complete, batch.now)
        if refusal is not None:
            return refusal
        for sku, one in got.items():
            _book(batch, sku, found.warehouse_id, one, found.number)
        purchases.save(batch.cursor, found)
        told: list[dict[str, Any]] = [
            {"sku": sku, "units": one.units, "damaged": one.damaged, "lot": one.lot} for sku, one in got.items()
        ]
        purchases.keep_receipt(batch.cursor, batch.ids, (found.id, None), told, reference, actor, batch.now)
        batch.save(actor, "receive")
        dates.mark(batch.cursor, [line.sku_id for line in found.lines])
        return found

    return in_one(engine, work)


def _book(batch: Batch, sku: int, place_id: int, one: Got, why: str) -> None:
    if one.units:
        batch.world.move(sku, place_id, one.units, "receive", f"purchase {why}")
        if one.lot:
            batch.world.name_lot(one.lot.strip(), one.expires_on)
    if one.damaged:
        batch.world.damage(sku, place_id, one.damaged)


def _stale(found: Purchase | None, version: int | None) -> Refusal | None:
    if found is None:
        return Refusal("unknown_purchase")
    if version is not None and version != found.version:
        return Refusal("changed_since", {"version": found.version})
    return None


def _wrong_lines(units: Mapping[int, int]) -> Refusal | None:
    if not units:
        return Refusal("no_lines")
    if len(units) > LINES_MAX:
        return Refusal("too_many_lines", {"limit": LINES_MAX})
    wrong = next((sku for sku, count in units.items() if not 1 <= count <= QUANTITY_MAX), None)
    return Refusal("bad_units", {"sku": wrong}) if wrong is not None else None


def _unfit(text: str, most: int = NUMBER_CHARS_MAX) -> bool:
    return len(text) > most or any(ord(sign) < 32 for sign in text)


def _next_number(batch: Batch) -> str:
    prefix = f"PO{clock.now():%y%m%d}-"
    return f"{prefix}{purchases.numbers_like(batch.cursor, prefix) + 1:03d}"

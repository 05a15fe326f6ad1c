"""Transfers, one transaction each. What they take is set apart when they are approved and guarded like every promise.

A refusal has changed nothing. Approved: ring-fenced where it lies. Shipped: off hand there, in transit here. Received:
on hand here, and what is earmarked goes to the orders that waited, not to latecomers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.supply import in_one, see
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.stock import dates, fences, purchases, transfers
from orderway.stock.fences import Fence
from orderway.stock.ledger import StockTaken
from orderway.stock.transfers import LINES_MAX, Transfer, TransferLine

Earmarks = Mapping[int, Mapping[int, int]]
"""SKU -> order -> units."""


def propose(
    engine: Engine,
    from_id: int,
    to_id: int,
    units: Mapping[int, int],
    actor: str,
    reason: str = "by_hand",
    earmarks: Earmarks | None = None,
    due_at: datetime | None = None,
    cost_minor: int = 0,
    facts: Mapping[str, Any] | None = None,
    note: str = "",
) -> Transfer | Refusal:
    """Propose to move `units` by SKU. `earmarks` say for which waiting orders; never more than is moved.

    `same_place`, `no_lines`, `too_many_lines`, `bad_units`, `earmarks_beyond`.
    """
    kept = {sku: dict(orders) for sku, orders in (earmarks or {}).items() if orders}
    if from_id == to_id:
        return Refusal("same_place")
    if not units or len(units) > LINES_MAX:
        return Refusal("too_many_lines" if units else "no_lines", {"limit": LINES_MAX})
    for sku, count in units.items():
        if not 1 <= count <= QUANTITY_MAX:
            return Refusal("bad_units", {"sku": sku})
    for sku, orders in kept.items():
        if min(orders.values()) < 1 or sum(orders.values()) > units.get(sku, 0):
            return Refusal("earmarks_beyond", {"sku": sku})

    def work(batch: Batch) -> Transfer | Refusal:
        made = Transfer(
            batch.ids.next(), "PROPOSED", from_id, to_id, reason[:100], cost_minor, due_at, actor, batch.now,
            note=note[:TEXT_CHARS_MAX], facts=dict(facts or {}), earmarks=kept,
        )  # fmt: skip
        made.lines = [TransferLine(batch.ids.next(), made.id, sku, count) for sku, count in sorted(units.items())]
        transfers.add(batch.cursor, made)
        return made

    return in_one(engine, work)


def approve(engine: Engine, transfer_id: int, actor: str, version: int | None = None) -> Transfer | Refusal:
    """Agree: the units are set apart at the warehouse they leave. `not_enough_there` where they are no longer free."""

    def work(batch: Batch) -> Transfer | Refusal:
        found, refusal = _loaded(batch, transfer_id, version)
        refusal = refusal or transfers.approve(found, actor, batch.now)
        if refusal is not None:
            return refusal
        see(batch, [line.sku_id for line in found.lines])
        short = next((x for x in found.lines if batch.world.available(x.sku_id, found.from_id) < x.units), None)
        if short is not None:
            free = batch.world.available(short.sku_id, found.from_id)
            return Refusal("not_enough_there", {"sku": short.sku_id, "free": free, "asked": short.units})
        kept = [Fence(batch.ids.next(), x.sku_id, found.from_id, None, None, found.id, 0) for x in found.lines]
        fences.add(batch.cursor, kept, actor, batch.now)
        batch.world.see_fences(kept)
        for fence, line in zip(kept, found.lines, strict=True):
            batch.world.fence(fence, line.units)
        transfers.note_change(found, "approve", actor, batch.now)
        transfers.save(batch.cursor, found)
        batch.save(actor, "transfer")
        return found

    return _guarded(engine, work)


def ship(
    engine: Engine, transfer_id: int, actor: str, shipped: Mapping[int, int] | None = None, version: int | None = None
) -> Transfer | Refusal:
    """It leaves: off hand there, in transit to the other. What of it stays is free there again."""

    def work(batch: Batch) -> Transfer | Refusal:
        found, refusal = _loaded(batch, transfer_id, version)
        refusal = refusal or transfers.ship(found, shipped, batch.now)
        if refusal is not None:
            return refusal
        see(batch, [line.sku_id for line in found.lines])
        world = batch.world
        _unfence(batch, found)
        for line in found.lines:
            if line.shipped:
                world.move(line.sku_id, found.from_id, -line.shipped, "transfer_out", f"transfer {found.id}")
                world.transit(line.sku_id, found.to_id, line.shipped)
        batch.save(actor, "transfer")
        for line in found.lines:
            line.lots = batch.lots_of(line.sku_id, found.from_id)
        agreed, left = sum(line.units for line in found.lines), sum(line.shipped for line in found.lines)
        transfers.note_change(found, "ship", actor, batch.now, (agreed, left))
        transfers.save(batch.cursor, found)
        dates.mark(batch.cursor, [line.sku_id for line in found.lines])
        return found

    return _guarded(engine, work)


def receive(
    engine: Engine,
    transfer_id: int,
    got: Mapping[int, int],
    actor: str,
    complete: bool = False,
    reference: str = "",
) -> Transfer | Refusal:
    """Units by SKU have come. Those earmarked are set apart for their orders, which are woken. Told twice under one
    reference, booked once."""

    def work(batch: Batch) -> Transfer | Refusal:
        found, refusal = _loaded(batch, transfer_id, None)
        if refusal is None and purchases.known_receipt(batch.cursor, None, transfer_id, reference):
            return found
        refusal = refusal or transfers.receive(found, got, complete, batch.now)
        if refusal is not None:
            return refusal
        see(batch, [line.sku_id for line in found.lines])
        for line in found.lines:
            units = got.get(line.sku_id, 0)
            if units:
                _arrive(batch, found, line, units, actor)
        if found.state in ("RECEIVED", "DISCREPANCY"):
            transfers.drop_earmarks(batch.cursor, found.id)
        transfers.save(batch.cursor, found)
        told: list[dict[str, Any]] = [{"sku": sku, "units": units} for sku, units in got.items()]
        purchases.keep_receipt(batch.cursor, batch.ids, (None, found.id), told, reference, actor, batch.now)
        batch.save(actor, "transfer")
        dates.mark(batch.cursor, [line.sku_id for line in found.lines])
        return found

    return _guarded(engine, work)


def settle(engine: Engine, transfer_id: int, actor: str, version: int | None = None) -> Transfer | Refusal:
    """Book what never came as lost: it came and went, so that the loss stands in the ledger of the place it was for."""

    def work(batch: Batch) -> Transfer | Refusal:
        found, refusal = _loaded(batch, transfer_id, version)
        lost = refusal or transfers.settle(found, batch.now)
        if isinstance(lost, Refusal):
            return lost
        see(batch, list(lost))
        for sku, units in lost.items():
            batch.world.transit(sku, found.to_id, -units)
            batch.world.move(sku, found.to_id, units, "transfer_in", f"transfer {found.id}")
            batch.world.move(sku, found.to_id, -units, "transfer_loss", f"transfer {found.id}")
        transfers.note_change(found, "settle", actor, batch.now, (sum(lost.values()), 0))
        transfers.save(batch.cursor, found)
        batch.save(actor, "transfer")
        dates.mark(batch.cursor, list(lost))
        return found

    return _guarded(engine, work)


def cancel(engine: Engine, transfer_id: int, actor: str, version: int | None = None) -> Transfer | Refusal:
    """Not done; what was set apart is free again."""

    def work(batch: Batch) -> Transfer | Refusal:
        found, refusal = _loaded(batch, transfer_id, version)
        refusal = refusal or transfers.cancel(found)
        if refusal is not None:
            return refusal
        see(batch, [line.sku_id for line in found.lines])
        _unfence(batch, found)
        transfers.drop_earmarks(batch.cursor, found.id)
        transfers.note_change(found, "cancel", actor, batch.now)
        transfers.save(batch.cursor, found)
        batch.save(actor, "transfer")
        return found

    return _guarded(engine, work)


def _loaded(batch: Batch, transfer_id: int, version: int | None) -> tuple[Transfer, Refusal | None]:
    found = transfers.load(batch.cursor, transfer_id)
    if found is None:
        return Transfer(0, "CANCELLED", 0, 0, "", 0, None, "", batch.now), Refusal("unknown_transfer")
    if version is not None and version != found.version:
        return found, Refusal("changed_since", {"version": found.version})
    return found, None


def _guarded(engine: Engine, work: Any) -> Transfer | Refusal:
    try:
        answer: Transfer | Refusal = in_one(engine, work)
    except StockTaken:
        return Refusal("not_enough_there")
    return answer


def _unfence(batch: Batch, found: Transfer) -> None:
    """What was set apart for this transfer is not any more."""
    skus = {line.sku_id for line in found.lines}
    if not batch.world.fences:
        batch.world.see_fences(fences.read(batch.cursor, sorted(skus)))
    for kept in batch.world.fences.values():
        for fence in kept:
            if fence.transfer_id == found.id and fence.units:
                batch.world.fence(fence, -fence.units)


def _arrive(batch: Batch, found: Transfer, line: TransferLine, units: int, actor: str) -> None:
    world, place = batch.world, found.to_id
    world.transit(line.sku_id, place, -units)
    for lot, last_day, count in _lots_next(line, units):
        world.move(line.sku_id, place, count, "transfer_in", f"transfer {found.id}")
        if lot is not None:
            world.name_lot(lot, last_day)
    marked = found.earmarks.get(line.sku_id, {})
    short = transfers.still_short(batch.cursor, list(marked), line.sku_id)
    given = transfers.shares({o: min(n, short.get(o, 0)) for o, n in marked.items()}, units)
    kept = [Fence(batch.ids.next(), line.sku_id, place, None, order_id, None, 0) for order_id in given]
    fences.add(batch.cursor, kept, actor, batch.now)
    world.see_fences(kept)
    for fence in kept:
        assert fence.order_id is not None
        world.fence(fence, given[fence.order_id])
    still = {o: min(n, short.get(o, 0)) - given.get(o, 0) for o, n in marked.items()}
    transfers.set_earmarks(batch.cursor, found.id, line.sku_id, transfers.shares(still, line.on_the_road))


def _lots_next(line: TransferLine, units: int) -> Sequence[tuple[str | None, date | None, int]]:
    """Which of the lots that left have come now: in the order in which they left."""
    if not line.lots:
        return [(None, None, units)]
    skip = line.received - units  # `received` counts these units already
    left, found = units, []
    for lot, last_day, count in line.lots:
        passed = min(skip, count)
        skip -= passed
        take = min(left, count - passed)
        if take > 0:
            found.append((lot, date.fromisoformat(last_day) if last_day else None, take))
            left -= take
    return [*found, ("", None, left)] if left else found

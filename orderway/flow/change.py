"""What may be done to a whole order, by people and by channels alike: cancel, stop, change address or lines. Pure.

Each returns None when done, or a Refusal that says why not; a refusal has changed nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from orderway.flow import buckets, money, presale
from orderway.flow.gift_lines import leaving
from orderway.flow.order import Fulfilment, Line, Note, Order, Person, Refund
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.kernel.limits import QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.lifecycle.moves import FULFILMENT, HOLD, PARCEL, QUESTION, REFUND, move

ADDRESS_FIELDS = tuple("name phone email company country province city district street postcode raw token".split())
ADDRESS_TOLD = "address_told"
"""Key in `Order.extra`: the fingerprint of the address that the channel told last."""
UNITS_TOLD = "units_told"
"""Key in `Order.extra`: the units by line id that the channel told last, where they are not the line's own."""
BUYER_NOTE, SELLER_NOTE = REMARKS = ("buyer_note", "seller_note")
WAS = ":was"
"""Ends the kind of a note that keeps a remark as it was before a change."""
EARLY = ("CREATED", "SENT", "ACCEPTED")
"""States in which a built-in warehouse lets go without being asked twice."""


def note(order: Order, code: str, fact: str, **evidence: object) -> None:
    """Add a step to what this batch tells of the order."""
    order.steps.append([code, fact, evidence])


def stop(order: Order, fulfilment: Fulfilment, world: World, reason: str) -> bool:
    """Stop a fulfilment: True when it is off at once, False when the warehouse has to agree first."""
    warehouse = world.refs.warehouses.get(fulfilment.warehouse_id)
    outside = fulfilment.warehouse_id in world.refs.outside
    if fulfilment.state in EARLY and not outside and (warehouse is None or warehouse.agrees_to_stop):
        fulfilment.reason = reason
        take_off(order, fulfilment)
        return True
    if fulfilment.state != "STOP_REQUESTED":
        fulfilment.stopped_from = fulfilment.state
        fulfilment.reason = reason
        move(fulfilment, FULFILMENT, "STOP_REQUESTED")
    return False


def stop_unpaid(order: Order, world: World) -> None:
    """Money that was sure is gone (an authorisation was given back): what has not left a warehouse stays there."""
    if not money.is_settled(order):
        for fulfilment in order.live_fulfilments():
            stop(order, fulfilment, world, "payment_voided")


def take_off(order: Order, fulfilment: Fulfilment) -> None:
    """The fulfilment is off: its goods are promised again, its labels void, what was picked goes back to its bin."""
    move(fulfilment, FULFILMENT, "CANCELLED")
    for reservation in [r for r in order.reservations if r.fulfilment_id == fulfilment.id and r.state == "HARD"]:
        buckets.unrelease(order, reservation)
    for parcel in order.parcels:
        if parcel.fulfilment_id == fulfilment.id and parcel.state == "LABELLED":
            move(parcel, PARCEL, "VOIDED")


def _cancellable(order: Order, units: Mapping[int, int] | None) -> dict[int, int] | Refusal:
    """Units by line id that a cancellation takes away, gifts that leave with their line included; why not, else."""
    left = {line.id: line.ordered - line.cancelled - line.shipped for line in order.lines}
    wanted = dict(units) if units is not None else dict(left)
    wanted |= {line: count for line, count in leaving(order, wanted).items() if line not in wanted}
    if wanted.keys() - left.keys() or any(count < 0 for count in wanted.values()):
        return Refusal("unknown_line")
    for line in order.lines:
        if wanted.get(line.id, 0) > left[line.id]:
            return Refusal("already_shipped" if line.shipped else "more_than_left", {"line": line.position})
    if not any(wanted.values()) and (order.lines or order.stage == "closed"):
        return Refusal("nothing_to_cancel", {"status": order.status})
    return wanted


def cancel(
    order: Order, world: World, ids: Ids, reason: str, by: str, units: Mapping[int, int] | None = None
) -> Refusal | None:
    """Cancel the order, or `units` by line id. What a warehouse holds is asked back first and cancelled when it
    agrees."""
    wanted = _cancellable(order, units)
    if isinstance(wanted, Refusal):
        return wanted
    pending = _ask_back(order, world, reason, wanted)
    dropped = 0
    left: dict[str, int] = {}
    fewer: list[list[int]] = []
    for line in order.lines:
        count = buckets.cancel_units(order, line, wanted.get(line.id, 0), world, ids)
        if count:
            dropped += money.drop_units(order, line, count)
            now_wanted = line.ordered - line.cancelled
            fewer.append([line.position, now_wanted + count, now_wanted])
        if wanted.get(line.id, 0) > count:
            left[str(line.id)] = wanted[line.id] - count
    order.extra = {k: v for k, v in order.extra.items() if k != "cancel_asked"}
    if pending:
        order.extra = {**order.extra, "cancel_asked": {"by": by, "reason": reason, "units": left}}
    if all(line.ordered == line.cancelled for line in order.lines):
        dropped += money.drop_rest(order)
        if order.deposit_minor:
            dropped -= presale.keep_deposit(order, reason)
        close_open_things(order, world, by)
        order.stage = "closed"
    excess = money.excess_minor(order)
    if not excess:
        money.weigh(order)
    else:
        refund = money.ask_refund(order, "before_ship", excess, reason, by, world.now, ids)
        if refund is not None:
            agree_small(order, refund, world)
    told = {"lines": fewer} if units is not None and fewer else {}
    note(order, "cancel", "asked" if pending else "done", reason=reason, dropped=dropped, left=left, **told)
    return None


def return_late_money(order: Order, world: World, ids: Ids, by: str) -> None:
    """Money that came for an order that is off already goes back: proposed at once, so that nobody has to notice it."""
    excess = money.excess_minor(order)
    if order.stage == "closed" and order.status == "CANCELLED" and excess:
        refund = money.ask_refund(order, "before_ship", excess, "paid_after_close", by, world.now, ids)
        if refund is not None:
            agree_small(order, refund, world)


def agree_small(order: Order, refund: Refund, world: World) -> None:
    """A refund within the shop's limit needs no second person."""
    agree_within(refund, world.refs.shops[order.shop_id].policy.refund_limit_minor)


def agree_within(refund: Refund, limit: int | None) -> None:
    """The same by a limit in minor units; None: no refund of the shop needs a second person."""
    if limit is None or refund.amount_minor <= limit:
        move(refund, REFUND, "APPROVED")
        refund.approved_by = "policy"


def keep_after_refusal(order: Order, fulfilment: Fulfilment) -> None:
    """A warehouse does not let go: what it holds is no longer to be cancelled, what others hold still is."""
    asked = order.extra.get("cancel_asked")
    if not asked:
        return
    left = dict(asked["units"])
    for part in order.fulfilment_lines:
        if part.fulfilment_id == fulfilment.id and str(part.line_id) in left:
            left[str(part.line_id)] -= part.quantity - part.short
    left = {line: units for line, units in left.items() if units > 0}
    order.extra = {k: v for k, v in order.extra.items() if k != "cancel_asked"}
    if left:
        order.extra = {**order.extra, "cancel_asked": {**asked, "units": left}}


def continue_cancel(order: Order, world: World, ids: Ids) -> None:
    """The warehouse has let go: what was asked to be cancelled is cancelled now."""
    asked = order.extra.get("cancel_asked")
    if asked:
        units = {int(line): count for line, count in asked["units"].items()}
        cancel(order, world, ids, asked["reason"], asked["by"], units)


def _ask_back(order: Order, world: World, reason: str, wanted: Mapping[int, int]) -> bool:
    """Stop the fulfilments that hold units to be cancelled; True while one of them has not agreed."""
    pending = False
    for fulfilment in order.live_fulfilments():
        held = [
            part for part in order.fulfilment_lines if part.fulfilment_id == fulfilment.id and wanted.get(part.line_id)
        ]
        if held and any(_needs_released(order, part.line_id, wanted) for part in held):
            pending = not stop(order, fulfilment, world, reason) or pending
    return pending


def _needs_released(order: Order, line_id: int, wanted: Mapping[int, int]) -> bool:
    line = order.line(line_id)
    return wanted.get(line_id, 0) > line.open + line.backordered + line.promised + line.allocated


def close_open_things(order: Order, world: World, by: str) -> None:
    """An order that is off has no open hold and no open question."""
    for hold in order.holds:
        if hold.state == "OPEN":
            move(hold, HOLD, "UPHELD")
            hold.resolved_at, hold.resolved_by, hold.note = world.now, by, "cancelled"
    for question in order.questions:
        if question.state in ("DRAFT", "SENT", "ANSWERED"):
            move(question, QUESTION, "CLOSED")


def address_key(person: Person) -> int:
    """A fingerprint of an address as told, so that telling it again is seen as nothing new; not personal data by
    itself."""
    told = [f"{name}={getattr(person, name)}" for name in sorted(ADDRESS_FIELDS) if getattr(person, name)]
    return zlib.crc32("\x1f".join(told).encode())


def change_address(order: Order, fields: Mapping[str, str], world: World, reason: str) -> Refusal | None:
    """Patch the receiver; what is with a warehouse is stopped, since its label would be wrong. Checked again
    afterwards."""
    person = order.person
    before = {name: getattr(person, name) for name in fields}
    changed = [name for name, value in fields.items() if before[name] != value]
    if not changed:
        return Refusal("nothing_changed")
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    if ADDRESS_TOLD not in order.extra:
        order.extra = {**order.extra, ADDRESS_TOLD: address_key(person)}
    for fulfilment in order.live_fulfilments():
        stop(order, fulfilment, world, reason)
    for name in changed:
        setattr(person, name, fields[name])
    person.version += 1
    order.country, order.province, order.city = person.country, person.province, person.city
    check_again(order)
    note(order, "address", "changed", fields=changed, version=person.version)
    return None


TICKED = "ticked"
"""Key in `Order.extra`: what somebody has seen and ticked off: key to [who, seconds since 1970]."""


def change_remark(order: Order, name: str, text: str, world: World, ids: Ids, by: str) -> Refusal | None:
    """Another text for `buyer_note` or `seller_note`. What stood there before is kept as a note, not in the event."""
    was = order.buyer_note if name == BUYER_NOTE else order.seller_note
    now = text[:TEXT_CHARS_MAX]
    if now == was:
        return Refusal("nothing_changed")
    if name == BUYER_NOTE:
        order.buyer_note = now
    else:
        order.seller_note = now
    if was:
        order.notes = [*order.notes, Note(ids.next(), order.id, world.now, by, f"{name}{WAS}", was)]
    ticked = order.extra.get(TICKED, {})
    if name in ticked:
        order.extra = {**order.extra, TICKED: {key: who for key, who in ticked.items() if key != name}}
    note(order, name, "changed", chars=[len(was), len(now)])
    return None


def check_again(order: Order) -> None:
    """Send the part that no warehouse holds through the gates from the first one."""
    buckets.unallocate(order)
    order.stage = "check"
    order.waits_for, order.ready_at = "", None


def told_units(order: Order, line: Line) -> int:
    """The units of a line that the channel told last; what staff changed here is no word of the channel's."""
    return int(order.extra.get(UNITS_TOLD, {}).get(str(line.id), line.ordered))


def tell_units(order: Order, line: Line, units: int) -> None:
    """Remember what the channel told of a line, where the line's own units do not say it."""
    order.extra = {**order.extra, UNITS_TOLD: {**order.extra.get(UNITS_TOLD, {}), str(line.id): units}}


def change_quantity(
    order: Order, line: Line, ordered: int, world: World, ids: Ids, reason: str, by: str
) -> Refusal | None:
    """Another quantity for a line: fewer is a cancellation of units, more is owed in addition at the unit price."""
    now_wanted = line.ordered - line.cancelled
    if ordered == now_wanted:
        return Refusal("nothing_changed")
    if ordered < now_wanted:
        return cancel(order, world, ids, reason, by, {line.id: now_wanted - ordered})
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    if line.added_by:
        return Refusal("gift_by_rule")
    more = ordered - now_wanted
    if line.ordered + more > QUANTITY_MAX:
        return Refusal("too_many", {"limit": QUANTITY_MAX})
    tell_units(order, line, told_units(order, line))
    line.ordered += more
    line.open += more
    amount = more * line.unit_price_minor
    line.paid_share_minor += amount
    order.goods_minor += amount
    order.total_minor += amount
    money.weigh(order)
    if order.stage == "warehouse":
        order.stage = "check"
    else:
        check_again(order)
    note(order, "quantity", "changed", line=line.position, to=ordered, lines=[[line.position, now_wanted, ordered]])
    return None

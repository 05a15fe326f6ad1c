"""Taking in scans and carriers' events."""

from __future__ import annotations

from datetime import datetime

from orderway.flow import change, money
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order, Parcel, Return, Scan
from orderway.flow.settle import arrived
from orderway.flow.warehouse import parcel_of
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX
from orderway.lifecycle.moves import PARCEL, RETURN, may_move, move

STATE_OF = {
    "picked_up": "PICKED_UP",
    "in_transit": "IN_TRANSIT",
    "out_for_delivery": "OUT_FOR_DELIVERY",
    "delivered": "DELIVERED",
    "customs": "IN_TRANSIT",
    "attempted": "EXCEPTION",
    "delayed": "EXCEPTION",
    "on_hold": "EXCEPTION",
    "exception": "EXCEPTION",
    "refused": "REFUSED",
    "returning": "RETURNING",
    "returned": "RETURNED",
    "lost": "LOST",
}
"""Codes of events to parcel states; any other code (announced, ready_for_pickup, cancelled, other) is only kept."""
PASSED_ON_THE_WAY = {
    "IN_TRANSIT": ("PICKED_UP",),
    "OUT_FOR_DELIVERY": ("PICKED_UP", "IN_TRANSIT"),
    "DELIVERED": ("PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY"),
    "REFUSED": ("PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY"),
    "EXCEPTION": ("PICKED_UP",),
    "RETURNING": ("PICKED_UP", "REFUSED"),
    "RETURNED": ("PICKED_UP", "REFUSED", "RETURNING"),
    "LOST": ("PICKED_UP",),
}
"""States that an event takes for granted, when the carrier left them out."""


def scan(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """One event of a parcel: `code`, `at` (ISO 8601 or datetime; else now), `place`, `text`. Told twice, kept once."""
    parcel = parcel_of(order, args)
    if isinstance(parcel, Refusal):
        return parcel
    code = str(args.get("code", ""))[:40]
    if not code:
        return Refusal("code_missing")
    at = _instant(args.get("at"), scene)
    if isinstance(at, Refusal):
        return at
    _see(order, parcel, code, at, args, scene)
    for other in scene.batch.orders if order.lead_id is not None else ():
        for one in other.parcels:
            same = one.tracking_number == parcel.tracking_number and one.state != "VOIDED"
            told = one.last_scan_at == at and one.state == STATE_OF.get(code, one.state)
            if same and other is not order and other.lead_id == order.lead_id and not told:
                _see(other, one, code, at, args, scene)
    return None


def _see(order: Order, parcel: Parcel, code: str, at: datetime, args: Args, scene: Scene) -> None:
    """What was seen of one parcel; orders in the same box are seen with it."""
    if parcel.last_scan_at is None or at >= parcel.last_scan_at:
        parcel.last_scan_at = at
    place, text = str(args.get("place", ""))[:NAME_CHARS_MAX], str(args.get("text", ""))[:NAME_CHARS_MAX]
    order.scans.append(
        Scan(scene.ids.next(), order.id, at, code, scene.actor.kind, place, text, parcel.id, parcel.fulfilment_id)
    )
    to = STATE_OF.get(code)
    owner = next(f for f in order.fulfilments if f.id == parcel.fulfilment_id)
    if to is None or owner.state != "SHIPPED":
        return
    for state in (*PASSED_ON_THE_WAY.get(to, ()), to):
        if may_move(PARCEL, parcel.state, state):
            _enter(order, parcel, state, at, scene)
    _end(order, scene)


def _instant(value: object, scene: Scene) -> datetime | Refusal:
    if value is None:
        return scene.world.now
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return Refusal("time_unreadable")
    return at if at.tzinfo else Refusal("time_without_zone")


def _enter(order: Order, parcel: Parcel, state: str, at: datetime, scene: Scene) -> None:
    move(parcel, PARCEL, state)
    if state == "PICKED_UP":
        parcel.picked_up_at = at
    elif state == "DELIVERED":
        parcel.delivered_at = at
        if parcel.cod_minor and order.payment_state == "COD_DUE":
            money.pay(order, "collected", parcel.cod_minor, at, parcel.label_key, scene.ids, "cod", scene.actor.name)
    elif state == "REFUSED":
        _back(order, parcel, scene)
    elif state == "LOST":
        _lose(order, parcel, scene)
    change.note(order, "track", state, parcel=parcel.id)


def _back(order: Order, parcel: Parcel, scene: Scene) -> None:
    """A refused parcel comes back: its return is opened at once, so that somebody waits for the goods."""
    lines = []
    for part in order.fulfilment_lines:
        units = parcel.contents.get(str(part.id), 0)
        if units:
            lines.append({"line_id": part.line_id, "asked": units, "received": 0, "sellable": 0, "defective": 0})
    owner = next(f for f in order.fulfilments if f.id == parcel.fulfilment_id)
    case = Return(
        scene.ids.next(),
        order.id,
        RETURN.first,
        "refused",
        "refused",
        scene.world.now,
        scene.actor.name,
        lines,
        warehouse_id=owner.warehouse_id,
        parcel_id=parcel.id,
    )
    move(case, RETURN, "APPROVED")
    move(case, RETURN, "AWAITING_PARCEL")
    order.returns.append(case)


def _lose(order: Order, parcel: Parcel, scene: Scene) -> None:
    """A part of the order is lost: what its units carried is proposed as a refund at once. `_end` sees to the whole."""
    rest = any(p is not parcel and p.state not in ("VOIDED", "LOST") for p in order.parcels)
    if not rest and not _unshipped(order):
        return
    dropped = 0
    for part in order.fulfilment_lines:
        units = parcel.contents.get(str(part.id), 0)
        if units:
            dropped += money.drop_units(order, order.line(part.line_id), units)
    amount = min(dropped, money.excess_minor(order))
    if amount:
        money.ask_refund(order, "compensation", amount, "lost", scene.actor.name, scene.world.now, scene.ids)
    change.note(order, "refund", "lost", amount=amount, parcel=parcel.id)


def _unshipped(order: Order) -> bool:
    return any(line.open + line.promised + line.backordered + line.allocated + line.released for line in order.lines)


def _end(order: Order, scene: Scene) -> None:
    """The order is delivered when nothing of it is still before or on the road and something arrived."""
    if _unshipped(order):
        return
    sent = [p for p in order.parcels if p.state != "VOIDED"]
    at = arrived(order, scene.world.now) if sent else None
    if order.delivered_at is None and at is not None:
        order.delivered_at, order.stage = at, "settled"
        change.note(order, "deliver", "delivered")
    elif sent and all(p.state == "LOST" for p in sent):
        dropped = money.drop_rest(order)
        excess = money.excess_minor(order)
        if excess:
            money.ask_refund(order, "compensation", excess, "lost", scene.actor.name, scene.world.now, scene.ids)
        order.stage = "closed"
        change.note(order, "lost", "closed", dropped=dropped)


COMMANDS = (
    Command(
        "scan",
        "parcel.scan",
        scan,
        {"parcel_id": "id", "tracking_number": "text", "code": "text", "at": "time", "place": "text", "text": "text"},
    ),
)

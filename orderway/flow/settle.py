"""The order's own row from its parts: stage after the gates, headline, pot on the board, next action, owner, due time.

Pure functions; the engine calls `settle` once for every order it touched, just before saving.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from orderway.flow import asked
from orderway.flow.ending import wake_at
from orderway.flow.order import Order
from orderway.flow.verifying import AT_GATEWAY
from orderway.flow.world import World
from orderway.lifecycle.reasons import REASONS

WAITING_DUE_HOURS = 72
"""Who waits for stock is looked at again by a person after this, at the latest."""
ROAD_DUE_DAYS = 10
"""A parcel that has not arrived by then is looked at by customer service."""
REFUND_DUE_HOURS = 24
"""A refund that waits for a person is decided or paid within this."""
STOPPED_REFUNDS = ("REQUESTED", "FAILED", "MANUAL")
"""Refunds that go on only when a person does something."""
SURVEY_DAYS = 7
"""A delivered order is completed this long after delivery."""
PARCEL_ENDS = ("DELIVERED", "RETURNED", "LOST", "VOIDED")
"""States of parcels of which nothing more is awaited."""
GATES = ("check", "promise", "confirm", "review", "source", "release")


def settle(order: Order, world: World) -> None:
    """Write everything of the order's row that follows from its parts."""
    sums = _sums(order)
    _stage(order, world, sums)
    order.status, order.partially = _headline(order, sums)
    order.standing = standing(order)
    order.next_action, order.owner_role, order.due_at = next_step(order, world.now)
    if order.standing in ("completed", "cancelled"):
        order.ready_at, order.waits_for = None, ""
        order.closed_at = order.closed_at or world.now
    else:
        order.closed_at = None
        ends = wake_at(order) if order.holds else None
        if ends is not None and (order.ready_at is None or ends < order.ready_at):
            order.ready_at = ends
        answer_by = asked.wake_at(order) if order.questions else None
        if answer_by is not None and (order.ready_at is None or answer_by < order.ready_at):
            order.ready_at = answer_by


def rejoin(order: Order) -> None:
    """Units that came back from a warehouse stand before the gates again, whatever the rest of the order does."""
    if order.stage not in GATES and any(
        line.open + line.promised + line.backordered + line.allocated for line in order.lines
    ):
        order.stage = "promise"


def _sums(order: Order) -> tuple[int, int, int, int]:
    """Units still before the warehouse, released, shipped, cancelled."""
    before = released = shipped = cancelled = 0
    for line in order.lines:
        before += line.open + line.promised + line.backordered + line.allocated
        released += line.released
        shipped += line.shipped
        cancelled += line.cancelled
    return before, released, shipped, cancelled


def _stage(order: Order, world: World, sums: tuple[int, int, int, int]) -> None:
    before, released, shipped, _ = sums
    if before:
        rejoin(order)
        if not order.waits_for and before == sum([line.backordered for line in order.lines]):
            order.stage, order.waits_for = "promise", "stock"  # the rest of a part shipment goes on waiting
        return
    if released:
        order.stage, order.waits_for, order.ready_at = "warehouse", "", None
        return
    if not shipped:
        if order.stage not in GATES or any(line.cancelled for line in order.lines):
            order.stage = "closed"
        return
    if order.stage == "closed":
        order.ready_at = None
        return
    order.delivered_at = order.delivered_at or arrived(order, world.now)
    if order.delivered_at is None:
        order.stage, order.waits_for, order.ready_at = "road", "", None
        return
    end = order.delivered_at + timedelta(days=SURVEY_DAYS)
    if _unfinished(order) or world.now < end:
        order.stage = "settled"
        order.ready_at = end if world.now < end else None
    else:
        order.stage, order.ready_at = "closed", None


def arrived(order: Order, now: datetime) -> datetime | None:
    """When the last of the shipped goods arrived; None while a parcel is on its way, or where none reached the buyer.

    Things without stock need no parcel: where nothing else was sent they have arrived now.
    """
    sent = [parcel for parcel in order.parcels if parcel.state != "VOIDED"]
    if not sent:
        return now
    if any(parcel.state not in PARCEL_ENDS for parcel in sent):
        return None
    return max(
        (parcel.delivered_at for parcel in sent if parcel.delivered_at and parcel.state == "DELIVERED"), default=None
    )


def _unfinished(order: Order) -> bool:
    """Whether returns, refunds or cash on delivery still need somebody."""
    if any(r.closed_at is None for r in order.returns):
        return True
    if any(r.state not in ("SUCCEEDED", "REJECTED") for r in order.refunds):
        return True
    if order.payment_state == "AUTHORIZED" and AT_GATEWAY in order.extra:
        return True  # the gateway still holds what is ours
    return order.payment_state in ("COD_DUE", "COLLECTED") and any(
        p.cod_minor and p.state == "DELIVERED" for p in order.parcels
    )


def _headline(order: Order, sums: tuple[int, int, int, int]) -> tuple[str, bool]:
    """The headline and whether it is only partly so."""
    before, released, shipped, cancelled = sums
    units = before + released + shipped
    if units == 0:
        return ("CANCELLED" if cancelled or order.stage == "closed" else "RECEIVED"), False
    if shipped and not before and not released:
        returned = sum([line.returned for line in order.lines])
        if returned and returned >= shipped:
            return "RETURNED", False
        if order.delivered_at is None:
            return ("CLOSED", False) if order.stage == "closed" else ("SHIPPED", False)
        return ("COMPLETED" if order.stage == "closed" else "DELIVERED"), returned > 0
    if shipped:
        return "SHIPPED", True
    if released:
        return "RELEASED", before > 0
    if any([line.allocated for line in order.lines]):  # noqa: C419 - twice as fast
        return "ALLOCATED", any(line.open + line.promised + line.backordered for line in order.lines)
    if order.payment_state in ("UNPAID", "PARTIALLY_PAID", "FAILED") and order.waits_for == "payment":
        return "AWAITING_PAYMENT", False
    if order.stage in ("source", "release"):
        return "APPROVED", False
    if order.open_holds() or order.stage == "review":
        return "REVIEW", False
    return "RECEIVED", False


def standing(order: Order) -> str:
    """The pot on the board in which the order lies."""
    if order.status in ("COMPLETED", "CLOSED", "RETURNED") and order.stage == "closed":
        return "completed"
    if order.status == "CANCELLED":
        return "cancelled"
    if order.stage in ("road", "settled", "closed"):
        return "completed" if order.stage == "closed" else "road"
    if order.stage == "warehouse":
        return "warehouse"
    if order.waits_for == "payment":
        return "unpaid"
    if order.holds and any(hold.state == "OPEN" for hold in order.holds):
        return "held"
    if order.waits_for == "stock":
        return "short"
    if order.waits_for:
        return "waiting"
    return "ready"


def next_step(order: Order, now: datetime) -> tuple[str, str, datetime | None]:
    """What must happen next, whose it is, and until when."""
    if order.standing in ("completed", "cancelled"):
        return "", "", None
    holds = order.open_holds() if order.holds else None
    if holds and order.stage in GATES:
        first = min(holds, key=lambda hold: (REASONS[hold.reason].urgency, hold.due_at or now, hold.id))
        due = first.due_at or now
        return (
            REASONS[first.reason].next_action,
            first.owner_role,
            min(due, order.ship_by) if order.ship_by and order.ship_by > now else due,
        )
    if order.waits_for == "payment":
        return "await_payment", "service", order.ready_at or now + timedelta(hours=WAITING_DUE_HOURS)
    if order.waits_for == "stock":
        return "await_stock", "operator", order.ship_by or now + timedelta(hours=WAITING_DUE_HOURS)
    if order.waits_for == "answer":
        return "await_answer", "service", order.ready_at or now + timedelta(hours=WAITING_DUE_HOURS)
    if order.waits_for:
        return "await_" + order.waits_for, "operator", order.ready_at or now + timedelta(hours=WAITING_DUE_HOURS)
    if order.stage == "warehouse":
        return _warehouse_step(order), "warehouse_manager", order.ship_by or now + timedelta(hours=WAITING_DUE_HOURS)
    if order.stage == "road":
        if any(p.state in ("REFUSED", "EXCEPTION", "RETURNING", "LOST") for p in order.parcels):
            return "solve_delivery", "service", now + timedelta(hours=24)
        latest = max((p.due_until for p in order.parcels if p.due_until), default=None)
        return "follow_delivery", "service", latest or now + timedelta(days=ROAD_DUE_DAYS)
    if order.stage == "settled":
        stopped = [r for r in order.refunds if r.state in STOPPED_REFUNDS]
        if stopped:
            return "settle_refund", "reviewer", min(r.asked_at for r in stopped) + timedelta(hours=REFUND_DUE_HOURS)
        return "settle", "service", order.ready_at or (order.delivered_at or now) + timedelta(days=SURVEY_DAYS)
    return "advance", "operator", order.ship_by or now + timedelta(hours=1)


def _warehouse_step(order: Order) -> str:
    states = {f.state for f in order.live_fulfilments()}
    for state, action in _BY_STATE:
        if state in states:
            return action
    return "pick"


_BY_STATE = (
    ("STOP_REQUESTED", "answer_stop"),
    ("SENT", "pick"),
    ("ACCEPTED", "pick"),
    ("PICKING", "pick"),
    ("PICKED", "pack"),
    ("PACKED", "label"),
    ("READY", "hand_over"),
)

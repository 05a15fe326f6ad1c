"""What an order's money comes to: payments, what is due, what goes back. Pure; exact to the minor unit.

captured - refunded - refund open = due for what was kept, once everything is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from orderway.flow.order import Line, Order, Payment, Refund
from orderway.kernel.ids import Ids
from orderway.kernel.money import share_of_units, split
from orderway.lifecycle.moves import PAYMENT, REFUND, may_move, move

COD_STATES = ("COD_DUE", "COLLECTED", "REMITTED")
AHEAD = "refunded_ahead"
"""Key in `Order.extra`: what the channel paid back before it told for which units."""


class _State:
    """The payment state of an order as something that moves."""

    __slots__ = ("id", "state")

    def __init__(self, order: Order) -> None:
        self.id = order.id
        self.state = order.payment_state


def set_payment_state(order: Order, to: str) -> None:
    """Move the order's payment state; nothing where it is there already; IllegalMove where the table has no way."""
    if order.payment_state != to:
        thing = _State(order)
        move(thing, PAYMENT, to)
        order.payment_state = thing.state


def share_lines(lines: Sequence[Line], total_minor: int, shipping_minor: int) -> None:
    """Split what the buyer pays for the goods over the lines, once: by what each costs after its own discount."""
    goods = total_minor - shipping_minor
    weights = [max(0, line.gross_minor() - line.discount_minor + line.tax_minor) for line in lines]
    shares = split(goods, weights) if lines else []
    for line, share in zip(lines, shares, strict=True):
        line.paid_share_minor = share


def pay(
    order: Order,
    kind: str,
    amount_minor: int,
    at: datetime,
    external_id: str,
    ids: Ids,
    method: str = "",
    by: str = "",
    fee_minor: int = 0,
    beside: bool = False,
) -> bool:
    """Record money once: False where this key is there already. kinds: authorised, captured, voided, collected,
    remitted. `beside`: it came apart from what is authorised (a gift card), so it is not taken out of that."""
    if any(p.kind == kind and p.external_id == external_id for p in order.payments):
        return False
    order.payments.append(Payment(ids.next(), order.id, kind, amount_minor, at, external_id, method, by, fee_minor))
    if kind == "authorised":
        order.authorised_minor += amount_minor
    elif kind in ("captured", "collected"):
        order.captured_minor += amount_minor
        order.authorised_minor = max(order.authorised_minor + (amount_minor if beside else 0), order.captured_minor)
    elif kind == "voided":
        order.authorised_minor = order.captured_minor
    order.paid_at = order.paid_at or (at if kind in ("authorised", "captured", "collected") else None)
    weigh(order, kind)
    return True


def weigh(order: Order, kind: str = "") -> None:
    """Derive the payment state from what came and what is due. `kind`: what came just now; only new money revives what
    was given back."""
    if kind == "collected":
        set_payment_state(order, "COLLECTED")
    elif kind == "remitted":
        set_payment_state(order, "REMITTED")
    elif kind == "voided" and not order.captured_minor and may_move(PAYMENT, order.payment_state, "VOIDED"):
        set_payment_state(order, "VOIDED")
    if order.payment_state in COD_STATES or (
        order.payment_state == "VOIDED" and kind not in ("authorised", "captured")
    ):
        return
    kept = order.captured_minor - order.refunded_minor - order.refund_open_minor
    due = order.due_minor()
    if order.captured_minor and kept > due:
        to = "OVERPAID"
    elif not order.captured_minor and due <= 0 and order.payment_state == "AUTHORIZED":
        return  # nothing is owed any more: the gateway gives it back
    elif kept >= due and (order.captured_minor or due <= 0):
        to = "PAID"
    elif order.captured_minor and (order.authorised_minor < due or order.refunded_minor or order.refund_open_minor):
        to = "PARTIALLY_PAID"
    elif order.authorised_minor >= due > 0:
        to = "AUTHORIZED"
    else:
        return
    if to == order.payment_state or may_move(PAYMENT, order.payment_state, to):
        set_payment_state(order, to)


def is_settled(order: Order) -> bool:
    """Whether nothing is missing to ship: paid, authorised, or to be collected at the door."""
    return order.payment_state in ("PAID", "OVERPAID", "AUTHORIZED") or order.payment_state in COD_STATES


def drop_units(order: Order, line: Line, units: int) -> int:
    """`units` of a line are no longer owed (cancelled or come back); what they carried, to the minor unit.

    Units that were given up before (refunded without coming back) carry nothing a second time; neither does what the
    channel paid back ahead, before it told of which units.
    """
    amount = share_left(line, units)
    line.refunded_units = min(line.ordered, line.refunded_units + units)
    line.refunded_minor += amount
    ahead = min(amount, int(order.extra.get(AHEAD, 0)))
    if ahead:
        order.extra = {**order.extra, AHEAD: order.extra[AHEAD] - ahead}
    order.cancelled_minor += amount - ahead
    return amount


class Carrier(Protocol):
    """What carries a share of what was paid: a line of an order, or what a page read of one."""

    @property
    def paid_share_minor(self) -> int:
        """Its part of what was paid, split once."""

    @property
    def ordered(self) -> int:
        """Units over which it is spread."""

    @property
    def refunded_units(self) -> int:
        """Units given up so far."""

    @property
    def refunded_minor(self) -> int:
        """What they carried."""


def share_left(line: Carrier, units: int) -> int:
    """What the next `units` of a line carry that were not given up yet; all of them together its whole share."""
    upto = min(line.ordered, line.refunded_units + units)
    return max(0, share_of_units(line.paid_share_minor, line.ordered, 0, upto) - line.refunded_minor)


def forgive(order: Order, amount_minor: int) -> None:
    """The channel paid back without saying for which units: so much less is owed."""
    order.cancelled_minor += amount_minor
    order.extra = {**order.extra, AHEAD: int(order.extra.get(AHEAD, 0)) + amount_minor}
    weigh(order)


def drop_rest(order: Order) -> int:
    """Nothing of the order is owed any more, freight included; what fell away with this."""
    rest = order.due_minor()
    order.cancelled_minor = order.total_minor
    return rest


def excess_minor(order: Order) -> int:
    """What was captured beyond what is due and not yet going back."""
    return max(0, order.captured_minor - order.refunded_minor - order.refund_open_minor - max(0, order.due_minor()))


def ask_refund(
    order: Order,
    kind: str,
    amount_minor: int,
    reason: str,
    by: str,
    now: datetime,
    ids: Ids,
    line: Line | None = None,
    units: int = 0,
    return_id: int | None = None,
) -> Refund | None:
    """Propose paying back; None where nothing is left to pay back. Never more than is captured and not going back
    yet."""
    amount = min(amount_minor, order.captured_minor - order.refunded_minor - order.refund_open_minor)
    if amount <= 0:
        return None
    first = line.refunded_units - units if line else 0
    refund = Refund(
        ids.next(),
        order.id,
        kind,
        REFUND.first,
        amount,
        reason,
        now,
        by,
        line.id if line else None,
        units,
        max(0, first),
        return_id,
    )
    order.refunds.append(refund)
    order.refund_open_minor += amount
    weigh(order)
    return refund


def refund_paid(order: Order, refund: Refund, now: datetime) -> None:
    """The buyer has the money."""
    move(refund, REFUND, "SUCCEEDED")
    refund.settled_at = now
    order.refund_open_minor -= refund.amount_minor
    order.refunded_minor += refund.amount_minor
    weigh(order)


def refund_rejected(order: Order, refund: Refund, by: str, now: datetime) -> None:
    """Not agreed: the amount is not going back."""
    move(refund, REFUND, "REJECTED")
    refund.settled_at, refund.approved_by = now, by
    order.refund_open_minor -= refund.amount_minor
    weigh(order)

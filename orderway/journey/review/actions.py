"""Approving, taking the approval back, and recording money by hand."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow import buckets, change, money, presale, settling, travel
from orderway.flow.advance import hold_of
from orderway.flow.command import Args, Command, Scene
from orderway.flow.gate import Raise
from orderway.flow.order import Order
from orderway.journey.review import captures, company, ticking, told, verified
from orderway.kernel.errors import Refusal
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.lifecycle.moves import HOLD, PAYMENT, may_move, move

KINDS = ("authorised", "captured", "voided", "collected", "remitted")


def approve(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Release every open hold that the actor's role may release; refused where one is left that it may not."""
    holds = order.open_holds()
    if not holds:
        return Refusal("nothing_to_approve")
    policy = scene.world.refs.shops[order.shop_id].policy
    limit = policy.second_pair_amount_minor
    for hold in holds:
        may = scene.world.refs.hold_kind(hold.reason).may_release
        if not may:
            return Refusal("correct_the_cause", {"reason": hold.reason})
        if not scene.actor.may(may):
            return Refusal("not_your_role", {"reason": hold.reason, "roles": list(may)})
        own = settling.own_review(order, hold, policy, scene.actor.name)
        if own is not None:
            return own
    if limit is not None and order.total_minor >= limit and order.edited_by == scene.actor.name:
        return Refusal("own_edit", {"by": order.edited_by})
    for hold in holds:
        move(hold, HOLD, "RELEASED")
        hold.resolved_at, hold.resolved_by, hold.note = (
            scene.world.now,
            scene.actor.name,
            str(args.get("note", ""))[:400],
        )
    order.approved_by, order.approved_at = scene.actor.name, scene.world.now
    settling.finance_next(order, scene.world, scene.ids)
    change.note(order, "approve", "approved", reasons=[h.reason for h in holds])
    return None


def unapprove(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Take the approval back (反审核): released fulfilments are asked back, the order is held for a new decision."""
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    if any(h.reason == "withdrawn" and h.state == "OPEN" for h in order.holds):
        return Refusal("held_already")
    pending = [f for f in order.live_fulfilments() if not change.stop(order, f, scene.world, "withdrawn")]
    order.holds.append(
        hold_of(order, Raise("withdrawn", {"by": scene.actor.name}), scene.actor.name, scene.world, scene.ids)
    )
    order.approved_by, order.approved_at = "", None
    buckets.unallocate(order)
    if not pending:
        order.stage = "review"
    change.note(order, "unapprove", "asked" if pending else "done")
    return None


def record_payment(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Record money by hand or by a gateway's message: `kind`, `amount_minor`, `reference` (the key that makes it
    once)."""
    kind, amount, reference = (
        str(args.get("kind", "captured")),
        int(args.get("amount_minor") or 0),
        str(args.get("reference") or ""),
    )
    if kind not in KINDS:
        return Refusal("unknown_kind", {"known": list(KINDS)})
    if not reference:
        return Refusal("reference_missing")
    if (amount <= 0 and kind != "voided") or not 0 <= amount <= AMOUNT_MINOR_MAX:
        return Refusal("amount_missing")
    target = {"collected": "COLLECTED", "remitted": "REMITTED", "voided": "VOIDED"}.get(kind)
    if target and not may_move(PAYMENT, order.payment_state, target):
        return Refusal("not_in_this_state", {"payment": order.payment_state})
    fee = int(args.get("fee_minor") or 0)
    if not money.pay(
        order,
        kind,
        amount,
        scene.world.now,
        reference[:200],
        scene.ids,
        str(args.get("method", "")),
        scene.actor.name,
        fee,
    ):
        return Refusal("recorded_already", {"reference": reference})
    if order.waits_for == "payment":
        order.waits_for, order.ready_at = "", None
    change.return_late_money(order, scene.world, scene.ids, scene.actor.name)
    if kind == "voided":
        change.stop_unpaid(order, scene.world)
    change.note(order, "payment", order.payment_state, kind=kind, amount=amount)
    return None


def expire(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Close an order that was not paid in time, and free its stock."""
    hours = scene.world.refs.shops[order.shop_id].policy.unpaid_hours
    if presale.balance_missed(order, scene.world.now):
        return change.cancel(order, scene.world, scene.ids, "balance_missed", scene.actor.name)
    if money.is_settled(order) or order.captured_minor:
        return Refusal("paid")
    if order.placed_at + timedelta(hours=hours) > scene.world.now:
        return Refusal("not_due_yet")
    return change.cancel(order, scene.world, scene.ids, "unpaid", scene.actor.name)


def go_now(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Do not wait for the end of the buffer after payment."""
    if order.waits_for != "buffer":
        return Refusal("no_buffer")
    order.extra = {**order.extra, travel.GO_NOW: True}
    order.waits_for, order.ready_at = "", None
    change.note(order, "go_now", "asked")
    return None


COMMANDS = (
    Command("go_now", "order.release", go_now),
    Command("approve", "order.approve", approve, {"note": "text"}),
    Command("unapprove", "order.approve", unapprove, {"note": "text"}),
    Command(
        "record_payment",
        "payment.record",
        record_payment,
        {"kind": "text", "amount_minor": "money", "reference": "text"},
        bulk=False,
    ),
    Command("expire", "order.cancel", expire),
    *company.COMMANDS,
    *told.COMMANDS,
    *verified.COMMANDS,
    *captures.COMMANDS,
    *ticking.COMMANDS,
)

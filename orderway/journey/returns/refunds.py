"""The steps of a refund: proposed, agreed by a second person or the limit, paid once."""

from __future__ import annotations

from orderway.flow import change, money, sources
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing
from orderway.flow.order import Order, Refund
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import REFUND, RETURN, may_move, move


def propose_refund(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Propose paying back without goods: `amount_minor`, or `line_id` and `units` for their stored share; `kind`,
    `reason`."""
    kind = str(args.get("kind", "refund_only"))
    if kind not in ("refund_only", "price_protection", "compensation", "freight"):
        return Refusal("unknown_kind")
    amount = int(args.get("amount_minor") or 0)
    line, units = None, 0
    if args.get("line_id"):
        try:
            line = order.line(int(args["line_id"]))
        except KeyError:
            return names_nothing("unknown_line", "line_id")
        units = int(args.get("units") or 0)
        if not 0 < units <= line.ordered - line.refunded_units:
            return Refusal("refunded_already", {"left": line.ordered - line.refunded_units})
        amount = money.share_left(line, units)
    left = order.captured_minor - order.refunded_minor - order.refund_open_minor
    if not 0 < amount <= left:
        return Refusal("more_than_paid", {"left": left})
    if line is not None:
        money.drop_units(order, line, units)
    else:
        order.cancelled_minor += amount
    refund = money.ask_refund(
        order,
        kind,
        amount,
        str(args.get("reason", ""))[:200],
        scene.actor.name,
        scene.world.now,
        scene.ids,
        line,
        units,
    )
    assert refund is not None
    change.agree_small(order, refund, scene.world)
    if order.stage == "closed" and order.delivered_at is not None:
        order.stage = "settled"
    change.note(order, "refund", "proposed", amount=amount, kind=kind)
    return None


def _refund(order: Order, args: Args) -> Refund | Refusal:
    wanted = args.get("refund_id")
    found = (
        [r for r in order.refunds if str(r.id) == str(wanted)]
        if wanted
        else [r for r in order.refunds if r.state not in ("SUCCEEDED", "REJECTED")]
    )
    return found[0] if len(found) == 1 else names_nothing("unknown_refund", "refund_id")


def approve_refund(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Agree to a refund; not to one's own proposal."""
    refund = _refund(order, args)
    if isinstance(refund, Refusal):
        return refund
    if refund.state != "REQUESTED":
        return Refusal("not_in_this_state", {"state": refund.state})
    limit = scene.world.refs.shops[order.shop_id].policy.second_pair_amount_minor
    if refund.asked_by == scene.actor.name and limit is not None and refund.amount_minor >= limit:
        return Refusal("own_proposal", {"by": refund.asked_by})
    move(refund, REFUND, "APPROVED")
    refund.approved_by = scene.actor.name
    change.note(order, "refund", "approved", amount=refund.amount_minor)
    return None


def reject_refund(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Do not pay it back; what is owed counts it again."""
    refund = _refund(order, args)
    if isinstance(refund, Refusal):
        return refund
    if not may_move(REFUND, refund.state, "REJECTED"):
        return Refusal("not_in_this_state", {"state": refund.state})
    order.cancelled_minor -= refund.amount_minor
    money.refund_rejected(order, refund, scene.actor.name, scene.world.now)
    _settle_case(order, refund, scene)
    change.note(order, "refund", "rejected", amount=refund.amount_minor)
    return None


def pay_refund(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The money went back: `reference` is the gateway's or bank's key. A second time is refused.

    `by_gateway`: a gateway paid, which pays money only; what was paid with a gift card or points is left for a person.
    """
    refund = _refund(order, args)
    if isinstance(refund, Refusal):
        return refund
    if refund.state == "SUCCEEDED":
        return Refusal("refunded_already")
    if refund.state == "APPROVED":
        move(refund, REFUND, "PROCESSING")
    if refund.state == "FAILED":
        move(refund, REFUND, "MANUAL")
    if not may_move(REFUND, refund.state, "SUCCEEDED"):
        return Refusal("not_in_this_state", {"state": refund.state})
    sources.keep(order, refund, scene.world.refs.shops[order.shop_id].policy.refund_order)
    if args.get("by_gateway") and sources.values_open(order, refund):
        return _money_part(order, refund, str(args.get("reference", ""))[:200])
    refund.external_id = str(args.get("reference", ""))[:200] or refund.external_id
    money.refund_paid(order, refund, scene.world.now)
    _settle_case(order, refund, scene)
    change.note(order, "refund", "paid", amount=refund.amount_minor)
    return None


def _money_part(order: Order, refund: Refund, reference: str) -> Refusal | None:
    """The gateway has paid the money; what was paid with a gift card or points a person gives back."""
    if sources.is_money_done(order, refund):
        return Refusal("refunded_already")
    sources.money_done(order, refund)
    refund.external_id = reference
    parts = sources.parts_of(order, refund)
    change.note(order, "refund", "money_paid", amount=parts.get(sources.MONEY, 0))
    return None


def fail_refund(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The gateway refused; a person must pay it by hand or try again."""
    refund = _refund(order, args)
    if isinstance(refund, Refusal):
        return refund
    if refund.state == "APPROVED":
        move(refund, REFUND, "PROCESSING")
    if not may_move(REFUND, refund.state, "FAILED"):
        return Refusal("not_in_this_state", {"state": refund.state})
    move(refund, REFUND, "FAILED")
    refund.note = str(args.get("note", ""))[:400]
    for case in order.returns:
        if case.id == refund.return_id and case.state == "SETTLING":
            move(case, RETURN, "MANUAL")
    change.note(order, "refund", "failed", amount=refund.amount_minor)
    return None


def retry_refund(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Ask the gateway that refused once more, under the same key."""
    refund = _refund(order, args)
    if isinstance(refund, Refusal):
        return refund
    if refund.state != "FAILED":
        return Refusal("not_in_this_state", {"state": refund.state})
    move(refund, REFUND, "PROCESSING")
    refund.note = ""
    for case in order.returns:
        if case.id == refund.return_id and case.state == "MANUAL":
            move(case, RETURN, "SETTLING")
    scene.batch.outgoing.append(Outgoing("refund", f"shop:{order.shop_id}", {"refund": refund.id}, order.id))
    change.note(order, "refund", "again", amount=refund.amount_minor)
    return None


def _settle_case(order: Order, refund: Refund, scene: Scene) -> None:
    for case in order.returns:
        if case.id == refund.return_id and case.state in ("SETTLING", "MANUAL"):
            move(case, RETURN, "COMPLETED")
            case.closed_at = scene.world.now
    if (
        order.stage in ("road", "settled")
        and order.lines
        and all(line.returned == line.shipped and line.shipped for line in order.lines)
    ):
        order.stage = "closed"


COMMANDS = (
    Command(
        "propose_refund",
        "refund.propose",
        propose_refund,
        {"amount_minor": "money", "line_id": "id", "units": "int", "kind": "text", "reason": "text"},
        bulk=False,
    ),
    Command("approve_refund", "refund.approve", approve_refund, {"refund_id": "id"}),
    Command("reject_refund", "refund.approve", reject_refund, {"refund_id": "id"}),
    Command("pay_refund", "refund.pay", pay_refund, {"refund_id": "id", "reference": "text", "by_gateway": "bool"}),
    Command("retry_refund", "refund.pay", retry_refund, {"refund_id": "id"}),
    Command("fail_refund", "refund.pay", fail_refund, {"refund_id": "id", "note": "text"}),
)

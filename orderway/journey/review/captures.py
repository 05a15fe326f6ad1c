"""Taking authorised money: by hand, by the gateway's answer, before the authorisation lapses."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderway.flow import capturing, change, money
from orderway.flow.advance import hold_of
from orderway.flow.command import Args, Command, Scene
from orderway.flow.gate import Raise
from orderway.flow.order import Order
from orderway.flow.verifying import AT_GATEWAY
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import HOLD, move

WARN_HOURS = 24
"""So long before an authorisation lapses the order is held, or its money taken."""
REFERENCE_CHARS_MAX = 180


def capture(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Take authorised money now: `amount_minor`, or all that is due. Asked again where it failed before."""
    left = min(order.due_minor(), order.authorised_minor) - order.captured_minor
    if left <= 0 or AT_GATEWAY not in order.extra:
        return Refusal("nothing_to_capture", {"payment": order.payment_state})
    state = order.extra.get(capturing.KEY, {})
    if "asked" in state or "void" in state:
        return Refusal("asked_already")
    amount = int(args.get("amount_minor") or 0) or left
    if not 0 < amount <= left:
        return Refusal("amount_too_large", {"left": left})
    capturing.want(order, amount)
    _end_holds(order, scene, "asked")
    change.note(order, "capture", "asked", amount=amount)
    return None


def captured(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The gateway took money: `reference` (its key), `total_minor` (all it took under this key), `method`,
    `used_up` (nothing more can be taken). What was counted under the key before is counted no second time."""
    reference, total = str(args.get("reference") or "")[:REFERENCE_CHARS_MAX], int(args.get("total_minor") or 0)
    mine = [p for p in order.payments if p.kind == "captured" and p.external_id.partition("#")[0] == reference]
    more = total - sum(p.amount_minor for p in mine)
    capturing.settled(order)
    if more > 0:
        key = f"{reference}#{len(mine) + 1}" if mine else reference
        money.pay(order, "captured", more, scene.world.now, key, scene.ids, str(args.get("method") or ""), "gateway")
    if args.get("used_up"):
        order.authorised_minor = order.captured_minor
        money.weigh(order)
    _end_holds(order, scene, "cause_gone")
    change.return_late_money(order, scene.world, scene.ids, scene.actor.name)
    change.note(order, "capture", "done", amount=max(0, more))
    return None


def capture_failed(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The gateway will not take or give back: `why`. Finance asks again, or records what was paid otherwise."""
    why = str(args.get("why") or "refused")[: capturing.TEXT_CHARS_MAX]
    capturing.settled(order, why)
    if not any(h.reason == capturing.FAILED and h.state == "OPEN" for h in order.holds):
        facts = {"amount": capturing.open_minor(order), "given": why}
        order.holds.append(hold_of(order, Raise(capturing.FAILED, facts), scene.actor.name, scene.world, scene.ids))
    change.note(order, "capture", "failed")
    return None


def voided(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The gateway gave back what was authorised and not taken: `reference`."""
    capturing.settled(order)
    reference = str(args.get("reference") or "")[:REFERENCE_CHARS_MAX]
    if not money.pay(order, "voided", 0, scene.world.now, reference, scene.ids, by="gateway"):
        order.authorised_minor = order.captured_minor
    _end_holds(order, scene, "cause_gone")
    change.stop_unpaid(order, scene.world)
    change.note(order, "capture", "voided")
    return None


def authorisation_ends(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """An authorisation lapses within a day: its money is taken, or the order is held, by the shop's policy."""
    policy = scene.world.refs.shops[order.shop_id].policy
    until = lapses_at(order, policy.authorised_days)
    if until is None or until - scene.world.now > timedelta(hours=WARN_HOURS):
        return Refusal("not_due_yet")
    state = order.extra.get(capturing.KEY, {})
    if policy.authorised_end == capturing.CAPTURE_BEFORE and AT_GATEWAY in order.extra and not state.get("failed"):
        return capture(order, {}, scene)
    facts = {"until_minutes": int(until.timestamp()) // 60, "amount": capturing.open_minor(order)}
    if any(h.reason == capturing.ENDS and h.facts == facts for h in order.holds):
        return Refusal("held_already")
    order.holds.append(hold_of(order, Raise(capturing.ENDS, facts), scene.actor.name, scene.world, scene.ids))
    change.note(order, "hold", capturing.ENDS)
    return None


def lapses_at(order: Order, days: int) -> datetime | None:
    """When the oldest authorisation lapses of which nothing was taken; None where none is open or days is 0."""
    if capturing.open_minor(order) <= 0 or not days:
        return None
    since = [p.at for p in order.payments if p.kind == "authorised"]
    return min(since) + timedelta(days=days) if since else None


def _end_holds(order: Order, scene: Scene, note: str) -> None:
    for hold in order.holds:
        if hold.reason in (capturing.FAILED, capturing.ENDS) and hold.state == "OPEN":
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = scene.world.now, scene.actor.name, note


COMMANDS = (
    Command("capture", "payment.record", capture, {"amount_minor": "money"}),
    Command(
        "captured", "payment.record", captured,
        {"reference": "text", "total_minor": "money", "method": "text", "used_up": "bool"},
        bulk=False, needs=("reference",),
    ),
    Command("capture_failed", "payment.record", capture_failed, {"why": "text"}, bulk=False),
    Command("voided", "payment.record", voided, {"reference": "text"}, bulk=False, needs=("reference",)),
    Command("authorisation_ends", "order.hold", authorisation_ends),
)  # fmt: skip

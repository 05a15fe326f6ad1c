"""What gateways tell of an order's money, as commands."""

from __future__ import annotations

from datetime import UTC, datetime

from orderway.flow import change, paying
from orderway.flow.advance import hold_of
from orderway.flow.command import Args, Command, Scene
from orderway.flow.facts import CARD
from orderway.flow.gate import Raise
from orderway.flow.order import Order
from orderway.flow.verifying import AT_GATEWAY
from orderway.kernel.clock import YEARS
from orderway.kernel.errors import Refusal
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.lifecycle.moves import PAYMENT, may_move

COUNTED = ("authorised", "captured")
REFERENCE_CHARS_MAX = 200
OVERPAID = "overpaid"
SECONDS_MAX = int(datetime(YEARS[1], 1, 1, tzinfo=UTC).timestamp())
"""Up to here an instant is believed that somebody told as seconds since 1970."""


def payment_told(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A gateway told of money: `kind` (authorised, captured, voided, card), `amount_minor`, `currency`, `reference`,
    `at` (seconds since 1970), `method`, `card`. Money of another currency is not counted: the order is held."""
    kind, reference = str(args.get("kind") or ""), str(args.get("reference") or "")[:REFERENCE_CHARS_MAX]
    card = args.get("card")
    heard = isinstance(card, dict) and paying.hear_card(order, {str(k): str(v) for k, v in card.items()})
    if heard:
        change.note(order, "card", "told", **order.extra[CARD])
        _judge_again(order)
    if kind == "card":
        return None if heard else Refusal("recorded_already", {"reference": reference})
    amount = int(args.get("amount_minor") or 0)
    if kind not in (*COUNTED, "voided"):
        return Refusal("unknown_kind", {"known": [*COUNTED, "voided", "card"]})
    if not reference:
        return Refusal("reference_missing")
    if not 0 <= amount <= AMOUNT_MINOR_MAX or (kind in COUNTED and not amount):
        return Refusal("amount_missing")
    if not 0 <= int(args.get("at") or 0) <= SECONDS_MAX:
        return Refusal("time_unreadable")
    wrong = paying.mismatch(order, amount, str(args.get("currency") or ""))
    if wrong is not None:
        return _hold(order, {**wrong.facts, "why": wrong.code, "reference": reference}, scene)
    if kind == "voided":
        if order.captured_minor or not may_move(PAYMENT, order.payment_state, "VOIDED"):
            return Refusal("not_in_this_state", {"payment": order.payment_state})
        amount = 0
    return _count(order, kind, amount, reference, args, scene)


def _count(order: Order, kind: str, amount: int, reference: str, args: Args, scene: Scene) -> Refusal | None:
    seconds = int(args.get("at") or 0)
    at = datetime.fromtimestamp(seconds, UTC) if seconds else scene.world.now
    method, by = str(args.get("method") or ""), scene.actor.name
    if not paying.notice(order, kind, amount, at, reference, scene.ids, by, method):
        return Refusal("recorded_already", {"reference": reference})
    order.extra = {**order.extra, AT_GATEWAY: 1}
    order.payment_method = order.payment_method or method
    paying.wake(order, kind, amount, scene.world, scene.ids, by)
    if order.payment_state == "OVERPAID":
        _too_much(order, scene)
    return None


def _too_much(order: Order, scene: Scene) -> None:
    """Paid twice after the review had let it pass: it is looked at again; what has left shows it to a person."""
    if order.stage in ("source", "release"):
        order.stage = "review"
    elif order.stage in ("warehouse", "road", "settled") and not any(h.reason == OVERPAID for h in order.open_holds()):
        facts = {"captured": order.captured_minor, "due": order.due_minor()}
        order.holds.append(hold_of(order, Raise(OVERPAID, facts), scene.actor.name, scene.world, scene.ids))


def _judge_again(order: Order) -> None:
    """Rules that ask about the card look again, as long as nothing was given to a warehouse."""
    if order.stage in ("promise", "confirm", "review", "source", "release"):
        change.check_again(order)


def _hold(order: Order, facts: dict[str, object], scene: Scene) -> Refusal | None:
    raised = Raise("payment_mismatch", facts)
    if any(h.reason == raised.reason and h.facts == raised.facts for h in order.holds):
        return Refusal("recorded_already", {"reference": facts.get("reference")})
    order.holds.append(hold_of(order, raised, scene.actor.name, scene.world, scene.ids))
    change.note(order, "hold", raised.reason)
    return None


COMMANDS = (
    Command(
        "payment_told",
        "payment.record",
        payment_told,
        {"kind": "text", "amount_minor": "money", "currency": "text", "reference": "text", "at": "int",
         "method": "text", "card": "facts"},
        bulk=False,
    ),
)  # fmt: skip

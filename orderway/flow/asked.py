"""Questions whose time is over: nobody answered, so what was said beforehand happens by the clock. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderway.flow import change
from orderway.flow.order import Hold, Order, Question
from orderway.flow.shortage import decide
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import HOLD, QUESTION, move

CLOCK = "clock"
KEEP, SHIP, CANCEL = "keep", "ship", "cancel"
SHORTAGE_DEFAULTS = ("part", "wait", "cancel_short")
DEFAULTS = (KEEP, SHIP, CANCEL, *SHORTAGE_DEFAULTS)
"""What happens without an answer: the order stays held and a person calls, goes out as it is, is cancelled; of a
shortage also: what is there goes first, all waits, what is missing is cancelled."""
NO_ANSWER = "no_answer"
"""The reason of the hold that keeps an order whose buyer did not answer."""
OPEN_STATES = ("DRAFT", "SENT", "ANSWERED")
OVER = ("road", "settled", "closed")
ABOUT = {
    "address": frozenset("country province city district street postcode raw".split()),
    "phone": frozenset(("phone",)),
    "name": frozenset(("name",)),
    "email": frozenset(("email",)),
}
"""Field of a question to the fields of the receiver that answer it."""


def wake_at(order: Order) -> datetime | None:
    """When the next question of the order runs out; None where none does."""
    if order.stage in OVER:
        return None
    return min((q.due_at for q in order.questions if q.state == "SENT" and q.due_at is not None), default=None)


def end_questions(order: Order, world: World, ids: Ids) -> bool:
    """Carry out what was said beforehand for the questions whose time is over; whether there were any."""
    over = [q for q in order.questions if q.state == "SENT" and q.due_at is not None and q.due_at <= world.now]
    for question in over:
        if question.state != "SENT":  # an earlier one cancelled the order, and this with it
            continue
        move(question, QUESTION, "TIMED_OUT")
        done = _carry_out(order, question, question.default_action or KEEP, world, ids)
        question.answer = {"default": done}
        change.note(order, "question", "timed_out", field=question.field, then=done)
        if done != KEEP:
            close(order, question, CLOCK)
    if over and order.waits_for == "answer":
        order.waits_for, order.ready_at = "", None
    return bool(over)


def _carry_out(order: Order, question: Question, wanted: str, world: World, ids: Ids) -> str:
    """What could be done: `wanted`, or KEEP where that is not possible (any more)."""
    if wanted == CANCEL and change.cancel(order, world, ids, NO_ANSWER, CLOCK) is None:
        return wanted
    if wanted in SHORTAGE_DEFAULTS and decide(order, wanted, NO_ANSWER, CLOCK, world, ids) is None:
        return wanted
    if wanted == SHIP and _let_go(order, question, world):
        return wanted
    _keep(order, question, world, ids)
    return KEEP


def _let_go(order: Order, question: Question, world: World) -> bool:
    """Release what the question was asked for; False where only its cause can let it go."""
    holds = [h for h in order.holds if h.state == "OPEN" and h.id == question.hold_id]
    if any(not world.refs.hold_kind(hold.reason).may_release for hold in holds):
        return False
    for hold in holds:
        move(hold, HOLD, "RELEASED")
        hold.resolved_at, hold.resolved_by, hold.note = world.now, CLOCK, NO_ANSWER
    return True


def _keep(order: Order, question: Question, world: World, ids: Ids) -> None:
    """A person takes it up: the order is held for it, besides what it was asked for."""
    if any(h.state == "OPEN" and h.reason == NO_ANSWER for h in order.holds):
        return
    kind = world.refs.hold_kind(NO_ANSWER)
    held = Hold(
        id=ids.next(),
        order_id=order.id,
        reason=NO_ANSWER,
        state=HOLD.first,
        blocks=list(kind.blocks),
        owner_role=kind.owner,
        raised_at=world.now,
        due_at=world.now + timedelta(hours=kind.hours),
        facts={"field": question.field},
        raised_by=CLOCK,
        until=world.now + timedelta(hours=kind.expires_hours) if kind.expires_hours else None,
        at_end=kind.at_end,
    )
    order.holds = [*order.holds, held]


def close(order: Order, question: Question, by: str) -> None:
    """The answer, or what stood for it, is in the order; a hold that waited for nothing else goes."""
    if question.state != "CLOSED":
        move(question, QUESTION, "CLOSED")
    question.ended_by = question.ended_by or by
    if order.waits_for == "answer":
        order.waits_for, order.ready_at = "", None


def end_no_answer(order: Order, world: World, by: str) -> None:
    """No question is left without an answer: what held the order for that goes."""
    if any(q.state in (*OPEN_STATES, "TIMED_OUT") for q in order.questions):
        return
    for hold in order.holds:
        if hold.state == "OPEN" and hold.reason == NO_ANSWER:
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = world.now, by, "answered"


def settled_by(order: Order, changed: list[str], world: World, by: str) -> None:
    """The receiver was corrected another way (on the platform, by staff): what was asked about that is answered."""
    told = set(changed)
    for question in order.questions:
        if question.state not in ("SENT", "TIMED_OUT") or not (ABOUT.get(question.field, frozenset()) & told):
            continue
        move(question, QUESTION, "ANSWERED")
        question.answered_at, question.answer = world.now, {"fields": sorted(told), "by": by}
        close(order, question, by)
        change.note(order, "question", "settled", field=question.field, fields=sorted(told), by=by)
    end_no_answer(order, world, by)

"""Asking the buyer, and taking the answer into the order."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow import change
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order, Question
from orderway.flow.person import hash_person
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX, TEXT_CHARS_MAX
from orderway.lifecycle.moves import HOLD, QUESTION, move

ANSWER_HOURS = 24
ADDRESS_FIELDS = ("name", "phone", "email", "province", "city", "district", "street", "postcode")
FIELDS = ("address", "phone", "name", "specification", "shortage", "other")


def ask(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Ask the buyer: `field`, `text`, `channel` (platform, email, sms, phone), `hold_id` it would solve, `hours` to
    answer."""
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    field = str(args.get("field", "address"))
    if field not in FIELDS:
        return Refusal("unknown_field", {"known": list(FIELDS)})
    now, channel = scene.world.now, str(args.get("channel", "platform"))[:20]
    question = Question(
        id=scene.ids.next(),
        order_id=order.id,
        state=QUESTION.first,
        field=field,
        reason=str(args.get("reason", ""))[:50],
        channel=channel,
        text=str(args.get("text", ""))[:TEXT_CHARS_MAX],
        language=order.language,
        asked_by=scene.actor.name,
        hold_id=int(args["hold_id"]) if args.get("hold_id") else None,
        due_at=now + timedelta(hours=float(args.get("hours") or ANSWER_HOURS)),
    )
    move(question, QUESTION, "SENT")
    question.sent_at = now
    order.questions.append(question)
    if channel != "phone":
        scene.batch.outgoing.append(
            Outgoing("question", f"shop:{order.shop_id}", {"question": question.id, "channel": channel}, order.id)
        )
    if order.stage in ("review", "source", "release"):
        change.check_again(order)
    change.note(order, "question", "sent", field=field, channel=channel)
    return None


def answer(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Take the buyer's answer: `question_id`, and the corrected fields (`house_number` completes the street as it is);
    the hold it was asked for goes, if its cause is gone."""
    question = next((q for q in order.questions if str(q.id) == str(args.get("question_id"))), None)
    if question is None:
        return Refusal("unknown_question")
    if question.state not in ("SENT", "ANSWERED"):
        return Refusal("answered_already", {"state": question.state})
    fields = {name: str(args[name]).strip()[:NAME_CHARS_MAX] for name in ADDRESS_FIELDS if args.get(name)}
    if args.get("house_number") and "street" not in fields:
        fields["street"] = (order.person.street + str(args["house_number"]).strip())[:NAME_CHARS_MAX]
    if question.state == "SENT":
        move(question, QUESTION, "ANSWERED")
    question.answered_at = scene.world.now
    question.answer = {"fields": sorted(fields), "choice": str(args.get("choice", ""))[:50]}
    if fields:
        change.change_address(order, fields, scene.world, "buyer_answered")
        hash_person(order.person, scene.hash_key)
    _settle_hold(order, question, scene)
    move(question, QUESTION, "CLOSED")
    if order.waits_for == "answer":
        order.waits_for, order.ready_at = "", None
    change.note(order, "question", "answered", fields=sorted(fields))
    return None


def _settle_hold(order: Order, question: Question, scene: Scene) -> None:
    """A hold whose cause is not checked by machine is released by the answer itself."""
    for hold in order.holds:
        if hold.id == question.hold_id and hold.state == "OPEN" and hold.raised_by != "check":
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = scene.world.now, scene.actor.name, "answered"


def close_question(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Close a question without an answer; the order goes on as it is."""
    question = next((q for q in order.questions if str(q.id) == str(args.get("question_id"))), None)
    if question is None or question.state == "CLOSED":
        return Refusal("unknown_question")
    move(question, QUESTION, "CLOSED")
    if order.waits_for == "answer":
        order.waits_for, order.ready_at = "", None
    change.note(order, "question", "closed", field=question.field)
    return None


COMMANDS = (
    Command(
        "ask",
        "order.contact",
        ask,
        {"field": "text", "text": "text", "channel": "text", "hold_id": "id", "hours": "int"},
    ),
    Command(
        "answer",
        "order.contact",
        answer,
        {"question_id": "id", **dict.fromkeys((*ADDRESS_FIELDS, "house_number"), "text")},
        bulk=False,
    ),
    Command("close_question", "order.contact", close_question, {"question_id": "id"}, bulk=False),
)

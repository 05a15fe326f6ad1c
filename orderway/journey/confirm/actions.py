"""Asking the buyer, and taking the answer into the order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orderway.flow import asked, change
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing
from orderway.flow.order import Hold, Note, Order, Question
from orderway.flow.person import hash_person
from orderway.flow.reference import ShopInfo
from orderway.history.log import Outgoing
from orderway.journey.confirm import letters, ways
from orderway.journey.confirm.delays import NOTE_DELAY
from orderway.journey.confirm.wishes import COMMANDS as WISHES
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX, TEXT_CHARS_MAX
from orderway.lifecycle.moves import HOLD, QUESTION, move
from orderway.lifecycle.reasons import REASONS

ANSWER_HOURS, ANSWER_HOURS_MIN, ANSWER_HOURS_MAX = 24, 1, 24 * 30
ADDRESS_FIELDS = ("name", "phone", "email", "province", "city", "district", "street", "postcode")
FIELDS = ("address", "phone", "name", "specification", "shortage", "other")
OUTCOMES = ("reached", "no_reply", "wrong_number", "call_back")
"""What came of a call."""
ASKING = ("ask_buyer", "correct_address", "decide_shortage", "call_buyer")
NO_FIELD = ("cod_unavailable",)
"""Reasons that no corrected field ends: the question says why, the buyer writes what they want."""


def ask(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Ask the buyer about a `field`. `text`, `channel` (platform, email, sms, phone), `hours` to answer and
    `default_action` (`flow.asked.DEFAULTS`) are proposed where they are not given; `hold_id` it would solve."""
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    field = str(args.get("field") or "address")
    if field not in FIELDS:
        return Refusal("unknown_field", {"known": list(FIELDS)})
    shop = scene.world.refs.shops[order.shop_id]
    default = str(args.get("default_action") or shop.policy.question_defaults.get(field, asked.KEEP))
    if default not in asked.DEFAULTS or (default in asked.SHORTAGE_DEFAULTS and field != "shortage"):
        return Refusal("unknown_default", {"known": list(asked.DEFAULTS)})
    proposal = ways.proposed(order, shop, field, scene.world.now)
    channel = str(args.get("channel") or proposal.way)[:20]
    if channel not in ways.allowed(shop, order):
        return Refusal("only_by_platform", {"known": list(ways.allowed(shop, order))})
    hold = _hold_meant(order, args, field)
    if hold is None and args.get("hold_id"):
        return names_nothing("no_such_hold", "hold_id")
    question = _question(order, args, scene, shop, field, channel, default, hold)
    question.proposed = proposal.way
    move(question, QUESTION, "SENT")
    question.sent_at = scene.world.now
    order.questions.append(question)
    if channel != ways.PHONE:
        scene.batch.outgoing.append(
            Outgoing("question", f"shop:{order.shop_id}", {"question": question.id, "channel": channel}, order.id)
        )
    if order.stage in ("review", "source", "release"):
        change.check_again(order)
    change.note(order, "question", "sent", field=field, channel=channel, why=proposal.why, then=default)
    return None


def _question(
    order: Order, args: Args, scene: Scene, shop: ShopInfo, field: str, channel: str, default: str, hold: Hold | None
) -> Question:
    asked_hours = float(args.get("hours") or shop.policy.question_hours.get(field, ANSWER_HOURS))
    hours = min(max(asked_hours, ANSWER_HOURS_MIN), ANSWER_HOURS_MAX)
    due_at = scene.world.now + timedelta(hours=hours)
    language = letters.language_of(order.language or shop.language)
    reason = str(args.get("reason") or (hold.reason if hold else ""))[:50]
    text = str(args.get("text") or "").replace("\x00", "").strip()
    if not text:
        body = letters.words(scene.batch.cursor, f"ask.{field}", shop.id, language)[1]
        text = letters.filled(body, letters.question_facts(order, shop, language, reason, due_at, default))
    return Question(
        id=scene.ids.next(),
        order_id=order.id,
        state=QUESTION.first,
        field=field,
        reason=reason,
        channel=channel,
        text=text[:TEXT_CHARS_MAX],
        language=order.language,
        asked_by=scene.actor.name,
        hold_id=hold.id if hold else None,
        due_at=due_at,
        default_action=default,
    )


def _hold_meant(order: Order, args: Args, field: str) -> Hold | None:
    """The hold that the answer would solve: as said, else the most urgent one that this field is about."""
    if args.get("hold_id"):
        return next((h for h in order.holds if h.id == int(args["hold_id"])), None)
    about = [h for h in order.open_holds() if h.reason != asked.NO_ANSWER and field_of(h.reason) == field]
    return min(about, key=lambda h: (REASONS[h.reason].urgency, h.id), default=None)


def field_of(reason: str) -> str:
    """What is asked about where an order is held for this; empty where asking the buyer solves nothing."""
    if REASONS[reason].next_action not in ASKING:
        return ""
    if reason.startswith(("phone_", "name_")):
        return reason.partition("_")[0]
    if REASONS[reason].next_action == "decide_shortage":
        return "shortage"
    return "other" if REASONS[reason].next_action == "call_buyer" or reason in NO_FIELD else "address"


def answer(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Take the buyer's answer: `question_id`, and the corrected fields (`house_number` completes the street as it is);
    the hold it was asked for goes, if its cause is gone."""
    question = next((q for q in order.questions if str(q.id) == str(args.get("question_id"))), None)
    if question is None:
        return names_nothing("unknown_question", "question_id")
    if question.state not in ("SENT", "ANSWERED", "TIMED_OUT"):
        return Refusal("answered_already", {"state": question.state})
    fields = {name: str(args[name]).strip()[:NAME_CHARS_MAX] for name in ADDRESS_FIELDS if args.get(name)}
    if args.get("house_number") and "street" not in fields:
        fields["street"] = (order.person.street + str(args["house_number"]).strip())[:NAME_CHARS_MAX]
    if question.state != "ANSWERED":
        move(question, QUESTION, "ANSWERED")
    question.answered_at, question.ended_by = scene.world.now, scene.actor.name
    question.answer = {"fields": sorted(fields), "choice": str(args.get("choice", ""))[:50]}
    if fields:
        change.change_address(order, fields, scene.world, "buyer_answered")
        hash_person(order.person, scene.hash_key)
    _settle_hold(order, question, scene)
    asked.close(order, question, scene.actor.name)
    asked.end_no_answer(order, scene.world, scene.actor.name)
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
        return names_nothing("unknown_question", "question_id")
    asked.close(order, question, scene.actor.name)
    asked.end_no_answer(order, scene.world, scene.actor.name)
    change.note(order, "question", "closed", field=question.field)
    return None


def log_call(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Write down a call: `outcome` (reached, no_reply, wrong_number, call_back), `text` (what was said), the
    `question_id` it was about. Who and when stand beside it; an answer is brought in with `answer`."""
    outcome = str(args.get("outcome") or "")
    if outcome not in OUTCOMES:
        return Refusal("unknown_outcome", {"known": list(OUTCOMES)})
    question = next((q for q in order.questions if str(q.id) == str(args.get("question_id"))), None)
    if question is None and args.get("question_id"):
        return names_nothing("unknown_question", "question_id")
    text = str(args.get("text") or "").replace("\x00", "").strip()[:TEXT_CHARS_MAX]
    kept: dict[str, Any] = {"outcome": outcome, "question_id": question.id if question else None, "way": ways.PHONE}
    order.notes.append(Note(scene.ids.next(), order.id, scene.world.now, scene.actor.name, "call", text, **kept))
    change.note(order, "call", outcome, field=question.field if question else "")
    return None


COMMANDS = (
    Command(
        "ask",
        "order.contact",
        ask,
        {
            "field": "text",
            "text": "text",
            "channel": "text",
            "hold_id": "id",
            "hours": "int",
            "default_action": "text",
        },
    ),
    Command(
        "answer",
        "order.contact",
        answer,
        {"question_id": "id", **dict.fromkeys((*ADDRESS_FIELDS, "house_number"), "text")},
        bulk=False,
    ),
    Command("close_question", "order.contact", close_question, {"question_id": "id"}, bulk=False),
    Command(
        "log_call", "order.contact", log_call, {"outcome": "text", "text": "text", "question_id": "id"}, bulk=False
    ),
    NOTE_DELAY,
    *WISHES,
)

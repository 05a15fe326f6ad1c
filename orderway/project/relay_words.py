"""Words to the outside: questions and surveys to buyers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from orderway.adapters.notices import notices
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.journey.confirm import letters
from orderway.journey.confirm.ways import PLATFORM_ONLY, SMS, is_urgent
from orderway.kernel import clock
from orderway.kernel.links import ANSWER, SURVEY
from orderway.kernel.sql import named
from orderway.ports.notice import Notice, Notifier, whole_text
from orderway.ports.platform_tasks import Say
from orderway.project.letters import question_letter, survey_letter
from orderway.project.links import link
from orderway.project.relay import Call, Outcome, Refused
from orderway.project.relay_channel import Way, ways
from orderway.project.relay_texts import Hours, keep_texts, text_call
from orderway.project.replies import answerable

_sql = named(__file__, "relay.sql")


class Questions:
    """Topic `question`: brought to the buyer with a signed link under which it is answered."""

    names = ("question",)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """The letter of each question that still stands, and the way it goes."""
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row for row in cursor.execute(_sql.questions, [[m.payload["question"] for m in messages]])}
            subjects = {row[0]: _subject(cursor, row) for row in rows.values()}
        return {m.id: _ask(engine, m, rows.get(m.payload["question"]), subjects) for m in messages}

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """The letter as it went (without its link) is kept with the message."""
        keep_texts(engine, answers)
        return {m.id: stored(a) for m, a in answers}


def _subject(cursor: Any, row: Sequence[Any]) -> str:
    language = letters.language_of(row[5])
    subject, _ = letters.words(cursor, f"ask.{row[2]}", row[13], language)
    return letters.subject_of(subject, {"number": row[6], "shop": row[10]})


def _ask(engine: Engine, message: Taken, row: Sequence[Any] | None, subjects: Mapping[int, str]) -> Call | Outcome:
    if row is None:
        return Outcome(failure="unknown_question", final=True)
    question_id, state, field, channel, text, language, number, name, email, phone, *shop = row
    shop_name, shop_email, practice, shop_id, external_id, due_at, ship_by, priority, zone = shop
    if state != "SENT":
        return Outcome({"state": state})
    subject = subjects[question_id] or question_letter(field, text, number, language)[0]
    body = text or question_letter(field, text, number, language)[1]
    address = link(ANSWER, question_id)
    notice = Notice(f"q{question_id}", subject, body, language, address, name, email, phone, shop_name, shop_email)
    deadline = letters.moment(due_at, zone, letters.language_of(language)) if due_at else ""
    notice.kind, notice.facts = f"ask.{field}", {"number": number, "shop": shop_name, "deadline": deadline}
    hours = Hours(zone, is_urgent(priority, ship_by, clock.now()))
    return brought(engine, message, channel, practice, notice, shop_id, external_id, hours)


def brought(
    engine: Engine,
    message: Taken,
    channel: str,
    practice: bool,
    notice: Notice,
    shop_id: int,
    external_id: str,
    hours: Hours,
) -> Call | Outcome:
    """How a notice goes to its buyer: the notifier of that name, a gateway, the platform's messages, or by hand."""
    way = notifier_of(channel, practice, notice)
    if way is not None:
        answerable(engine, notice, shop_id, message.order_id)
        return partial(_send, way, notice)
    if channel == SMS:
        return text_call(engine, message, notice, shop_id, hours)
    if channel == "platform" and not practice:
        found = ways(engine, {shop_id})[shop_id]
        if isinstance(found, Way) and found.able.messages:
            strict = found.platform.code in PLATFORM_ONLY  # these let nobody lead buyers elsewhere
            task = Say(notice.key, external_id, notice.text if strict else whole_text(notice).strip())
            return partial(_say, found, task, message.attempt > 1, notice)
    return Outcome(failure="by_hand", final=True)


def _say(way: Way, task: Say, again: bool, notice: Notice) -> object:
    answer = way.gate.write(way.platform, way.account, task, again)
    if isinstance(answer, Outcome):
        return answer
    letter = {"subject": notice.subject, "text": notice.text, "language": notice.language}
    return {"way": "platform", "reference": answer.reference[:100], "letter": letter}


def stored(answer: object) -> Outcome:
    """What a letter's answer means for its message."""
    if isinstance(answer, Refused):
        return Outcome(failure=f"refused: {answer.text}"[:200], final=True)
    return Outcome(_facts(answer))


def notifier_of(channel: str, practice: bool, notice: Notice) -> Notifier | None:
    """The way to this buyer: the mailbox in practice shops, else the way of that name if it reaches; None: by hand."""
    known = notices()
    one = known["mailbox"] if practice else known.get(channel)
    return one if one is not None and (practice or not one.practice) and one.reaches(notice) else None


def _send(way: Notifier, notice: Notice) -> dict[str, Any]:
    reference = way.send(notice)
    letter = {"subject": notice.subject, "text": notice.text, "language": notice.language}
    return {"way": way.code, "reference": reference, "letter": letter}


def _facts(answer: object) -> dict[str, Any]:
    assert isinstance(answer, dict)
    return answer


class Surveys:
    """Topic `survey`: the buyer of a delivered order is asked once, by a signed link."""

    names = ("survey",)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """The letter of each survey not answered yet."""
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row for row in cursor.execute(_sql.surveys, [[m.payload["survey"] for m in messages]])}
        return {m.id: self._one(rows.get(m.payload["survey"])) for m in messages}

    def _one(self, row: Sequence[Any] | None) -> Call | Outcome:
        if row is None:
            return Outcome(failure="unknown_survey", final=True)
        order_id, answered, language, number, name, email, phone, shop_name, shop_email, practice = row
        if answered:
            return Outcome({"state": "answered"})
        subject, body = survey_letter(number, language)
        address = link(SURVEY, order_id)
        notice = Notice(f"s{order_id}", subject, body, language, address, name, email, phone, shop_name, shop_email)
        way = notifier_of("email", practice, notice)
        return partial(_send, way, notice) if way else Outcome({"way": "none"})

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """The letter as it went; a buyer who cannot be reached is not asked, and nobody is troubled with that."""
        return {m.id: Outcome({"way": "none"} if isinstance(a, Refused) else _facts(a)) for m, a in answers}

"""Words to the outside: questions and surveys to buyers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from orderway.adapters.notices import notices
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.kernel.links import ANSWER, SURVEY
from orderway.kernel.sql import named
from orderway.ports.notice import Notice, Notifier
from orderway.project.letters import question_letter, survey_letter
from orderway.project.links import link
from orderway.project.relay import Call, Outcome, Refused

_sql = named(__file__, "relay.sql")


class Questions:
    """Topic `question`: brought to the buyer with a signed link under which it is answered."""

    names = ("question",)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """The letter of each question that still stands, and the way it goes."""
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row for row in cursor.execute(_sql.questions, [[m.payload["question"] for m in messages]])}
        return {m.id: self._one(rows.get(m.payload["question"])) for m in messages}

    def _one(self, row: Sequence[Any] | None) -> Call | Outcome:
        if row is None:
            return Outcome(failure="unknown_question", final=True)
        question_id, state, field, channel, text, language, number, name, email, phone, *shop = row
        shop_name, shop_email, practice = shop
        if state != "SENT":
            return Outcome({"state": state})
        subject, body = question_letter(field, text, number, language)
        address = link(ANSWER, question_id)
        notice = Notice(f"q{question_id}", subject, body, language, address, name, email, phone, shop_name, shop_email)
        way = notifier_of(channel, practice, notice)
        return partial(_send, way, notice) if way else Outcome(failure="by_hand", final=True)

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """The letter as it went (without its link) is kept with the message."""
        return {
            m.id: Outcome(failure=f"refused: {a.text}"[:200], final=True)
            if isinstance(a, Refused)
            else Outcome(_facts(a))
            for m, a in answers
        }


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

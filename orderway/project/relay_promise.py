"""Topic `promise.moved`: the buyer of an order that waits is told the day, and every other day after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import override, pgettext

from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.kernel.sql import named
from orderway.ports.notice import SUBJECT_CHARS_MAX, Notice
from orderway.project.relay import Call, Outcome, Refused
from orderway.project.relay_words import notifier_of

_sql = named(__file__, "relay_promise.sql")


class Promises:
    """The day an order can be served, by letter; where the buyer cannot be reached, nobody is troubled with that."""

    names = ("promise.moved",)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """The letter of each message that still says what the order says."""
        orders = [m.order_id for m in messages if m.order_id is not None]
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row[1:] for row in cursor.execute(_sql.letters, [orders])}
        return {m.id: _one(m, rows.get(m.order_id)) for m in messages}

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """The letter as it went is kept with the message."""
        found = {}
        for message, answer in answers:
            facts: dict[str, Any] = answer if isinstance(answer, dict) else {"way": "none"}
            found[message.id] = Outcome({"way": "none"} if isinstance(answer, Refused) else facts)
        return found


def _one(message: Taken, row: Sequence[Any] | None) -> Call | Outcome:
    if row is None:
        return Outcome(failure="unknown_order", final=True)
    expected, language, number, name, email, phone, shop_name, shop_email, practice, zone = row
    day = str(message.payload.get("at", ""))
    if day != (expected or ""):
        return Outcome({"state": "overtaken"})
    subject, body = promise_letter(number, day, str(message.payload.get("was", "")), zone, language)
    notice = Notice(f"p{message.id}", subject, body, language, "", name, email, phone, shop_name, shop_email)
    way = notifier_of("email", practice, notice)
    return partial(_send, way, notice) if way else Outcome({"way": "none"})


def _send(way: Any, notice: Notice) -> dict[str, Any]:
    reference = way.send(notice)
    letter = {"subject": notice.subject, "text": notice.text, "language": notice.language}
    return {"way": way.code, "reference": reference, "letter": letter}


def promise_letter(number: str, day: str, was: str, zone: str, language: str) -> tuple[str, str]:
    """Subject and text: the day goods are expected, or that it is open again; in the buyer's language and the shop's
    time."""
    with override("zh-hans" if language.lower().startswith("zh") else "en"):
        subject = pgettext("letter", "When your order %(number)s will leave") % {"number": number}
        if not day:
            text = pgettext("letter", "We cannot name a day for your order at the moment. We will write again.")
        else:
            told = {"day": date_format(datetime.fromisoformat(day).astimezone(ZoneInfo(zone)), "DATE_FORMAT")}
            text = (
                pgettext("letter", "The goods of your order are now expected on %(day)s.")
                if was
                else pgettext("letter", "Part of your order is out of stock. It is expected on %(day)s.")
            ) % told
        return subject[:SUBJECT_CHARS_MAX], text

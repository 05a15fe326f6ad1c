"""Questions of an order as the desk shows them: by which way each goes, whether it has left, whether it arrived."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import pgettext, pgettext_lazy

from orderway.console.action_choices import WAYS
from orderway.console.outgoing.pages import failure_words
from orderway.flow.order import Order
from orderway.kernel.sql import named
from orderway.web.engine import engine
from orderway.web.words import Text

SQL = named(__file__, "order.sql")
SHOWN = ("DRAFT", "SENT", "ANSWERED", "TIMED_OUT")
_WAY_WORDS: dict[str, Text] = dict(WAYS)
_GONE: dict[str, Text] = {
    "DELIVERED": pgettext_lazy("letter", "delivered"),
    "SENT": pgettext_lazy("letter", "sent"),
    "PENDING": pgettext_lazy("letter", "goes out"),
}


class Asked(NamedTuple):
    """One question; `gone` says how far its letter is, `lost` that it did not get there."""

    id: int
    text: str
    state: str
    asked_by: str
    due_at: datetime | None
    way: str
    gone: str
    at: datetime | None
    lost: bool


def questions_of(order: Order) -> list[Asked]:
    """The questions worth showing, each with its letter; nothing is asked of the database where there is none."""
    shown = [question for question in order.questions if question.state in SHOWN]
    if not shown:
        return []
    with engine().connection.cursor() as cursor:
        rows = {row[0]: row[1:] for row in cursor.execute(SQL.letters_of_questions, [order.id])}
    found = []
    for one in shown:
        gone, at, lost = _gone(*rows[one.id]) if one.id in rows else ("", None, False)
        way = str(_WAY_WORDS.get(one.channel, one.channel))
        found.append(Asked(one.id, one.text, one.state, one.asked_by, one.due_at, way, gone, at, lost))
    return found


def _gone(
    state: str, failure: str, sent_at: datetime | None, by_hand: str, text: str, told_at: datetime | None
) -> tuple[str, datetime | None, bool]:
    if by_hand:
        return pgettext("letter", "done by hand: %(who)s") % {"who": by_hand}, sent_at, False
    if state == "FAILED":
        return failure_words(failure), None, True
    if state == "PENDING" and failure:
        return failure_words(failure), None, False
    if text == "DELIVERED":
        return str(_GONE[text]), told_at, False
    return str(_GONE.get(state, state)), sent_at, False

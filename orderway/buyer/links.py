"""The addresses of the buyer's pages. Whoever prints or sends one takes it from here.

A link carries an id and its signature. When it ends follows from the order itself: so a code that was printed on a
slip lives exactly as long as the order matters, and printing it again gives the same code.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from orderway.kernel import links

TRACKING_DAYS = 90
"""How long after its end an order can still be looked at."""
ANSWER_DAYS = 30
"""How long after it was sent a question's page still says what became of it."""
SURVEY_DAYS = 30
"""How long after it was sent a survey can be answered."""


def tracking_path(order_id: int) -> str:
    """The path of an order's tracking page: for slips, letters and labels."""
    return links.signed_path(_keys()[0], links.TRACK, order_id)


def answer_path(question_id: int) -> str:
    """The path under which a question is answered."""
    return links.signed_path(_keys()[0], links.ANSWER, question_id)


def return_path(order_id: int) -> str:
    """The path under which something is sent back."""
    return links.signed_path(_keys()[0], links.RETURN, order_id)


def survey_path(order_id: int) -> str:
    """The path under which an order is judged."""
    return links.signed_path(_keys()[0], links.SURVEY, order_id)


def opened(kind: str, code: str, sign: str) -> int | None:
    """The id behind the two last parts of a path, or None. Links made under an old key still open."""
    for key in _keys():
        number = links.opened(key, kind, code, sign)
        if number is not None:
            return number
    return None


def is_over(ended_at: datetime | None, days: int, now: datetime) -> bool:
    """Whether a link has ended: `days` after what it is about has ended; never before that."""
    return ended_at is not None and now > ended_at + timedelta(days=days)


def _keys() -> list[bytes]:
    return [str(key).encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]

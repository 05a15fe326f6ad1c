"""Practice buyers answer their surveys: some of them, after a while, better where the parcel came in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderway.flow.engine import Engine
from orderway.journey.survey.answers import Judgement, take_answer
from orderway.kernel.chance import between, happens
from orderway.kernel.sql import named

SQL = named(__file__, "voices.sql")
ANSWERING_PERMILLE = 420
ANSWER_HOURS = (2, 40)
WRITING_PERMILLE = 250
"""Of those who answer, so many write some words."""
ANSWERS_AT_ONCE = 500
DAYS_MAX = 60
WORDS = {
    "zh-hans": {
        True: ("很快就到了，包装也好。", "和描述的一样，很满意。", "第二次买了，还会再来。"),
        False: ("比承诺的晚了。", "等了很久，东西还可以。", "快递太慢。"),
    },
    "en": {
        True: ("Arrived early, well packed.", "Just as described.", "Would order again."),
        False: ("Came later than promised.", "Good product, slow delivery.", "Nobody told me it would be late."),
    },
}


def answer_due(engine: Engine, now: datetime, speed: float = 1.0) -> int:
    """Answer the surveys whose buyers have made up their mind by now, at most ANSWERS_AT_ONCE; how many."""
    done = 0
    latest = now - timedelta(hours=ANSWER_HOURS[0]) / speed
    values = {"until": latest, "since": now - timedelta(hours=ANSWER_HOURS[1] + 1)}
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        for order_id, key, sent_at, late, language in cursor.execute(SQL.unanswered, values).fetchall():
            minutes = between(ANSWER_HOURS[0] * 60, ANSWER_HOURS[1] * 60, "survey at", key)
            if not happens(ANSWERING_PERMILLE, "survey", key) or sent_at + timedelta(minutes=minutes) / speed > now:
                continue
            done += take_answer(cursor, order_id, said(key, late, language), now, DAYS_MAX)
            if done >= ANSWERS_AT_ONCE:
                break
    return done


def said(key: str, late: bool, language: str) -> Judgement:
    """What the buyer of an order says; the same in every installation."""
    words = WORDS["zh-hans" if language.startswith("zh") else "en"][not late]
    text = (
        words[between(0, len(words) - 1, "survey text", key)] if happens(WRITING_PERMILLE, "survey says", key) else ""
    )
    return Judgement(
        product=between(3, 5, "survey product", key),
        delivery=between(1, 3, "survey delivery", key) if late else between(4, 5, "survey delivery", key),
        service=between(2, 4, "survey service", key) if late else between(3, 5, "survey service", key),
        text=text,
    )

"""Taking in what a buyer says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.journey.survey.send import SQL
from orderway.kernel.limits import TEXT_CHARS_MAX

SCORES = range(1, 6)
QUESTIONS = ("product", "delivery", "service")


class Judgement(msgspec.Struct, frozen=True):
    """Three scores from 1 (bad) to 5 (very good), and words."""

    product: int
    delivery: int
    service: int
    text: str = ""


def take_answer(cursor: Any, order_id: int, said: Judgement, now: datetime, days: int) -> bool:
    """Keep a buyer's judgement; False where it was given already, was never asked for, or was asked more than `days`
    ago. ValueError for a score out of range."""
    for name in QUESTIONS:
        if getattr(said, name) not in SCORES:
            raise ValueError(f"{name} is not a score: {getattr(said, name)}")
    values = {**msgspec.structs.asdict(said), "order": order_id, "now": now, "since": now - timedelta(days=days)}
    cursor.execute(SQL.answer, {**values, "text": said.text.replace("\x00", "").strip()[:TEXT_CHARS_MAX]})
    return bool(cursor.rowcount == 1)


def erase_answers(cursor: Any, order_ids: Sequence[int]) -> int:
    """Empty the words of these orders' surveys; the scores stay. How many there were."""
    return int(cursor.execute(SQL.erase, [list(order_ids)]).rowcount)

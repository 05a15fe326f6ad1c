"""What a question to the buyer begins with."""

from __future__ import annotations

from datetime import UTC, datetime

from orderway.console.asking import first
from orderway.flow.order import Hold, Order, Question

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def held(*reasons: str, asked: str = "") -> Order:
    holds = [Hold(at, 1, reason, "OPEN", ["release"], "service", NOW, None, {}) for at, reason in enumerate(reasons, 1)]
    questions = [Question(9, 1, "TIMED_OUT", asked, "", "platform", "?", "en", "sam")] if asked else []
    return Order(1, 1, "A1", "A1", NOW, NOW, "CNY", stage="review", total_minor=0, holds=holds, questions=questions)


def test_the_cause_is_asked_about_and_not_the_silence_of_the_buyer() -> None:
    assert first(held("no_answer", "house_number_missing", asked="address")) == {"field": "address"}


def test_what_was_asked_last_is_asked_again_where_only_silence_holds() -> None:
    assert first(held("no_answer", asked="phone")) == {"field": "phone"}
    assert first(held()) == {"field": "address"}

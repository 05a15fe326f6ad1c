"""What was done again and again stands once."""

from datetime import UTC, datetime
from typing import Any

from orderway.console.timeline import together


def entry(hour: int, text: str = "Waits", who: str = "Orderway", **more: Any) -> dict[str, Any]:
    """An entry of the timeline at this hour."""
    return {"actor": "machine", "who": who, "text": text, "at": at(hour), "tone": "", **more}


def at(hour: int) -> datetime:
    """That hour of one day."""
    return datetime(2026, 11, 22, hour, tzinfo=UTC)


def test_the_same_on_end_stands_once_with_how_often_and_since_when() -> None:
    assert together([entry(9), entry(6, changes=[]), entry(3, note="")]) == [{**entry(9), "many": 3, "first": at(3)}]


def test_what_somebody_else_did_or_what_stands_between_parts_them() -> None:
    told = [entry(9), entry(8, who="sam"), entry(7), entry(6, text="Note"), entry(5)]
    assert together(told) == told


def test_each_difference_is_shown() -> None:
    told = [entry(9, changes=[{"field": "City", "before": "杭州", "after": "苏州"}]), entry(8)]
    assert together(told) == told

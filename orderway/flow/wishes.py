"""Special wishes of a buyer: what was agreed about each, and whether it was done before the parcel left. Pure.

What the buyer wished stands in `Order.wishes`; what became of it in `Order.extra["wish_answers"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orderway.flow.order import Order

ANSWERS = "wish_answers"
"""Key in `Order.extra`: wish to {state, text, by, at, done_by, done_at}."""
AGREED, NOT_POSSIBLE, ALTERNATIVE = STATES = ("agreed", "not_possible", "alternative")
DATE, WINDOW, LOCKER, GIFT, INVOICE = "delivery_date", "time_window", "locker", "gift_message", "invoice"
KINDS = (DATE, WINDOW, LOCKER, GIFT, INVOICE)
FOR_CARRIER = (DATE, WINDOW, LOCKER)
"""Wishes that the carrier must know."""
IN_THE_BOX = (DATE, WINDOW, LOCKER, GIFT)
"""Wishes that somebody at the packing table carries out; an invoice has a queue of its own."""


def answer_of(order: Order, wish: str) -> dict[str, Any]:
    """What became of a wish; an empty one where nobody has answered it."""
    found: dict[str, Any] = order.extra.get(ANSWERS, {}).get(wish, {})
    return found


def put(order: Order, wish: str, answer: Mapping[str, Any]) -> None:
    """Keep what became of a wish."""
    order.extra = {**order.extra, ANSWERS: {**order.extra.get(ANSWERS, {}), wish: dict(answer)}}


def granted(wishes: Mapping[str, str], answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What warehouse and carrier are to do: agreed wishes as they were, alternatives in their own words."""
    found = {}
    for wish, answer in answers.items():
        if answer.get("state") in (AGREED, ALTERNATIVE):
            found[wish] = str(answer.get("text") or wishes.get(wish, ""))
    return found


def told(wishes: Mapping[str, str], answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Wishes as papers say them: those not answered as they were, granted ones as agreed, refused ones not at all."""
    return {wish: text for wish, text in wishes.items() if wish not in answers} | granted(wishes, answers)


def unticked(order: Order) -> list[str]:
    """Wishes that were granted and that nobody has ticked off yet."""
    answers = order.extra.get(ANSWERS)
    if not answers:
        return []
    return [w for w in granted(order.wishes, answers) if w in IN_THE_BOX and not answers[w].get("done_at")]


def tick(order: Order, done: Iterable[str], by: str, at: str) -> None:
    """Tick off granted wishes that were carried out."""
    if ANSWERS in order.extra:
        for wish in unticked(order):
            if wish in done:
                put(order, wish, {**answer_of(order, wish), "done_by": by, "done_at": at})

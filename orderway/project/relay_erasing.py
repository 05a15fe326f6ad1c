"""Erasing: what stands of a buyer outside the order's own rows, emptied by the owners of each store, with a proof."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from orderway.flow import erasing
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.history import log
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.journey.intake.forget import erase_messages
from orderway.journey.survey.answers import erase_answers
from orderway.project.relay import Call, Outcome

ERASER = Actor("erasure", "machine")


class Erasing:
    """Topic `erase`: one order at a time, so that the proof says what was erased of this buyer."""

    names = (erasing.TOPIC,)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> dict[int, Call | Outcome]:
        """Nothing is asked outside."""
        return {message.id: partial(int, message.order_id or 0) for message in messages}

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """Empty the stores and note the proof in the order's history. Done twice, it finds nothing more."""
        outcomes = {}
        for message, _answer in answers:
            counts = _erase(engine, message.order_id or 0)
            run(engine, COMMANDS["buyer_erased"], [Target(message.order_id or 0)], counts, ERASER)
            outcomes[message.id] = Outcome(counts)
        return outcomes


def _erase(engine: Engine, order_id: int) -> dict[str, int]:
    ids = [order_id]
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        emptied, left = erase_messages(cursor, ids)
        return {
            "messages": emptied,
            "left": left,
            "letters": log.forget_orders_messages(cursor, ids),
            "surveys": erase_answers(cursor, ids),
            **erasing.forget_words(cursor, ids),
        }

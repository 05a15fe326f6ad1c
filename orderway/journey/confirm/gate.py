"""The gate that waits for the buyer's answer."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.flow.gate import Verdict
from orderway.flow.order import Order
from orderway.flow.world import World

OPEN_STATES = ("DRAFT", "SENT", "ANSWERED")


class ConfirmGate:
    """Waits while a question is open; the deadline of the nearest one wakes the order."""

    name = "confirm"

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """Pass without an open question, wait for the answer otherwise."""
        verdicts = []
        for order in orders:
            open_questions = [q for q in order.questions if q.state in OPEN_STATES]
            if not open_questions:
                verdicts.append(Verdict())
                continue
            until = min((q.due_at for q in open_questions if q.due_at and q.due_at > world.now), default=None)
            verdicts.append(Verdict({"questions": [q.field for q in open_questions]}, waits_for="answer", until=until))
        return verdicts

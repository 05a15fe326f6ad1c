"""A gate: a pure function that sees the order and the world and answers pass, hold or wait, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from orderway.flow.order import Order
from orderway.flow.world import World


class Raise(msgspec.Struct, frozen=True, gc=False):
    """A hold to be raised: a reason of `lifecycle.reasons`, the facts that make it so, the line if only one is
    meant."""

    reason: str
    facts: dict[str, Any] = {}
    line_id: int | None = None


REORDERED = "reordered"
"""Key in `World.memo`: a gate changed the priority of orders."""
SEEN = "seen"
"""Key of a hold's facts for what moves by itself: a released hold does not come back because of it."""


def same_cause(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two holds of a reason have the same cause: their facts are equal but for what moves by itself."""
    if one == other:
        return True
    if SEEN not in one and SEEN not in other:
        return False
    return {k: v for k, v in one.items() if k != SEEN} == {k: v for k, v in other.items() if k != SEEN}


class Verdict(msgspec.Struct, gc=False):
    """What a gate answers. With `waits_for` the order stays before the gate; holds let it pass as far as they block.

    `until` is when to look again at the latest; None: only the event that is waited for wakes the order.
    """

    evidence: dict[str, Any] = {}
    holds: list[Raise] = []
    waits_for: str = ""
    until: datetime | None = None


PASS = Verdict()


class Gate(Protocol):
    """One step of the journey. `decide_all` sees a batch together, in the order in which it may take stock."""

    name: str

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """One verdict an order, in their sequence; may take stock in `world` and change the orders' buckets."""
        ...

"""What a gateway said when a payment was read again, as a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orderway.flow import change, verifying
from orderway.flow.advance import hold_of
from orderway.flow.command import Args, Command, Scene
from orderway.flow.gate import Raise
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal

PAYMENTS_MAX = 20
"""Payments of one order that are read again."""


def gateway_word(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The gateways were asked: `told`, a list of payments as `flow.verifying.difference` takes them. What does not fit
    holds the order; empty: nobody could be asked, and it stays waiting until the shop's policy decides."""
    told: list[Mapping[str, Any]] = [one for one in args.get("told") or [] if isinstance(one, Mapping)][:PAYMENTS_MAX]
    if not told:
        change.note(order, "gateway_word", "unasked")
        return None
    found = [facts for one in told if (facts := verifying.difference(order, one)) is not None]
    verifying.hear(order, scene.world.now)
    change.note(order, "gateway_word", "differs" if found else "right", payments=len(told))
    for facts in found:
        known = any(h.reason == verifying.DIFFERS and h.facts == facts for h in order.holds)
        if not known:
            raised = Raise(verifying.DIFFERS, facts)
            order.holds.append(hold_of(order, raised, scene.actor.name, scene.world, scene.ids))
    return None


COMMANDS = (Command("gateway_word", "payment.record", gateway_word, {"told": "payments"}, bulk=False),)

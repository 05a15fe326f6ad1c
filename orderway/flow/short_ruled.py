"""What is to become of an order that is short: decided before, by a rule of kind `shortage`, by the shop. Pure."""

from __future__ import annotations

from orderway.flow.judging import judge
from orderway.flow.order import Order
from orderway.flow.world import World

ASK = "ask"
_DECIDED = "shortage"


def policy_of(order: Order, world: World) -> str:
    """The decision, else what the first row that fires says, else the shop's policy; `ask` where a table failed."""
    decided = order.extra.get(_DECIDED)
    if decided:
        return str(decided)
    for said in judge("shortage", [order], world).get(order.id, ()):
        if said.failed:
            return ASK
        if said.fired:
            return str(said.fired[0].outputs["choice"])
    return world.refs.shops[order.shop_id].policy.shortage

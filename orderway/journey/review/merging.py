"""Which of the orders that pass the review together leave in one box. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow import travel
from orderway.flow.gate import Raise, Verdict
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.kernel.ids import Ids

OFFERED_MAX = 20
"""Other orders that one hold names."""


def merge(orders: Sequence[Order], verdicts: Sequence[Verdict], world: World, ids: Ids) -> list[Verdict]:
    """The verdicts, changed where orders of one buyer and address may travel together.

    By policy they do so by themselves (who still waits for its buffer comes along), or a hold asks.
    """
    found = list(verdicts)
    groups: dict[int, list[int]] = {}
    for at, order in enumerate(orders):
        if order.merge_key is not None:
            groups.setdefault(order.merge_key, []).append(at)
    for key, places in groups.items():
        passing = [at for at in places if _passes(found[at]) and travel.seeks(orders[at], world)]
        for at in passing:
            policy = world.refs.shops[orders[at].shop_id].policy
            if policy.merge == travel.PROPOSE:
                others = {orders[one].id for one in places if one != at}
                others.update(world.facts.get("alike", {}).get(key, []))
                if others:
                    offer = Raise("merge_offer", {"orders": sorted(others)[:OFFERED_MAX]})
                    found[at] = Verdict(found[at].evidence, [*found[at].holds, offer])
        if passing and world.refs.shops[orders[passing[0]].shop_id].policy.merge == travel.AUTO:
            _merge(orders, found, passing, places, world, ids)
    return found


def _passes(verdict: Verdict) -> bool:
    return not verdict.waits_for and not verdict.holds


def _merge(
    orders: Sequence[Order], found: list[Verdict], passing: list[int], places: list[int], world: World, ids: Ids
) -> None:
    """The first that passes takes along whom it may, in the order of payment, as far as the shop's caps go."""
    fair = sorted(places, key=lambda at: (at not in passing, orders[at].paid_at or orders[at].placed_at, orders[at].id))
    first = orders[fair[0]]
    policy = world.refs.shops[first.shop_id].policy
    inside: list[int] = []
    reasons: dict[str, Any] = {}
    for at in fair:
        waits = not _passes(found[at]) and not (found[at].waits_for == "buffer" and not found[at].holds)
        why = "held" if waits else _why_not(orders[at], first, [orders[one] for one in inside], world)
        if why:
            reasons[str(orders[at].id)] = why
        else:
            inside.append(at)
    together = [orders[at] for at in inside]
    if len(together) < 2:
        return
    place = travel.common_place(together, world)
    if place is None or policy.merge != travel.AUTO:
        return
    travel.join(together, place, world, ids)
    for at in inside:
        merged: dict[str, Any] = {"merged": [one.id for one in together], "at": world.refs.warehouses[place].code}
        found[at] = Verdict({**found[at].evidence, **merged, **({"apart": reasons} if reasons else {})})


def _why_not(order: Order, first: Order, inside: Sequence[Order], world: World) -> str:
    if travel.APART in order.extra:
        return "kept_apart"
    policy = world.refs.shops[first.shop_id].policy
    why = travel.why_not(order, world) or ("" if order is first else travel.why_not_with(order, first, world))
    return why or travel.why_too_much([*inside, order], policy)

"""Taking a way out of a shortage without anybody, where the shop's policy or a rule of kind `shortage` says so."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.flow import reading
from orderway.flow.choice import CANCEL, CANCEL_SHORT, SUBSTITUTE, Choice
from orderway.flow.command import Actor, Command, Target, run
from orderway.flow.engine import Engine
from orderway.flow.order import Order
from orderway.flow.short_ruled import ASK, policy_of
from orderway.flow.short_supply import look
from orderway.flow.world import World
from orderway.kernel import clock
from orderway.kernel.sql import named

CHEAPEST = "cheapest"
TAKEN = (SUBSTITUTE, CANCEL_SHORT, CHEAPEST)
"""Policies that need to know the goods: carried out here, minutes after the gate; the gate does the others."""
BY_POLICY = "policy"
ORDERS_AT_ONCE = 200
MACHINE = Actor("machine", "machine")
_sql = named(__file__, "short_policy.sql")


def chosen(policy: str, ways: Sequence[Choice]) -> str:
    """What a policy takes of the ways found, the best first; `ask` where what it wants is not offered. Pure.

    Nothing that a platform punishes is ever taken by a machine; `cheapest` does not cancel.
    """
    fit = [one for one in ways if one.whole and not one.punished]
    if policy != CHEAPEST:
        return policy if any(one.kind == policy for one in fit) else ASK
    known = [one for one in fit if one.kind not in (CANCEL, CANCEL_SHORT) and one.total_minor is not None]
    return known[0].kind if known else ASK


def decide_by_policy(engine: Engine, decide: Command, limit: int = ORDERS_AT_ONCE) -> int:
    """Decide orders of shops whose policy or rules take a way by themselves; how many. `decide`: `decide_shortage`."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        reading.refresh(engine.references, cursor)
        from_shops = _shops(engine)
        if not from_shops:
            return 0
        wanted = [row[0] for row in cursor.execute(_sql.undecided, {"shops": from_shops, "limit": limit}).fetchall()]
    if not wanted:
        return 0
    orders: list[Order] = engine.transact("look", lambda batch: batch.load(sorted(wanted)))
    world = World(clock.now(), engine.references)
    mine = {order.id: policy for order in orders if (policy := policy_of(order, world)) in TAKEN}
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        ways = look(cursor, engine.references, [order for order in orders if order.id in mine], world)
    targets = [Target(key, args={"choice": chosen(mine[key], ways.get(key, []))}) for key in wanted if key in mine]
    results = run(engine, decide, targets, {"consent": BY_POLICY}, MACHINE)
    missed = [Target(one.order_id) for one in results if one.refusal is not None]
    if missed:
        run(engine, decide, missed, {"choice": ASK}, MACHINE)
    return len(targets)


def _shops(engine: Engine) -> list[int]:
    """The shops that decide by themselves, by policy or by a table."""
    refs = engine.references
    now = clock.now()
    return [
        shop.id
        for shop in refs.shops.values()
        if shop.policy.shortage in TAKEN or (refs.rules and refs.rules_at("shortage", shop.id, now))
    ]

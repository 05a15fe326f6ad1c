"""Trying a command without doing it: the deed on a copy in memory says what would refuse it, nothing is saved."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from orderway.flow import reading, tables
from orderway.flow.batch import Batch
from orderway.flow.command import Actor, Scene
from orderway.flow.engine import Engine
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.kernel import clock
from orderway.kernel.errors import IllegalMove, Refusal
from orderway.kernel.ids import Ids
from orderway.web.engine import commands, engine

TRIED_MAX = 500
"""Orders that a preview tries; of more it says that they were not tried."""


def refusals(order: Order, wanted: Sequence[tuple[str, Mapping[str, Any]]], actor: Actor) -> list[Refusal | None]:
    """What each of these commands (name, arguments) would answer to this order; None where it would be done."""
    made = engine()
    answers = []
    with made.connection.cursor() as cursor:
        batch = _batch(made, cursor, [order])
        world = batch.world
        for name, args in wanted:
            batch.orders, batch.world, batch.outgoing = [_copied(order)], _as_it_was(world), []
            scene = Scene(batch.world, batch.ids, actor, made.hash_key, batch)
            answers.append(_answer(name, batch.orders[0], args, scene))
    return answers


def tried(name: str, orders: Sequence[Order], args: Mapping[str, Any], actor: Actor) -> list[Refusal | None]:
    """What a command would answer to each of these orders, taken one after the other."""
    made = engine()
    with made.connection.cursor() as cursor:
        batch = _batch(made, cursor, orders)
        scene = Scene(batch.world, batch.ids, actor, made.hash_key, batch)
        return [_answer(name, order, args, scene) for order in batch.orders[: len(orders)]]


def _batch(made: Engine, cursor: Any, orders: Sequence[Order]) -> Batch:
    reading.refresh(made.references, cursor)
    batch = Batch(cursor, clock.now(), made.references, Ids(_no_block))
    batch.orders = [_copied(order) for order in orders]
    batch.see_needs()
    return batch


def _copied(order: Order) -> Order:
    """The order with copies of its parts. Their JSON values are shared: commands replace those, never change them."""
    made = copy.copy(order)
    made.person = copy.copy(order.person)
    for name in (*tables.CHILDREN, *tables.SELDOM, *tables.APPENDED):
        setattr(made, name, [copy.copy(part) for part in getattr(order, name)])
    made.steps = list(order.steps)
    return made


def _as_it_was(world: World) -> World:
    """The same world for another deed: what one takes from it, the next one finds again."""
    again = World(world.now, world.refs)
    again.stock.update((sku, dict(places)) for sku, places in world.stock.items())
    again.rows, again.waiting, again.load = list(world.rows), dict(world.waiting), dict(world.load)
    again.see_fences(copy.copy(fence) for kept in world.fences.values() for fence in kept)
    return again


def _answer(name: str, order: Order, args: Mapping[str, Any], scene: Scene) -> Refusal | None:
    try:
        return commands()[name].deed(order, args, scene)
    except IllegalMove:
        return Refusal("not_in_this_state", {"status": order.status})


def _no_block() -> int:
    """Ids of things that are never saved."""
    return 0

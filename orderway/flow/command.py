"""Commands: what a person, a scanner, a carrier or a timer wants of some orders. One or ten thousand, the same code.

Each order gets its own answer; a refusal has changed nothing of its order. Permission is asked before
(`web.permissions`),
state and version here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec
from psycopg import errors as pg

from orderway.flow.batch import Batch
from orderway.flow.booking import SerialTaken
from orderway.flow.engine import Engine
from orderway.flow.order import Order
from orderway.flow.warehouse import elsewhere
from orderway.flow.world import World
from orderway.kernel.errors import Refusal, TooMany
from orderway.kernel.ids import Ids
from orderway.kernel.limits import BATCH_ORDERS_MAX, COMMAND_ORDERS_MAX

log = logging.getLogger(__name__)

IN_A_WAREHOUSE = "warehouse."
"""Permissions of what is done within a warehouse begin so."""
TAKEN = {"parcel_by_tracking": "number_taken"}
"""Unique keys over all orders, with the refusal of whoever comes second."""


class Actor(NamedTuple):
    """Who wants it. `kind`: person, machine, warehouse, carrier, channel, api, buyer."""

    name: str
    kind: str = "person"
    roles: tuple[str, ...] = ()
    shop_ids: tuple[int, ...] = ()
    """The shops they are limited to; empty: all."""
    warehouse_ids: tuple[int, ...] = ()
    """The warehouses they are limited to; empty: all."""

    def may(self, roles: Iterable[str]) -> bool:
        """Whether the actor has one of the roles; machines act by rule and have them all."""
        return self.kind == "machine" or any(role in self.roles for role in roles)

    def may_shop(self, shop_id: int) -> bool:
        """Whether orders of a shop are the actor's to touch."""
        return not self.shop_ids or shop_id in self.shop_ids


class Scene(NamedTuple):
    """What a deed may use besides its order: the world, ids, who acts, the key of hashes, the batch for outgoing
    messages."""

    world: World
    ids: Ids
    actor: Actor
    hash_key: bytes
    batch: Batch


Args = Mapping[str, Any]
Deed = Callable[[Order, Args, Scene], Refusal | None]


class Command(NamedTuple):
    """A named deed. `permission` is looked up in the table of roles; `args` describes what it takes, for forms and
    the API."""

    name: str
    permission: str
    deed: Deed
    args: dict[str, str] = {}
    bulk: bool = True
    """Whether it makes sense for many orders at once."""
    needs: tuple[str, ...] = ()
    """What a machine must say, one of them at least: forgotten, more would be destroyed than was meant."""


class Target(msgspec.Struct):
    """One order to act on; `version` refuses when somebody changed it since; `args` stand above the command's own."""

    order_id: int
    version: int | None = None
    args: dict[str, Any] = {}


class Result(msgspec.Struct):
    """What came of it for one order."""

    order_id: int
    done: bool
    refusal: Refusal | None = None
    version: int = 0
    status: str = ""
    standing: str = ""


def run(engine: Engine, command: Command, targets: Sequence[Target], args: Args, actor: Actor) -> list[Result]:
    """Carry out a command on its targets in batches; a result per target, in their sequence.

    Several targets of one order (two parcels) are carried out one after the other in one batch. TooMany over the limit.
    """
    if len(targets) > COMMAND_ORDERS_MAX:
        raise TooMany(f"{len(targets)} orders, at most {COMMAND_ORDERS_MAX}")
    results: list[Result] = []
    for start in range(0, len(targets), BATCH_ORDERS_MAX):
        chunk = targets[start : start + BATCH_ORDERS_MAX]
        results += _in_one(engine, command, chunk, args, actor)
    return results


def _in_one(engine: Engine, command: Command, targets: Sequence[Target], args: Args, actor: Actor) -> list[Result]:
    """The targets in one transaction; one by one where something of one of them is taken already in another order, or
    would cross a bound that the tables keep."""
    try:
        return engine.transact("command", partial(_carry_out, engine, command, targets, args, actor))
    except SerialTaken:
        if len(targets) == 1:
            return [Result(targets[0].order_id, False, Refusal("serial_taken"))]
    except pg.UniqueViolation as taken:
        code = TAKEN.get(taken.diag.constraint_name or "")
        if code is None:
            raise
        if len(targets) == 1:
            return [Result(targets[0].order_id, False, Refusal(code))]
    except pg.CheckViolation as crossed:
        if len(targets) == 1:
            rule = crossed.diag.constraint_name or ""
            log.warning("%s of order %d would cross %s; nothing was changed", command.name, targets[0].order_id, rule)
            return [Result(targets[0].order_id, False, Refusal("beyond_bounds", {"rule": rule}))]
    return [result for target in targets for result in _in_one(engine, command, [target], args, actor)]


def _done(command: Command, order: Order, args: Args, scene: Scene) -> Refusal | None:
    mine = scene.actor.warehouse_ids
    if mine and command.permission.startswith(IN_A_WAREHOUSE) and elsewhere(order, args, mine):
        return Refusal("out_of_scope")
    return command.deed(order, args, scene)


def _carry_out(
    engine: Engine, command: Command, targets: Sequence[Target], args: Args, actor: Actor, batch: Batch
) -> list[Result]:
    orders = {order.id: order for order in batch.load(sorted({t.order_id for t in targets}))}
    batch.see_needs()
    scene = Scene(batch.world, engine.ids, actor, engine.hash_key, batch)
    results = []
    for target in targets:
        order = orders.get(target.order_id)
        if order is None:
            results.append(Result(target.order_id, False, Refusal("unknown_order")))
        elif target.version is not None and target.version != order.version:
            results.append(Result(order.id, False, Refusal("changed_since", {"version": order.version}), order.version))
        else:
            refusal = _done(command, order, {**args, **target.args}, scene)
            results.append(Result(order.id, refusal is None, refusal, order.version))
    engine.advance(batch)
    batch.save(actor.name, command.name)
    for result in results:
        if result.order_id in orders:
            order = orders[result.order_id]
            result.version, result.status, result.standing = order.version, order.status, order.standing
    return results

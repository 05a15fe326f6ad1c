"""Deciding again: a run record back into orders and a world, and the same `advance` over them. Nothing is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple

import msgspec

from orderway.flow.advance import advance
from orderway.flow.gate import Gate
from orderway.flow.order import Order, Person
from orderway.flow.record import FORMAT, KEPT, SAID, Kept, outcome_sum, steps_sum, stock_rows
from orderway.flow.reference import References, SkuInfo
from orderway.flow.settle import GATES
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.stock.fences import Fence

GATES_SET = frozenset(GATES)
BEYOND = 1 << 60
"""Ids that only replay gives out begin here; none of ours comes near."""

GatesOf = Callable[[Ids], Sequence[Gate]]
Record = Mapping[str, Any]


class Past(NamedTuple):
    """A batch as it stood before it was decided."""

    orders: list[Order]
    world: World
    ids: Ids
    steps: list[int]
    """How many steps each order had already."""
    sums: list[int]
    """What was decided then, by `record.outcome_sum`."""


def is_complete(record: Record) -> bool:
    """Whether a record holds all that deciding again needs; those of early releases do not."""
    return record.get("format") == FORMAT


def before_the_warehouse(record: Record) -> bool:
    """Whether any order of a record still had something for the gates to decide; what warehouses and carriers report
    of the others decides nothing."""
    stages = record["orders"]["orders"]
    stage = stages["each"].get("stage") or [stages["same"].get("stage")]
    if not GATES_SET.isdisjoint(stage):
        return True
    lines = record["orders"].get("lines", {"each": {}, "same": {}})
    return any(
        name in lines["each"] or name in lines["same"] for name in ("open", "promised", "backordered", "allocated")
    )


def rebuild(record: Record, refs: References) -> Past:
    """The batch of a record, over reference data filled from its snapshot (or changed since, for a trial)."""
    infos = _skus(record["skus"])
    refs.skus = {info.id: info for info in infos}
    refs.codes = {info.code: info.id for info in infos}
    refs.listings = {(shop, listing or sku): found for shop, listing, sku, found in record.get("listings", ())}
    orders = _orders(record)
    for order, alike in zip(orders, record.get("alike") or repeat(0), strict=False):
        order.person = Person(
            order.id,
            country=order.country,
            province=order.province,
            city=order.city,
            phone_hash=alike or None,
        )
    steps = record["steps"]
    many = len(orders)
    return Past(
        orders,
        _world(record, refs),
        Ids.again(record["ids"], BEYOND),
        [steps] * many if isinstance(steps, int) else list(steps),
        list(record["sums"]),
    )


def _skus(packed: Mapping[str, Any]) -> list[SkuInfo]:
    many, same = packed["rows"], {**packed["same"], "name": ""}
    names = list(packed["each"])
    rows = zip(*packed["each"].values(), strict=True) if names else repeat((), many)
    return [SkuInfo(**same, **dict(zip(names, row, strict=True))) for row in rows]


def _orders(record: Record) -> list[Order]:
    kept = record["orders"]
    orders: list[Order] = _structs(KEPT["orders"], kept["orders"])
    for name, counts in record["counts"].items():
        each = iter([counts] * len(orders) if isinstance(counts, int) else counts)
        order_ids = chain.from_iterable(repeat(order.id, next(each)) for order in orders)
        parts = iter(_structs(KEPT[name], kept[name], order_ids))
        lists = [counts] * len(orders) if isinstance(counts, int) else counts
        for order, many in zip(orders, lists, strict=True):
            getattr(order, name).extend([next(parts) for _ in range(many)])
    return orders


def _structs(kept: Kept, columns: Mapping[str, Any], order_ids: Any = None) -> list[Any]:
    """The structs of a packed table; what was not kept is the default, or empty."""
    many = columns["rows"]
    same, each = columns["same"], columns["each"]
    values: list[Any] = []
    for column in kept.table.columns:
        name = column.name
        if name == "order_id" and order_ids is not None:
            values.append(order_ids)
        elif name in ("buyer_note", "seller_note"):
            lengths = each.get(name) or repeat(same.get(name, 0), many)
            values.append([SAID * (length or 0) for length in lengths])
        elif name in each:
            values.append(each[name])
        elif name in same:
            values.append(repeat(same[name], many))
        else:
            default = kept.defaults.get(name, msgspec.NODEFAULT)
            values.append(repeat(_EMPTY[column.pg_type] if default is msgspec.NODEFAULT else default, many))
    return [kept.table.struct(*row) for row in zip(*values, strict=True)] if many else []


_EMPTY: dict[str, Any] = {"text": "", "bigint": 0, "boolean": False, "jsonb": {}, "text[]": [], "timestamptz": None}
"""What stands for a column that is not kept and has no default."""


def _world(record: Record, refs: References) -> World:
    world = World(record["now"], refs)
    world.past = True
    world.see_rows(list(stock_rows(record["stock"])))  # type: ignore[arg-type]
    for sku, place, free in record.get("free", ()):
        world.stock.setdefault(sku, {})[place] = free
    world.see_fences(Fence(*row) for row in record.get("fences", ()))
    world.demand_change.update(record.get("demand", {}))
    world.gifts.update({rule: (units, cap) for rule, (units, cap) in record.get("gifts", {}).items()})
    world.waiting.update(record.get("waiting", {}))
    world.load.update(record.get("load", {}))
    world.busy.update(record.get("busy", {}))
    if record.get("facts"):
        world.facts.update(msgspec.msgpack.decode(record["facts"], strict=False))
    world.findings.update({(what, order_id): found for what, order_id, found in record.get("findings", ())})
    return world


def decide(past: Past, gates_of: GatesOf) -> list[Order]:
    """The orders of the batch, decided; their steps are those that `advance` added (the earlier ones are not kept)."""
    advance(past.orders, past.world, gates_of(past.ids), past.ids)
    return past.orders


def differing(past: Past) -> list[int]:
    """After `decide`: the orders that were decided otherwise then, by id; an empty list is an exact replay."""
    return [
        order.id
        for order, then in zip(past.orders, past.sums, strict=True)
        if outcome_sum(order, steps_sum(order)) != then
    ]

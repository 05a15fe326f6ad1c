"""The run record of a batch: what it was decided on, so that it can be decided again bit for bit. No personal data.

Tables are kept by column: a column that is the same in all rows is one value, and none at all where that is the
struct's default. Texts are kept only where they are codes that decisions look at (`TEXTS_KEPT`); of remarks the
length. What a gate needs of a person it asks through `World.of_person`, whose answers stand in the record.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from orderway.flow import tables
from orderway.flow.order import Order
from orderway.flow.reference import References, SkuInfo
from orderway.flow.world import World
from orderway.kernel.rows import Column, Table

FORMAT = 2
"""Of the record; 1 had no orders."""
SAID = "·"
"""Stands for a text that was there and is not kept."""
DECIDING = ("flow", "journey", "kernel", "lifecycle", "places", "rules", "solvers")
"""Packages whose code decides."""
TEXTS_KEPT: Mapping[str, frozenset[str]] = {
    "orders": frozenset(
        "currency stage origin country province city payment_state payment_method status waits_for language "
        "approved_by edited_by".split()
    ),
    "order_line": frozenset(("listing", "sku_code", "added_by")),
    "hold": frozenset(("reason", "state", "blocks", "owner_role", "facts", "raised_by")),
    "question": frozenset(("state", "field", "reason", "default_action")),
    "reservation": frozenset(("state",)),
    "fulfilment": frozenset(("state", "stopped_from")),
    "parcel": frozenset(("state",)),
    "payment": frozenset(("kind", "method")),
    "refund": frozenset(("kind", "state")),
    "return_case": frozenset(("state", "kind")),
}
"""Columns of texts, lists and JSON by table that decisions look at; all others are left out. Codes only."""
EXTRA_TEXTS_KEPT = frozenset(
    "barred shortage units_told cancel_asked travels live_room live_host ticked card coupons member_level".split()
)
"""Keys of `Order.extra` whose texts are ours; elsewhere only figures and what is there are kept."""
WISHES_KEPT = frozenset(("delivery_date",))
FIGURE_MAX = 10**9
"""A figure beyond it may be a phone number."""
FOLLOWING = frozenset(("partially", "due_at", "line_count", "event_seq", "received_at", "closed_at"))
"""Columns of orders that follow from others and that no gate looks at."""
_PLAIN = ("bigint", "boolean", "timestamptz", "bigint[]")

Packed = dict[str, Any]
_encoder = msgspec.msgpack.Encoder()
_encode = _encoder.encode


class Before(NamedTuple):
    """The batch as it stood before `advance`."""

    rows: dict[str, list[tuple[Any, ...]]]
    steps: list[int]
    """How many steps each order had."""
    counts: dict[str, list[int]]
    free: list[tuple[int, int, int]]
    demand: dict[int, int]
    facts: bytes
    alike: list[int]
    fences: list[tuple[Any, ...]]
    unmatched: list[tuple[int, int]]


def extra_kept(extra: Mapping[str, Any]) -> dict[str, Any]:
    """What decisions may look at of `Order.extra`: figures, our own keys, and that a text was there."""
    return {key: value if key in EXTRA_TEXTS_KEPT else _silenced(value) for key, value in extra.items()}


def _silenced(value: Any) -> Any:
    if isinstance(value, str):
        return SAID if value else ""
    if isinstance(value, dict):
        return {str(at): _silenced(each) for at, each in enumerate(value.values())}
    if isinstance(value, list):
        return [_silenced(each) for each in value]
    if isinstance(value, int):
        return value if abs(value) < FIGURE_MAX else 0
    return value if value is None else 0


def _wishes_kept(wishes: Mapping[str, str]) -> dict[str, str]:
    return {key: value if key in WISHES_KEPT else SAID for key, value in wishes.items()}


_SPECIAL = {
    ("orders", "buyer_note"): "len(r.buyer_note)",
    ("orders", "seller_note"): "len(r.seller_note)",
    ("orders", "wishes"): "wishes(r.wishes) if r.wishes else r.wishes",
    ("orders", "extra"): "extra(r.extra) if r.extra else r.extra",
    ("hold", "note"): "r.note if r.note == 'cause_gone' else ''",
}


class Kept:
    """What is kept of one table: its columns, and how a struct becomes their values."""

    def __init__(self, table: Table[Any]) -> None:
        self.table = table
        self.columns: list[Column] = [column for column in table.columns if self._wanted(column)]
        self.names = [column.name for column in self.columns]
        values = ", ".join(_SPECIAL.get((table.name, name), f"r.{name}") for name in self.names)
        scope = {"wishes": _wishes_kept, "extra": extra_kept}
        self.row: Callable[[Any], tuple[Any, ...]] = eval(f"lambda r: ({values},)", scope)  # noqa: S307 - column names
        self.defaults = {
            field.name: field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
            for field in msgspec.structs.fields(table.struct)
        }

    def _wanted(self, column: Column) -> bool:
        name = self.table.name
        if (name, column.name) in _SPECIAL:
            return True
        if column.name in FOLLOWING if name == "orders" else column.name == "order_id":
            return False
        return column.pg_type in _PLAIN or column.name in TEXTS_KEPT.get(name, ())

    def packed(self, rows: Sequence[tuple[Any, ...]]) -> Packed:
        """The rows by column."""
        return packed(self.names, rows, self.defaults)


def packed(names: Sequence[str], rows: Sequence[tuple[Any, ...]], defaults: Mapping[str, Any]) -> Packed:
    """Rows by column: `same` for what all rows share (left out where it is the default), `each` for the others."""
    same: dict[str, Any] = {}
    each: dict[str, Any] = {}
    many = len(rows)
    for name, column in zip(names, zip(*rows, strict=True), strict=True) if rows else ():
        first = column[0]
        if column.count(first) != many:
            each[name] = column
        elif first != defaults.get(name, msgspec.NODEFAULT):
            same[name] = first
    return {"rows": many, "same": same, "each": each}


KEPT: dict[str, Kept] = {"orders": Kept(tables.ORDERS)} | {name: Kept(table) for name, table in tables.CHILDREN.items()}
_children = [(name, kept.row) for name, kept in KEPT.items() if name != "orders"]
_parts = attrgetter(*tables.CHILDREN)
_order_row = KEPT["orders"].row
_SKU_AT = KEPT["lines"].names.index("sku_id")
SKU_NAMES = tuple(name for name in SkuInfo.__struct_fields__ if name != "name")
_sku_row: Callable[[SkuInfo], tuple[Any, ...]] = eval(  # noqa: S307 - field names
    "lambda s: (" + ", ".join(f"s.{name}" for name in SKU_NAMES) + ",)"
)


def before(orders: Sequence[Order], world: World) -> Before:
    """Take down the batch before it is advanced: values only, nothing that changes with the structs."""
    rows: dict[str, list[tuple[Any, ...]]] = {"orders": [_order_row(order) for order in orders]}
    counts: dict[str, list[int]] = {}
    for (name, row), lists in zip(_children, zip(*map(_parts, orders), strict=True), strict=False):
        if any(lists):
            rows[name] = [row(part) for parts in lists for part in parts]
            counts[name] = [len(parts) for parts in lists]
    touched = {*world.reserve_change, *world.on_hand_change, *world.fenced_change}
    free = [(sku, place, world.stock[sku][place]) for sku, place in sorted(touched)]
    fences = [msgspec.structs.astuple(fence) for here in world.fences.values() for fence in here]
    told = any(world.facts.values())
    alike = _alike(orders) if told else []
    facts = _encoder.encode(_without_hashes(world.facts, orders, alike)) if told else b""
    unmatched: list[tuple[int, int]] = []
    if None in [line[_SKU_AT] for line in rows.get("lines", ())]:
        unmatched = [(a, b) for a, order in enumerate(orders) for b, line in enumerate(order.lines) if not line.sku_id]
    steps = [len(order.steps) for order in orders]
    return Before(rows, steps, counts, free, dict(world.demand_change), facts, alike, fences, unmatched)


def _alike(orders: Sequence[Order]) -> list[int]:
    """For each order the place (from 1) of the first one with the same phone; 0 where it has none."""
    first: dict[int, int] = {}
    found = []
    for at, order in enumerate(orders, 1):
        phone = order.person.phone_hash
        found.append(0 if phone is None else first.setdefault(phone, at))
    return found


def _without_hashes(facts: Mapping[str, Any], orders: Sequence[Order], alike: Sequence[int]) -> Any:
    """The facts with `alike` in the place of the hashes of phones, which are personal data."""
    known = {order.person.phone_hash: at for order, at in zip(orders, alike, strict=True) if at}

    def plain(value: Any) -> Any:
        if isinstance(value, int):
            return known.get(value, value)
        if isinstance(value, Mapping):
            return {plain(key): plain(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [plain(each) for each in value]
        return value

    return plain(facts)


def outcome(order: Order, steps_before: int) -> bytes:
    """What was decided of an order, as bytes that compare: steps with their evidence, picks, holds, where it stands."""
    held = [(h.id, h.reason, h.state, h.line_id, h.facts) for h in order.holds] if order.holds else ()
    taken = [(r.id, r.warehouse_id, r.quantity) for r in order.reservations]
    steps = order.steps[steps_before:] if steps_before else order.steps
    return _encode((steps, order.stage, order.waits_for, order.ready_at, taken, held))


def record_of(
    orders: Sequence[Order], world: World, past: Before, ids: Sequence[int], attempt: int = 0
) -> dict[str, Any]:
    """The record: the batch as it stood, the world it saw, the ids it could take, and sums of what was decided."""
    used: dict[int | None, None] = dict.fromkeys(world.stock)
    used.update(dict.fromkeys([line[_SKU_AT] for line in past.rows.get("lines", ())]))
    if past.unmatched or world.refs.bundles:
        used.update(dict.fromkeys([line.sku_id for order in orders for line in order.lines]))
    record: dict[str, Any] = {
        "format": FORMAT,
        "now": world.now,
        "references": world.refs.version,
        "attempt": attempt,
        "ids": list(ids),
        "orders": {name: KEPT[name].packed(rows) for name, rows in past.rows.items()},
        "counts": {name: _short(counts) for name, counts in past.counts.items()},
        "steps": _short(past.steps),
        "stock": _stock_packed(list(world.seen.values())),
        "sku_names": SKU_NAMES,
        "skus": _sku_rows(used, world.refs),
        "sums": [zlib.crc32(outcome(order, steps)) for order, steps in zip(orders, past.steps, strict=True)],
    }
    beside: dict[str, Any] = {
        "free": past.free,
        "demand": past.demand,
        "waiting": world.waiting,
        "load": world.load,
        "busy": world.busy,
        "facts": past.facts,
        "alike": past.alike,
        "fences": past.fences,
        "findings": [[what, order_id, found] for (what, order_id), found in world.findings.items()],
        "listings": _listings(orders, world, past.unmatched),
    }
    record.update({key: value for key, value in beside.items() if value})
    return record


def orders_of(record: Mapping[str, Any]) -> list[int]:
    """The ids of the orders of a record, of whatever release."""
    orders = record["orders"]
    if isinstance(orders, list):
        return orders
    if "id" in orders["orders"]["same"]:
        return [orders["orders"]["same"]["id"]] * orders["orders"]["rows"]
    return list(orders["orders"]["each"].get("id", ()))


def _stock_packed(rows: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    """Stock rows by column; where every SKU lies at the same places, SKUs and places stand there once."""
    if not rows:
        return {}
    skus, places, *figures = zip(*rows, strict=True)
    many = len(set(places))
    kept: dict[str, Any] = {"figures": [f[0] if f.count(f[0]) == len(f) else f for f in figures]}
    alike = places[:many] * (len(places) // many) == places
    if alike and all(skus[at::many] == skus[::many] for at in range(1, many)):
        return {**kept, "skus": skus[::many], "places": places[:many]}
    return {**kept, "each": (skus, places)}


def stock_rows(kept: Mapping[str, Any]) -> Iterable[tuple[int, ...]]:
    """The rows that were packed, in their sequence."""
    if not kept:
        return ()
    if "each" in kept:
        skus, places = kept["each"]
    else:
        skus = [sku for sku in kept["skus"] for _ in kept["places"]]
        places = list(kept["places"]) * len(kept["skus"])
    figures = [repeat(f, len(skus)) if isinstance(f, int) else f for f in kept["figures"]]
    return zip(skus, places, *figures, strict=True)


def _sku_rows(used: Iterable[int | None], refs: References) -> list[msgspec.Raw]:
    """The rows of SKUs, encoded once as long as the reference data stay."""
    kept = refs.sku_rows
    for sku in used:
        if sku is not None and sku not in kept and sku in refs.skus:
            kept[sku] = msgspec.Raw(_encode(_sku_row(refs.skus[sku])))
    return [kept[sku] for sku in used if sku is not None and sku in kept]


def _short(counts: Sequence[int]) -> int | list[int]:
    """One number where all are alike."""
    return counts[0] if counts and counts.count(counts[0]) == len(counts) else list(counts)


def _listings(orders: Sequence[Order], world: World, unmatched: Iterable[tuple[int, int]]) -> list[list[Any]]:
    """What the lines without a SKU were matched with meanwhile."""
    found = []
    for at, nth in unmatched:
        order, line = orders[at], orders[at].lines[nth]
        found.append([order.shop_id, line.listing, line.sku_code, line.sku_id or 0])
    return [one for one in found if one[3]]


@lru_cache(maxsize=1)
def code() -> str:
    """A fingerprint of the code that decides: another one may decide otherwise."""
    root = Path(__file__).parent.parent
    digest = hashlib.blake2b(digest_size=6)
    for package in DECIDING:
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()

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
from itertools import chain, repeat
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from orderway.flow import tables
from orderway.flow.order import Order
from orderway.flow.reference import References, SkuInfo
from orderway.flow.world import World
from orderway.kernel.rows import Column, Table

FORMAT = 3
"""Of the record; 1 had no orders, 2 other sums."""
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
    "barred shortage units_told cancel_asked travels live_room live_host live_hosts split_lines ticked card coupons "
    "member_level gifts".split()
)
"""Keys of `Order.extra` whose texts are ours; elsewhere only figures and what is there are kept."""
WISHES_KEPT = frozenset(("delivery_date",))
FIGURE_MAX = 10**9
"""A figure beyond it may be a phone number."""
FOLLOWING = frozenset(("partially", "due_at", "line_count", "event_seq", "received_at", "closed_at"))
"""Columns of orders that follow from others and that no gate looks at."""
_PLAIN = ("bigint", "boolean", "timestamptz", "bigint[]")

Packed = dict[str, Any]
Columns = Sequence[Sequence[Any]]
Told = tuple[int, msgspec.Raw]
"""How many steps an order had, and the data of its event that they make."""
_encode = msgspec.msgpack.Encoder().encode
_encode_sorted = msgspec.msgpack.Encoder(order="deterministic").encode
"""The same facts give the same bytes, in whatever sequence the database brings their keys."""
_json = msgspec.json.Encoder().encode
_BRACKET_SUM, _NO_STEPS_SUM = zlib.crc32(b"["), zlib.crc32(b"[]")
"""Of the JSON of steps: how it begins, and that of none."""


class Before(NamedTuple):
    """The batch as it stood before `advance`."""

    tables: dict[str, msgspec.Raw]
    """Encoded at once: their values are in the processor's cache then, and after the gates no more."""
    skus: set[int | None]
    steps: list[int]
    """How many steps each order had."""
    counts: dict[str, list[int]]
    free: list[tuple[int, int, int]]
    demand: dict[int, int]
    facts: bytes
    alike: list[int]
    fences: list[tuple[Any, ...]]
    gifts: dict[str, tuple[int, int]]
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


_SPECIAL: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    ("orders", "buyer_note"): len,
    ("orders", "seller_note"): len,
    ("orders", "wishes"): lambda wishes: _wishes_kept(wishes) if wishes else wishes,
    ("orders", "extra"): lambda extra: extra_kept(extra) if extra else extra,
    ("hold", "note"): lambda note: note if note == "cause_gone" else "",
}
"""What is kept of a column instead of its value."""


class Kept:
    """What is kept of one table: its columns, and how a struct becomes their values."""

    def __init__(self, table: Table[Any]) -> None:
        self.table = table
        self.columns: list[Column] = [column for column in table.columns if self._wanted(column)]
        self.names = [column.name for column in self.columns]
        fields = table.struct.__struct_fields__
        self._at = [(fields.index(name), _SPECIAL.get((table.name, name))) for name in self.names]
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

    def values(self, rows: Sequence[Any]) -> Columns:
        """The columns of the structs; turning all their fields round is faster than asking each for those kept."""
        if not rows:
            return [()] * len(self._at)
        fields = tuple(zip(*map(msgspec.structs.astuple, rows), strict=True))
        return [list(map(kept, fields[at])) if kept else fields[at] for at, kept in self._at]

    def packed(self, columns: Columns) -> msgspec.Raw:
        """What `values` gave, as it stands in the record."""
        return msgspec.Raw(_encode(packed(self.names, columns, self.defaults)))


def packed(names: Sequence[str], columns: Columns, defaults: Mapping[str, Any]) -> Packed:
    """Rows by column: `same` for what all rows share (left out where it is the default), `each` for the others."""
    same: dict[str, Any] = {}
    each: dict[str, Any] = {}
    many = len(columns[0])
    for name, column in zip(names, columns, strict=True) if many else ():
        first = column[0]
        if column.count(first) != many:
            each[name] = column
        elif first != defaults.get(name, msgspec.NODEFAULT):
            same[name] = first
    return {"rows": many, "same": same, "each": each}


KEPT: dict[str, Kept] = {"orders": Kept(tables.ORDERS)} | {name: Kept(table) for name, table in tables.CHILDREN.items()}
_parts = attrgetter(*tables.CHILDREN)
_SKU_AT = KEPT["lines"].names.index("sku_id")
SKU_NAMES = tuple(name for name in SkuInfo.__struct_fields__ if name != "name")
_SKU_NAME_AT = SkuInfo.__struct_fields__.index("name")


def before(orders: Sequence[Order], world: World) -> Before:
    """Take down the batch before it is advanced: values only, nothing that changes with the structs."""
    kept = {"orders": KEPT["orders"].packed(KEPT["orders"].values(orders))}
    counts: dict[str, list[int]] = {}
    skus: list[int | None] = []
    for name, lists in zip(tables.CHILDREN, zip(*map(_parts, orders), strict=True), strict=False):
        if any(lists):
            values = KEPT[name].values(list(chain.from_iterable(lists)))
            kept[name] = KEPT[name].packed(values)
            counts[name] = list(map(len, lists))
            if name == "lines":
                skus = list(values[_SKU_AT])
    touched = {*world.reserve_change, *world.on_hand_change, *world.fenced_change}
    free = [(sku, place, world.stock[sku][place]) for sku, place in sorted(touched)]
    fences = [msgspec.structs.astuple(fence) for here in world.fences.values() for fence in here]
    told = any(world.facts.values())
    alike = _alike(orders) if told else []
    facts = _encode(_without_hashes(world.facts, orders, alike)) if told else b""
    unmatched: list[tuple[int, int]] = []
    if None in skus:
        unmatched = [(a, b) for a, order in enumerate(orders) for b, line in enumerate(order.lines) if not line.sku_id]
    steps = [len(order.steps) for order in orders]
    return Before(
        kept,
        set(skus),
        steps,
        counts,
        free,
        dict(world.demand_change),
        facts,
        alike,
        fences,
        dict(world.gifts),
        unmatched,
    )


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


def steps_sum(order: Order) -> int:
    """A sum over the steps of an order, where none of them was there before."""
    return zlib.crc32(_json(order.steps))


def outcome_sum(order: Order, steps_sum: int) -> int:
    """A sum over what was decided of an order: the sum of its steps, picks, holds, where it stands."""
    held = [(h.id, h.reason, h.state, h.line_id, h.facts) for h in order.holds] if order.holds else ()
    taken = [(r.id, r.warehouse_id, r.quantity) for r in order.reservations]
    return zlib.crc32(_encode_sorted((order.stage, order.waits_for, order.ready_at, taken, held)), steps_sum)


def sums_of(orders: Sequence[Order], before_steps: Sequence[int], told: dict[int, Told]) -> list[int]:
    """The sum of each order. `told` keeps the JSON of its steps for the event, so that it is made once."""
    sums = []
    for order, since in zip(orders, before_steps, strict=True):
        many = len(order.steps)
        if many == since:
            sums.append(outcome_sum(order, _NO_STEPS_SUM))
            continue
        text = _json(order.steps)
        added = memoryview(text)[len(_json(order.steps[:since])) :] if since else memoryview(text)[1:]
        sums.append(outcome_sum(order, zlib.crc32(added, _BRACKET_SUM)))
        told[order.id] = many, msgspec.Raw(b"".join((b'{"steps":', text, b"}")))
    return sums


def record_of(
    orders: Sequence[Order], world: World, past: Before, told: dict[int, Told], ids: Sequence[int], attempt: int = 0
) -> dict[str, Any]:
    """The record: the batch as it stood, the world it saw, the ids it could take, and sums of what was decided.

    `told` is filled with the data of the events (`sums_of`).
    """
    used = {*world.stock, *past.skus}
    if past.unmatched or world.refs.bundles:
        used.update([line.sku_id for order in orders for line in order.lines])
    record: dict[str, Any] = {
        "format": FORMAT,
        "now": world.now,
        "references": world.refs.version,
        "attempt": attempt,
        "ids": list(ids),
        "orders": past.tables,
        "counts": {name: _short(counts) for name, counts in past.counts.items()},
        "steps": _short(past.steps),
        "stock": _stock_packed(world.rows),
        "skus": _skus(used, world.refs),
        "sums": sums_of(orders, past.steps, told),
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
        "gifts": past.gifts,
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


def _skus(used: Iterable[int | None], refs: References) -> Packed:
    known = refs.skus
    rows = [msgspec.structs.astuple(known[sku]) for sku in used if sku in known]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(SkuInfo.__struct_fields__)
    del columns[_SKU_NAME_AT]
    return packed(SKU_NAMES, columns, {})


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

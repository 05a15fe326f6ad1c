"""Waves: orders picked in one walk, each into its basket. The one owner of statements on the table `wave`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from orderway.flow.command import Actor, Target
from orderway.journey.pick.walks import Bin, Place, Walk, walk
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.rows import json_text
from orderway.kernel.sql import named
from orderway.web.engine import carry_out, engine, rows

WAVE_ORDERS_MAX = 60
"""Baskets of the largest trolley."""
WAITING_MAX = 50
TO_PICK = ("SENT", "ACCEPTED", "PICKING")
SQL = named(__file__)


class Plan(msgspec.Struct):
    """What a wave remembers: bins in walking order, the way, and the fulfilment of each basket (basket 1 first)."""

    bins: list[str] = []
    corners: list[tuple[float, float]] = []
    length_dm: int = 0
    baskets: list[int] = []


class Part(NamedTuple):
    """One line of one fulfilment with where it lies."""

    id: int
    fulfilment_id: int
    order_id: int
    sku_id: int
    quantity: int
    picked: int
    short: int
    state: str
    number: str
    sku: str
    name: str
    name_zh: str
    barcode: str
    bin: str
    aisle: int | None
    y_dm: int | None

    @property
    def left(self) -> int:
        """Units still to be taken; none of what is not being picked (any more)."""
        return self.quantity - self.picked - self.short if self.state in TO_PICK else 0


class Stop(msgspec.Struct):
    """One SKU in one bin, with what each basket wants of it."""

    key: str
    bin: str
    parts: list[Part]

    @property
    def left(self) -> int:
        """Units still to be taken here."""
        return sum(part.left for part in self.parts)

    @property
    def units(self) -> int:
        """Units that were asked for here, of what still counts."""
        return sum(
            part.quantity - part.short for part in self.parts if part.state not in ("CANCELLED", "STOP_REQUESTED")
        )


class Tour(msgspec.Struct):
    """A wave, or one fulfilment by itself, ready to be walked."""

    code: str
    warehouse: Place
    plan: Plan
    stops: list[Stop]
    made_at: datetime | None = None
    picker: str = ""
    wave_id: int | None = None
    done_at: datetime | None = None

    def basket_of(self, fulfilment_id: int) -> int:
        """The number of a fulfilment's basket, from 1."""
        return self.plan.baskets.index(fulfilment_id) + 1

    @property
    def parts(self) -> list[Part]:
        """Every line of the tour."""
        return [part for stop in self.stops for part in stop.parts]


def place_of(warehouse_id: int) -> Place:
    """A warehouse's floor."""
    return Place(*rows(SQL.place, [warehouse_id])[0])


def make_wave(warehouse_id: int, actor: Actor, limit: int = WAVE_ORDERS_MAX, ids: Sequence[int] = ()) -> int | None:
    """A new wave of the most urgent fulfilments (or of those in `ids`); None where nothing waits to be picked.

    Those that cannot join (stopped, or in another wave since) are left out. Where labels come first they are asked for.
    """
    many = max(1, min(limit, WAVE_ORDERS_MAX))
    wanted = {"warehouse": warehouse_id, "limit": many, "ids": list(ids)}
    found = rows(SQL.these_to_pick if ids else SQL.to_pick, wanted)
    if not found:
        return None
    known = {"orders": [row[1] for row in found], "known": [row[0] for row in found], "warehouse": warehouse_id}
    found += rows(SQL.in_the_box, known)
    wave_id = engine().ids.next()
    connection = engine().connection
    connection.execute(SQL.add_wave, [wave_id, warehouse_id, clock.now(), actor.name, json_text(Plan())])
    targets = [Target(order_id, args={"fulfilment_id": fulfilment_id}) for fulfilment_id, order_id in found]
    results = carry_out("join_wave", targets, {"wave_id": wave_id}, actor)
    joined = [row for row, result in zip(found, results, strict=True) if result.done]
    if not joined:
        connection.execute(SQL.drop_wave, [wave_id])
        return None
    place = place_of(warehouse_id)
    way = _walked(place, [fulfilment_id for fulfilment_id, _ in joined])
    plan = Plan(way.bins, way.corners, way.length_dm, [fulfilment_id for fulfilment_id, _ in joined])
    connection.execute(SQL.set_plan, [json_text(plan), wave_id])
    if place.label_first:
        carry_out("want_label", [Target(o, args={"fulfilment_id": f}) for f, o in joined], {}, actor)
    return wave_id


def _walked(place: Place, fulfilment_ids: Sequence[int]) -> Walk:
    return walk(place, [Bin(p.bin, p.aisle, p.y_dm) for p in parts_of(fulfilment_ids)])


def parts_of(fulfilment_ids: Sequence[int]) -> list[Part]:
    """The lines of fulfilments with where they lie."""
    return [Part(*row) for row in rows(SQL.lines, [list(fulfilment_ids)])]


def tour_of(code: str, only: list[int] | None) -> Tour | None:
    """The tour of a code (W… a wave, F… a fulfilment) within the reader's warehouses; None where there is none."""
    kind, number = code[:1].upper(), whole(code[1:])
    if number is None:
        return None
    return _wave(number, only) if kind == "W" else _single(number, only) if kind == "F" else None


def _wave(wave_id: int, only: list[int] | None) -> Tour | None:
    found = rows(SQL.wave, [wave_id])
    if not found or (only is not None and found[0][1] not in only):
        return None
    _, warehouse_id, made_at, _, picker, plan, done_at = found[0]
    kept = msgspec.convert(plan, Plan)
    # What joined by itself after the wave was made has a basket behind those of the plan.
    kept.baskets += [one for (one,) in rows(SQL.joined, [wave_id]) if one not in kept.baskets]
    stops = _stops(parts_of(kept.baskets), kept.bins)
    return Tour(f"W{wave_id}", place_of(warehouse_id), kept, stops, made_at, picker, wave_id, done_at)


def _single(fulfilment_id: int, only: list[int] | None) -> Tour | None:
    found = rows(SQL.fulfilment, [fulfilment_id])
    if not found or (only is not None and found[0][1] not in only):
        return None
    place, parts = place_of(found[0][1]), parts_of([fulfilment_id])
    way = walk(place, [Bin(p.bin, p.aisle, p.y_dm) for p in parts])
    plan = Plan(way.bins, way.corners, way.length_dm, [fulfilment_id])
    return Tour(f"F{fulfilment_id}", place, plan, _stops(parts, way.bins))


def _stops(parts: Iterable[Part], bins: Sequence[str]) -> list[Stop]:
    """The parts by bin and SKU in walking order; a bin that moved since the wave was made comes last."""
    places = {code: at for at, code in enumerate(bins)}
    found: dict[tuple[str, int], Stop] = {}
    for part in parts:
        key = (part.bin, part.sku_id)
        found.setdefault(key, Stop(f"{part.sku_id}-{crc32(part.bin.encode()):x}", part.bin, [])).parts.append(part)
    return sorted(found.values(), key=lambda stop: (places.get(stop.bin, len(places)), stop.bin, stop.parts[0].sku))


def stops_drawn(tour: Tour) -> list[dict[str, Any]]:
    """The stops of a tour whose place is known, for the plan."""
    drawn: dict[tuple[int, int], dict[str, Any]] = {}
    for at, stop in enumerate(tour.stops, start=1):
        part = stop.parts[0]
        if part.aisle is not None and part.y_dm is not None and part.aisle < tour.warehouse.aisles:
            one = drawn.setdefault(
                (part.aisle, part.y_dm), {"aisle": part.aisle, "y": part.y_dm, "label": at, "done": True}
            )
            one["done"] = one["done"] and not stop.left
    return list(drawn.values())

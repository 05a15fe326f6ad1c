"""What lies on the packing table, and what has been scanned of it. Pure but for the queries."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec

from orderway.flow import wishes
from orderway.kernel.digits import whole
from orderway.kernel.sql import named
from orderway.web.engine import rows

SQL = named(__file__)
BOXES_MAX = 50
SCANNED_CHARS_MAX = 20_000
LABEL_CHARS_MIN = 6
_OWN_CODE = re.compile(r"[FW]\d+$", re.IGNORECASE)


class Item(NamedTuple):
    """A line to be packed: as many units as were picked."""

    id: int
    units: int
    sku: str
    name: str
    name_zh: str
    barcode: str
    fragile: bool
    weight_grams: int


class Parcel(NamedTuple):
    """A parcel of the fulfilment with its label, if it has one."""

    id: int
    tracking_number: str
    weight_grams: int
    carrier: str | None
    by_hand: bool
    """It has no number, and none is on its way: a person scans it off the carrier's label."""


class Table(msgspec.Struct):
    """One fulfilment at the packing table."""

    id: int
    order_id: int
    state: str
    wave_id: int | None
    number: str
    ship_by: Any
    wishes: dict[str, str]
    note: str
    refund_asked: bool
    basket: int | None = None
    """Its basket on the trolley, where it was picked in a wave."""
    wish_answers: dict[str, dict[str, Any]] = {}
    items: list[Item] = []
    parcels: list[Parcel] = []

    def wished(self) -> list[dict[str, Any]]:
        """What the buyer wished and was not refused, with whether it is to be ticked off."""
        answers = self.wish_answers
        agreed = wishes.granted(self.wishes, answers)
        return [
            {"wish": wish, "text": text, "to_tick": wish in agreed and not answers[wish].get("done_at"),
             "done": bool(answers.get(wish, {}).get("done_at"))}
            for wish, text in wishes.told(self.wishes, answers).items() if wish in wishes.IN_THE_BOX
        ]  # fmt: skip

    def to_label(self) -> Parcel | None:
        """The first parcel whose number a person has to scan."""
        return next((parcel for parcel in self.parcels if parcel.by_hand), None)

    def is_label(self, code: str) -> bool:
        """Whether a scanned code can be a tracking number: no item of the order, no basket, not the order itself."""
        ours = self.item_of(code) is not None or code == self.number or _OWN_CODE.match(code) is not None
        return not ours and len(code) >= LABEL_CHARS_MIN and any(sign.isdigit() for sign in code)

    def item_of(self, code: str) -> Item | None:
        """The item with this SKU code or barcode."""
        text = code.casefold()
        return next((i for i in self.items if text and text in (i.sku.casefold(), i.barcode.casefold())), None)


Boxes = list[dict[int, int]]
"""Units by line id, box by box; the last one is open."""


def find(code: str, only: list[int] | None) -> int | None:
    """The fulfilment that a scanned code means, within the reader's warehouses."""
    kind, number = code[:1].upper(), whole(code[1:]) or 0
    wanted = {
        "fulfilment": number if kind == "F" else 0,
        "wave": number if kind == "W" else 0,
        "text": code,
        "only": only,
    }
    found = rows(SQL.of_code, wanted)
    return int(found[0][0]) if found else None


def table_of(fulfilment_id: int, only: list[int] | None) -> Table | None:
    """A fulfilment with its items and parcels."""
    found = rows(SQL.fulfilment, {"id": fulfilment_id, "only": only})
    if not found:
        return None
    items = [Item(*row) for row in rows(SQL.items, [fulfilment_id])]
    parcels = [Parcel(*row) for row in rows(SQL.parcels, [fulfilment_id])]
    row: Any = (*found[0], items, parcels)
    return Table(*row)


def boxes_of(text: str) -> Boxes:
    """What the page remembers of the scans: "12:2,13:1|14:1"; anything else is an empty box."""
    boxes: Boxes = []
    for box in text[:SCANNED_CHARS_MAX].split("|")[:BOXES_MAX]:
        boxes.append({})
        for item, _, many in (pair.partition(":") for pair in box.split(",") if pair):
            key, units = whole(item), whole(many)
            if key is None or units is None:
                return [{}]
            boxes[-1][key] = units
    return boxes or [{}]


def text_of(boxes: Boxes) -> str:
    """The scans as text that the page carries."""
    return "|".join(",".join(f"{key}:{units}" for key, units in box.items()) for box in boxes)


def scanned(boxes: Boxes) -> dict[int, int]:
    """Units scanned by line id, over all boxes."""
    total: dict[int, int] = {}
    for box in boxes:
        for key, units in box.items():
            total[key] = total.get(key, 0) + units
    return total


def add(table: Table, boxes: Boxes, code: str) -> str:
    """Put the scanned item into the open box; the code of what is wrong, or ""."""
    item = table.item_of(code)
    if item is None:
        return "not_in_it"
    if scanned(boxes).get(item.id, 0) >= item.units:
        return "enough"
    boxes[-1][item.id] = boxes[-1].get(item.id, 0) + 1
    return ""


def left(table: Table, boxes: Boxes) -> int:
    """Units still to be scanned."""
    seen = scanned(boxes)
    return sum(max(0, item.units - seen.get(item.id, 0)) for item in table.items)

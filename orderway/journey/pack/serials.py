"""Serial numbers at packing: each unit of a SKU that is kept by serial number is scanned before its parcel closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orderway.flow import change
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing
from orderway.flow.order import FulfilmentLine, Order
from orderway.flow.warehouse import fulfilment_of, lines_of
from orderway.kernel.errors import Refusal
from orderway.stock.serials import Scanned

SERIAL_CHARS_MAX = 100
KEPT = "serials"
"""Key in `Order.extra`: the numbers scanned, by id of the fulfilment's line."""


def scan_serials(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Numbers scanned for a picked line: `line_id` (of the fulfilment) or `sku_id`, and `serials` (all of the line's).

    A number that is in another parcel or with a buyer is refused (`serial_taken`), the whole deed with it; so is one
    told twice (`serial_twice`) and more than were picked (`more_than_asked`).
    """
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state not in ("PICKING", "PICKED", "PACKED"):
        return Refusal("not_in_this_state", {"state": found.state})
    part = next((p for p in lines_of(order, found) if _meant(p, args)), None)
    if part is None:
        return names_nothing("unknown_line", "sku_id" if args.get("sku_id") else "line_id")
    told = args.get("serials")
    numbers = [str(one).strip() for one in told] if isinstance(told, list) else []
    if not numbers or any(not 0 < len(one) <= SERIAL_CHARS_MAX or not one.isprintable() for one in numbers):
        return Refusal("bad_serial")
    if len(set(numbers)) < len(numbers):
        return Refusal("serial_twice")
    if len(numbers) > part.picked:
        return Refusal("more_than_asked", {"asked": part.picked})
    before: Mapping[str, Any] = order.extra.get(KEPT, {})
    if before.get(str(part.id)):
        scene.batch.serials.unpacked.append((order.id, [part.line_id]))
    order.extra = {**order.extra, KEPT: {**before, str(part.id): numbers}}
    scanned = [Scanned(part.sku_id, one, found.warehouse_id, order.id, part.line_id) for one in numbers]
    scene.batch.serials.packed += scanned
    change.note(order, "serials", "scanned", units=len(numbers), line=order.line(part.line_id).position)
    return None


def _meant(part: FulfilmentLine, args: Args) -> bool:
    return str(part.id) == str(args.get("line_id")) or str(part.sku_id) == str(args.get("sku_id"))


def missing(order: Order, parts: Sequence[FulfilmentLine], scene: Scene) -> Refusal | None:
    """The first line whose parcel cannot close, since not every unit's number was scanned."""
    skus = scene.world.refs.skus
    kept: Mapping[str, Any] = order.extra.get(KEPT, {})
    for part in parts:
        sku = skus.get(part.sku_id)
        if sku is not None and sku.serial_kept and part.picked != len(kept.get(str(part.id), ())):
            scanned = len(kept.get(str(part.id), ()))
            return Refusal("serials_missing", {"sku": sku.code, "picked": part.picked, "scanned": scanned})
    return None


COMMANDS = (
    Command(
        "scan_serials", "warehouse.pack", scan_serials,
        {"fulfilment_id": "id", "line_id": "id", "sku_id": "id", "serials": "texts"}, bulk=False,
    ),
)  # fmt: skip

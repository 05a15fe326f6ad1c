"""What an order says of its goods, compared with what the shop's listing says: seller's code, model, colour, size.

A company whose listings say nothing pays one comparison a batch; listings are kept by the worker until reference data
changes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from orderway.flow.batch import Batch, Cursor
from orderway.flow.gate import Raise
from orderway.flow.order import Hold, Line, Order
from orderway.flow.reference import References
from orderway.flow.spec import SHOWN_CHARS_MAX, Difference, differences
from orderway.flow.world import World
from orderway.kernel.rows import numbers, texts
from orderway.kernel.sql import named

GOODS_DIFFER = "goods_differ"
CODE = "sku"
"""The name of a disagreement about the seller's code."""

_sql = named(__file__, "reference.sql")


def see_listed(batch: Batch, orders: Sequence[Order]) -> None:
    """Load what the listings of these orders say; nothing where no listing says anything."""
    refs = batch.world.refs
    if refs.said:
        need_listed(refs, batch.cursor, orders)


def need_listed(refs: References, cursor: Cursor, orders: Sequence[Order]) -> None:
    """Make known what the listings behind these orders' lines say."""
    keys = {(order.shop_id, key) for order in orders for line in order.lines for key in _keys(line)}
    missing = [key for key in keys if key not in refs.listed]
    if not missing:
        return
    refs.listed.update(dict.fromkeys(missing))
    values = [numbers([key[0] for key in missing]), texts([key[1] for key in missing])]
    for shop_id, key, code, spec in cursor.execute(_sql.said, values):
        refs.listed[(shop_id, key)] = (code, spec)


def _keys(line: Line) -> list[str]:
    return [key for key in (line.listing, line.sku_code) if key]


def listed_holds(order: Order, world: World) -> list[Raise]:
    """A hold for each line that is sold as something else than its listing says, naming both."""
    if not world.refs.said and not world.past:
        return []
    found = world.of_person(GOODS_DIFFER, order.id, lambda: _found(order, world.refs), [])
    return [Raise(GOODS_DIFFER, facts, line_id) for line_id, facts in found]


def _found(order: Order, refs: References) -> list[list[Any]]:
    seen: set[tuple[int, str]] = set()
    found: list[list[Any]] = []
    for line in order.lines:
        place = (line.position, line.external_id)
        if line.added_by or line.ordered <= line.cancelled or place in seen:
            continue  # a gift of ours; gone; a bundle's other component
        seen.add(place)
        if line.bundle_units:  # what was sold is not told any more: what was found before stands
            found += [[h.line_id, h.facts] for h in order.open_holds() if _of_line(h, line)]
            continue
        key = next((key for key in _keys(line) if refs.listed.get((order.shop_id, key))), "")
        said = refs.listed.get((order.shop_id, key))
        if said:
            pairs = [*_code(said[0], line.sku_code), *differences(said[1], line.variant)]
            if pairs:
                facts = {"listing": key, "goods": {one.axis: [one.listed, one.told] for one in pairs}}
                found.append([line.id, facts])
    return found


def _of_line(hold: Hold, line: Line) -> bool:
    return hold.reason == GOODS_DIFFER and hold.line_id == line.id


def _code(listed: str, told: str) -> list[Difference]:
    one, two = (unicodedata.normalize("NFKC", code).strip().casefold() for code in (listed, told))
    return [Difference(CODE, listed[:SHOWN_CHARS_MAX], told[:SHOWN_CHARS_MAX])] if one and two and one != two else []

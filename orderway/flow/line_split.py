"""A line of which a part goes its own way: other goods for the units that are short, while the rest ships as ordered.

The part becomes a line of its own at the same position and with the channel's own key, so that updates, refunds and
write-backs still find what they speak of: for the channel both are one line. Pure; money splits to the minor unit.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from orderway.flow import change
from orderway.flow.order import Line, Order
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.kernel.money import share_of_units

SPLIT = "split_lines"
"""Key in `Order.extra`: by the id of a line that was split off, the id of the line it was part of."""

_ELSEWHERE = "open promised allocated released shipped cancelled returned refunded_units refunded_minor".split()
"""Columns of a line of which a part that waits has nothing."""


def may_split(line: Line, units: int) -> bool:
    """Whether so many units of a line that wait can become a line of their own: no money went back for them."""
    return 0 < units <= line.backordered and line.refunded_units + units <= line.ordered


def split_off(order: Order, line: Line, units: int, ids: Ids) -> Line:
    """The last `units` of a line that wait as a line of their own, with their shares of what was paid and taken off."""
    assert may_split(line, units)
    first = line.ordered - units

    def share(amount_minor: int) -> int:
        return share_of_units(amount_minor, line.ordered, first, units)

    told = order.extra.get(change.UNITS_TOLD, {}).get(str(line.id))
    made = msgspec.structs.replace(
        line,
        id=ids.next(),
        ordered=units,
        discount_minor=share(line.discount_minor),
        tax_minor=share(line.tax_minor),
        paid_share_minor=share(line.paid_share_minor),
        price_rest_minor=share(line.price_rest_minor),
        backordered=units,
        **dict.fromkeys(_ELSEWHERE, 0),
    )
    line.ordered, line.backordered = first, line.backordered - units
    for name in ("discount_minor", "tax_minor", "paid_share_minor", "price_rest_minor"):
        setattr(line, name, getattr(line, name) - getattr(made, name))
    if told is not None:
        change.tell_units(order, line, int(told) - units)
    at = order.lines.index(line) + 1
    order.lines = [*order.lines[:at], made, *order.lines[at:]]
    order.line_count = len(order.lines)
    order.extra = {**order.extra, SPLIT: {**order.extra.get(SPLIT, {}), str(made.id): root_of(order, line)}}
    return made


def root_of(order: Order, line: Line) -> int:
    """The id of the line that a line was part of when the channel told of it; its own for most."""
    return int(order.extra[SPLIT].get(str(line.id), line.id)) if SPLIT in order.extra else line.id


def by_root(order: Order, lines: Sequence[Line]) -> list[list[Line]]:
    """Lines with what was split off them, in their sequence; each alone for most orders."""
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(root_of(order, line), []).append(line)
    return list(found.values())


def wanted_of(lines: Sequence[Line]) -> int:
    """Units of one line and its parts that are not cancelled."""
    return sum(line.ordered - line.cancelled for line in lines)


def fewer(lines: Sequence[Line], units: int) -> dict[int, int]:
    """From which of a line and its parts `units` less are taken, by line id: where units wait first, then the parts."""
    found, left = {}, units
    for _, line in sorted(enumerate(lines), key=lambda each: (not each[1].backordered, -each[0])):
        found[line.id] = min(left, line.ordered - line.cancelled - line.shipped)
        left -= found[line.id]
    found[lines[0].id] += left  # more than there are: the cancellation refuses it with its reason
    return {line: count for line, count in found.items() if count}


def told_units(order: Order, lines: Sequence[Line]) -> int:
    """What the channel told last of one line and its parts together."""
    return sum(change.told_units(order, line) for line in lines)


def tell_units(order: Order, lines: Sequence[Line], units: int) -> None:
    """Remember what the channel told of one line and its parts together."""
    change.tell_units(order, lines[0], units - told_units(order, lines[1:]))


def change_quantity(
    order: Order, lines: Sequence[Line], units: int, world: World, ids: Ids, reason: str, by: str
) -> Refusal | None:
    """`change.change_quantity` for a line together with its parts; more is owed of what was ordered."""
    now = wanted_of(lines)
    if len(lines) > 1 and units < now:
        return change.cancel(order, world, ids, reason, by, fewer(lines, now - units))
    return change.change_quantity(order, lines[0], units - wanted_of(lines[1:]), world, ids, reason, by)


def parts_of(order: Order, line: Line) -> list[Line]:
    """A line and all that was split off it, or that it was split off, the oldest first."""
    root = root_of(order, line)
    return [one for one in order.lines if root_of(order, one) == root]

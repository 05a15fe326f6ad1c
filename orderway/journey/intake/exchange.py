"""A position that the channel now sells as something else: the buyer chose another colour or size. Pure."""

from __future__ import annotations

from orderway.flow import buckets, change
from orderway.flow.order import Line, Order
from orderway.flow.spec import differences
from orderway.flow.world import World
from orderway.journey.intake.make import CODE_CHARS_MAX
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.kernel.limits import NAME_CHARS_MAX
from orderway.ports.channel import IncomingLine

EXCHANGE = "exchange"
"""The step of the event."""


def exchanged(order: Order, lines: list[Line], told: IncomingLine, world: World, ids: Ids) -> Refusal | None:
    """Other goods for a position, as long as no warehouse has it and its price stands; None where they are the same.

    What was promised is given back and the order checked again; what cannot be changed any more is refused, so that a
    person compares it with the channel.
    """
    line = lines[0]
    if not told.external_id or told.external_id[:CODE_CHARS_MAX] != line.external_id or line.ordered <= line.cancelled:
        return None
    was = {"listing": line.listing, "sku_code": line.sku_code}
    now = {"listing": told.listing[:CODE_CHARS_MAX], "sku_code": told.sku[:CODE_CHARS_MAX]}
    changed = [name for name in now if was[name] and now[name] and was[name] != now[name]]
    if not changed:
        return _reworded(order, line, told)
    if line.bundle_units or len(lines) > 1:
        return Refusal("bundle_changed")
    if told.unit_price_minor != line.unit_price_minor:
        return Refusal("price_changed", {"told": told.unit_price_minor})
    if line.released or line.shipped:
        return Refusal("already_shipped" if line.shipped else "with_warehouse", {"status": order.status})
    _let_go(order, line, world)
    line.listing, line.sku_code = now["listing"] or line.listing, now["sku_code"] or line.sku_code
    line.title, line.variant = told.title[:NAME_CHARS_MAX] or line.title, told.variant[:NAME_CHARS_MAX]
    line.sku_id = None
    change.check_again(order)
    change.note(order, EXCHANGE, "done", line=line.position, was=was["sku_code"] or was["listing"], now=line.sku_code)
    return Refusal("done")


def _reworded(order: Order, line: Line, told: IncomingLine) -> Refusal | None:
    """The same listing with other words for colour and size: compared again, while nothing is released, where they
    mean something else."""
    variant = told.variant[:NAME_CHARS_MAX]
    if not variant or variant == line.variant or line.bundle_units:
        return None
    was, line.variant = line.variant, variant
    if not differences(was, variant):
        return None
    if not line.released and not line.shipped:
        change.check_again(order)
    change.note(order, EXCHANGE, "worded", line=line.position)
    return Refusal("done")


def _let_go(order: Order, line: Line, world: World) -> None:
    buckets.unallocate(order)
    for reservation in [r for r in order.reservations if r.line_id == line.id and r.state == "SOFT"]:
        buckets.give_back(order, reservation, world)
    if line.backordered:
        buckets.stop_waiting(line, line.backordered, world)

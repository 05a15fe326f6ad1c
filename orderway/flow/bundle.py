"""Bundles (组合商品): sold as one thing, shipped as several. Pure.

A line that sells a bundle becomes one line a component, all of them at the same position and with the channel's own key
of the line, so that updates, refunds and write-backs still find what they speak of. What the line cost, its discount,
tax and share of the payment are split over the components once, to the minor unit (largest remainder).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import msgspec

from orderway.flow import change, line_split, money
from orderway.flow.order import Line, Order
from orderway.flow.reference import BundlePart, SkuInfo
from orderway.flow.world import World
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.kernel.limits import LINES_PER_ORDER_MAX, QUANTITY_MAX
from orderway.kernel.money import split


class Sold(NamedTuple):
    """One line as the channel knows it, in its own units: bundles where components stand behind it."""

    external_id: str
    position: int
    listing: str
    sku_code: str
    ordered: int
    shipped: int
    cancelled: int
    returned: int


def explode_all(order: Order, world: World, ids: Ids) -> list[list[int]]:
    """Every line that sells a bundle becomes its components: [position, bundles, components] of each, for the evidence.

    Lines of which something is reserved or gone already stay as they are, and so does an order that would get too long.
    """
    bundles, done = world.refs.bundles, []
    for line in [line for line in order.lines if line.sku_id in bundles and not line.bundle_units]:
        parts = bundles[line.sku_id or 0]
        moved = line.ordered != line.open + line.cancelled or len(order.lines) + len(parts) > LINES_PER_ORDER_MAX
        if moved or not _fits(line, parts, world.refs.skus):
            continue
        done.append([line.position, line.ordered, len(parts)])
        _explode(order, line, parts, world.refs.skus, ids)
    if done:
        order.units = sum([line.ordered - line.cancelled for line in order.lines])
        order.line_count = len(order.lines)
        order.weight_grams = sum([line.weight_grams * line.ordered for line in order.lines])
    return done


def _fits(line: Line, parts: Sequence[BundlePart], skus: Mapping[int, SkuInfo]) -> bool:
    return all(part.sku_id in skus and line.ordered * part.units <= QUANTITY_MAX for part in parts)


def _explode(order: Order, line: Line, parts: Sequence[BundlePart], skus: Mapping[int, SkuInfo], ids: Ids) -> None:
    """The line itself becomes the first component, so that what points at it still finds it."""
    weights = [part.price_weight for part in parts]
    if not any(weights):
        weights = [part.units for part in parts]
    told = change.told_units(order, line)
    was_told = str(line.id) in order.extra.get(change.UNITS_TOLD, {})
    gross, paid = split(line.gross_minor(), weights), split(line.paid_share_minor, weights)
    discounts, taxes = split(line.discount_minor, weights), split(line.tax_minor, weights)
    back = split(line.refunded_minor, paid if any(paid) else weights)
    was = msgspec.structs.replace(line)
    made = []
    for at, part in enumerate(parts):
        one = line if at == 0 else msgspec.structs.replace(was, id=ids.next())
        one.sku_id, one.bundle_sku_id, one.bundle_units = part.sku_id, was.sku_id, part.units
        one.title, one.variant, one.weight_grams = skus[part.sku_id].name, "", skus[part.sku_id].weight_grams
        one.ordered, one.open = was.ordered * part.units, was.open * part.units
        one.cancelled, one.refunded_units = was.cancelled * part.units, was.refunded_units * part.units
        one.discount_minor, one.tax_minor, one.paid_share_minor = discounts[at], taxes[at], paid[at]
        one.refunded_minor = back[at]
        _price(one, gross[at])
        if was_told:
            change.tell_units(order, one, told * part.units)
        made.append(one)
    at = order.lines.index(line)
    order.lines = [*order.lines[:at], *made, *order.lines[at + 1 :]]


def _price(line: Line, gross_minor: int) -> None:
    """The unit price that is nearest below, and what is left over."""
    line.unit_price_minor = gross_minor // line.ordered if line.ordered else 0
    line.price_rest_minor = gross_minor - line.ordered * line.unit_price_minor


def together(order: Order, line: Line) -> list[Line]:
    """The components of the same bundle line, the line itself among them; the line alone where it is none."""
    if not line.bundle_units:
        return [line]
    return [one for one in order.lines if one.position == line.position and one.bundle_sku_id == line.bundle_sku_id]


def change_bundles(
    order: Order, lines: Sequence[Line], bundles: int, world: World, ids: Ids, reason: str, by: str
) -> Refusal | None:
    """So many bundles of a line instead of those wanted now: fewer cancel the units of every component, more are owed.

    A component of which units were cancelled alone before loses only what it has more than the bundles need.
    """
    parts = line_split.by_root(order, lines)
    beyond = {part[0].id: line_split.wanted_of(part) - bundles * part[0].bundle_units for part in parts}
    fewer = {key: count for part in parts for key, count in line_split.fewer(part, max(0, beyond[part[0].id])).items()}
    if fewer:
        return change.cancel(order, world, ids, reason, by, fewer)
    lines = [part[0] for part in parts]
    more = {line.id: -beyond[line.id] for line in lines}
    if not any(more.values()):
        return Refusal("nothing_changed")
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    if any(line.ordered + more[line.id] > QUANTITY_MAX for line in lines):
        return Refusal("too_many", {"limit": QUANTITY_MAX})
    _add(order, lines, more)
    if order.stage == "warehouse":
        order.stage = "check"
    else:
        change.check_again(order)
    change.note(order, "quantity", "changed", line=lines[0].position, to=bundles)
    return None


def _add(order: Order, lines: Sequence[Line], more: Mapping[int, int]) -> None:
    exact = [Fraction(line.gross_minor() * more[line.id], max(1, line.ordered)) for line in lines]
    scale = lcm(*[one.denominator for one in exact])
    amounts = split(int(sum(exact)), [int(one * scale) for one in exact])
    for line, amount in zip(lines, amounts, strict=True):
        change.tell_units(order, line, change.told_units(order, line))
        gross = line.gross_minor()
        line.ordered += more[line.id]
        line.open += more[line.id]
        _price(line, gross + amount)
        line.paid_share_minor += amount
        order.goods_minor += amount
        order.total_minor += amount
    money.weigh(order)


def sold(order: Order) -> list[Sold]:
    """The lines as the channel knows them: so many whole bundles have gone as of the component that lags most."""
    found: dict[tuple[int, int | None], list[Line]] = {}
    for line in order.lines:
        if not line.added_by:
            alone = -line_split.root_of(order, line)
            found.setdefault((line.position, line.bundle_sku_id if line.bundle_units else alone), []).append(line)
    return [_sold(line_split.by_root(order, lines)) for lines in found.values()]


def _sold(parts: Sequence[Sequence[Line]]) -> Sold:
    first = parts[0][0]
    counts = [
        min(sum([getattr(line, name) for line in part]) // max(1, part[0].bundle_units) for part in parts)
        for name in ("ordered", "shipped", "cancelled", "returned")
    ]
    return Sold(first.external_id, first.position, first.listing, first.sku_code, *counts)

"""The lines of an order that are gifts by rule: which they are, when they leave, how many are given in all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from orderway.flow.order import Line, Order
from orderway.flow.world import World

BY = "gift:"
"""Begins `Line.added_by` of a gift that a rule gave; `<table>.<row>` follows."""


def own_lines(order: Order) -> list[Line]:
    """The gifts that rules gave."""
    return [line for line in order.lines if line.added_by and line.added_by.startswith(BY)]


def leaving(order: Order, wanted: Mapping[int, int]) -> dict[int, int]:
    """The gifts that go when these units (by line id) are cancelled: those of lines of which nothing is left."""
    kept = {
        line.id: line.ordered - line.cancelled - wanted.get(line.id, 0) for line in order.lines if not line.added_by
    }
    anything = any(units > 0 for units in kept.values())
    return {
        line.id: line.ordered - line.cancelled - line.shipped
        for line in own_lines(order)
        if not anything or (line.main_line_id is not None and kept.get(line.main_line_id, 1) <= 0)
    }


def lone_gifts(order: Order, places: Iterable[int]) -> list[int]:
    """The warehouses from which nothing but gifts would leave, while the order has goods elsewhere or still to come."""
    gifts = {line.id for line in own_lines(order)}
    goods = {r.warehouse_id for r in order.reservations if r.state == "SOFT" and r.line_id not in gifts}
    return [place for place in places if place not in goods] if gifts else []


def count(world: World, line_or_rule: str, units: int, cap: int = 0) -> None:
    """More (or fewer) units of a gift are given; a cap is guarded when the batch is saved, 0: there is none."""
    rule = line_or_rule.removeprefix(BY)
    before = world.gifts.get(rule, (0, 0))
    if cap or units < 0:
        world.gifts[rule] = (before[0] + units, max(before[1], cap))

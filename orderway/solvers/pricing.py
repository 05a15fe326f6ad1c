"""What an order should cost: list prices, then promotions one after the other, each split over the lines it is for.

Pure and exact: amounts are minor units; whatever is taken off is spread so that the lines add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderway.kernel.money import split

OFF, PERCENT, N_FOR_M, POINTS, FREIGHT = ACTIONS = ("off", "percent", "n_for_m", "points", "freight")


class Item(NamedTuple):
    """One line: its SKU's code, units, the price of one."""

    sku: str
    units: int
    unit_minor: int
    rest_minor: int = 0
    """What its units cost beyond units * unit price."""


class Promotion(NamedTuple):
    """One rule that holds for the order. `of`: only these SKUs; empty: all."""

    rule: str
    action: str
    of: frozenset[str] = frozenset()
    amount_minor: int = 0
    """off: what is taken off; points: what one point is worth; freight: what it costs."""
    percent: int = 0
    from_minor: int = 0
    """The goods it is for must come to so much, after what was taken off before."""
    every: bool = False
    """off: again for every so much (每满减)."""
    take: int = 0
    pay: int = 0
    """n_for_m: of `take` units `pay` are paid, the cheapest are free."""
    most_minor: int = 0
    """At most so much off; 0: no bound."""
    alone: bool = False
    """Nothing is taken off after it."""


class Priced(NamedTuple):
    """What the lines come to, what each rule took off each line, and the freight (None: no rule speaks of it)."""

    lines: list[int]
    offs: list[dict[str, int]]
    freight_minor: int | None


def priced(items: Sequence[Item], promotions: Sequence[Promotion], points: int = 0) -> Priced:
    """Apply the promotions in their order. Never below nothing; points count once, as far as they are worth."""
    left = [max(0, item.units * item.unit_minor + item.rest_minor) for item in items]
    offs: list[dict[str, int]] = [{} for _ in items]
    freight: int | None = None
    done = False
    for one in promotions:
        mine = [at for at, item in enumerate(items) if not one.of or item.sku in one.of]
        goods = sum(left[at] for at in mine)
        if goods < one.from_minor or not mine:
            continue
        if one.action == FREIGHT:
            freight = one.amount_minor if freight is None else min(freight, one.amount_minor)
            continue
        if done:
            continue
        weights = [left[at] for at in mine]
        if one.action == N_FOR_M:
            weights = _free(items, mine, one, left)
            off = sum(weights)
        else:
            off = _off(one, goods, points)
        if one.most_minor:
            off = min(off, one.most_minor)
        off = min(off, goods)
        if off <= 0:
            continue
        for at, share in zip(mine, split(off, weights), strict=True):
            left[at] -= share
            if share:
                offs[at][one.rule] = offs[at].get(one.rule, 0) + share
        done = one.alone
    return Priced(left, offs, freight)


def _off(one: Promotion, goods: int, points: int) -> int:
    if one.action == PERCENT:
        return (goods * one.percent + 50) // 100
    if one.action == POINTS:
        return points * one.amount_minor
    times = goods // one.from_minor if one.every and one.from_minor else 1
    return one.amount_minor * times


def _free(items: Sequence[Item], mine: Sequence[int], one: Promotion, left: Sequence[int]) -> list[int]:
    """What is free of each line: of every `take` units the `take - pay` cheapest of all."""
    if not 0 <= one.pay < one.take:
        return [0] * len(mine)
    free = sum(items[at].units for at in mine) // one.take * (one.take - one.pay)
    found = dict.fromkeys(mine, 0)
    for at in sorted(mine, key=lambda at: (items[at].unit_minor, at)):
        units = min(free, items[at].units)
        free -= units
        found[at] = min(left[at], units * items[at].unit_minor)
    return [found[at] for at in mine]

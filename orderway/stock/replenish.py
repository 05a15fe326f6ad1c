"""What to buy, what runs low, what lies too long: from the demand of the last days, the lead time and safety."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from orderway.kernel.sql import named
from orderway.stock.limits import USUAL, StockLimits, read

Cursor = psycopg.Cursor[Any]
ROWS_MAX = 500
_sql = named(__file__, "replenish.sql")


class Position(NamedTuple):
    """How a SKU stands. `asked` are the units ordered in the last `days`; `elsewhere` says that orders wait for it."""

    sku_id: int
    code: str
    name: str
    name_zh: str
    on_hand: int
    available: int
    safety: int
    inbound: int
    waiting: int
    asked: int
    days: int
    last_asked: datetime | None
    supplier_id: int | None
    supplier: str
    lead_days: int
    pack_units: int
    cover_days: int
    too_old: int = 0


class Proposal(NamedTuple):
    """What to do about a SKU. `kind`: buy, low (enough is on its way), transfer, discount, return_to_supplier."""

    kind: str
    units: int
    reorder_point: int
    position: int
    lasts_days: int | None
    why: str


def per_days(asked: int, days: int, wanted: int) -> int:
    """The demand of `wanted` days at the rate of `asked` units in `days`, rounded up."""
    return -(-asked * wanted // days) if days else 0


def buying(one: Position, limits: StockLimits = USUAL) -> Proposal | None:
    """Buy up to what lasts for lead time and cover when what is there and coming falls to the reorder point. Pure.

    Reorder point = demand in the lead time + safety; position = on hand + expected - reserved and waited for, that is
    available + safety + inbound - waiting. Rounded up to whole packs. None where there is enough.
    """
    lead = one.lead_days or limits.lead_days
    point = per_days(one.asked, one.days, lead) + one.safety
    position = one.available + one.safety + one.inbound - one.waiting
    lasts = _lasts(one)
    if position > point or (not one.asked and not one.waiting and not one.safety):
        if one.available + one.safety - one.waiting <= point and one.inbound and (one.asked or one.waiting):
            return Proposal("low", 0, point, position, lasts, "enough_is_coming")
        return None
    wanted = point + per_days(one.asked, one.days, one.cover_days or limits.cover_days) - position
    pack = max(1, one.pack_units)
    units = -(-max(wanted, 1) // pack) * pack
    return Proposal("buy", units, point, position, lasts, "waited_for" if one.waiting else "below_reorder_point")


def reducing(one: Position, short_elsewhere: bool, now: datetime, limits: StockLimits = USUAL) -> Proposal | None:
    """What to do with what lies too long: move it where it is short, send it back, or sell it for less. Pure.

    Slow: nobody asked for it in `slow_days`. Excess: it lasts longer than `excess_days`; what lasts less is kept.
    """
    if one.available <= 0 or one.waiting:
        return None
    slow = one.last_asked is None or one.last_asked < now - timedelta(days=limits.slow_days)
    keep = per_days(one.asked, one.days, limits.excess_days)
    units = one.available if slow and not one.asked else one.available - keep
    if units <= 0:
        return None
    why = "nobody_asks" if slow and not one.asked else "lasts_too_long"
    kind = (
        "transfer"
        if short_elsewhere
        else "return_to_supplier"
        if one.supplier_id and why == "nobody_asks"
        else "discount"
    )
    return Proposal(kind, units, 0, one.available + one.inbound, _lasts(one), why)


def _lasts(one: Position) -> int | None:
    return one.available * one.days // one.asked if one.asked and one.days else None


def measure(cursor: Cursor, now: datetime, days: int | None = None) -> None:
    """Work out what was asked for in the last days (None: as the settings say); run now and then by one worker."""
    days = days or read(cursor).demand_days
    cursor.execute(_sql.measure, {"since": now - timedelta(days=days), "days": days, "now": now})


def positions(cursor: Cursor, only: Sequence[int] | None, text: str = "", limit: int = ROWS_MAX) -> list[Position]:
    """How SKUs stand that were asked for, are waited for, kept safe, or lie somewhere; the most urgent first.

    Those waited for come first, then by how long the rest lasts. Warehouses are limited to `only`.
    """
    values = {"only": list(only) if only is not None else None, "text": text, "limit": limit}
    return [Position(*row) for row in cursor.execute(_sql.positions, values).fetchall()]


def idle(
    cursor: Cursor, only: Sequence[int] | None, limits: StockLimits = USUAL, limit: int = ROWS_MAX
) -> list[Position]:
    """SKUs of which much lies, compared with what is asked for: what lasts longest first."""
    values = {"only": list(only) if only is not None else None, "limit": limit, "excess": limits.excess_days}
    return [Position(*row) for row in cursor.execute(_sql.idle, values).fetchall()]


def short_places(cursor: Cursor, skus: Sequence[int]) -> dict[int, list[int]]:
    """Warehouses where nothing of a SKU is left though another has much."""
    found: dict[int, list[int]] = {}
    for sku, place in cursor.execute(_sql.short_places, [list(skus)]).fetchall():
        found.setdefault(sku, []).append(place)
    return found

"""One way out of a shortage, as it is compared, shown, told by the API, and carried out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from orderway.flow.line_split import may_split
from orderway.flow.order import Line, Order
from orderway.flow.world import World

WAIT, PART, CANCEL_SHORT, CANCEL = "wait", "part", "cancel_short", "cancel"
TRANSFER, WAREHOUSE, SPLIT, SUBSTITUTE = "transfer", "warehouse", "split", "substitute"
KINDS = (WAIT, PART, SPLIT, WAREHOUSE, TRANSFER, SUBSTITUTE, CANCEL_SHORT, CANCEL)
"""In this sequence where cost and day are equal."""
PUNISHED = frozenset(("taobao", "pdd"))
"""Channels that punish a cancellation by the seller (缺货): there the buyer files the refund."""


class Choice(msgspec.Struct):
    """One way out. Amounts are minor units of the order's currency; None: not known, or of another currency.

    `ship_at`: when the last of it leaves; `whole`: whether nothing is short afterwards; `total_minor` ranks.
    `punished`: the platform punishes it, so the buyer must file the refund. `facts`: codes and figures.
    """

    kind: str
    ship_at: datetime | None
    deliver_at: datetime | None
    freight_minor: int | None
    handling_minor: int | None
    refund_minor: int
    margin_minor: int
    late_minor: int
    total_minor: int | None
    currency: str
    units: dict[int, int]
    whole: bool = True
    punished: bool = False
    facts: dict[str, Any] = {}


def may_substitute(line: Line, order: Order, world: World) -> bool:
    """Whether the units of a line that wait can be other goods: all that is left of it, or a part that money did not go
    back for. A trading partner's line stays whole, since documents speak of it by its number."""
    if not line.backordered or line.added_by:
        return False
    if line.backordered == line.ordered - line.cancelled:
        return True
    return may_split(line, line.backordered) and order.shop_id not in world.refs.edi_shops

"""One way out of a shortage, as it is compared, shown, told by the API, and carried out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from orderway.flow.order import Line

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


def may_substitute(line: Line) -> bool:
    """Whether a line can become other goods: all of it that is left waits, and it is no part of a bundle."""
    return bool(line.backordered) and line.backordered == line.ordered - line.cancelled and line.bundle_sku_id is None

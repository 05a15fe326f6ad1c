"""What a platform is told: one struct a kind of task, each with a key that is the same however often it is tried."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Confirm(msgspec.Struct, frozen=True):
    """We take the order and will ship it."""

    key: str
    order: str
    """The platform's key of the order, as in every task."""
    number: str = ""
    """Our number of it."""


class Part(msgspec.Struct, frozen=True):
    """Units of one line in a parcel; `line` is the platform's key of the line."""

    line: str
    quantity: int


class Ship(msgspec.Struct, frozen=True):
    """A parcel was handed over. An order has as many of these as parcels, where the platform can show it."""

    key: str
    order: str
    tracking_number: str
    carrier: str
    """Our code of the carrier."""
    carrier_name: str
    carrier_there: str
    """The platform's code, where the shop mapped ours to it; else empty and the adapter knows or uses the name."""
    shipped_at: datetime
    lines: tuple[Part, ...] = ()
    """What is in it; empty: all that is left."""
    last: bool = True
    """Nothing of the order is still to be shipped after this parcel."""


class Level(msgspec.Struct, frozen=True):
    """How many of a listing may be sold, now and absolutely (never a difference)."""

    listing: str
    sku: str
    quantity: int


class Levels(msgspec.Struct, frozen=True):
    """Stock levels of one shop, at most `abilities.levels_max`."""

    key: str
    levels: tuple[Level, ...]


class Cancel(msgspec.Struct, frozen=True):
    """We will not deliver the order. `reason`: a code of ours (out_of_stock, changed_mind, fraud, …)."""

    key: str
    order: str
    reason: str = ""


class Remark(msgspec.Struct, frozen=True):
    """The seller's remark (备注) as it is now, whole, and its flag (0 none, 1 to 5 the colours)."""

    key: str
    order: str
    text: str
    flag: int = 0


class DecideRefund(msgspec.Struct, frozen=True):
    """A refund that the buyer asked for on the platform is granted or not."""

    key: str
    order: str
    refund: str
    """The platform's key of the request."""
    granted: bool
    amount_minor: int = 0
    currency: str = ""
    reason: str = ""


class ShipDate(msgspec.Struct, frozen=True):
    """The buyer has agreed to another ship date (协商发货时间)."""

    key: str
    order: str
    at: datetime


class Say(msgspec.Struct, frozen=True):
    """Words to the buyer through the platform's messages."""

    key: str
    order: str
    text: str


Task = Confirm | Ship | Levels | Cancel | Remark | DecideRefund | ShipDate | Say


class Answer(msgspec.Struct):
    """It is known there. `reference`: the platform's key of what came of it; `known`: it had been told before.

    `refused`: of stock levels, the listings that the platform would not take, each with what it said.
    """

    reference: str = ""
    known: bool = False
    refused: dict[str, str] = {}

"""Carrier: who takes parcels to the door. Asked for labels with a key, so that asking again never buys twice.

Nothing here touches the database; an adapter may talk to the network, always outside a transaction. Money is in minor
units, weights in grams, instants are aware datetimes in UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

from orderway.ports.channel import Receiver

CALL_SECONDS_MAX = 20.0
"""How long one call of a carrier may take, connecting included; an adapter gives up then with CarrierSilent."""


class LabelRequest(msgspec.Struct):
    """What a carrier is asked for one parcel. The same `key` means the same label, however often it is asked."""

    key: str
    carrier: str
    """Our code of the carrier account."""
    receiver: Receiver
    weight_grams: int = 0
    cod_minor: int = 0
    currency: str = ""
    from_country: str = ""
    from_province: str = ""
    from_city: str = ""
    services: dict[str, str] = {}
    """What was agreed with the buyer about the delivery: delivery_date, time_window, locker."""


class Label(msgspec.Struct):
    """A label bought: its number, and what the carrier wants printed, where it sends that itself."""

    tracking_number: str
    sort_code: str = ""
    """The carrier's code of the destination (大头笔), printed large."""
    document: bytes = b""
    """The carrier's own label as PDF; empty where ours is printed."""


class CarrierEvent(msgspec.Struct):
    """Something a carrier says of a parcel; `code` is one of `journey.track` (picked_up, in_transit, delivered …)."""

    tracking_number: str
    code: str
    at: datetime
    place: str = ""
    text: str = ""


class CarrierRefused(Exception):
    """The carrier will never do this as asked (unreachable, no credit, collected already); a person reads the text."""


class CarrierSilent(Exception):
    """The carrier did not answer, or not sensibly: whether it happened is unknown; ask again with the same key."""


class Carrier(Protocol):
    """One carrier's system. Instances hold no state."""

    code: str
    name: str
    practice: bool
    """True for the one that only plays; it works in practice shops alone."""

    def buy(self, request: LabelRequest) -> Label | None:
        """The label of this key, always the same; None: a person brings it. Raises CarrierRefused, CarrierSilent."""
        ...

    def void(self, key: str, tracking_number: str) -> None:
        """The label is not wanted any more; nothing happens again or for a key never bought. Raises as `buy`."""
        ...

    def read(self, body: bytes) -> list[CarrierEvent]:
        """The events in what the carrier pushed; never raises for bad content, what is unreadable is left out."""
        ...

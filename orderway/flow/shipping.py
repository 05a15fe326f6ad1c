"""What a warehouse is told to ship, its parcels, and what is seen of them; columns as in `flow.order`."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Fulfilment(msgspec.Struct, gc=False):
    """What one warehouse is told to ship for one order."""

    id: int
    order_id: int
    warehouse_id: int
    state: str
    ship_by: datetime | None
    created_at: datetime
    cost_minor: int = 0
    """Estimated handling and freight, in the warehouse's currency of account."""
    carrier_id: int | None = None
    wave_id: int | None = None
    stopped_from: str = ""
    """The state it was in when a stop was asked, to go back to if the warehouse refuses."""
    reason: str = ""
    sent_at: datetime | None = None
    picked_at: datetime | None = None
    packed_at: datetime | None = None
    shipped_at: datetime | None = None
    picker: str = ""
    packer: str = ""
    attempt: int = 1


class FulfilmentLine(msgspec.Struct, gc=False):
    """One line's share in a fulfilment, with what the warehouse reports of it."""

    id: int
    order_id: int
    fulfilment_id: int
    line_id: int
    sku_id: int
    quantity: int
    picked: int = 0
    packed: int = 0
    shipped: int = 0
    short: int = 0


class Parcel(msgspec.Struct, gc=False):
    """One parcel with its label. `label_key` is what the carrier is asked with, so that a retry never buys twice."""

    id: int
    order_id: int
    fulfilment_id: int
    state: str
    label_key: str
    carrier_id: int | None = None
    tracking_number: str = ""
    weight_grams: int = 0
    address_version: int = 1
    contents: dict[str, int] = {}
    """Units by fulfilment line id (as text)."""
    labelled_at: datetime | None = None
    picked_up_at: datetime | None = None
    delivered_at: datetime | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    """The range in which delivery is expected."""
    prints: int = 0
    cod_minor: int = 0
    """Cash to collect at the door with this parcel."""
    last_scan_at: datetime | None = None


class Scan(msgspec.Struct, gc=False):
    """Something seen in the warehouse or on the road: a code, a place, a time; never changed."""

    id: int
    order_id: int
    at: datetime
    code: str
    source: str
    place: str = ""
    text: str = ""
    parcel_id: int | None = None
    fulfilment_id: int | None = None

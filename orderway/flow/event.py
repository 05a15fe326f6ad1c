"""What one batch told of one order, as it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Event(msgspec.Struct, gc=False):
    """What happened to one order in one batch: the steps with their evidence. `seq` has no gap within an order."""

    id: int
    at: datetime
    order_id: int
    seq: int
    kind: str
    actor: str
    data: Any
    """Steps, as a dict or as the JSON that they already are."""
    message_id: int | None = None

"""What the channels share whose messages are fetched, imported or brought by a line of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from orderway.ports.channel import Delivery, Refused


class Unpushed:
    """The half of `ports.channel.Channel` about signed deliveries, of a channel that has none."""

    pushed = False
    delivery_age_seconds_max: int | None = None
    why_not_pushed: ClassVar[str]
    """Said to whoever delivers all the same."""

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Always Refused."""
        raise Refused(self.why_not_pushed)

"""A carrier without a system: its numbers come on a roll of stickers, and a person types or scans them."""

from __future__ import annotations

from orderway.ports.carrier import CarrierEvent, Label, LabelRequest


class ByHand:
    """Keeps the promises of `ports.carrier.Carrier`; every answer is a person's."""

    code = "by_hand"
    name = "By hand"
    practice = False

    def buy(self, request: LabelRequest) -> Label | None:
        """None: a person brings the number."""
        return None

    def void(self, key: str, tracking_number: str) -> None:
        """The sticker goes into the bin."""

    def read(self, body: bytes) -> list[CarrierEvent]:
        """It pushes nothing."""
        return []


CARRIER = ByHand()

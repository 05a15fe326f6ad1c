"""What a return pays back, to the minor unit: exactly once it is inspected, and what it will be before that. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from orderway.flow.money import share_left


class Share(NamedTuple):
    """What one line of an order carries: its stored part of what was paid, over `ordered` units, some already used."""

    paid_share_minor: int
    ordered: int
    refunded_units: int
    refunded_minor: int
    shipped: int = 0
    returned: int = 0


class Purse(NamedTuple):
    """The order's money: what came, what went back or is going back, what is still owed by the buyer's side."""

    captured_minor: int
    refunded_minor: int
    refund_open_minor: int
    due_minor: int

    @property
    def left_minor(self) -> int:
        """What could still go back."""
        return max(0, self.captured_minor - self.refunded_minor - self.refund_open_minor)


def units_of(entry: Mapping[str, Any], state: str) -> int:
    """The units of one line of a return that count now: asked for until they came, what came afterwards."""
    return int(
        entry["asked"] if state in ("REQUESTED", "APPROVED", "AWAITING_PARCEL", "DISPUTED") else entry["received"]
    )


def unit_shares(share: Share, units: int) -> list[int]:
    """What each of the next `units` of a line carries, in minor units; together exactly their share."""
    most = max(0, min(units, share.ordered - share.refunded_units))
    return [share_left(share, at + 1) - share_left(share, at) for at in range(most)]


def line_minor(entry: Mapping[str, Any], state: str, share: Share) -> int:
    """What one line of a return pays back: what was stored at its inspection, else what it would be now."""
    if entry.get("refund_minor") is not None:
        return int(entry["refund_minor"])
    return share_left(share, units_of(entry, state))


def expected_minor(
    kind: str, state: str, entries: Sequence[Mapping[str, Any]], shares: Mapping[int, Share], purse: Purse
) -> int:
    """What a return that is not inspected yet would pay back now, never more than is left of what came."""
    total = sum(line_minor(entry, state, shares[entry["line_id"]]) for entry in entries if entry["line_id"] in shares)
    coming = {int(entry["line_id"]): units_of(entry, state) for entry in entries}
    whole = all(share.returned + coming.get(line, 0) >= share.shipped for line, share in shares.items())
    if kind == "refused" and whole and shares:
        return purse.left_minor
    return min(total, purse.left_minor)

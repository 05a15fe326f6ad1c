"""Lines that are held alone: they stay promised while the rest of their order is sourced and released. Pure."""

from __future__ import annotations

from orderway.flow.order import Order, Reservation

_NONE: frozenset[int] = frozenset()
WHERE = ("source", "release")
"""Gates at which a line is left behind; before them it goes along."""


def stopped_lines(order: Order) -> frozenset[int]:
    """The lines that an open hold of their own keeps from being sourced or released."""
    if not order.holds:
        return _NONE
    return frozenset(
        hold.line_id
        for hold in order.holds
        if hold.line_only
        and hold.state == "OPEN"
        and hold.line_id is not None
        and not set(WHERE).isdisjoint(hold.blocks)
    )


def going(order: Order) -> list[Reservation]:
    """The soft reservations of an order that may go on: those of lines that nothing stops."""
    stopped = stopped_lines(order)
    if not stopped:
        return [r for r in order.reservations if r.state == "SOFT"]
    return [r for r in order.reservations if r.state == "SOFT" and r.line_id not in stopped]

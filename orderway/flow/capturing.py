"""Authorised money is taken when goods leave, part by part, and given back when nothing will leave. Pure.

What is asked of the gateway stands in `Order.extra`, so that nothing is asked twice at a time; the message carries a
key of its own, under which the gateway takes once however often the relay asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from orderway.flow.order import Order
from orderway.flow.reference import References
from orderway.flow.verifying import AT_GATEWAY
from orderway.history.log import Outgoing
from orderway.kernel.money import share_of_units

CAPTURE, VOID = TOPICS = ("payment.capture", "payment.void")
KEY = "capture"
"""Key in `Order.extra`: `nth` of the last thing asked, `asked` or `void` while it is on its way, `wanted` by a person
(minor units), `failed` (why)."""
SHIPPED = "shipped"
"""`ShopPolicy.capture`: taken when a parcel is handed over; else by hand."""
ENDS, FAILED = "authorisation_ends", "capture_failed"
"""Reasons of holds."""
CAPTURE_BEFORE = "capture"
"""`ShopPolicy.authorised_end`: what is about to lapse is taken; else the order is held."""
TEXT_CHARS_MAX = 160


class Wanted(NamedTuple):
    """What the gateway is to do: take so much (0: give back), and whether nothing more will be taken."""

    amount_minor: int
    final: bool


def open_minor(order: Order) -> int:
    """What is authorised and not taken."""
    return order.authorised_minor - order.captured_minor


def tell(orders: Iterable[Order], refs: References) -> list[Outgoing]:
    """A message for each order of which money is to be taken or given back now; marks it as asked."""
    found: list[Outgoing] = []
    for order in orders:
        if open_minor(order) <= 0 or AT_GATEWAY not in order.extra:
            continue
        state: dict[str, Any] = order.extra.get(KEY, {})
        if "asked" in state or "void" in state or "failed" in state:
            continue
        wanted = what(order, refs.shops[order.shop_id].policy.capture, int(state.get("wanted", 0)))
        if wanted is None:
            continue
        nth = int(state.get("nth", 0)) + 1
        order.extra = {
            **order.extra,
            KEY: {"nth": nth, "asked" if wanted.amount_minor else "void": wanted.amount_minor},
        }
        due = min(order.due_minor(), order.authorised_minor) - order.captured_minor
        payload = {
            "key": f"{order.id}-{nth}", "amount": wanted.amount_minor or open_minor(order), "final": wanted.final,
            "before": taken_minor(order), "whole": due,
        }  # fmt: skip
        topic = CAPTURE if wanted.amount_minor else VOID
        found.append(Outgoing(topic, f"shop:{order.shop_id}", payload, order.id))
    return found


def what(order: Order, policy: str, by_hand: int = 0) -> Wanted | None:
    """What is to be asked of the gateway now; None: nothing. `by_hand`: what a person wants taken."""
    due = min(order.due_minor(), order.authorised_minor) - order.captured_minor
    done = all(line.shipped + line.cancelled == line.ordered for line in order.lines)
    sent = any(line.shipped for line in order.lines)
    if by_hand > 0 and due > 0:
        return Wanted(min(by_hand, due), by_hand >= due)
    if done and due <= 0:
        return Wanted(0, True)
    if policy != SHIPPED or not sent:
        return None
    amount = due if done else min(due, shipped_minor(order) - order.captured_minor)
    return Wanted(amount, done) if amount > 0 else None


def taken_minor(order: Order) -> int:
    """What was taken of authorised payments under their own keys; not gift cards or money that came otherwise."""
    keys = {payment.external_id for payment in order.payments if payment.kind == "authorised"}
    mine = [p for p in order.payments if p.kind == "captured" and p.external_id.partition("#")[0] in keys]
    return sum(payment.amount_minor for payment in mine)


def shipped_minor(order: Order) -> int:
    """What the units that left carry, with the freight: the shares telescope, so the parts make up the whole."""
    goods = sum(share_of_units(line.paid_share_minor, line.ordered, 0, line.shipped) for line in order.lines)
    return goods + order.shipping_minor


def want(order: Order, amount_minor: int) -> None:
    """A person (or the end of an authorisation) wants money taken; what failed before is forgotten."""
    state: dict[str, Any] = order.extra.get(KEY, {})
    order.extra = {**order.extra, KEY: {"nth": state.get("nth", 0), "wanted": amount_minor}}


def settled(order: Order, failed: str = "") -> None:
    """The gateway has answered; `failed`: it will not do it."""
    state: dict[str, Any] = order.extra.get(KEY, {})
    told = {"failed": failed[:TEXT_CHARS_MAX]} if failed else {}
    order.extra = {**order.extra, KEY: {"nth": state.get("nth", 0), **told}}

"""By which channel a buyer is asked: what the platform allows, what contact data is valid, how urgent it is. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from orderway.flow.order import Order
from orderway.flow.reference import ShopInfo
from orderway.lifecycle.reasons import REASONS
from orderway.places.phones import mobile_of

PLATFORM, EMAIL, SMS, PHONE = WAYS = ("platform", "email", "sms", "phone")
PLATFORM_ONLY = frozenset(("taobao", "jd", "pdd", "douyin", "amazon", "ebay"))
"""Channels whose buyers may be written to through the platform alone (its messages or address-change tool)."""
URGENT_HOURS = 12
"""An order that must leave within this, or is late, is urgent."""
COMPLEX = ("specification", "other")
"""Questions that take some talking."""
PHONE_DIGITS_MIN = 7


class Proposal(NamedTuple):
    """A channel, and why: platform_rules, urgent, complex, mail, text, fixed_line, no_contact."""

    way: str
    why: str


def proposed(order: Order, shop: ShopInfo, field: str, now: datetime) -> Proposal:
    """The channel that suits this question."""
    if shop.channel in PLATFORM_ONLY or order.person.token or not shop.own:
        return Proposal(PLATFORM, "platform_rules")
    phone, mail = phone_reaches(order), mail_reaches(order)
    if phone and is_urgent(order.priority, order.ship_by, now):
        return Proposal(PHONE, "urgent")
    if phone and (field in COMPLEX or (not mail and _tangled(order))):
        return Proposal(PHONE, "complex")
    if mail:
        return Proposal(EMAIL, "mail")
    if phone and field != "phone":
        return Proposal(SMS, "text") if mobile_of(order.person.phone) else Proposal(PHONE, "fixed_line")
    return Proposal(PLATFORM, "no_contact")


def allowed(shop: ShopInfo, order: Order) -> tuple[str, ...]:
    """The channels that may be used at all."""
    return (PLATFORM,) if shop.channel in PLATFORM_ONLY or order.person.token else WAYS


def is_urgent(priority: int, ship_by: datetime | None, now: datetime) -> bool:
    """Whether an order must leave soon, or is marked so."""
    return priority > 0 or (ship_by is not None and ship_by - now <= timedelta(hours=URGENT_HOURS))


def phone_reaches(order: Order) -> bool:
    """Whether there is a whole phone number, no mask."""
    digits = sum(c.isdigit() for c in order.person.phone)
    return order.person.phone.startswith("+") and digits >= PHONE_DIGITS_MIN and "*" not in order.person.phone


def mail_reaches(order: Order) -> bool:
    """Whether there is something like a mail address, no mask."""
    name, at, host = order.person.email.partition("@")
    return bool(name and at and "." in host and "*" not in order.person.email and " " not in order.person.email)


def _tangled(order: Order) -> bool:
    """Several things are unclear at once: quicker said than written."""
    asks = [h for h in order.open_holds() if REASONS[h.reason].next_action in ("ask_buyer", "correct_address")]
    return len(asks) > 1

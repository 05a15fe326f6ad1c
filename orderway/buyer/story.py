"""What a buyer is told first: one sentence, how far it is, and what delays it; words in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderway.buyer import links, when
from orderway.buyer.hidden import without_person
from orderway.buyer.seen import OrderSeen, ParcelSeen
from orderway.web.templatetags.figures import duration_text, money_text

IN_THE_WAY = ("exception", "attempted", "delayed", "on_hold")
ON_THE_ROAD = ("PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "EXCEPTION")
COMING_BACK = ("REFUSED", "INTERCEPTING", "RETURNING", "RETURNED")
ENDED = ("CANCELLED", "CLOSED", "RETURNED")
ORDERED, PACKED, SENT, DELIVERED = range(4)


class Delay(NamedTuple):
    """One thing that the buyer should know: what is late, missing, or asked of them. `link` is a page to go to."""

    tone: str
    icon: str
    text: str
    link: str = ""


class Story(NamedTuple):
    """`step` is where it stands (0 to 3), None where the order has ended another way."""

    lead: str
    sub: str
    step: int | None
    done: bool
    delays: tuple[Delay, ...]


def story(seen: OrderSeen, now: datetime) -> Story:
    """The story of an order as it stands now."""
    zone = when.zone_of(seen.shop.time_zone)
    lead, sub, step = _ended(seen) or _road(seen, now, zone) or _before(seen, now, zone)
    delays = (*_asked(seen), *_late(seen, now, zone), *_trouble(seen), *_missing(seen), *_money(seen))
    return Story(lead, sub, step, step == DELIVERED, delays)


def is_moving(parcel: ParcelSeen) -> bool:
    """Whether a parcel has left and should arrive."""
    return parcel.state in ON_THE_ROAD or (parcel.state == "LABELLED" and parcel.shipped_at is not None)


def _ended(seen: OrderSeen) -> tuple[str, str, int | None] | None:
    if seen.status == "CANCELLED":
        return _("This order was cancelled"), _paid_back(seen), None
    if seen.status == "RETURNED":
        return _("Everything came back to us"), _paid_back(seen), None
    sent = [parcel for parcel in seen.parcels if parcel.shipped_at]
    if sent and all(parcel.state == "LOST" for parcel in sent) and seen.delivered_at is None:
        return _("Your parcel was lost"), _("We are sorry. %(refund)s") % {"refund": _paid_back(seen)}, None
    return None


def _paid_back(seen: OrderSeen) -> str:
    if seen.refund_open_minor:
        return _("%(amount)s is being paid back to you.") % _amount(seen.refund_open_minor, seen)
    if seen.refunded_minor:
        return _("%(amount)s was paid back to you.") % _amount(seen.refunded_minor, seen)
    return _("Nothing is owed.")


def _amount(minor: int, seen: OrderSeen) -> dict[str, str]:
    return {"amount": money_text(minor, seen.currency)}


def _road(seen: OrderSeen, now: datetime, zone: ZoneInfo) -> tuple[str, str, int | None] | None:
    moving = [parcel for parcel in seen.parcels if is_moving(parcel)]
    arrived = [parcel for parcel in seen.parcels if parcel.state == "DELIVERED"]
    if moving:
        return _on_its_way(moving, len(moving) + len(arrived), now, zone)
    back = [parcel for parcel in seen.parcels if parcel.state in COMING_BACK]
    if back and not arrived:
        last = back[-1].state
        lead = _("Your parcel is back with us") if last == "RETURNED" else _("Your parcel is coming back to us")
        return lead, _("Write to us if this surprises you."), SENT
    if arrived and (seen.delivered_at or seen.status == "SHIPPED"):
        at = max(parcel.delivered_at or parcel.shipped_at or now for parcel in arrived)
        whole = seen.delivered_at is not None
        lead = _("Delivered %(when)s") if whole else _("A part was delivered %(when)s")
        return lead % {"when": when.moment(at, now, zone)}, "", DELIVERED if whole else SENT
    return None


def _on_its_way(moving: Sequence[ParcelSeen], total: int, now: datetime, zone: ZoneInfo) -> tuple[str, str, int | None]:
    sub = ""
    if total > 1:
        sub = ngettext(
            "%(many)s of %(total)s parcels is on its way.",
            "%(many)s of %(total)s parcels are on their way.",
            len(moving),
        ) % {"many": len(moving), "total": total}
    nearest = min((p for p in moving if p.due_until), key=lambda p: p.due_until or now, default=None)
    if nearest is None or nearest.due_until is None:
        return _("Your parcel is on its way"), sub, SENT
    if nearest.due_until < now:
        return _("Later than expected"), sub or _("It is still on its way to you."), SENT
    return when.arrival(nearest.due_from, nearest.due_until, now, zone), sub, SENT


def _before(seen: OrderSeen, now: datetime, zone: ZoneInfo) -> tuple[str, str, int | None]:
    leaves = ""
    if seen.ship_by and seen.ship_by > now:
        leaves = _("It leaves our warehouse %(when)s at the latest.") % {"when": when.moment(seen.ship_by, now, zone)}
    if seen.status == "AWAITING_PAYMENT" or seen.waits_for == "payment":
        return _("Waiting for your payment"), _("As soon as it is there, we pack your order."), ORDERED
    if any(question.state == "SENT" for question in seen.questions):
        return _("We need a word from you"), _("Your order waits for your answer."), ORDERED
    if seen.stage == "warehouse":
        return _("We are packing your order"), leaves, PACKED
    if seen.waits_for == "stock":
        return _("Waiting for new stock"), _("It is reserved for you as soon as it comes in."), ORDERED
    if seen.standing == "held":
        return _("We are checking your order"), leaves, ORDERED
    return _("We have your order"), leaves, ORDERED


def _asked(seen: OrderSeen) -> list[Delay]:
    text = _("We have a question about your order.")
    asked = [question for question in seen.questions if question.state == "SENT"]
    found = [Delay("warn", "message-question", text, links.answer_path(question.id)) for question in asked]
    if seen.cancel_asked:
        found.append(Delay("info", "ban", _("The cancellation was asked for; the warehouse has yet to agree.")))
    return found


def _late(seen: OrderSeen, now: datetime, zone: ZoneInfo) -> list[Delay]:
    """What should have left or arrived by now."""
    if seen.status in ENDED:
        return []
    found = []
    for parcel in seen.parcels:
        if is_moving(parcel) and parcel.due_until and parcel.due_until < now:
            words = {"when": when.day(parcel.due_until.astimezone(zone).date(), now.astimezone(zone).date())}
            text = _("It was expected %(when)s.") % words
            if parcel.last_scan_at:
                last = _("Last seen %(time)s ago.") % {"time": duration_text(now - parcel.last_scan_at)}
                text = f"{text} {last}"
            found.append(Delay("warn", "clock-exclamation", text))
    if not seen.parcels and seen.ship_by and seen.ship_by < now and seen.waits_for not in ("payment", "stock"):
        found.append(Delay("warn", "clock-exclamation", _("It should have left by now. We are working on it.")))
    return found


def _trouble(seen: OrderSeen) -> list[Delay]:
    """What the carrier says is in the way, in the carrier's words where there are some."""
    found = []
    for parcel in seen.parcels:
        if parcel.state == "LOST":
            found.append(Delay("bad", "alert-triangle", _("The carrier cannot find one parcel. We take care of it.")))
        if parcel.state != "EXCEPTION":
            continue
        last = next((scan for scan in seen.scans if scan.parcel_id == parcel.id and scan.code in IN_THE_WAY), None)
        said = " · ".join(part for part in (last.text, last.place) if part) if last else ""
        text = without_person(said, seen) or _("The carrier reports that something is in the way.")
        found.append(Delay("warn", "alert-triangle", text))
    return found


def _missing(seen: OrderSeen) -> list[Delay]:
    short = sum(line.backordered for line in seen.lines)
    if not short or seen.status in ENDED:
        return []
    if seen.expected_at is not None:
        day = date_format(seen.expected_at.astimezone(ZoneInfo(seen.shop.time_zone)), "DATE_FORMAT")
        text = ngettext(
            "%(units)s piece is out of stock; it is expected on %(day)s.",
            "%(units)s pieces are out of stock; they are expected on %(day)s.",
            short,
        )
        return [Delay("warn", "hourglass", text % {"units": short, "day": day})]
    text = ngettext(
        "%(units)s piece is out of stock; it follows as soon as it is there.",
        "%(units)s pieces are out of stock; they follow as soon as they are there.",
        short,
    )
    return [Delay("warn", "hourglass", text % {"units": short})]


def _money(seen: OrderSeen) -> list[Delay]:
    if seen.status in ("CANCELLED", "RETURNED"):
        return []
    if not seen.refund_open_minor and not seen.refunded_minor:
        return []
    return [Delay("info" if seen.refund_open_minor else "good", "receipt-refund", _paid_back(seen))]

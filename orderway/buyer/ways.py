"""What a buyer may choose when something is short, in plain words with days and amounts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from orderway.buyer import when
from orderway.flow.batch import Batch
from orderway.flow.choice import Choice
from orderway.flow.order import Order
from orderway.flow.short_supply import ways_out
from orderway.web.engine import engine
from orderway.web.templatetags.figures import money_text


def ways_of(order_id: int) -> list[Choice]:
    """What is possible now, the seller's favourite first; how goods move between warehouses is none of the buyer's."""

    def work(batch: Batch) -> list[Order]:
        return batch.load([order_id])

    orders = engine().transact("look", work)
    ways = ways_out(engine(), orders).get(order_id, [])
    first: dict[str, Choice] = {}
    for one in ways:
        first.setdefault(one.kind, one)
    return [one for one in first.values() if one.kind in TEXTS]


def worded(one: Choice, now: datetime, zone: ZoneInfo) -> str:
    """One way as the buyer reads it."""
    return TEXTS[one.kind](one, when.moment(one.ship_at, now, zone) if one.ship_at else "")


def _wait(one: Choice, day: str) -> str:
    if not day:
        return _("Wait until everything is there; nobody can name the day yet")
    return _("Wait until everything is there: it leaves %(day)s") % {"day": day}


def _part(one: Choice, day: str) -> str:
    if not day:
        return _("Send what is there now, the rest when it comes; nobody can name the day yet")
    return _("Send what is there now, the rest leaves %(day)s") % {"day": day}


def _instead(one: Choice, day: str) -> str:
    goods = ", ".join(f"{each['units']} × {each['name']}" for each in one.facts["substitutes"].values())
    return _("Send %(goods)s instead, at the price you paid: it leaves %(day)s") % {"goods": goods, "day": day}


def _back(one: Choice, day: str) -> str:
    text = _("Pay back %(amount)s for what is missing and send the rest") % _amount(one)
    return _filed(one, text)


def _off(one: Choice, day: str) -> str:
    return _filed(one, _("Cancel the whole order and pay back %(amount)s") % _amount(one))


def _amount(one: Choice) -> dict[str, str]:
    return {"amount": money_text(one.refund_minor, one.currency)}


def _filed(one: Choice, text: str) -> str:
    also = _("please ask for the refund on the platform as well")
    return f"{text} ({also})" if one.punished else text


TEXTS = {"wait": _wait, "part": _part, "substitute": _instead, "cancel_short": _back, "cancel": _off}

"""The words of letters to buyers: a shop's template, else everybody's, else ours; facts of the order filled in.

Facts are codes and figures of the order and titles of its goods, never the receiver: texts of questions are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.utils.formats import date_format
from django.utils.translation import override

from orderway.flow.order import Order
from orderway.flow.reference import ShopInfo
from orderway.journey.confirm.letter_texts import DEFAULTS, EN, TEXTS, ZH
from orderway.kernel.limits import TEXT_CHARS_MAX
from orderway.kernel.sql import named
from orderway.ports.notice import SUBJECT_CHARS_MAX
from orderway.web import words_holds

SQL = named(__file__, "queries.sql")
COMMON = ("number", "shop", "goods")
_MORE = {
    "event.shipped": ("carrier", "tracking_number"),
    "event.delayed": ("day",),
    "event.delivered": ("day",),
    "ask.shortage": ("reason", "deadline", "default", "short"),
    "wish.agreed": ("wish",),
    "wish.not_possible": ("wish",),
    "wish.alternative": ("wish", "alternative"),
    "ship_date": ("day",),
    "reply": ("text",),
}
_ASKS = ("reason", "deadline", "default")
KINDS: dict[str, tuple[str, ...]] = {
    kind: (*COMMON, *_MORE.get(kind, _ASKS if kind.startswith("ask.") else ())) for kind in TEXTS
}
"""Kind of letter to the facts that its template may name."""
HAVE_TO_ARRIVE = ("reply", "wish.", "ship_date")
"""Letters somebody waits for; where they cannot be sent, a person sends them."""
GOODS_NAMED_MAX = 3
_FIELD = re.compile(r"\{([^{}]*)\}")


def language_of(told: str) -> str:
    """One of our two languages for whatever an order or shop says."""
    return ZH if told.lower().startswith("zh") else EN


def problems(kind: str, text: str) -> list[str]:
    """What a template says that cannot be filled in: names that this letter does not know, and braces left over."""
    found = [name for name in _FIELD.findall(text) if name not in KINDS[kind]]
    rest = _FIELD.sub("", text)
    return [*found, *sorted({brace for brace in rest if brace in "{}"})]


def words(cursor: psycopg.Cursor[Any], kind: str, shop_id: int, language: str) -> tuple[str, str]:
    """Subject and body, not filled in yet; ours where nobody wrote others."""
    row = cursor.execute(SQL.template, {"kind": kind, "shop": shop_id, "language": language}).fetchone()
    subject, body = TEXTS[kind][language]
    return (str(row[0]) or subject, str(row[1])) if row else (subject, body)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its facts; a name without a fact gives nothing."""
    return _FIELD.sub(lambda found: facts.get(found[1], ""), text)[:TEXT_CHARS_MAX]


def subject_of(text: str, facts: Mapping[str, str]) -> str:
    """The same on one line."""
    return " ".join(filled(text, facts).split())[:SUBJECT_CHARS_MAX]


def order_facts(order: Order, shop: ShopInfo, language: str) -> dict[str, str]:
    """What every letter may say of an order."""
    titles = [(line.title or line.sku_code, line.ordered - line.cancelled or line.ordered) for line in order.lines]
    return {"number": order.number, "shop": shop.name, "goods": goods_text(titles, language)}


def goods_text(titles: list[tuple[str, int]], language: str) -> str:
    """The first goods with their units."""
    named_goods = [f"{title} ×{units}" for title, units in titles[:GOODS_NAMED_MAX]]
    return ("、" if language == ZH else ", ").join(named_goods) + (" …" if len(titles) > GOODS_NAMED_MAX else "")


def question_facts(
    order: Order, shop: ShopInfo, language: str, reason: str, due_at: datetime, default: str
) -> dict[str, str]:
    """What a question says besides: why it is asked, until when, and what happens without an answer."""
    with override(language):
        why = str(words_holds.reason_word(reason)) if reason in words_holds.REASONS else ""
    short = [(line.title or line.sku_code, line.backordered) for line in order.lines if line.backordered]
    around = (f" ({why})" if language == EN else f"\uff08{why}\uff09") if why else ""
    return {
        **order_facts(order, shop, language),
        "reason": around,
        "deadline": moment(due_at, shop.time_zone, language),
        "default": DEFAULTS[default][language],
        "short": goods_text(short, language),
    }


def moment(at: datetime, zone: str, language: str) -> str:
    """Day and hour in the shop's time, as a buyer of any country reads it."""
    with override(language):
        return date_format(at.astimezone(ZoneInfo(zone)), "j M Y, H:i" if language == EN else "Y年n月j日 H:i")


def day(at: datetime, zone: str, language: str) -> str:
    """The day in the shop's time."""
    with override(language):
        return date_format(at.astimezone(ZoneInfo(zone)), "j M Y" if language == EN else "Y年n月j日")

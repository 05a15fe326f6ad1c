"""Made-up data for /look: as real as a day in a shop, and nobody's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from orderway.kernel import clock
from orderway.web import look_sample_order, words
from orderway.web.words_holds import step_word

NAMES = (
    ("T", "天猫", "2951184420637710523", "王** · 杭州", "轻羽防晒衣 UPF50+ 女款 薄荷绿 M", 2, 25800, "CNY"),
    ("S", "Shopify", "#10482", "M. Keller · Berlin", "Merino Crew Socks, 3 pack, charcoal", 0, 3450, "EUR"),
    ("J", "京东", "310265544871", "陈** · 广州", "恒温电热水壶 1.7L 象牙白", 0, 19900, "CNY"),
    ("D", "抖店", "6923478812210987", "林** · 成都", "坚果礼盒 八种口味 年货装", 4, 168800, "CNY"),
    (
        "A",
        "Amazon",
        "113-4471925-8830612",
        "J. Ortiz · Austin, TX",
        "Ceramic Pour-Over Set with Walnut Stand",
        1,
        8999,
        "USD",
    ),
    ("P", "拼多多", "221120-514886734021", "赵** · 乌鲁木齐", "儿童雨靴 27 码 小恐龙", 0, 4990, "CNY"),
)
HOLDS = ("address_missing", "", "large_amount", "", "shortage", "", "duplicate_suspect", "", "", "remark_present")
STATUS = "REVIEW RECEIVED REVIEW ALLOCATED APPROVED RELEASED REVIEW SHIPPED APPROVED RECEIVED".split()
LEFT_MINUTES = (-130, -12, 25, 95, 180, 260, 420, 700, 1500, 2900)
OWNERS = ("李倩", "", "赵敏", "", "Tom", "")
ROWS = 30
MACHINES = ("order", "payment", "parcel", "return")
HELD = (
    ("address_missing", 14, 2900),
    ("shortage", 11, 1500),
    ("large_amount", 6, 190),
    ("duplicate_suspect", 3, 75),
    ("remark_present", 2, 20),
)
SHORT = (
    ("轻羽防晒衣 薄荷绿 M", 46, 20),
    ("恒温电热水壶 1.7L", 12, 68),
    ("坚果礼盒 八种口味", 9, 0),
    ("Merino Crew Socks", 4, 116),
)


def sample() -> dict[str, Any]:
    """The context of every page of the look."""
    now = clock.now()
    return {"now": now, **_parts(now), **_board(now), **_list(now), **look_sample_order.order(now)}


def _parts(now: datetime) -> dict[str, Any]:
    shown = (
        ("REVIEW", True, False),
        ("SHIPPED", False, True),
        ("COMPLETED", False, False),
        ("CANCELLED", False, False),
    )
    return {
        "track_states": [{"status": status, "held": held, "part": part} for status, held, part in shown],
        "machines": [{"machine": name, "states": list(words.STATES[name])} for name in MACHINES],
        "shop": {"name": "青禾户外旗舰店", "colour": "#1f5c4d", "on_colour": "#ffffff"},
        "soon": now + timedelta(minutes=95),
        "before": now - timedelta(hours=3),
        "hours": [3, 4, 9, 12, 10, 14, 19, 22, 18, 24, 28, 21],
    }


def _board(now: datetime) -> dict[str, Any]:
    return {
        "stages": _stages(now),
        "late": [_row(i, now) for i in range(6)],
        "held": [{"reason": r, "many": n, "since": now - timedelta(minutes=m)} for r, n, m in HELD],
        "short": [
            {"name": name, "missing": missing, "due": now + timedelta(hours=hours) if hours else None}
            for name, missing, hours in SHORT
        ],
    }


def _list(now: datetime) -> dict[str, Any]:
    stages = [{"label": word.label, "url": "?", "count": 40 - 3 * i} for i, word in enumerate(words.ORDER.values())]
    confirm = reverse("look_page", args=["confirm"])
    return {
        "rows": [_row(i, now) for i in range(ROWS)],
        "choices": [{"label": _("Stage"), "hits": stages}],
        "tokens": [
            {"field": _("hold"), "value": _("any"), "remove_url": "?"},
            {"field": _("due"), "value": _("today"), "remove_url": "?"},
        ],
        "columns": [
            {"label": label, "number": number, "rank": rank, "sorted": order, "sort_url": "" if order is None else "?"}
            for label, number, order, rank in _headings()
        ],
        "bulk_actions": [
            {"label": _("Approve"), "get": confirm, "icon": "check", "kind": "primary", "key": "a"},
            {"label": _("Release hold"), "get": confirm, "icon": "lock-open", "key": "r"},
            {"label": _("Cancel"), "icon": "ban", "refused": _("3 of these are already packed")},
        ],
        "reasons": [
            ("stock", _("Out of stock")),
            ("buyer", _("The buyer asked")),
            ("address", _("Address cannot be served")),
        ],
    }


def _headings() -> list[tuple[str, bool, str | None, int]]:
    return [
        (_("Time left"), False, "ascending", 0),
        (_("Order"), False, None, 0),
        (_("Buyer"), False, None, 3),
        (_("Lines"), False, None, 2),
        (_("Amount"), True, "", 2),
        (_("Stage"), False, None, 0),
        (_("Holds"), False, None, 0),
        (_("Owner"), False, None, 4),
    ]


def _row(i: int, now: datetime) -> dict[str, Any]:
    mark, shop, number, buyer, item, more, amount, currency = NAMES[i % len(NAMES)]
    number = number[:-2] + str(10 + i * 7 % 89) if i >= len(NAMES) else number
    return {
        "id": i + 1,
        "mark": mark,
        "shop": shop,
        "number": number,
        "buyer": buyer,
        "item": item,
        "more": more,
        "amount": amount + 100 * i,
        "currency": currency,
        "status": STATUS[i % len(STATUS)],
        "hold": HOLDS[i % len(HOLDS)],
        "since": now - timedelta(minutes=7 + 41 * i),
        "due": now + timedelta(minutes=LEFT_MINUTES[i % len(LEFT_MINUTES)] + 60 * 52 * (i // len(LEFT_MINUTES))),
        "owner": OWNERS[i % len(OWNERS)],
    }


def _stages(now: datetime) -> list[dict[str, Any]]:
    figures = (
        ("intake", 18, 4, (18, 0, 0)),
        ("check", 23, 2900, (15, 6, 2)),
        ("promise", 64, 1500, (30, 24, 10)),
        ("confirm", 9, 420, (5, 4, 0)),
        ("review", 31, 190, (22, 8, 1)),
        ("release", 12, 35, (12, 0, 0)),
        ("pick", 148, 260, (110, 32, 6)),
        ("pack", 57, 120, (50, 7, 0)),
        ("ship", 205, 300, (190, 15, 0)),
        ("track", 3412, 8600, (3300, 96, 16)),
    )
    tones = (("calm", _("fresh")), ("warn", _("ageing")), ("bad", _("overdue")))
    return [
        {
            "key": key,
            "label": step_word(key),
            "many": many,
            "oldest": now - timedelta(minutes=minutes),
            "ages": [{"many": n, "tone": tone, "label": label} for n, (tone, label) in zip(ages, tones, strict=True)],
            "flow": [(many * (3 + (i * 7 + len(key)) % 11)) % 40 for i in range(12)],
            "href": "?",
        }
        for key, many, minutes, ages in figures
    ]

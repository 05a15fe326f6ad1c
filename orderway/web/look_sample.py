"""Made-up data for /look: as real as a day in a shop, and nobody's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from orderway.kernel import clock
from orderway.web import words
from orderway.web.words_holds import step_word

NAMES = (
    ("T", "天猫", "2951184420637710523", "王** · 杭州", "轻羽防晒衣 UPF50+ 女款 薄荷绿 M", 2, 25800, "CNY"),
    ("S", "Shopify", "#10482", "M. Keller · Berlin", "Merino Crew Socks, 3 pack, charcoal", 0, 3450, "EUR"),
    ("J", "京东", "310265544871", "陈** · 广州", "恒温电热水壶 1.7L 象牙白", 0, 19900, "CNY"),
    ("D", "抖店", "6923478812210987", "林** · 成都", "坚果礼盒 八种口味 年货装", 4, 168800, "CNY"),
    ("A", "Amazon", "113-4471925-8830612", "J. Ortiz · Austin, TX", "Ceramic Pour-Over Set with Walnut Stand and Two Cups", 1, 8999, "USD"),
    ("P", "拼多多", "221120-514886734021", "赵** · 乌鲁木齐", "儿童雨靴 27 码 小恐龙", 0, 4990, "CNY"),
)
HOLDS = ("address_missing", "", "large_amount", "", "shortage", "", "duplicate_suspect", "", "", "remark_present")
STATUS = ("REVIEW", "RECEIVED", "REVIEW", "ALLOCATED", "APPROVED", "RELEASED", "REVIEW", "SHIPPED", "APPROVED", "RECEIVED")
LEFT_MINUTES = (-130, -12, 25, 95, 180, 260, 420, 700, 1500, 2900)
OWNERS = ("李倩", "", "赵敏", "", "Tom", "")
ROWS = 30


def sample() -> dict[str, Any]:
    """The context of every page of the look."""
    now = clock.now()
    return {
        "now": now,
        "rows": [_row(i, now) for i in range(ROWS)],
        "stages": _stages(now),
        "track_states": [{"status": s, "held": h, "part": p} for s, h, p in (("REVIEW", True, False), ("SHIPPED", False, True), ("COMPLETED", False, False), ("CANCELLED", False, False))],
        "machines": [{"machine": m, "states": list(t)} for m, t in words.STATES.items() if m in ("order", "parcel", "return", "payment")],
        "lines": _lines(),
        "candidates": _candidates(),
        "candidate_columns": _columns(),
        "entries": _entries(now),
        "sample_orders": [{"label": "2951184420637710523", "note": "王** · ¥258.00"}, {"label": "310265544871", "note": "陈** · ¥199.00"}, {"label": "#10482", "note": "M. Keller · €34.50"}],
        "sample_refusals": [{"label": "6923478812210987", "reason": _("already with the warehouse")}],
        "late": [_row(i, now) for i in range(6)],
        "held": [{"reason": r, "many": n, "since": now - timedelta(minutes=m)} for r, n, m in (("address_missing", 14, 2900), ("shortage", 11, 1500), ("large_amount", 6, 190), ("duplicate_suspect", 3, 75), ("remark_present", 2, 20))],
        "short": [{"sku": s, "name": n, "missing": m, "orders": o, "due": now + timedelta(hours=h) if h else None} for s, n, m, o, h in (("FS-MINT-M", "轻羽防晒衣 薄荷绿 M", 46, 41, 20), ("KT-17-IV", "恒温电热水壶 1.7L", 12, 12, 68), ("NUT-BOX-8", "坚果礼盒 八种口味", 9, 7, 0), ("SOCK-CH-3", "Merino Crew Socks", 4, 4, 116))],
        "shop": {"name": "青禾户外旗舰店", "colour": "#1f5c4d", "on_colour": "#ffffff"},
        "soon": now + timedelta(minutes=95),
        "before": now - timedelta(hours=3),
        "choices": [{"label": _("Stage"), "hits": [{"label": word.label, "url": "?", "count": 40 - 3 * i} for i, word in enumerate(words.ORDER.values())]}],
        "tokens": [{"field": _("hold"), "value": _("any"), "remove_url": "?"}, {"field": _("due"), "value": _("today"), "remove_url": "?"}],
        "columns": [{"label": label, "number": number, "rank": rank, "sorted": order, "sort_url": "?" if order is not None else ""} for label, number, order, rank in _headings()],
        "bulk_actions": [{"label": _("Approve"), "get": "/look/confirm", "icon": "check", "kind": "primary", "key": "a"}, {"label": _("Release hold"), "get": "/look/confirm", "icon": "lock-open", "key": "r"}, {"label": _("Cancel"), "get": "", "icon": "ban", "refused": _("3 of these are already packed")}],
        "reasons": [("stock", _("Out of stock")), ("buyer", _("The buyer asked")), ("address", _("Address cannot be served"))],
        "hours": [3, 4, 9, 12, 10, 14, 19, 22, 18, 24, 28, 21],
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
        "due": now + timedelta(minutes=LEFT_MINUTES[i % len(LEFT_MINUTES)] + 60 * 48 * (i // len(LEFT_MINUTES))),
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


def _lines() -> list[dict[str, Any]]:
    return [
        {"sku": "FS-MINT-M", "name": "轻羽防晒衣 UPF50+ 女款 薄荷绿 M", "ordered": 3, "shipped": 2, "waiting": 1, "price": 12900, "discount": 1500, "sum": 34200, "warehouse": "杭州一仓"},
        {"sku": "HAT-STR-01", "name": "宽檐草编遮阳帽 可折叠", "ordered": 1, "shipped": 1, "waiting": 0, "price": 8900, "discount": 0, "sum": 8900, "warehouse": "杭州一仓"},
        {"sku": "GIFT-FAN", "name": _("Gift: folding fan"), "ordered": 1, "shipped": 1, "waiting": 0, "price": 0, "discount": 0, "sum": 0, "warehouse": "杭州一仓"},
    ]


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "place", "label": _("Warehouse"), "kind": "text"},
        {"key": "stock", "label": _("Available"), "kind": "number"},
        {"key": "freight", "label": _("Freight"), "kind": "money"},
        {"key": "handling", "label": _("Handling"), "kind": "money"},
        {"key": "total", "label": _("Total"), "kind": "money"},
        {"key": "days", "label": _("Days"), "kind": "number"},
    ]


def _candidates() -> list[dict[str, Any]]:
    return [
        {"place": "杭州一仓", "stock": 212, "freight": 600, "handling": 150, "total": 750, "days": 1, "chosen": True},
        {"place": "广州二仓", "stock": 1480, "freight": 1100, "handling": 120, "total": 1220, "days": 2},
        {"place": "成都仓", "stock": 1, "freight": 1300, "handling": 140, "total": None, "days": 3, "out": _("only 1 of 3 there")},
    ]


def _entries(now: datetime) -> list[dict[str, Any]]:
    def at(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    return [
        {"actor": "carrier", "who": "中通快递", "text": _("Picked up in Hangzhou Binjiang"), "at": at(12), "tone": "info"},
        {"actor": "warehouse", "who": "杭州一仓 · 孙磊", "text": _("Handed over 2 parcels"), "at": at(44), "tone": "good"},
        {"actor": "person", "who": "李倩", "text": _("Corrected the address"), "at": at(160), "changes": [{"field": _("Street"), "before": "文三路", "after": "文三路 90 号东部软件园 1 号楼"}, {"field": _("Phone"), "before": "1380013800", "after": "13800138000"}]},
        {"actor": "buyer", "who": "王**", "text": _("Answered: house number 90, building 1"), "at": at(171)},
        {"actor": "machine", "who": "Orderway", "text": _("Held: house number missing"), "at": at(200), "tone": "warn"},
        {"actor": "channel", "who": "天猫", "text": _("Order received, paid ¥431.00"), "at": at(201)},
    ]

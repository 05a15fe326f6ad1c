"""Payments, promotions and shortages of the practice company, each under a number easily found (SITUATION-P1 …).

What the gateway tells comes as signed notices of the practice gateway; their outcomes are checked in
tests/database/test_practice_played.py and told in docs/practice-data.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from orderway.flow import reading
from orderway.journey.review import notices
from orderway.journey.review.expiry import watch_authorised
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.kernel.sql import named
from orderway.ports.channel import IncomingLine, IncomingOrder, IncomingPayment
from orderway.ports.payment import Notice
from orderway.practice.install import Shelf
from orderway.practice.office import Office
from orderway.practice.situations import DOUYIN, HANGZHOU, HOUR, MINUTE, Unplayable, arrive, article, must, told
from orderway.records import ruling
from orderway.records.models import GatewayAccount, Price, Substitute
from orderway.rules.table import Column, Row, Table
from orderway.web.secrets import seal

SHOP = "studio-yunqi"
GATEWAY = "practice"
KEY = "practice-notices"
"""The secret of the practice gateway's notices; it opens nothing but the practice company."""
SQL = named(__file__, "situations.sql")
RUG, THROW, LOOM = ("SIT-RUG", 12900), ("SIT-THROW", 7900), ("SIT-LOOM", 18900)
"""Goods of the own shop and their list prices in fen."""
GOODS = (
    article("SIT-RUG", "Rug of the payments", "支付情景地毯", 12900),
    article("SIT-THROW", "Throw of the payments", "支付情景盖毯", 7900),
    article("SIT-LOOM", "Loom that is short", "缺货情景织机", 18900),
    article("SIT-STOVE", "Stove that is short", "缺货情景茶炉", 29900),
    article("SIT-STOVE-RED", "Red stove", "红色茶炉", 29900),
)
SHELVES = (
    Shelf("SIT-RUG", "HZ", 30, "A-02-13"),
    Shelf("SIT-THROW", "HZ", 30, "A-02-14"),
    Shelf("SIT-LOOM", "HZ", 0, "A-02-15"),
    Shelf("SIT-STOVE", "HZ", 0, "A-02-11"),
    Shelf("SIT-STOVE-RED", "HZ", 1, "A-02-12"),
)
PROMOTION = Table(
    kind="promotion",
    inputs=[Column("coupons")],
    outputs=[Column("action"), Column("percent"), Column("of")],
    rows=[
        Row(id="autumn", cells=['contains($, "AUTUMN10")'], outs=["percent", "10", "SIT-RUG, SIT-THROW"], note="10%")
    ],
)


def scenes(until: datetime) -> list[tuple[datetime, Callable[[Office], None]]]:
    """Each scene with the time at which it begins."""
    stories: tuple[tuple[timedelta, Callable[..., None]], ...] = (
        (timedelta(days=9, hours=12), _set_up),
        (timedelta(days=5, hours=2), _paid_and_read_again),
        (timedelta(days=4, hours=2), _taken_when_shipped),
        (timedelta(days=6, hours=6), _lapses),
        (timedelta(days=3, hours=4), _declined),
        (timedelta(days=2, hours=4), _gift_card),
        (timedelta(hours=20), _promotions),
        (timedelta(hours=16), _finance),
        (timedelta(hours=3, minutes=30), _payments_that_do_not_fit),
        (timedelta(hours=4), _shortages),
        (timedelta(hours=1), _watch),
    )
    return [(until - ago, partial(story, at=until - ago)) for ago, story in stories]


def _set_up(office: Office, at: datetime) -> None:
    """The shop's gateway, its prices and its promotion."""
    shop = office.shops[SHOP]
    skus = {one.code: office.rows(SQL.sku, [one.code])[0][0] for one in GOODS}
    GatewayAccount.objects.create(
        shop_id=shop, gateway=GATEWAY, sealed=seal(f'{{"notice_key":"{KEY}"}}'), changed_by="admin", changed_at=at
    )
    for code, minor in (RUG, THROW, LOOM):
        Price.objects.create(shop_id=shop, sku_id=skus[code], unit_minor=minor, currency="CNY")
    Substitute.objects.create(sku_id=skus["SIT-STOVE"], instead_id=skus["SIT-STOVE-RED"], note="another colour")
    with office.at(at):
        made = ruling.make_table("promotion", "Autumn", shop, PROMOTION, "admin", practice=True)
        refused = made if isinstance(made, Refusal) else ruling.activate(made.table_id, "admin")
        if isinstance(refused, Refusal):
            raise Unplayable(f"promotion: {refused}")
    with office.engine.connection.cursor() as cursor:
        reading.touch(cursor)


def _sold(number: str, at: datetime, room: int, *lines: tuple[str, int], off: int = 0, **more: Any) -> IncomingOrder:
    """An order of the own shop, not paid yet."""
    to = msgspec.structs.replace(HANGZHOU, name="何静", phone=f"138001395{room:02d}", street=f"古墩路{600 + room}号")
    titles = {one.code: one.name_zh for one in GOODS}
    sold = [IncomingLine(str(nth), code, titles[code], 1, minor) for nth, (code, minor) in enumerate(lines, 1)]
    total = sum(minor for _code, minor in lines) - off
    return IncomingOrder(
        number, at - 3 * MINUTE, "CNY", sold, total, discount_minor=off, ship_to=to, language="zh-hans", version="1",
        payment_method=GATEWAY, **more,
    )  # fmt: skip


def _told(office: Office, at: datetime, order: str, minor: int, kind: str = "captured", **more: Any) -> None:
    """The practice gateway sends a signed notice, which goes the way of every notice."""
    reference = f"PG-{minor}-CNY-{order}"
    body = msgspec.json.encode(Notice(f"{kind}:{reference}", kind, order, reference, minor, "CNY", at, GATEWAY, **more))
    gateway = notices.gateways()[GATEWAY]
    with office.at(at):
        found = notices.access_of(office.engine, SHOP, GATEWAY)
        if found is None:
            raise Unplayable("the practice gateway is not set up")
        headers = {"practice-signature": hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()}
        notice = gateway.read(headers, body, found[1], at)
        kept = notices.keep(office.engine, found[0], GATEWAY, notice, body, clock.now())
        if kept is not None:
            notices.apply(office.engine, [kept])
        office.go_on()


def _paid_and_read_again(office: Office, at: datetime) -> None:
    """P1: paid, with the results of the card; the payment is read again before release, and holds.
    P1-REVERSED: the gateway says that the payment is gone: held."""
    arrive(office, at, SHOP, _sold("SITUATION-P1", at, 1, RUG), _sold("SITUATION-P1-REVERSED", at, 2, RUG))
    card = {"avs": "pass", "cvv": "pass", "three_ds": "authenticated", "risk": "normal"}
    _told(office, at + MINUTE, "SITUATION-P1", RUG[1], card=card)
    _told(office, at + MINUTE, "SITUATION-P1-REVERSED", RUG[1], card={"avs": "fail", "cvv": "fail", "risk": "elevated"})


def _taken_when_shipped(office: Office, at: datetime) -> None:
    """P2: authorised; the money is taken when the parcel is handed over."""
    arrive(office, at, SHOP, _sold("SITUATION-P2", at, 3, RUG, THROW))
    _told(office, at + MINUTE, "SITUATION-P2", RUG[1] + THROW[1], "authorised")


def _lapses(office: Office, at: datetime) -> None:
    """P3: authorised six days ago, its goods are still short: held before the authorisation lapses."""
    arrive(office, at, SHOP, _sold("SITUATION-P3", at, 4, LOOM))
    _told(office, at + MINUTE, "SITUATION-P3", LOOM[1], "authorised")


def _watch(office: Office, at: datetime) -> None:
    """What the clock does every hour: authorisations that are about to lapse."""
    with office.at(at):
        watch_authorised(office.engine)


def _declined(office: Office, at: datetime) -> None:
    """P4: authorised and shipped, the gateway does not take the money: finance has it on the page Payments."""
    arrive(office, at, SHOP, _sold("SITUATION-P4-DECLINED", at, 5, THROW))
    _told(office, at + MINUTE, "SITUATION-P4-DECLINED", THROW[1], "authorised")


def _gift_card(office: Office, at: datetime) -> None:
    """P5: ¥20 by gift card, ¥5 in points, the rest by the gateway; ¥30 go back: ¥20, ¥5 and ¥5."""
    number, money = "SITUATION-P5", RUG[1] - 2500
    payments = [IncomingPayment("gift_card", 2000, "GC-7781"), IncomingPayment("points", 500)]
    order = _sold(number, at, 6, RUG, paid_minor=2500, payment_status="partially_paid", payments=payments)
    arrive(office, at, SHOP, order)
    _told(office, at + MINUTE, number, money)
    back = {"amount_minor": 3000, "kind": "compensation", "reason": "a thread was loose"}
    must(office, at + 2 * HOUR, "propose_refund", "service", number, **back)


def _promotions(office: Office, at: datetime) -> None:
    """P6: ten percent by coupon, as the rule says. P7: fifteen were taken off: held, the difference explained."""
    for number, room, percent in (("SITUATION-P6", 7, 10), ("SITUATION-P7", 8, 15)):
        off = RUG[1] * percent // 100
        arrive(office, at, SHOP, _sold(number, at, room, RUG, off=off, extra={"coupons": ["AUTUMN10"]}))
        _told(office, at + MINUTE, number, RUG[1] - off)


def _finance(office: Office, at: datetime) -> None:
    """P11: two thirds off a display piece, agreed by telephone: the reviewer lets the price go, finance looks last."""
    off = RUG[1] * 66 // 100
    arrive(office, at, SHOP, _sold("SITUATION-P11", at, 12, RUG, off=off))
    _told(office, at + MINUTE, "SITUATION-P11", RUG[1] - off)
    note = {"reason": "price_differs", "note": "display piece, agreed by telephone"}
    must(office, at + HOUR, "release_hold", "reviewer", "SITUATION-P11", **note)


def _payments_that_do_not_fit(office: Office, at: datetime) -> None:
    """P8: its payment came under a number that no order has. P9: paid twice. P10: ¥50 are missing."""
    arrive(
        office, at, SHOP, _sold("SITUATION-P8", at, 9, THROW), _sold("SITUATION-P9", at, 10, THROW),
        _sold("SITUATION-P10", at, 11, RUG),
    )  # fmt: skip
    _told(office, at + MINUTE, "SITUATION-8P", THROW[1])
    for way in range(2):
        _told(office, at + (1 + way) * MINUTE, "SITUATION-P9", THROW[1] + way)
    _told(office, at + MINUTE, "SITUATION-P10", RUG[1] - 5000)


def _shortages(office: Office, at: datetime) -> None:
    """S1: short, the ways stand side by side. S2: the buyer is asked and has not answered. S3: other goods instead."""
    for nth in (3, 1, 2):
        to = msgspec.structs.replace(HANGZHOU, name="许宁", phone=f"1380013902{nth}", street=f"天目山路{10 + nth}号")
        arrive(office, at, DOUYIN, told(f"SITUATION-S{nth}", at, to, ("SIT-STOVE", 1), articles=GOODS))
        if nth == 3:
            must(
                office,
                at + MINUTE,
                "decide_shortage",
                "operator",
                "SITUATION-S3",
                choice="substitute",
                consent="微信同意换红色",
            )
    ask = {
        "field": "shortage",
        "channel": "platform",
        "reason": "shortage",
        "text": "茶炉暂时缺货,请选择处理方式。",
        "hours": 48,
    }
    must(office, at + HOUR, "ask", "service", "SITUATION-S2", **ask)

"""Four more situations of the trade (4, 5, 8, 10): one box, pre-sale, an encrypted buyer, a gift that stays away.

Their outcomes are told, and checked, in tests/journeys/test_situations_more.py and
tests/database/test_practice_played.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec

from orderway.kernel.errors import Refusal
from orderway.ports.channel import IncomingOrder, Receiver
from orderway.practice.install import Shelf
from orderway.practice.office import Office
from orderway.practice.situations import (
    DAY,
    DOUYIN,
    HANGZHOU,
    HOUR,
    MINUTE,
    SQL,
    TMALL,
    Unplayable,
    arrive,
    article,
    id_of,
    must,
    ship,
    told,
)
from orderway.records import ruling
from orderway.rules.table import Column, Row, Table

GOODS = (
    article("SIT-VASE", "Vase of situation 4", "情景4花瓶", 12900),
    article("SIT-TRAY", "Tray of situation 4", "情景4托盘", 6900),
    article("SIT-QUILT", "Quilt of situation 5", "情景5蚕丝被", 49900),
    article("SIT-CLOCK", "Clock of situation 8", "情景8挂钟", 15900),
    article("SIT-POT", "Pot of situation 10", "情景10砂锅", 19900),
    article("SIT-SOCKS", "Socks of situation 10", "情景10袜子(赠品)", 990),
)
SHELVES = tuple(Shelf(one.code, "HZ", 10, f"A-02-{at:02d}") for at, one in enumerate(GOODS, 1))
GIFTS = Table(
    kind="gift",
    inputs=[Column("amount_minor")],
    outputs=[Column("gift"), Column("units"), Column("of"), Column("value")],
    rows=[Row(id="socks", cells=[">= 199"], outs=["SIT-SOCKS", "1", "SIT-POT", "9.90"], note="满199赠袜子")],
)
HIDDEN = "open_address_id_situation_8"
sold = partial(told, articles=GOODS)


def scenes(until: datetime) -> list[tuple[datetime, Callable[[Office], None]]]:
    """Each situation with the time at which it begins."""
    stories = (
        (timedelta(days=4, hours=3), _one_box),
        (timedelta(days=7), _presale),
        (timedelta(days=2), _encrypted),
        (timedelta(days=8), _gift),
    )
    return [(until - ago, partial(story, at=until - ago)) for ago, story in stories]


def _refused(office: Office, at: datetime, code: str, name: str, number: str, **args: object) -> None:
    """What a station refuses, for this reason and no other."""
    with office.at(at):
        result = office.on(name, "picker", number, **args)
    if result.refusal is None or result.refusal.code != code:
        raise Unplayable(f"{number}: {name}: {result.refusal} instead of {code}")


def _one_box(office: Office, at: datetime) -> None:
    """4: two orders 20 minutes apart in one box; the second is called off after printing, the first ships."""
    first, second, tracking = "SITUATION-4", "SITUATION-4-SECOND", "SF4000000400004"
    to = msgspec.structs.replace(HANGZHOU, name="周敏", phone="13800139004", street="教工路23号2幢501室")
    arrive(office, at, TMALL, sold(first, at, to, ("SIT-VASE", 1)))
    later = at + 20 * MINUTE
    arrive(office, later, TMALL, sold(second, later, to, ("SIT-TRAY", 1)))
    must(office, later + MINUTE, "merge", "operator", second, **{"with": [id_of(office, SQL.order, first)]})
    must(office, at + HOUR, "label", "picker", first, tracking_number=tracking)
    must(office, at + 2 * HOUR, "pick", "picker", first)
    must(office, at + 2 * HOUR, "pick", "picker", second)
    must(office, at + 2 * HOUR, "cancel", "reviewer", second, reason="buyer")
    _refused(office, at + 3 * HOUR, "pull_from_box", "pack", first)
    must(office, at + 3 * HOUR, "answer_stop", "warehouse_manager", second, agree=True)
    must(office, at + 3 * HOUR, "pack", "picker", first)
    must(office, at + 4 * HOUR, "hand_over", "picker", first, tracking_number=tracking)
    must(office, at + DAY, "scan", "service", first, code="delivered", tracking_number=tracking)


def _presale(office: Office, at: datetime) -> None:
    """5: deposit 50, balance 449 two days later; its twin misses the balance and loses the deposit."""
    for number, phone, street in (
        ("SITUATION-5", "13800139005", "莫干山路102号"),
        ("SITUATION-5-TWIN", "13800139015", "莫干山路104号"),
    ):
        to = msgspec.structs.replace(HANGZHOU, name="吴倩", phone=phone, street=street)
        order = _deposit(sold(number, at, to, ("SIT-QUILT", 1)), at)
        arrive(office, at, TMALL, order)
        if not number.endswith("TWIN"):
            paid_at = at + 2 * DAY
            paid = msgspec.structs.replace(
                order, version="2", paid_minor=order.total_minor, payment_status="paid", paid_at=paid_at
            )
            arrive(office, paid_at, TMALL, paid)
    with office.at(at + 3 * DAY + MINUTE):
        office.go_on()
    ship(office, at + 2 * DAY + HOUR, "SITUATION-5", "SF5000000500005")


def _deposit(order: IncomingOrder, at: datetime) -> IncomingOrder:
    due = at + 3 * DAY
    return msgspec.structs.replace(
        order, deposit_minor=5000, balance_due_at=due, paid_minor=5000, payment_status="partially_paid", paid_at=at
    )


def _encrypted(office: Office, at: datetime) -> None:
    """8: a Douyin buyer of whom there is a token and a mask: released and labelled, revealed by nobody."""
    to = Receiver("张**", "*******8008", "", "CN", "浙江省", "杭州市", "西湖区", "****", token=HIDDEN)
    arrive(office, at, DOUYIN, sold("SITUATION-8", at, to, ("SIT-CLOCK", 1)))
    must(office, at + HOUR, "label", "picker", "SITUATION-8", tracking_number="DY8000000800008")


def _gift(office: Office, at: datetime) -> None:
    """10: a pot for 199 with gift socks comes back without them: the socks are taken off the refund."""
    number, tracking = "SITUATION-10", "SF1000001000010"
    with office.at(at - HOUR):
        made = ruling.make_table("gift", "情景10:满199赠袜子", office.shops[TMALL], GIFTS, "admin", practice=True)
        refused = made if isinstance(made, Refusal) else ruling.activate(made.table_id, "admin")
        if isinstance(refused, Refusal):
            raise Unplayable(f"{number}: the rule of the gift: {refused}")
    to = msgspec.structs.replace(HANGZHOU, name="郑洁", phone="13800139010", street="武林路77号")
    arrive(office, at, TMALL, sold(number, at, to, ("SIT-POT", 1)))
    ship(office, at + HOUR, number, tracking)
    must(office, at + 2 * DAY, "scan", "service", number, code="delivered", tracking_number=tracking)
    line = str(id_of(office, SQL.main_line, number))
    must(office, at + 3 * DAY, "request_return", "service", number, lines={line: 1}, reason="changed_mind")
    must(office, at + 3 * DAY, "approve_return", "service", number)
    must(office, at + 5 * DAY, "receive_return", "picker", number)
    must(office, at + 5 * DAY, "inspect_return", "warehouse_manager", number)

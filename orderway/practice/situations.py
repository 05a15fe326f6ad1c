"""Six situations of the trade, under numbers that are easily found (SITUATION-1 …): each is played to its outcome.

Their goods are their own, so that nothing else of the time line touches them. The outcomes are told, and checked, in
tests/journeys/test_situations.py and tests/database/test_practice_played.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec

from orderway.flow.command import Result
from orderway.kernel.errors import Broken
from orderway.kernel.sql import named
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver
from orderway.practice.goods import Goods
from orderway.practice.install import Shelf
from orderway.practice.office import Office
from orderway.practice.orders import goods_minor, on_delivery, paid
from orderway.practice.plan import Planned, message

SQL = named(__file__, "situations.sql")
TMALL, JD, DOUYIN = "tmall-yunqi", "jd-yunqi", "douyin-yunqi"
HOT_BUYERS = 160
HOT_UNITS = 100
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def article(code: str, name: str, chinese: str, price: int) -> Goods:
    """Goods that one situation alone sells."""
    return Goods(code, name, chinese, "", "situations", 450, (200, 150, 80), False, price, 0)


GOODS = (
    article("SIT-MUG", "Mug of situation 1", "情景1马克杯", 8900),
    article("SIT-HOT", "What everybody wants", "爆款抱枕", 9900),
    article("SIT-SHIRT", "Shirt of situation 3", "情景3衬衫", 8900),
    article("SIT-CAP", "Cap of situation 3", "情景3棒球帽", 4900),
    article("SIT-BOWL", "Bowl of situation 6", "情景6汤碗", 12900),
    article("SIT-LAMP", "Lamp of situation 7", "情景7台灯", 26800),
    article("SIT-CUP", "Cup of situation 9", "情景9茶杯", 5900),
)
SHELVES = (
    Shelf("SIT-MUG", "HZ", 20, "A-01-01"),
    Shelf("SIT-HOT", "HZ", HOT_UNITS, "A-01-02"),
    Shelf("SIT-SHIRT", "HZ", 10, "A-01-03"),
    Shelf("SIT-CAP", "HZ", 0, "A-01-04"),
    Shelf("SIT-BOWL", "HZ", 10, "A-01-05"),
    Shelf("SIT-LAMP", "GZ", 10, "A-01-06"),
    Shelf("SIT-CUP", "HZ", 2, "A-03-12"),
    Shelf("SIT-CUP", "GZ", 5, "A-01-07"),
)
HANGZHOU = Receiver("王小明", "13800139001", "", "CN", "浙江省", "杭州市", "西湖区", "文三路")


class Unplayable(Broken):
    """A situation does not go as told; the command and its refusal follow."""


def scenes(until: datetime) -> list[tuple[datetime, Callable[[Office], None]]]:
    """Each situation with the time at which it begins."""
    stories = (
        (timedelta(days=4), _house_number),
        (timedelta(hours=9), _hot_sku),
        (timedelta(days=5), _short_line),
        (timedelta(days=3, hours=5), _new_address),
        (timedelta(days=9), _cash),
        (timedelta(days=6), _short_pick),
    )
    return [(until - ago, partial(story, at=until - ago)) for ago, story in stories]


def told(
    number: str,
    at: datetime,
    to: Receiver,
    *lines: tuple[str, int],
    discount: int = 0,
    articles: tuple[Goods, ...] = GOODS,
) -> IncomingOrder:
    """An order of the situations' goods as its channel tells it, paid."""
    goods = {g.code: g for g in articles}
    sold = [
        IncomingLine(str(n), sku, goods[sku].name_zh, units, goods[sku].price_minor)
        for n, (sku, units) in enumerate(lines, 1)
    ]
    order = IncomingOrder(
        number,
        at - 3 * MINUTE,
        "CNY",
        sold,
        0,
        discount_minor=discount,
        ship_to=to,
        language="zh-hans",
        version="1",
        payment_method="alipay",
    )
    order.total_minor = goods_minor(order) - discount
    return paid(order, at - 2 * MINUTE)


def arrive(office: Office, at: datetime, shop: str, *orders: IncomingOrder) -> None:
    """Orders come in and are read."""
    with office.at(at):
        office.send([message(order, shop, at) for order in orders])
        office.read()


def must(office: Office, at: datetime, name: str, role: str, number: str, **args: object) -> Result:
    """Somebody does something to an order; Unplayable where it is refused."""
    with office.at(at):
        result = office.on(name, role, number, **args)
    if not result.done:
        raise Unplayable(f"{number}: {name}: {result.refusal}")
    return result


def id_of(office: Office, sql: str, number: str) -> int:
    """The id that a query finds."""
    return int(office.rows(sql, [number])[0][0])


def ship(office: Office, at: datetime, number: str, tracking: str, fulfilment: int | None = None) -> None:
    """From the shelf to the carrier within two hours."""
    which = {"fulfilment_id": fulfilment} if fulfilment else {}
    if not fulfilment or tracking.endswith("GZ"):
        must(office, at, "pick", "picker", number, **which)
    must(office, at + 20 * MINUTE, "pack", "picker", number, **which)
    must(office, at + 25 * MINUTE, "label", "picker", number, tracking_number=tracking, **which)
    must(office, at + 2 * HOUR, "hand_over", "picker", number, tracking_number=tracking)


def _house_number(office: Office, at: datetime) -> None:
    """1: no door number; asked by the platform's message, answered after 30 hours, released."""
    number = "SITUATION-1"
    arrive(office, at, TMALL, told(number, at, HANGZHOU, ("SIT-MUG", 1)))
    hold = id_of(office, SQL.hold, number)
    text = "您好，请问门牌号和房间号是多少？"
    must(
        office,
        at + HOUR,
        "ask",
        "service",
        number,
        field="address",
        channel="platform",
        text=text,
        hold_id=hold,
        hours=47,
    )
    question = id_of(office, SQL.question, number)
    must(office, at + 30 * HOUR, "answer", "service", number, question_id=question, house_number="478号3幢1202")


def _hot_sku(office: Office, at: datetime) -> None:
    """2: 100 units, 160 buyers of three shops in one minute."""
    messages: list[Planned] = []
    for n in range(HOT_BUYERS):
        to = msgspec.structs.replace(
            HANGZHOU, name=f"买家{n + 1:03d}", phone=f"1380014{n:04d}", street=f"文三路{n + 1}号"
        )
        moment = at + timedelta(seconds=n * 60 / HOT_BUYERS)
        order = paid(told(f"SITUATION-2-{n + 1:03d}", moment, to, ("SIT-HOT", 1)), moment)
        messages.append(message(order, (TMALL, JD, DOUYIN)[n % 3], moment))
    with office.at(at + MINUTE):
        office.send(messages)
        office.read()


def _short_line(office: Office, at: datetime) -> None:
    """3: the second of two lines is short; the buyer agrees to its refund, the first ships."""
    number = "SITUATION-3"
    to = msgspec.structs.replace(HANGZHOU, name="李芳", phone="13800139003", street="天目山路18号5楼")
    arrive(office, at, TMALL, told(number, at, to, ("SIT-SHIRT", 1), ("SIT-CAP", 1), discount=1000))
    text = "您好，棒球帽暂时缺货，先发衬衫、退帽子的钱可以吗？"
    must(office, at + HOUR, "ask", "service", number, field="shortage", channel="platform", text=text)
    question = id_of(office, SQL.question, number)
    must(office, at + 4 * HOUR, "answer", "service", number, question_id=question, choice="cancel_short")
    must(
        office, at + 4 * HOUR, "decide_shortage", "operator", number, choice="cancel_short", consent="platform message"
    )


def _new_address(office: Office, at: datetime) -> None:
    """6: labelled to Shanghai, changed to Suzhou; the old label is refused at hand-over."""
    number, old, new = "SITUATION-6", "SF1000000600006", "SF1000000600014"
    to = Receiver("陈静", "13800139006", "", "CN", "上海市", "上海市", "徐汇区", "漕溪北路18号2楼")
    arrive(office, at, TMALL, told(number, at, to, ("SIT-BOWL", 1)))
    must(office, at + 20 * MINUTE, "label", "picker", number, tracking_number=old)
    suzhou = {"province": "江苏省", "city": "苏州市", "district": "姑苏区", "street": "观前街120号"}
    must(office, at + HOUR, "correct_address", "service", number, **suzhou)
    must(office, at + 2 * HOUR, "pick", "picker", number)
    must(office, at + 2 * HOUR, "pack", "picker", number)
    must(office, at + 3 * HOUR, "label", "picker", number, tracking_number=new)
    with office.at(at + 4 * HOUR):
        refused = office.on("hand_over", "picker", number, tracking_number=old)
    if refused.done:
        raise Unplayable(f"{number}: a void label was handed over")
    must(office, at + 4 * HOUR, "hand_over", "picker", number, tracking_number=new)


def _cash(office: Office, at: datetime) -> None:
    """7: cash on delivery to Chengdu, refused at the door; its twin is collected, remitted less the fee."""
    for number, phone, room, tracking in (
        ("SITUATION-7", "13800139007", "1102室", "JD700000000071"),
        ("SITUATION-7-TWIN", "13800139008", "803室", "JD700000000089"),
    ):
        to = Receiver("赵磊", phone, "", "CN", "四川省", "成都市", "武侯区", f"人民南路四段11号{room}")
        arrive(office, at, JD, on_delivery(told(number, at, to, ("SIT-LAMP", 1))))
        must(
            office, at + HOUR, "add_note", "service", number, text="电话确认：本人接听，货到付款268元。", kind="contact"
        )
        must(office, at + HOUR, "release_hold", "service", number, reason="cod_confirm", note="called")
        ship(office, at + 3 * HOUR, number, tracking)
    must(office, at + 2 * DAY, "scan", "service", "SITUATION-7", code="refused", place="成都市")
    must(office, at + 2 * DAY, "scan", "service", "SITUATION-7-TWIN", code="delivered", place="成都市")
    must(office, at + 4 * DAY, "scan", "service", "SITUATION-7", code="returned", place="广州市")
    must(office, at + 4 * DAY, "receive_return", "picker", "SITUATION-7")
    must(office, at + 4 * DAY + HOUR, "inspect_return", "warehouse_manager", "SITUATION-7")
    money = {"kind": "remitted", "amount_minor": 26532, "fee_minor": 268, "reference": "JDL-COD-0007"}
    must(office, at + 6 * DAY, "record_payment", "reviewer", "SITUATION-7-TWIN", **money)


def _short_pick(office: Office, at: datetime) -> None:
    """9: bin A-03-12 holds one of two; the second comes from Guangzhou; both parcels are signed."""
    number = "SITUATION-9"
    to = msgspec.structs.replace(HANGZHOU, name="孙伟", phone="13800139009", street="保俶路88号")
    arrive(office, at, TMALL, told(number, at, to, ("SIT-CUP", 2)))
    sku, first = id_of(office, SQL.sku, "SIT-CUP"), id_of(office, SQL.fulfilment, number)
    must(office, at + HOUR, "pick", "picker", number, fulfilment_id=first, picked={str(sku): 1})
    short = {"sku_id": sku, "units": 1, "reason": "not_found"}
    must(office, at + HOUR, "short", "picker", number, fulfilment_id=first, **short)
    ship(office, at + HOUR, number, "SF9000000900009-HZ", first)
    ship(office, at + 5 * HOUR, number, "SF9000000900017-GZ", id_of(office, SQL.fulfilment, number))
    must(office, at + DAY, "scan", "service", number, code="delivered", tracking_number="SF9000000900009-HZ")
    must(office, at + 2 * DAY, "scan", "service", number, code="delivered", tracking_number="SF9000000900017-GZ")

"""An empty company with a catalogue, four warehouses and their rates, and any number of plausible messages."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg

from orderway.flow.engine import Engine
from orderway.journey.intake.inbox import Arrival, store
from orderway.kernel import clock
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver
from orderway.records.models import Carrier, Rate, Shop, Sku, Warehouse, Zone

SKUS = 10_000
STOCK_EACH = 1_000_000
STORE_ROWS = 2_000
LINES = 3
RATE_GRAMS = (1_000, 3_000, 10_000, 50_000)
FILL_STOCK = "INSERT INTO stock (sku_id, warehouse_id, on_hand) SELECT s.id, w.id, %s FROM sku s CROSS JOIN warehouse w"
WAREHOUSES = (
    ("HZ", "浙江省", "杭州市"),
    ("GZ", "广东省", "广州市"),
    ("BJ", "北京市", "北京市"),
    ("CD", "四川省", "成都市"),
)
PLACES = (
    ("浙江省", "杭州市", "西湖区", "文三路"),
    ("广东省", "深圳市", "南山区", "科技南路"),
    ("北京市", "北京市", "朝阳区", "建国路"),
    ("四川省", "成都市", "武侯区", "天府大道"),
    ("江苏省", "苏州市", "工业园区", "星湖街"),
    ("上海市", "上海市", "浦东新区", "世纪大道"),
    ("湖北省", "武汉市", "洪山区", "珞喻路"),
    ("福建省", "厦门市", "思明区", "湖滨南路"),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉"
FLOW_TABLES = (
    "orders, person, order_line, hold, question, stock_demand, reservation, movement, fulfilment, fulfilment_line, "
    "wave, parcel, scan, payment, refund, return_case, survey, note, event, outbox, inbox, inbox_todo, inbox_outcome, "
    "delivery_seen, idempotency, lease, run_record, tally_change, tally"
)


def lay(connection: psycopg.Connection[Any]) -> int:
    """Make the company unless it is there; the shop's id."""
    there = Shop.objects.filter(code="bench").first()
    if there is not None:
        return there.pk
    Sku.objects.bulk_create(
        Sku(code=f"SKU-{n}", name=f"Thing {n}", weight_grams=200 + n % 800, length_mm=100, width_mm=100, height_mm=50)
        for n in range(1, SKUS + 1)
    )
    carrier = Carrier.objects.create(code="bench", name="Bench", cod=True, cod_fee_permille=10)
    for at, (code, province, city) in enumerate(WAREHOUSES):
        place = Warehouse.objects.create(code=code, name=code, province=province, city=city, aisles=10)
        for to, zone in ((province, "near"), ("", "far")):
            Zone.objects.create(warehouse=place, country="CN", province=to, zone=zone)
        for zone, price in (("near", 500), ("far", 800 + 50 * at)):
            for step, grams in enumerate(RATE_GRAMS, 1):
                Rate.objects.create(
                    warehouse=place, carrier=carrier, zone=zone, weight_grams_max=grams, price_minor=price * step
                )
    shop = Shop.objects.create(code="bench", name="Bench")
    connection.execute(FILL_STOCK, [STOCK_EACH])
    connection.execute("UPDATE reference_version SET version = version + 1")
    return shop.pk


def empty(connection: psycopg.Connection[Any]) -> None:
    """Truncate what the flow writes, put the stock back, and let the server settle."""
    connection.execute(f"TRUNCATE {FLOW_TABLES}")
    connection.execute("TRUNCATE stock")
    connection.execute(FILL_STOCK, [STOCK_EACH])
    connection.execute("VACUUM ANALYZE stock")
    connection.execute("CHECKPOINT")


def messages(count: int, seed: int = 1, defects: float = 0.1, hot: bool = False, lines: int = LINES) -> list[bytes]:
    """Orders as JSON, `lines` of random SKUs each, `defects` of them with one; `hot`: one line, all of one SKU."""
    draw = random.Random(seed)
    now = datetime.now(UTC).replace(microsecond=0)
    encode = msgspec.json.Encoder().encode
    return [encode(_order(draw, number, now, draw.random() < defects, hot, lines)) for number in range(count)]


def _order(draw: random.Random, number: int, now: datetime, broken: bool, hot: bool, count: int) -> IncomingOrder:
    province, city, district, street = draw.choice(PLACES)
    codes = [1] if hot else draw.sample(range(1, SKUS + 1), count)
    lines = [
        IncomingLine(str(at), f"SKU-{code}", f"Thing {code}", draw.randint(1, 3), draw.randint(500, 20_000), f"L{code}")
        for at, code in enumerate(codes, 1)
    ]
    total = sum(line.quantity * line.unit_price_minor for line in lines) + 800
    placed = now - timedelta(seconds=draw.randint(60, 86_400))
    to = Receiver(
        name=draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.randint(1, 2))),
        phone=f"13{draw.randint(10**8, 10**9 - 1)}",
        country="CN",
        province=province,
        city=city,
        district=district,
        street=f"{street}{draw.randint(1, 999)}号{draw.randint(1, 30)}幢{draw.randint(101, 2999)}室",
        postcode="310000",
    )
    order = IncomingOrder(
        external_id=f"B{number:010d}",
        placed_at=placed,
        currency="CNY",
        lines=lines,
        total_minor=total,
        shipping_minor=800,
        paid_minor=total,
        payment_status="paid",
        payment_method="alipay",
        paid_at=placed,
        ship_to=to,
        version="1",
    )
    if broken:
        _break(draw, order)
    return order


def _break(draw: random.Random, order: IncomingOrder) -> None:
    kind = draw.randrange(5)
    if kind == 0:
        order.ship_to.street = "文三路"
    elif kind == 1:
        order.ship_to.phone = "1380013"
    elif kind == 2:
        order.lines[0].sku, order.lines[0].listing = "NO-SUCH", "NO-SUCH"
    elif kind == 3:
        order.total_minor += 100
        order.paid_minor += 100
    else:
        order.paid_minor, order.payment_status, order.paid_at = 0, "unpaid", None


def fill_inbox(engine: Engine, shop: int, bodies: list[bytes]) -> None:
    """Store the messages as the bulk route does."""
    for start in range(0, len(bodies), STORE_ROWS):
        arrivals = [Arrival(shop, body) for body in bodies[start : start + STORE_ROWS]]
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            store(cursor, arrivals, clock.now(), engine.ids)

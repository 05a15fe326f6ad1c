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

SKUS = 10_000
STOCK_EACH = 1_000_000
HOT_STOCK = 100_000_000
STORE_ROWS = 2_000
LINES = 3
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
    "orders, person, order_line, hold, question, stock_demand, reservation, movement, fulfilment, fulfilment_line, wave, "
    "parcel, scan, payment, refund, return_case, survey, note, event, outbox, inbox, inbox_todo, inbox_outcome, "
    "delivery_seen, idempotency, lease, run_record, tally_change, tally"
)


def lay(connection: psycopg.Connection[Any]) -> int:
    """Make the company unless it is there; the shop's id."""
    row = connection.execute("SELECT id FROM shop WHERE code = 'bench'").fetchone()
    if row:
        return int(row[0])
    with connection.transaction():
        connection.execute(
            "INSERT INTO sku (code, name, name_zh, barcode, category, weight_grams, length_mm, width_mm, height_mm, fragile, "
            "tracked, active, practice) SELECT 'SKU-' || n, 'Thing ' || n, '', '', '', 200 + n %% 800, 100, 100, 50, false, true, "
            "true, false FROM generate_series(1, %s) n",
            [SKUS],
        )
        carrier = _one(
            connection,
            "INSERT INTO carrier (code, name, adapter, cod, cod_fee_permille, phone, active, practice) "
            "VALUES ('bench', 'Bench', 'practice', true, 10, '', true, false) RETURNING id",
        )
        for at, (code, province, city) in enumerate(WAREHOUSES):
            _warehouse(connection, carrier, code, province, city, at)
        connection.execute(
            "INSERT INTO stock (sku_id, warehouse_id, on_hand) SELECT s.id, w.id, %s FROM sku s CROSS JOIN warehouse w",
            [STOCK_EACH],
        )
        connection.execute("UPDATE reference_version SET version = version + 1")
        return _one(
            connection,
            "INSERT INTO shop (code, name, channel, currency, country, time_zone, language, own, active, practice, secret, "
            "settings, phone, email, colour) VALUES ('bench', 'Bench', 'orderway', 'CNY', 'CN', 'Asia/Shanghai', 'zh-hans', true, "
            "true, false, '', '{}', '', '', '') RETURNING id",
        )


def _one(connection: psycopg.Connection[Any], sql: str, values: list[Any] | None = None) -> int:
    row = connection.execute(sql, values or []).fetchone()
    assert row is not None
    return int(row[0])


def _warehouse(connection: psycopg.Connection[Any], carrier: int, code: str, province: str, city: str, at: int) -> None:
    place = _one(
        connection,
        "INSERT INTO warehouse (code, name, country, province, city, address, currency, time_zone, handling_order_minor, "
        "handling_unit_minor, daily_orders_max, label_first, agrees_to_stop, aisles, aisle_length_dm, aisle_spacing_dm, active, "
        "practice) VALUES (%s, %s, 'CN', %s, %s, '', 'CNY', 'Asia/Shanghai', 200, 50, 0, true, true, 10, 200, 30, true, false) "
        "RETURNING id",
        [code, code, province, city],
    )
    for to, zone in ((province, "near"), ("", "far")):
        connection.execute(
            "INSERT INTO zone (warehouse_id, country, province, zone) VALUES (%s, 'CN', %s, %s)", [place, to, zone]
        )
    for zone, price in (("near", 500), ("far", 800 + 50 * at)):
        for step, grams in enumerate((1_000, 3_000, 10_000, 50_000), 1):
            connection.execute(
                "INSERT INTO rate (warehouse_id, carrier_id, zone, weight_grams_max, price_minor, days_min, days_max) "
                "VALUES (%s, %s, %s, %s, %s, 1, 3)",
                [place, carrier, zone, grams, price * step],
            )


def empty(connection: psycopg.Connection[Any]) -> None:
    """Truncate what the flow writes, put the stock back, and let the server settle."""
    connection.execute(f"TRUNCATE {FLOW_TABLES}")
    connection.execute("TRUNCATE stock")
    connection.execute(
        "INSERT INTO stock (sku_id, warehouse_id, on_hand) SELECT s.id, w.id, %s FROM sku s CROSS JOIN warehouse w",
        [STOCK_EACH],
    )
    connection.execute("VACUUM ANALYZE stock")
    connection.execute("CHECKPOINT")


def messages(count: int, seed: int = 1, defects: float = 0.1, hot: bool = False) -> list[bytes]:
    """Orders as JSON: three lines each, `defects` of them with one; `hot`: one line, all of one SKU."""
    draw = random.Random(seed)
    now = datetime.now(UTC).replace(microsecond=0)
    encode = msgspec.json.Encoder().encode
    return [encode(_order(draw, number, now, draw.random() < defects, hot)) for number in range(count)]


def _order(draw: random.Random, number: int, now: datetime, broken: bool, hot: bool) -> IncomingOrder:
    province, city, district, street = draw.choice(PLACES)
    codes = [1] if hot else draw.sample(range(1, SKUS + 1), LINES)
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

"""A small company for tests: one shop, three warehouses, a carrier with a rate card, a few SKUs with stock."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from orderway.adapters.channels import channels
from orderway.flow.command import Actor, Result, Target, run
from orderway.flow.engine import Engine
from orderway.insight.audit import audit
from orderway.journey.commands import COMMANDS
from orderway.journey.intake.inbox import Arrival, store
from orderway.journey.intake.work import Reader
from orderway.kernel import clock
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver
from orderway.project.errands import drain, relay_on
from orderway.project.parts import engine_on, gates
from orderway.web.secrets import seal
from tests import gateway_signers as sign
from tests import ground

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
GOOD_RECEIVER = Receiver(
    name="王小明",
    phone="13800138000",
    country="CN",
    province="浙江省",
    city="杭州市",
    district="西湖区",
    street="文三路478号3幢1202室",
)


class Company:
    """What a test works with: a connection in autocommit, an engine, a reader, and ids by code."""

    def __init__(self, dsn: str, policy: Mapping[str, Any] | None = None) -> None:
        self.dsn, self.connection = dsn, ground.borrow(dsn)
        self.skus: dict[str, int] = {}
        self.warehouses: dict[str, int] = {}
        self._lay(policy or {})
        self.engine: Engine = engine_on(self.connection, "test")
        self.reader = Reader(self.engine, channels())

    @classmethod
    def there(cls, dsn: str) -> Company:
        """The company that another process laid into this database."""
        made = cls.__new__(cls)
        made.dsn, made.connection = dsn, ground.borrow(dsn)
        made.skus = dict(made.rows("SELECT code, id FROM sku"))
        made.warehouses = dict(made.rows("SELECT code, id FROM warehouse"))
        made.shop = made.one("SELECT id FROM shop WHERE code = 'own'")
        made.engine = engine_on(made.connection, "test")
        made.reader = Reader(made.engine, channels())
        return made

    def _lay(self, policy: Mapping[str, Any]) -> None:
        self.shop = self.add_shop("own", "orderway", policy)
        self.carrier = self.insert(
            "carrier",
            code="sf",
            name="SF",
            adapter="practice",
            cod=True,
            cod_fee_permille=10,
            phone="",
            active=True,
            practice=False,
        )
        for code, province, city, far in (
            ("HZ", "浙江省", "杭州市", 600),
            ("GZ", "广东省", "广州市", 900),
            ("BJ", "北京市", "北京市", 1000),
        ):
            self._lay_warehouse(code, province, city, far)

    def _lay_warehouse(self, code: str, province: str, city: str, far: int) -> None:
        place = self.warehouses[code] = self.insert(
            "warehouse",
            code=code,
            name=code,
            country="CN",
            province=province,
            city=city,
            address="",
            currency="CNY",
            time_zone="Asia/Shanghai",
            handling_order_minor=200,
            handling_unit_minor=50,
            daily_orders_max=0,
            label_first=True,
            agrees_to_stop=True,
            aisles=6,
            aisle_length_dm=200,
            aisle_spacing_dm=30,
            active=True,
            practice=False,
        )
        near, far_off, world = ("CN", province, "near"), ("CN", "", "far"), ("", "", "world")
        self.connection.execute(
            "INSERT INTO zone (warehouse_id, country, province, zone) "
            "SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[])",
            [place, *map(list, zip(near, far_off, world, strict=True))],
        )
        self.connection.execute(
            "INSERT INTO rate (warehouse_id, carrier_id, zone, weight_grams_max, price_minor, days_min, days_max) "
            "SELECT %s, %s, zone, grams, price * factor, 1, days "
            "FROM (VALUES ('near', 600, 1), ('far', %s, 3), ('world', 9000, 12)) AS to_zone (zone, price, days), "
            "(VALUES (1000, 1), (5000, 2), (30000, 5)) AS weight (grams, factor)",
            [place, self.carrier, far],
        )

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row of reference data; its id."""
        columns, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        return int(self.one(f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id", list(values.values())))

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The single value a statement returns."""
        row = self.connection.execute(sql, values).fetchone()
        assert row is not None
        return row[0]

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows a statement returns."""
        return self.connection.execute(sql, values).fetchall()

    def add_shop(self, code: str, channel: str, policy: Mapping[str, Any]) -> int:
        """Another shop; its id."""
        self.touch()
        return self.insert(
            "shop",
            code=code,
            name=code,
            channel=channel,
            currency="CNY",
            country="CN",
            time_zone="Asia/Shanghai",
            language="zh-hans",
            own=True,
            active=True,
            practice=False,
            secret="",
            phone="",
            email="",
            colour="",
            settings=msgspec.json.encode(policy).decode(),
        )

    def touch(self) -> None:
        """Tell the engine that reference data moved."""
        self.connection.execute("UPDATE reference_version SET version = version + 1")

    def policy(self, **settings: Any) -> None:
        """Settings of the shop beside those it has."""
        told = msgspec.json.encode(settings).decode()
        self.connection.execute("UPDATE shop SET settings = settings || %s::jsonb WHERE id = %s", [told, self.shop])
        self.touch()

    def gateway(self, code: str, merchant: str = "") -> None:
        """The shop's access to a payment gateway, with the keys of `tests.gateway_signers`."""
        self.insert(
            "gateway_account",
            shop_id=self.shop,
            gateway=code,
            merchant=merchant,
            sandbox=False,
            active=True,
            sealed=seal(json.dumps(sign.secrets()[code])),
            changed_by="",
            changed_at=NOW,
        )

    def sku(self, code: str, category: str = "", grams: int = 500, **stock: int) -> int:
        """A SKU with stock by warehouse code; its id."""
        self.skus[code] = self.insert(
            "sku",
            code=code,
            name=code,
            name_zh="",
            barcode=code,
            category=category,
            weight_grams=grams,
            length_mm=100,
            width_mm=100,
            height_mm=100,
            fragile=False,
            tracked=True,
            active=True,
            practice=False,
        )
        for place, units in stock.items():
            self.stock(code, place, units)
        self.touch()
        return self.skus[code]

    def stock(self, code: str, place: str, units: int) -> None:
        """Opening stock, with its movement."""
        key = [self.skus[code], self.warehouses[place]]
        self.connection.execute("INSERT INTO stock (sku_id, warehouse_id, on_hand) VALUES (%s, %s, %s)", [*key, units])
        if units:
            self.connection.execute(
                "INSERT INTO movement (id, at, sku_id, warehouse_id, quantity, kind, reason, actor) "
                "VALUES (%s, now(), %s, %s, %s, 'opening', '', 'test')",
                [self.engine.ids.next() if hasattr(self, "engine") else 1, *key, units],
            )

    def send(self, *orders: IncomingOrder, shop: int | None = None) -> None:
        """Put orders into the inbox."""
        arrivals = [Arrival(shop or self.shop, msgspec.json.encode(order)) for order in orders]
        with self.connection.transaction(), self.connection.cursor() as cursor:
            store(cursor, arrivals, clock.now(), self.engine.ids)

    def read(self) -> int:
        """Read the inbox to its end; how many messages."""
        total = 0
        while taken := self.reader.work():
            total += taken
        return total

    def run(self) -> None:
        """Read the inbox and look again at what is due, until nothing moves."""
        self.read()
        while self.engine.look_again():
            pass

    def deliver(self) -> int:
        """Send what waits in the outbox; how many messages."""
        return drain(relay_on(self.engine))

    def do(self, name: str, external_id: str, roles: Sequence[str] = ("*",), who: str = "anna", **args: Any) -> Result:
        """Carry out a command on one order; everybody's roles unless some are given."""
        order_id = self.one("SELECT id FROM orders WHERE external_id = %s", [external_id])
        actor = Actor(who, "machine" if "*" in roles else "person", tuple(roles))
        (result,) = run(self.engine, COMMANDS[name], [Target(order_id)], args, actor)
        return result

    def must(self, name: str, external_id: str, **args: Any) -> Result:
        """The same, failing the test where it is refused."""
        result = self.do(name, external_id, **args)
        assert result.done, result.refusal
        return result

    def order(self, external_id: str, columns: str = "status, standing, stage") -> tuple[Any, ...]:
        """Columns of one order's row."""
        (row,) = self.rows(f"SELECT {columns} FROM orders WHERE external_id = %s", [external_id])
        return row

    def holds(self, external_id: str) -> list[str]:
        """The reasons of its open holds, sorted."""
        found = self.rows(
            "SELECT h.reason FROM hold h JOIN orders o ON o.id = h.order_id "
            "WHERE h.state = 'OPEN' AND o.external_id = %s",
            [external_id],
        )
        return sorted(row[0] for row in found)

    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        return [
            f"{found.id}: {found.broken} of {found.checked}" for found in audit(self.connection, gates) if not found.ok
        ]

    def close(self) -> None:
        """Give the connection back."""
        ground.give_back(self.connection, self.dsn)


def line(sku: str, quantity: int = 1, price: int = 8900, **more: Any) -> IncomingLine:
    """An incoming line."""
    return IncomingLine(
        external_id=more.pop("external_id", sku),
        sku=sku,
        title=more.pop("title", sku),
        quantity=quantity,
        unit_price_minor=price,
        **more,
    )


def incoming(external_id: str, *lines: IncomingLine, paid: bool = True, **more: Any) -> IncomingOrder:
    """An incoming order that is right in everything the test does not say (a buyer of its own); the total follows
    from the lines."""
    goods = sum(x.quantity * x.unit_price_minor for x in lines)
    total = more.pop("total_minor", goods - more.get("discount_minor", 0) + more.get("shipping_minor", 0))
    placed = more.pop("placed_at", NOW)
    money: dict[str, Any] = {"paid_minor": total, "payment_status": "paid", "paid_at": placed} if paid else {}
    phone = f"138{zlib.crc32(external_id.encode()) % 10**8:08d}"
    fields = {"ship_to": msgspec.structs.replace(GOOD_RECEIVER, phone=phone), "version": "1", **money, **more}
    return IncomingOrder(
        external_id=external_id, placed_at=placed, currency="CNY", lines=list(lines), total_minor=total, **fields
    )

"""Orders and a world made by hand, so that decisions are tested without a database.

One shop, three warehouses (HZ near 浙江省, GZ near 广东省, BJ near 北京市), one carrier. To 1 kg: near 600, far 600
from HZ, 900 from GZ, 1000 from BJ; doubled to 5 kg, five times to 30 kg. Handling 200 an order and 50 a unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import msgspec

from orderway.flow.advance import advance
from orderway.flow.command import Actor, Scene
from orderway.flow.gate import Gate, Verdict
from orderway.flow.order import Line, Order, Person
from orderway.flow.reference import CarrierInfo, References, ShopInfo, ShopPolicy, SkuInfo, WarehouseInfo
from orderway.flow.world import World
from orderway.journey.commands import COMMANDS
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.project.parts import gates

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SHOP, CARRIER, SLOW_CARRIER = 1, 7, 8
HZ, GZ, BJ = 11, 12, 13
MUG, CAP, BAG, SERVICE = 101, 102, 103, 104
SKUS = {MUG: "MUG", CAP: "CAP", BAG: "BAG", SERVICE: "SERVICE"}
PRICE = 8900
KEY = b"k" * 32


def new_ids() -> Ids:
    """Ids from 1000 on."""
    blocks = count(1000, 1000)
    return Ids(lambda: next(blocks))


def references(**policy: Any) -> References:
    """The reference data of the small company, its shop with this policy."""
    refs = References()
    refs.version = 1
    shop = ShopInfo(
        SHOP, "own", "own", "orderway", "CNY", "CN", "Asia/Shanghai", "zh-hans", True, False, ShopPolicy(**policy)
    )
    refs.shops[SHOP] = refs.shops_by_code["own"] = shop
    refs.carriers = {CARRIER: CarrierInfo(CARRIER, "sf", "SF", "practice", True, 10)}
    refs.cod_carriers = frozenset({CARRIER})
    for place, code, province, far in (
        (HZ, "HZ", "浙江省", 600),
        (GZ, "GZ", "广东省", 900),
        (BJ, "BJ", "北京市", 1000),
    ):
        refs.warehouses[place] = refs.warehouses_by_code[code] = warehouse(place, code, province, far)
    for sku, code in SKUS.items():
        refs.skus[sku] = SkuInfo(sku, code, code, "", 0 if sku == SERVICE else 500, sku != SERVICE, True)
        refs.codes[code] = sku
    return refs


def warehouse(place: int, code: str, province: str, far: int, **more: Any) -> WarehouseInfo:
    """One warehouse with its zones and rates."""
    zones = {("CN", province): "near", ("CN", ""): "far"}
    rates = {
        zone: [(grams, price * factor, CARRIER, days) for grams, factor in ((1000, 1), (5000, 2), (30000, 5))]
        for zone, price, days in (("near", 600, 1), ("far", far, 3))
    }
    fields = {
        "currency": "CNY",
        "time_zone": "Asia/Shanghai",
        "handling_order_minor": 200,
        "handling_unit_minor": 50,
        "daily_orders_max": 0,
        "label_first": True,
        "agrees_to_stop": True,
        "practice": False,
        **more,
    }
    return WarehouseInfo(
        id=place,
        code=code,
        name=code,
        country="CN",
        province=province,
        city=province,
        zones=zones,
        rates=rates,
        **fields,
    )


def world(stock: Mapping[int, Mapping[int, int]] | None = None, now: datetime = NOW, **policy: Any) -> World:
    """A world with units on hand by SKU and warehouse."""
    made = World(now, references(**policy))
    for sku, places in (stock or {}).items():
        for place, units in places.items():
            made.see(sku, place, units, 0, 0)
    return made


def line(sku: int | None = MUG, units: int = 1, price: int = PRICE, **more: Any) -> Line:
    """One line, all of it open; its ids come with the order."""
    code = SKUS.get(sku or 0, "UNKNOWN")
    fields = {"discount_minor": 0, "tax_minor": 0, "paid_share_minor": units * price, "weight_grams": 500, **more}
    named = {"listing": "", "title": code, "variant": "", **fields}
    return Line(0, 0, 0, code, sku_code=code, ordered=units, unit_price_minor=price, sku_id=sku, open=units, **named)


def order(ids: Ids, *lines: Line, paid: bool = True, **more: Any) -> Order:
    """An order that is right in everything the test does not say, before the first gate."""
    order_id = ids.next()
    for position, each in enumerate(lines, 1):
        each.id, each.order_id, each.position = ids.next(), order_id, position
    goods = sum(each.ordered * each.unit_price_minor for each in lines)
    total = more.pop("total_minor", goods - more.get("discount_minor", 0) + more.get("shipping_minor", 0))
    money = (
        {"captured_minor": total, "authorised_minor": total, "payment_state": "PAID", "paid_at": NOW} if paid else {}
    )
    receiver = {
        "name": "王小明",
        "phone": "+8613800138000",
        "country": "CN",
        "province": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "street": "文三路478号3幢1202室",
    }
    person = Person(order_id, **{**receiver, **more.pop("person", {})})
    fields = {
        "placed_at": NOW,
        "received_at": NOW,
        "currency": "CNY",
        "stage": "check",
        "goods_minor": goods,
        "units": sum(each.ordered for each in lines),
        "line_count": len(lines),
        "weight_grams": sum(each.ordered * each.weight_grams for each in lines),
        "country": person.country,
        "province": person.province,
        "city": person.city,
        **money,
        **more,
    }
    return Order(
        order_id, SHOP, f"A{order_id}", f"A{order_id}", total_minor=total, person=person, lines=list(lines), **fields
    )


class Desk:
    """Gates, ids and a world, and what people do with orders there."""

    def __init__(self, stock: Mapping[int, Mapping[int, int]] | None = None, **policy: Any) -> None:
        self.ids = new_ids()
        self.world = world(stock, **policy)
        self.gates: Sequence[Gate] = gates(self.ids)
        self.outgoing: list[Any] = []
        self.batch: Any = SimpleNamespace(outgoing=self.outgoing, cursor=_Blind())

    def order(self, *lines: Line, **more: Any) -> Order:
        """A new order of this desk."""
        return order(self.ids, *lines, **more)

    def advance(self, *orders: Order) -> None:
        """Take orders through the gates together."""
        advance(orders, self.world, self.gates, self.ids)

    def go(self, *lines: Line, **more: Any) -> Order:
        """A new order, taken as far as it can go."""
        made = self.order(*lines, **more)
        self.advance(made)
        return made

    def gate(self, name: str) -> Callable[[Order], Verdict]:
        """One gate as a function of one order."""
        found = next(gate for gate in self.gates if gate.name == name)
        return lambda made: found.decide_all([made], self.world)[0]

    def do(
        self, name: str, made: Order, roles: Sequence[str] = ("*",), who: str = "anna", **args: Any
    ) -> Refusal | None:
        """A command on one order, as `flow.command` carries it out; everybody's roles unless some are given."""
        actor = Actor(who, "machine" if "*" in roles else "person", tuple(roles))
        scene = Scene(self.world, self.ids, actor, KEY, self.batch)
        refusal = COMMANDS[name].deed(made, args, scene)
        self.advance(made)
        return refusal

    def must(self, name: str, made: Order, **args: Any) -> None:
        """The same, failing the test where it is refused."""
        refusal = self.do(name, made, **args)
        assert refusal is None, refusal

    def ship(self, made: Order, number: str = "SF1", **args: Any) -> None:
        """From the shelf to the carrier."""
        self.must("pick", made, **args)
        self.must("pack", made, **args)
        self.must("label", made, tracking_number=number, **args)
        self.must("hand_over", made, tracking_number=number)

    def later(self, **span: float) -> None:
        """Time passes."""
        self.world.now += timedelta(**span)


class _Blind:
    """A database in which nothing is found."""

    rowcount = 0

    def execute(self, *_: Any, **__: Any) -> _Blind:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def fetchone(self) -> None:
        return None

    def fetchall(self) -> list[Any]:
        return []


def buckets_of(each: Line) -> dict[str, int]:
    """A line's units by bucket, zeros left out."""
    names = ("open", "promised", "backordered", "allocated", "released", "shipped", "cancelled")
    return {name: getattr(each, name) for name in names if getattr(each, name)}


def places_of(made: Order) -> dict[int, int]:
    """Units with live reservations by warehouse."""
    found: dict[int, int] = {}
    for one in made.live_reservations():
        found[one.warehouse_id] = found.get(one.warehouse_id, 0) + one.quantity
    return found


def open_reasons(made: Order) -> list[str]:
    """The reasons of its open holds, sorted."""
    return sorted(hold.reason for hold in made.open_holds())


def frozen(made: Order) -> bytes:
    """Everything of an order as bytes, to see whether anything changed."""
    return msgspec.json.encode(made, order="deterministic")

"""The time line: every message that will arrive, when, from which shop, what is planted in it. The same for a seed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec

from orderway.kernel.ids import keyed_hash
from orderway.ports.channel import Document, IncomingOrder
from orderway.practice import goods, orders
from orderway.practice.company import SHOPS, ShopRow
from orderway.practice.defects import DEFECTS, DUPLICATE, Cure, Defect
from orderway.practice.orders import paid, priced, unpaid

DAYS = 10
DEFECT_PERMILLE = 80
LATE_PAYMENT_PERMILLE = 70
TWICE_PERMILLE = 30
CANCELLED_PERMILLE = 15
FEWER_PERMILLE = 12
REFUND_PERMILLE = 8
UNREADABLE_PERMILLE = 3
OWN = "order"
CHANNELS = "message"
"""Topics: our own form, and the channel's own (documents, what cannot be read)."""
RUSH_HOURS = (20, 21, 22, 10, 11, 14, 15, 16, 12, 13, 9, 19, 18, 17, 8, 23)
"""Hours in Shanghai, the busiest first."""
SHANGHAI = timedelta(hours=8)


class Planned(msgspec.Struct):
    """One message: when it comes, to which shop, and its body."""

    at: datetime
    shop: str
    body: bytes
    topic: str = OWN
    source: str = "webhook"


class Expected(msgspec.Struct):
    """What must be found in one order: the defect, the reasons of which one is right, all that are no mistake."""

    external_id: str
    shop: str
    defect: str = ""
    finds: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    cure: Cure = {}


class Plan(msgspec.Struct):
    """The whole time line, in the order of time."""

    messages: list[Planned]
    expected: dict[str, Expected]
    until: datetime


def make_plan(seed: int, count: int, until: datetime, assortment: Sequence[goods.Goods]) -> Plan:
    """`count` orders of the last `DAYS` days up to `until`, with their updates, duplicates and what cannot be read."""
    maker = _Maker(seed, until, assortment)
    for number in range(1, count + 1):
        maker.one(number)
    return Plan(sorted(maker.messages, key=lambda m: m.at), maker.expected, until)


def trickle(
    seed: int, count: int, now: datetime, assortment: Sequence[goods.Goods], first_number: int
) -> list[Planned]:
    """Orders that are placed just now, with defects as in the time line; numbers from `first_number` on."""
    maker = _Maker(seed, now, assortment)
    found = []
    for number in range(first_number, first_number + count):
        shop = maker.shop()
        placed = now - timedelta(seconds=maker.rng.randrange(20, 90))
        order = maker.market.order(shop, number, placed, maker.phones)
        planted = maker.defect(shop) if maker.rng.randrange(1000) < DEFECT_PERMILLE else None
        if planted is not None:
            order, _cure = planted.plant(order, maker.rng)
        if order.paid_minor:
            order.paid_at = now
        found.append(message(order, shop.code, now))
    return found


def message(order: IncomingOrder, shop: str, at: datetime) -> Planned:
    """An order as a message in our own form."""
    return Planned(at, shop, msgspec.json.encode(order))


class _Maker:
    def __init__(self, seed: int, until: datetime, assortment: Sequence[goods.Goods]) -> None:
        self.rng = Random(keyed_hash(b"practice", f"orders:{seed}"))
        self.until = until
        self.market = orders.Market(self.rng, assortment)
        self.messages: list[Planned] = []
        self.expected: dict[str, Expected] = {}
        self.phones: set[str] = set()

    def one(self, number: int) -> None:
        """One buyer's order with all its messages."""
        rng = self.rng
        shop = self.shop()
        order = self.market.order(shop, number, self._moment(), self.phones)
        planted = self.defect(shop) if rng.randrange(1000) < DEFECT_PERMILLE else None
        expected = Expected(order.external_id, shop.code)
        if planted:
            order, cure = planted.plant(order, rng)
            expected = Expected(
                order.external_id, shop.code, planted.name, planted.finds, planted.finds + planted.also, cure
            )
        if order.payment_status == "cod_due":
            expected.allowed = (*expected.allowed, "cod_confirm")
        self.expected[order.external_id] = expected
        if planted and planted.name == DUPLICATE:
            order = self._second(order, shop, expected)
        self._send(order, shop, bool(planted))

    def shop(self) -> ShopRow:
        """A shop, by its share."""
        return self.rng.choices(SHOPS, [shop.share for shop in SHOPS])[0]

    def defect(self, shop: ShopRow) -> Defect | None:
        """A kind of defect that this shop's orders can have."""
        fitting = [d for d in DEFECTS if shop.code in d.shops]
        return self.rng.choices(fitting, [d.percent for d in fitting])[0] if fitting else None

    def _moment(self) -> datetime:
        """More orders in the evening, and a little more every day."""
        rng = self.rng
        while True:
            days = DAYS - 1 - int(rng.triangular(0, DAYS - 0.01, DAYS - 0.01))
            hour = RUSH_HOURS[min(int(rng.expovariate(0.16)), len(RUSH_HOURS) - 1)]
            day = (self.until + SHANGHAI).replace(
                hour=hour, minute=rng.randrange(60), second=rng.randrange(60)
            ) - timedelta(days=days)
            placed = day - SHANGHAI
            if placed < self.until - timedelta(minutes=20):
                return placed.replace(microsecond=0)

    def _second(self, order: IncomingOrder, shop: ShopRow, expected: Expected) -> IncomingOrder:
        """The same buyer orders the same again minutes later: the second one is the suspect."""
        at = order.placed_at + timedelta(minutes=self.rng.randrange(2, 18))
        again = msgspec.structs.replace(order, external_id=order.external_id + "B", placed_at=at)
        if again.paid_minor:
            again = paid(again, at)
        expected.finds, expected.defect = (), ""
        allowed = (*expected.allowed, "duplicate_suspect")
        self.expected[again.external_id] = Expected(
            again.external_id, shop.code, DUPLICATE, ("duplicate_suspect",), allowed
        )
        expected.allowed = tuple(reason for reason in expected.allowed if reason != "duplicate_suspect")
        self._tell(order, shop, order.placed_at)
        return again

    def _send(self, order: IncomingOrder, shop: ShopRow, planted: bool) -> None:
        rng = self.rng
        at = (order.paid_at or order.placed_at) + timedelta(seconds=rng.randrange(5, 90))
        if order.paid_minor and not planted and rng.randrange(1000) < LATE_PAYMENT_PERMILLE:
            self._tell(unpaid(order), shop, order.placed_at + timedelta(seconds=20))
            at = order.placed_at + timedelta(minutes=rng.randrange(30, 600))
            order = msgspec.structs.replace(paid(order, at), version="2")
        self._tell(order, shop, at)
        if rng.randrange(1000) < TWICE_PERMILLE:
            self._tell(order, shop, at + timedelta(minutes=rng.randrange(1, 90)))
        if not planted:
            self._later(order, shop, at)
        if rng.randrange(1000) < UNREADABLE_PERMILLE:
            self._unreadable(order, shop, at)

    def _later(self, order: IncomingOrder, shop: ShopRow, at: datetime) -> None:
        """What platforms send after a clean order: a cancellation, fewer units, a refund asked before shipping."""
        rng = self.rng
        chance = rng.randrange(1000)
        later = at + timedelta(minutes=rng.randrange(10, 240))
        changed = msgspec.structs.replace(order, version="3")
        if chance < CANCELLED_PERMILLE:
            self._tell(msgspec.structs.replace(changed, status="cancelled"), shop, later)
        elif chance < CANCELLED_PERMILLE + FEWER_PERMILLE and len(order.lines) > 1 and order.paid_minor:
            self._tell(fewer(changed), shop, later)
        elif (
            chance < CANCELLED_PERMILLE + FEWER_PERMILLE + REFUND_PERMILLE
            and order.paid_minor
            and shop.channel == "orderway"
        ):
            self.expected[order.external_id].allowed += ("refund_asked",)
            document = Document(
                "refund_request", f"R{order.external_id}", order.external_id, later, order.total_minor, order.currency
            )
            self._raw(msgspec.json.encode(document), shop, later)

    def _unreadable(self, order: IncomingOrder, shop: ShopRow, at: datetime) -> None:
        if shop.channel != "orderway":
            return
        text = msgspec.json.encode(order)
        stranger = Document("payment", "P1", f"{order.external_id}X", at, order.total_minor, order.currency)
        broken = (text[: len(text) // 2], text.replace(b'"lines"', b'"items"'), msgspec.json.encode(stranger))
        self._raw(self.rng.choice(broken), shop, at + timedelta(minutes=1))

    def _tell(self, order: IncomingOrder, shop: ShopRow, at: datetime) -> None:
        if at <= self.until:
            self.messages.append(message(order, shop.code, at))

    def _raw(self, body: bytes, shop: ShopRow, at: datetime) -> None:
        if at <= self.until:
            self.messages.append(Planned(at, shop.code, body, CHANNELS))


def fewer(order: IncomingOrder) -> IncomingOrder:
    """The buyer takes the last line off: it is edited to 0, the amounts stay as they were paid."""
    last = msgspec.structs.replace(order.lines[-1], quantity=0)
    return priced(order, lines=[*order.lines[:-1], last], paid_minor=order.paid_minor)

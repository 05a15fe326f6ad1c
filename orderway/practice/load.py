"""Loads the practice data into an empty installation and works it through; the setting `practice` remembers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from orderway.flow.engine import Engine
from orderway.journey.intake.work import Reader
from orderway.kernel import clock
from orderway.kernel.errors import Broken
from orderway.practice import goods, payments, people, play, retail, situations, stories
from orderway.practice.company import SHOPS, WHOLESALE
from orderway.practice.desk import Desk
from orderway.practice.goods import Goods
from orderway.practice.install import Shelf, install, stock_up
from orderway.practice.office import Hands, Office
from orderway.practice.orders import GIFT
from orderway.practice.plan import Expected, Plan, make_plan, message
from orderway.practice.remove import remove
from orderway.practice.rules import lay_rules
from orderway.practice.state import LOADED, SETTING, State, state
from orderway.practice.supplies import add_supply
from orderway.records.models import Setting

SEED = 20260
ORDERS = 1900
"""Generated orders; with the real ones and the situations a little over 2,200."""
CHINESE_SHARE = (("HZ", 50), ("GZ", 30), ("BJ", 25))
UNITS_AN_ORDER = 2.4
RESERVE_UNITS = 25
SCARCE_EVERY = 17
SCARCE_DEMAND_MAX = 30
"""Each so-many-th of the SKUs that few ask for is bought too little of, so that something runs out."""
GIFT_UNITS = 1_500
WHOLESALE_SCARCE_EVERY = 60
PURCHASE_AGO = timedelta(hours=50)


class RealData(Broken):
    """This installation holds real data, so no practice data is put beside it; use another one (ORDERWAY_DATA)."""


def load(
    engine: Engine,
    reader: Reader,
    parse: retail.Parse,
    hands: Hands | None,
    key: str,
    say: Callable[[str], None],
    count: int = ORDERS,
    seed: int = SEED,
) -> Plan:
    """Everything, up to now. Raises RealData; half-loaded data of an interrupted start are removed first."""
    found = state()
    if found is State.REAL:
        raise RealData
    if found is State.PARTLY:
        remove(engine.connection)
    until = clock.now().replace(microsecond=0)
    assortment = goods.goods(Random(seed))
    real = retail.read_orders(parse, until)
    wholesale = retail.goods_of(real)
    plan = make_plan(seed, count, until, assortment)
    _add_real(plan, real)
    say(f"Practice data: {len(plan.messages)} messages of the last ten days …")
    shelves = [
        *_shelves(assortment, count, seed),
        *_wholesale_shelves(wholesale),
        *situations.SHELVES,
        *stories.SHELVES,
        *payments.SHELVES,
    ]
    everything = [*assortment, *[g for g, _ in wholesale], *situations.GOODS, *stories.GOODS, *payments.GOODS]
    start = plan.messages[0].at - timedelta(days=1)
    with clock.held_at(start):
        installed = install(engine, everything, frozenset(retail.SERVICES), shelves)
    people.add_people(key)
    office = Office(engine, reader, installed.shops, hands)
    purchase = [Shelf(s.sku, s.warehouse, 40) for s in shelves if s.units == 1]
    received = (until - PURCHASE_AGO, lambda at_work: _receive(at_work, installed, purchase, until - PURCHASE_AGO))
    play.play(
        office,
        plan,
        Desk(office, plan.expected, seed, _scarce(shelves, wholesale)),
        [*situations.scenes(until), *stories.scenes(until), *payments.scenes(until), received],
        say,
    )
    lay_rules(installed.shops)
    add_supply(engine, installed, assortment, until)
    mark(seed, plan)
    return plan


def mark(seed: int, plan: Plan) -> None:
    """Remember that the data are whole, and what was planted in them."""
    planted = [
        [e.external_id, e.defect, list(e.finds), list(e.allowed)]
        for e in plan.expected.values()
        if e.defect or e.allowed
    ]
    value = {"state": LOADED, "seed": seed, "until": plan.until.isoformat(), "planted": planted}
    Setting.objects.update_or_create(key=SETTING, defaults={"value": value})


def _receive(office: Office, installed: Any, purchase: Sequence[Shelf], at: datetime) -> None:
    with office.at(at):
        stock_up(office.engine, installed, purchase, "receive", "purchase order 7")


def _scarce(shelves: Sequence[Shelf], wholesale: Sequence[tuple[Goods, int]]) -> frozenset[str]:
    """What nobody buys again: what was bought too little of on purpose, and the goods of the situations."""
    few = {s.sku for s in shelves if s.units == 1}
    few |= {one.code for at, (one, _units) in enumerate(wholesale) if at % WHOLESALE_SCARCE_EVERY == 0}
    return frozenset(few | {g.code for g in (*situations.GOODS, *stories.GOODS, *payments.GOODS)})


def _add_real(plan: Plan, real: Sequence[Any]) -> None:
    messages = [message(order, WHOLESALE, order.paid_at) for order in real]
    for row, one in enumerate(messages, 1):
        one.source = f"file:{retail.FILE}#{row}"
    plan.messages = sorted([*plan.messages, *messages], key=lambda m: m.at)
    for order in real:
        allowed = ("large_amount", "large_quantity")
        plan.expected[order.external_id] = Expected(order.external_id, WHOLESALE, allowed=allowed)


def _shelves(assortment: Sequence[Goods], count: int, seed: int) -> list[Shelf]:
    """Stock by demand: enough of most, one unit of the scarce ones, more of the own shop's share in Rotterdam."""
    rng = Random(seed + 1)
    demand = sum(g.demand for g in assortment)
    abroad = sum(s.share for s in SHOPS if s.currency != "CNY") / 100
    shelves = []
    for at, one in enumerate(assortment):
        units = UNITS_AN_ORDER * count * one.demand / demand
        for place, percent in CHINESE_SHARE:
            if place == "BJ" and rng.randrange(100) < 25:
                continue  # the smallest warehouse does not keep everything
            scarce = at % SCARCE_EVERY == SCARCE_EVERY - 1 and one.demand <= SCARCE_DEMAND_MAX
            enough = int(units * (1 - abroad) * percent / 60) + (GIFT_UNITS if one.code == GIFT else RESERVE_UNITS)
            shelves.append(Shelf(one.code, place, 1 if scarce else enough))
        shelves.append(Shelf(one.code, "RTM", int(units * abroad * 1.6) + RESERVE_UNITS))
    return shelves


def _wholesale_shelves(wholesale: Sequence[tuple[Goods, int]]) -> list[Shelf]:
    """What the real orders ask for, and a little less of each twenty-fifth article."""
    return [
        Shelf(one.code, "RTM", units * 9 // 10 if at % WHOLESALE_SCARCE_EVERY == 0 else units + RESERVE_UNITS)
        for at, (one, units) in enumerate(wholesale)
        if one.category != "service"
    ]

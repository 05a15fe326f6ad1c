"""Supply of the practice company: suppliers, lots of its foods, purchase orders, a transfer, rules of publishing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from orderway.flow import fencing, supply, transfer
from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.practice.goods import Goods
from orderway.practice.install import STOCKED_BY, Installed
from orderway.records.models import ChannelSafety, PublishRule, SkuSupply, Substitute, Supplier
from orderway.stock import replenish
from orderway.stock.lots import open_books
from orderway.stock.purchases import Got, Purchase
from orderway.stock.transfers import Transfer

SUPPLIERS = (
    ("west-lake", "West Lake Trading", 7),
    ("pearl-river", "Pearl River Goods", 14),
    ("north-gate", "North Gate Foods", 10),
)
LOT_CATEGORY = "food"
LOT_SKUS = 4
NEAR_DAYS = 30
LOTS = ((12, 4), (75, 10), (300, 40))
"""Days until a lot expires, and its units."""


def add_supply(engine: Engine, installed: Installed, assortment: Sequence[Goods], until: datetime) -> None:
    """As it stands today: some foods lie in lots, what is short is expected, one delivery is late, goods are on their
    way between warehouses, shops have rules of their own, and the demand of the last days is measured."""
    _kept(installed, assortment)
    engine.connection.execute("UPDATE reference_version SET version = version + 1 WHERE id = 1")
    foods = [one.code for one in assortment if one.category == LOT_CATEGORY][:LOT_SKUS]
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        open_books(cursor, [installed.skus[code] for code in foods], clock.now())
    for code in foods:
        _lots_of(engine, installed, code)
    _purchases(engine, until)
    _transfers(engine, installed, until)
    with transaction.atomic():
        shops = sorted(installed.shops.values())
        PublishRule.objects.create(shop_id=shops[0], formula="available * 90%", minimum=2)
        ChannelSafety.objects.create(shop_id=shops[1], units=1)
    engine.connection.execute("UPDATE reference_version SET version = version + 1 WHERE id = 1")
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        replenish.measure(cursor, clock.now())


def _kept(installed: Installed, assortment: Sequence[Goods]) -> None:
    """Suppliers, how SKUs are kept and bought, and what may stand for what."""
    lotted = {one.code for one in [g for g in assortment if g.category == LOT_CATEGORY][:LOT_SKUS]}
    kitchen = [one for one in assortment if one.category == "kitchen"]
    with transaction.atomic():
        made = Supplier.objects.bulk_create(
            [Supplier(code=code, name=name, lead_days=days, practice=True) for code, name, days in SUPPLIERS]
        )
        SkuSupply.objects.bulk_create(
            SkuSupply(
                sku_id=installed.skus[one.code],
                supplier=made[2 if one.category == LOT_CATEGORY else at % 2],
                lot_kept=one.code in lotted,
                near_expiry_days=NEAR_DAYS if one.code in lotted else 0,
                pack_units=12 if one.category == LOT_CATEGORY else 1,
            )
            for at, one in enumerate(assortment)
            if one.category not in ("gifts", "service")
        )
        Substitute.objects.bulk_create(
            Substitute(sku_id=installed.skus[one.code], instead_id=installed.skus[other.code], note="another colour")
            for one, other in zip(kitchen[::8], kitchen[1::8], strict=False)
        )


def _lots_of(engine: Engine, installed: Installed, code: str) -> None:
    sku, today = installed.skus[code], clock.now().date()
    units = {sku: sum(count for _, count in LOTS)}
    made = supply.place(engine, installed.warehouses["HZ"], units, STOCKED_BY, number=f"PO-FIRST-{code}")
    assert isinstance(made, Purchase), made
    for days, count in LOTS:
        day: date = today + timedelta(days=days)
        got = {sku: Got(count, 0, f"L{day:%y%m%d}", day)}
        answer = supply.receive(engine, made.id, got, STOCKED_BY, reference=f"D{days}")
        assert isinstance(answer, Purchase), answer


def _purchases(engine: Engine, until: datetime) -> None:
    rows = engine.connection.execute(
        "SELECT k.warehouse_id, array_agg(d.sku_id ORDER BY d.sku_id), array_agg(d.waiting ORDER BY d.sku_id) "
        "FROM stock_demand d JOIN sku s ON s.id = d.sku_id AND s.practice JOIN LATERAL (SELECT warehouse_id FROM stock "
        "WHERE sku_id = d.sku_id ORDER BY reserved DESC, warehouse_id LIMIT 1) k ON true WHERE d.waiting > 0 "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    number = 0
    for place, skus, waiting in rows:
        wanted = list(zip(skus, waiting, strict=True))
        for days, part, more in ((3, wanted[0::3], 20), (7, wanted[1::3], 20), (-1, wanted[2::3][:2], 0)):
            if part:
                number += 1
                units = {sku: count + more for sku, count in part}
                day = until + timedelta(days=days)
                told = f"PO-{until:%y%m%d}-{number:02d}"
                made = supply.place(engine, place, units, STOCKED_BY, _supplier(number % len(SUPPLIERS)), day, told)
                assert isinstance(made, Purchase), made


def _supplier(at: int) -> int:
    found: int = Supplier.objects.order_by("code").values_list("pk", flat=True)[at]
    return found


def _transfers(engine: Engine, installed: Installed, until: datetime) -> None:
    """One transfer on its way, one to be approved, and a ring-fence, of goods of which much lies in Hangzhou."""
    rows = engine.connection.execute(
        "SELECT sku_id FROM stock WHERE warehouse_id = %s AND on_hand - reserved - safety - unsellable - fenced > 30 "
        "ORDER BY sku_id LIMIT 5",
        [installed.warehouses["HZ"]],
    ).fetchall()
    skus = [row[0] for row in rows]
    if len(skus) < 5:
        return
    hz, bj = installed.warehouses["HZ"], installed.warehouses["BJ"]
    for part, go in ((skus[:2], True), (skus[2:4], False)):
        made = transfer.propose(
            engine, hz, bj, dict.fromkeys(part, 12), STOCKED_BY, "excess", due_at=until + timedelta(days=2)
        )
        assert isinstance(made, Transfer), made
        for deed in (transfer.approve, transfer.ship) if go else ():
            assert not isinstance(deed(engine, made.id, STOCKED_BY), Refusal)
    refusal = fencing.set_fence(engine, skus[4], hz, min(installed.shops.values()), 10, STOCKED_BY)
    assert refusal is None, refusal

"""Puts the practice company into an empty installation: shops, warehouses, carriers, goods, listings, bins, stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction

from orderway.flow.engine import Engine
from orderway.flow.goods import ROWS_MAX, Change, change_goods
from orderway.kernel.errors import Refusal
from orderway.kernel.sql import named
from orderway.practice import company
from orderway.practice.company import SHOPS, WHOLESALE
from orderway.practice.goods import Goods
from orderway.practice.orders import listing_key
from orderway.records.models import Bin, Carrier, Listing, Rate, Shop, Sku, Warehouse, Zone

SQL = named(__file__)
STOCKED_BY = "practice"


class Shelf(NamedTuple):
    """Opening stock of one SKU at one warehouse."""

    sku: str
    warehouse: str
    units: int
    bin_code: str = ""


class Installed(NamedTuple):
    """Ids by code."""

    shops: dict[str, int]
    skus: dict[str, int]
    warehouses: dict[str, int]


def install(
    engine: Engine, assortment: Sequence[Goods], services: frozenset[str], shelves: Sequence[Shelf]
) -> Installed:
    """Write everything; the caller has made sure that nothing of it is there."""
    with transaction.atomic():
        shops = _shops()
        warehouses = _warehouses()
        _carriers(warehouses)
        skus = _skus(assortment, services)
        _listings(shops, skus, assortment)
        with connection.cursor() as cursor:
            cursor.execute(SQL.touch)
    installed = Installed(shops, skus, warehouses)
    stock_up(engine, installed, shelves, "opening", "opening")
    _places(engine, installed, shelves)
    return installed


def _shops() -> dict[str, int]:
    rows = [
        Shop(
            code=s.code, name=s.name, channel=s.channel, currency=s.currency, country=s.country, time_zone=s.time_zone,
            language=s.language, own=s.own, colour=s.colour, settings=s.policy, practice=True,
            email=f"help@{s.code}.example.com",
        )
        for s in SHOPS
    ]  # fmt: skip
    return {row.code: row.pk for row in Shop.objects.bulk_create(rows)}


def _warehouses() -> dict[str, int]:
    rows = [
        Warehouse(
            code=w.code, name=w.name, country=w.country, province=w.province, city=w.city, address=w.address,
            currency="CNY", time_zone=w.time_zone,
            handling_order_minor=w.handling_order_minor, handling_unit_minor=w.handling_unit_minor,
            label_first=w.label_first, aisles=w.aisles, aisle_length_dm=company.AISLE_LENGTH_DM, practice=True,
        )
        for w in company.WAREHOUSES
    ]  # fmt: skip
    found = {row.code: row.pk for row in Warehouse.objects.bulk_create(rows)}
    for w in company.WAREHOUSES:
        bins = company.bins(w.aisles)
        Bin.objects.bulk_create(
            [Bin(warehouse_id=found[w.code], code=b.code, aisle=b.aisle, y_dm=b.y_dm) for b in bins]
        )
    Zone.objects.bulk_create(
        [Zone(warehouse_id=found[w], country=c, province=p, zone=z) for w, c, p, z in company.zones()]
    )
    return found


def _carriers(warehouses: Mapping[str, int]) -> None:
    rows = [
        Carrier(code=c.code, name=c.name, cod=c.cod, cod_fee_permille=c.cod_fee_permille, phone=c.phone, practice=True)
        for c in company.CARRIERS
    ]
    found = {row.code: row.pk for row in Carrier.objects.bulk_create(rows)}
    cells: list[Any] = [
        Rate(
            warehouse_id=warehouses[w],
            carrier_id=found[c],
            zone=z,
            weight_grams_max=g,
            price_minor=p,
            days_min=least,
            days_max=most,
        )
        for w, c, z, g, p, least, most in company.rates()
    ]
    Rate.objects.bulk_create(cells)


def _skus(assortment: Sequence[Goods], services: frozenset[str]) -> dict[str, int]:
    rows = [
        Sku(
            code=g.code, name=g.name[:300], name_zh=g.name_zh[:300], barcode=g.barcode, category=g.category,
            weight_grams=g.weight_grams, length_mm=g.size_mm[0], width_mm=g.size_mm[1], height_mm=g.size_mm[2],
            fragile=g.fragile, tracked=g.code not in services, practice=True,
        )
        for g in assortment
    ]  # fmt: skip
    return {row.code: row.pk for row in Sku.objects.bulk_create(rows)}


def _listings(shops: Mapping[str, int], skus: Mapping[str, int], assortment: Sequence[Goods]) -> None:
    """Chinese platforms have keys of their own; the other shops sell under the SKU's code."""
    rows = []
    for shop in SHOPS:
        if shop.code == WHOLESALE:
            continue
        for one in assortment:
            key = listing_key(shop.code, one.code)
            if key and one.category not in ("gifts", "service"):
                rows.append(
                    Listing(
                        shop_id=shops[shop.code],
                        key=key,
                        sku_id=skus[one.code],
                        title=one.name_zh,
                        mapped_by=STOCKED_BY,
                    )
                )
    Listing.objects.bulk_create(rows)


def stock_up(engine: Engine, installed: Installed, shelves: Sequence[Shelf], kind: str, reason: str) -> None:
    """Goods come in; orders that waited for them are woken."""
    changes = [Change(installed.skus[s.sku], installed.warehouses[s.warehouse], s.units) for s in shelves if s.units]
    for start in range(0, len(changes), ROWS_MAX):
        refusal = change_goods(engine, changes[start : start + ROWS_MAX], kind, reason, STOCKED_BY)
        assert not isinstance(refusal, Refusal), refusal


def _places(engine: Engine, installed: Installed, shelves: Sequence[Shelf]) -> None:
    """Every stock row gets its bin: the one asked for, or the next free one of the warehouse."""
    free = {w.code: [b.code for b in company.bins(w.aisles)] for w in company.WAREHOUSES}
    taken = {(s.warehouse, s.bin_code) for s in shelves if s.bin_code}
    rows = []
    for at, shelf in enumerate(shelves):
        codes = free[shelf.warehouse]
        code = shelf.bin_code or next(
            c
            for c in (codes[(at * 7 + n) % len(codes)] for n in range(len(codes)))
            if (shelf.warehouse, c) not in taken
        )
        rows.append((installed.skus[shelf.sku], installed.warehouses[shelf.warehouse], code))
    engine.connection.execute(SQL.set_bins, [list(column) for column in zip(*rows, strict=True)])

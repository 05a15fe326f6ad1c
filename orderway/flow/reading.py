"""Reading reference data into `References`: everything small at once, SKUs and listings when first needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import psycopg

from orderway.flow.letters import writers
from orderway.flow.reference import (
    BundlePart,
    CarrierInfo,
    References,
    ShopInfo,
    ShopPolicy,
    SkuInfo,
    StopInfo,
    WarehouseInfo,
)
from orderway.kernel.rows import numbers, texts
from orderway.kernel.sql import named
from orderway.lifecycle.reasons import REASONS, configured

SKUS_KEPT_MAX = 50_000
"""SKUs and listings a worker keeps, of each; beyond it all are dropped and read again as needed."""
AHEAD_MAX = 20_000
"""SKUs and listings, the youngest of each, that a worker reads before its first batch."""

KEPT_WHOLE = (
    "shops",
    "carriers",
    "warehouses",
    "stops",
    "zones",
    "rates",
    "bundles",
    "safeties",
    "rules",
    "hold_kinds",
    "guards",
    "outside",
    "tells",
    "listing_shops",
)
"""Queries of reference.sql whose rows are read at once. Whatever decisions consult must come through here, so that
replay has it as it was; `fill` asks for those added later with `rows.get`, since old snapshots lack them."""

Cursor = psycopg.Cursor[Any]
Rows = dict[str, list[tuple[Any, ...]]]
"""What was read, by the name of its query; a run record's snapshot is exactly this."""

_sql = named(__file__, "reference.sql")


def refresh(refs: References, cursor: Cursor) -> None:
    """Read everything again if the version moved; one tiny query otherwise."""
    row = cursor.execute(_sql.version).fetchone()
    version = row[0] if row else 0
    if version == refs.version and max(len(refs.skus), len(refs.listings)) <= SKUS_KEPT_MAX:
        return
    fill(refs, {name: cursor.execute(getattr(_sql, name)).fetchall() for name in KEPT_WHOLE}, version)


def read_ahead(refs: References, cursor: Cursor) -> None:
    """Read everything, and the SKUs and listings that orders most likely name, before the first order waits for it.

    Measured: 14 ms of CPU here, 20 to 30 of the server for 10,000 SKUs; no more and no less than by need.
    """
    refresh(refs, cursor)
    need_skus(refs, cursor, [row[0] for row in cursor.execute(_sql.youngest_skus, [AHEAD_MAX]).fetchall()])
    for shop_id, key, sku_id in cursor.execute(_sql.youngest_listings, [AHEAD_MAX], binary=True).fetchall():
        if sku_id in refs.skus:
            refs.listings[(shop_id, key)] = sku_id


def touch(cursor: Cursor) -> None:
    """Reference data was changed in this transaction: every worker reads it again once this commits."""
    cursor.execute(_sql.touch)


def fill(refs: References, rows: Rows, version: int) -> None:
    """Put rows as they were read into `refs`, which forgets all else. Pure: replay fills from a snapshot."""
    refs.forget()
    refs.version = version
    refs.read = rows
    for row in rows["shops"]:
        fields = (*row[:-1], msgspec.convert(row[-1] or {}, ShopPolicy))
        shop = ShopInfo(*fields)
        refs.shops[shop.id] = refs.shops_by_code[shop.code] = shop
        refs.merging = refs.merging or shop.policy.merge != "off"
        refs.verifying = refs.verifying or shop.policy.verify_from_minor is not None
    refs.letters = writers(refs)
    for row in rows["carriers"]:
        refs.carriers[row[0]] = CarrierInfo(*row)
    refs.cod_carriers = frozenset(c.id for c in refs.carriers.values() if c.cod)
    for row in rows["warehouses"]:
        warehouse = WarehouseInfo(*row)
        refs.warehouses[warehouse.id] = refs.warehouses_by_code[warehouse.code] = warehouse
    refs.stops = [StopInfo(*row) for row in rows.get("stops", ())]
    for sku_id, *safety in rows.get("safeties", ()):
        refs.safeties.setdefault(sku_id, []).append((safety[0], safety[1], safety[2], safety[3]))
    for bundle_id, *part in rows.get("bundles", ()):
        refs.bundles.setdefault(bundle_id, []).append(BundlePart(*part))
    _fill_rules(refs, rows)
    refs.edi_shops = frozenset(row[1] for row in rows.get("outside", ()) if row[0] == "shop")
    refs.outside = {row[1]: row[2] for row in rows.get("outside", ()) if row[0] == "warehouse"}
    refs.listing_shops = frozenset(row[0] for row in rows.get("listing_shops", ()))
    refs.tells = {shop_id: frozenset(tells) for shop_id, tells in rows.get("tells", ())}
    for warehouse_id, country, province, zone in rows["zones"]:
        if warehouse_id in refs.warehouses:
            refs.warehouses[warehouse_id].zones[(country, province)] = zone
    for warehouse_id, zone, weight, price, carrier_id, days in rows["rates"]:
        if warehouse_id in refs.warehouses and carrier_id in refs.carriers:
            refs.warehouses[warehouse_id].rates.setdefault(zone, []).append((weight, price, carrier_id, days))


def _fill_rules(refs: References, rows: Rows) -> None:
    refs.rules.take(rows.get("rules", ()))
    for reason, *kind in rows.get("hold_kinds", ()):
        if reason in REASONS:
            refs.hold_kinds[reason] = configured(REASONS[reason], kind)
    for guards in rows.get("guards", ()):
        known = (*guards, False, False)[:5]  # three or four in old snapshots
        refs.black_list, refs.credit, refs.floors, refs.prices, refs.said = known


def need_listings(refs: References, cursor: Cursor, keys: Iterable[tuple[int, str, str]]) -> None:
    """Make (shop, listing, sku code) known: by the shop's listing first, by the SKU's own code else."""
    listings: set[tuple[int, str]] = set()
    codes: set[str] = set()
    for shop_id, listing, code in keys:
        if code and code not in refs.codes:
            codes.add(code)
        if shop_id in refs.listing_shops:
            listings.update((shop_id, key) for key in (listing, code) if key and (shop_id, key) not in refs.listings)
    if codes:
        for row in cursor.execute(_sql.skus_by_code, [texts(list(codes))], binary=True).fetchall():
            _keep(refs, SkuInfo(*row))
    if listings:
        pairs = list(listings)
        refs.listings.update(dict.fromkeys(pairs, 0))
        found = cursor.execute(_sql.listings, [numbers([p[0] for p in pairs]), texts([p[1] for p in pairs])]).fetchall()
        for shop_id, key, sku_id in found:
            refs.listings[(shop_id, key)] = sku_id
        need_skus(refs, cursor, {row[2] for row in found})


def need_skus(refs: References, cursor: Cursor, ids: Iterable[int]) -> None:
    """Make the SKUs of these ids known."""
    missing = [i for i in ids if i not in refs.skus]
    if missing:
        for row in cursor.execute(_sql.skus_by_id, [numbers(missing)], binary=True).fetchall():
            _keep(refs, SkuInfo(*row))


def _keep(refs: References, sku: SkuInfo) -> None:
    refs.skus[sku.id] = sku
    refs.codes[sku.code] = sku.id

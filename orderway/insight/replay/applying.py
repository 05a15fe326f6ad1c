"""Putting changes into reference data and into the stock of a past batch. Pure; what names nothing is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from orderway.flow.reference import References, ShopPolicy, WarehouseInfo
from orderway.flow.world import World
from orderway.insight.replay.changes import ChangeError, Changes, NewWarehouse, RateCell, RatePercent, WarehouseChange
from orderway.rules.check import problems
from orderway.rules.table import Table, json_of

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NEW_IDS = 1 << 59
"""Ids of warehouses and rule versions that exist in the trial only."""
FIGURES = ("handling_order_minor", "handling_unit_minor", "daily_orders_max", "load_minor", "cut_off")


def apply(changes: Changes, refs: References) -> None:
    """Change reference data just filled from a snapshot. ChangeError where an entry names what is not there."""
    _policies(changes, refs)
    for at, new in enumerate(changes.new_warehouses):
        _add(new, at, refs)
    for code, change in changes.warehouses.items():
        _change(_warehouse(code, f"warehouses.{code}", refs), change)
    for at, zone in enumerate(changes.zones):
        _warehouse(zone.warehouse, f"zones[{at}]", refs).zones[(zone.country, zone.province)] = zone.zone
    _cards(changes, refs)
    for at, percent in enumerate(changes.rates_percent):
        _percent(percent, f"rates_percent[{at}]", refs)
    for at, move in enumerate(changes.stock):
        _warehouse(move.from_warehouse, f"stock[{at}]", refs)
        _warehouse(move.to_warehouse, f"stock[{at}]", refs)
    _rules(changes, refs)


def _warehouse(code: str, where: str, refs: References) -> WarehouseInfo:
    found = refs.warehouses_by_code.get(code)
    if found is None:
        raise ChangeError(where, f"there is no warehouse {code}")
    return found


def _policies(changes: Changes, refs: References) -> None:
    known = set(ShopPolicy.__struct_fields__)
    for code, fields in changes.policy.items():
        strange = sorted(set(fields) - known)
        if strange:
            raise ChangeError(f"policy.{code}.{strange[0]}", "no field of a shop's policy")
        shops = [shop for shop in refs.shops.values() if code in ("*", shop.code)]
        if not shops and code not in changes.only_shops:  # counted, so it is a shop: it was not one yet then
            raise ChangeError(f"policy.{code}", "there is no such shop")
        for shop in shops:
            try:
                policy = msgspec.convert({**msgspec.structs.asdict(shop.policy), **fields}, ShopPolicy)
            except msgspec.ValidationError as error:
                raise ChangeError(f"policy.{code}", str(error)) from error
            refs.shops[shop.id] = refs.shops_by_code[shop.code] = msgspec.structs.replace(shop, policy=policy)


def _add(new: NewWarehouse, at: int, refs: References) -> None:
    where = f"new_warehouses[{at}]"
    model = _warehouse(new.copy_of, where, refs)
    if new.code in refs.warehouses_by_code:
        raise ChangeError(where, f"there is a warehouse {new.code} already")
    made = msgspec.structs.replace(
        model,
        id=NEW_IDS + at,
        code=new.code,
        name=new.name or new.code,
        country=new.country or model.country,
        province=new.province or model.province,
        city=new.city or model.city,
        zones=dict(model.zones),
        rates={zone: list(cells) for zone, cells in model.rates.items()},
        _freight={},
    )
    _figures(made, new)
    refs.warehouses[made.id] = refs.warehouses_by_code[made.code] = made


def _change(warehouse: WarehouseInfo, change: WarehouseChange) -> None:
    _figures(warehouse, change)
    if change.closed:
        warehouse.closed_from, warehouse.closed_until = LONG_AGO, None


def _figures(warehouse: WarehouseInfo, told: NewWarehouse | WarehouseChange) -> None:
    for name in FIGURES:
        value = getattr(told, name, None)
        if value is not None:
            setattr(warehouse, name, value)


def _cards(changes: Changes, refs: References) -> None:
    carriers = {carrier.code: carrier.id for carrier in refs.carriers.values()}
    for where, cells in (("rates", changes.rates), ("rate_cells", changes.rate_cells)):
        if where == "rates":
            _empty(cells, refs, carriers)
        for at, cell in enumerate(cells):
            warehouse = _warehouse(cell.warehouse, f"{where}[{at}]", refs)
            if cell.carrier not in carriers:
                raise ChangeError(f"{where}[{at}]", f"there is no carrier {cell.carrier}")
            _put(warehouse, cell, carriers[cell.carrier])


def _empty(cells: Iterable[RateCell], refs: References, carriers: dict[str, int]) -> None:
    """Take away the cards that are replaced."""
    for code, carrier in {(cell.warehouse, cell.carrier) for cell in cells}:
        warehouse = refs.warehouses_by_code.get(code)
        for zone in warehouse.rates if warehouse else ():
            kept = [cell for cell in warehouse.rates[zone] if cell[2] != carriers.get(carrier)] if warehouse else []
            if warehouse:
                warehouse.rates[zone] = kept


def _put(warehouse: WarehouseInfo, cell: RateCell, carrier: int) -> None:
    new = (cell.weight_grams_max, cell.price_minor, carrier, cell.days_max)
    others = [one for one in warehouse.rates.get(cell.zone, []) if (one[0], one[2]) != (new[0], carrier)]
    warehouse.rates[cell.zone] = sorted([*others, new], key=lambda one: one[0])


def _percent(change: RatePercent, where: str, refs: References) -> None:
    carriers = {carrier.id for carrier in refs.carriers.values() if change.carrier in ("", carrier.code)}
    if not carriers:
        raise ChangeError(where, f"there is no carrier {change.carrier}")
    found = False
    for warehouse in refs.warehouses.values():
        if change.warehouse not in ("", warehouse.code):
            continue
        for zone, cells in warehouse.rates.items():
            if change.zone in ("", zone):
                found = True
                warehouse.rates[zone] = [
                    _priced(cell, change.percent) if cell[2] in carriers else cell for cell in cells
                ]
    if not found:
        raise ChangeError(where, "no cell of a rate card is meant by it")


def _priced(cell: tuple[int, int, int, int], percent: int) -> tuple[int, int, int, int]:
    return (cell[0], (cell[1] * (100 + percent) + 50) // 100, *cell[2:])


def _rules(changes: Changes, refs: References) -> None:
    if not changes.rules:
        return
    rows: list[Sequence[Any]] = list(refs.read.get("rules", ()))
    for at, one in enumerate(changes.rules):
        shop = refs.shops_by_code.get(one.shop)
        if one.shop and shop is None:
            raise ChangeError(f"rules[{at}]", f"there is no shop {one.shop}")
        table = _table(one.kind, one.table, f"rules[{at}]")
        shop_id = shop.id if shop else 0
        key = (one.kind, shop_id, one.name)
        rows = [row for row in rows if (row[3], row[4], row[5]) != key]
        rows.append((NEW_IDS + at, NEW_IDS + at, 0, *key, LONG_AGO, None, json_of(table)))
    refs.rules.take(rows)


def _table(kind: str, body: dict[str, Any], where: str) -> Table:
    try:
        table = msgspec.convert({**body, "kind": kind}, Table)
    except msgspec.ValidationError as error:
        raise ChangeError(where, str(error)) from error
    wrong = problems(table)
    if wrong:
        raise ChangeError(where, f"row {wrong[0].row} column {wrong[0].column}: {wrong[0].what}")
    return table


def move_stock(changes: Changes, world: World) -> None:
    """Lay the stock of a past batch out as the trial wants it: shares of what was free, SKU by SKU."""
    by_code = world.refs.warehouses_by_code
    moves = [(m.from_warehouse, m.to_warehouse, m.percent, m.sku) for m in changes.stock]
    moves += [(n.copy_of, n.code, n.stock_percent, "") for n in changes.new_warehouses if n.stock_percent]
    for source, target, percent, code in moves:
        giver, taker = by_code[source].id, by_code[target].id
        only = world.refs.codes.get(code) if code else None
        for sku in list(world.stock) if not code else [only] * (only in world.stock):
            places = world.stock[sku] if sku is not None else {}
            units = max(0, places.get(giver, 0)) * percent // 100
            if units:
                places[giver] -= units
                places[taker] = places.get(taker, 0) + units

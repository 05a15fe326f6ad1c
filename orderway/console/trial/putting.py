"""Putting warehouses of a trial into force: new ones with their rate card, closed ones, other figures, other zones."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext as _

from orderway.insight.replay.changes import Changes, NewWarehouse, WarehouseChange
from orderway.kernel import clock
from orderway.records.models import Rate, Warehouse, Zone


class NotNow(Exception):
    """It cannot be put into force as things are now; the text says why, for a person."""


def put_warehouses(changes: Changes) -> None:
    """New warehouses are made as copies (without goods), others changed; zones follow. The caller holds a transaction;
    NotNow where one is gone, or there already."""
    for new in changes.new_warehouses:
        _add(new)
    for code, change in changes.warehouses.items():
        _change(_warehouse(code), change)
    for cell in changes.zones:
        place = _warehouse(cell.warehouse)
        key: dict[str, Any] = {"warehouse": place, "country": cell.country, "province": cell.province}
        Zone.objects.update_or_create(defaults={"zone": cell.zone}, **key)


def _warehouse(code: str) -> Warehouse:
    found = Warehouse.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotNow(_("There is no warehouse %(place)s any more.") % {"place": code})
    return found


def _add(new: NewWarehouse) -> None:
    model = _warehouse(new.copy_of)
    if Warehouse.objects.filter(code=new.code).exists():
        raise NotNow(_("There is a warehouse %(place)s already.") % {"place": new.code})
    rows: list[Zone | Rate] = [*Zone.objects.filter(warehouse=model), *Rate.objects.filter(warehouse=model)]
    model.pk = None
    model._state.adding = True
    model.code, model.name = new.code, new.name or new.code
    model.country, model.province = new.country or model.country, new.province or model.province
    model.city, model.address = new.city or (model.city if not new.province else ""), ""
    _figures(model, new)
    model.save()
    for row in rows:
        row.pk, row.warehouse = None, model
        row._state.adding = True
        row.save()


def _change(place: Warehouse, change: WarehouseChange) -> None:
    _figures(place, change)
    if change.closed:
        place.closed_from, place.closed_until = clock.now(), None
    place.save()


def _figures(place: Warehouse, told: NewWarehouse | WarehouseChange) -> None:
    for name, value in msgspec.structs.asdict(told).items():
        if name.endswith(("_minor", "_max", "cut_off")) and value is not None:
            setattr(place, name, value)

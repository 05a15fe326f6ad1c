"""Putting into force what a trial tried: policies, warehouses, prices and tables. All in one transaction, once.

Goods stay where they are: a trial lays stock out otherwise in thought only, transfers bring it there.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from orderway.console.settings.card_check import guarded
from orderway.console.settings.sheet import NotWhole
from orderway.console.trial.putting import NotNow, put_warehouses
from orderway.insight.replay import kept
from orderway.insight.replay.changes import Changes, RateCell, RatePercent
from orderway.insight.replay.kept import Saved
from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.records import ruling
from orderway.records.models import Carrier, Rate, RuleVersion, Shop, Warehouse
from orderway.web.engine import engine

DAYS_MIN = 1


def can_activate(changes: Changes) -> bool:
    """Whether there is anything to put into force: all but the goods, which only a transfer moves."""
    return bool(msgspec.structs.replace(changes, stock=[]))


def permission_of(changes: Changes) -> str:
    """Who may: tables have a permission of their own; with anything beside them the settings' is asked for."""
    others = msgspec.structs.replace(changes, rules=[], stock=[])
    return "rules.edit" if changes.rules and not others else "settings.change"


def activate(trial: Saved, by: str) -> None:
    """Put the change into force and note it. NotNow where it cannot be; nothing is changed then."""
    if not can_activate(trial.changes):
        raise NotNow(_("Goods are moved by a transfer, not from a trial."))
    with transaction.atomic():
        if not kept.mark_activated(engine().connection, trial.id, by):
            raise NotNow(_("It is in force already."))
        _policies(trial.changes)
        try:
            with guarded():
                _places_and_rates(trial.changes)
        except NotWhole as found:
            raise NotNow(str(found)) from found
        _rules(trial.changes, by)
        ruling.touch()
        ruling.log("trial", str(trial.id), "activated", by, {"name": trial.name})


def _places_and_rates(changes: Changes) -> None:
    put_warehouses(changes)
    for percent in changes.rates_percent:
        _percent(percent)
    _cards(changes.rates)
    for cell in changes.rate_cells:
        _cell(cell, keep_days_min=True)


def _policies(changes: Changes) -> None:
    for code, fields in changes.policy.items():
        shops = Shop.objects.select_for_update().order_by("pk")
        for shop in shops if code == "*" else shops.filter(code=code):
            shop.settings = {**shop.settings, **fields}
            shop.save(update_fields=["settings"])


def _percent(one: RatePercent) -> None:
    rates = Rate.objects.select_for_update().order_by("pk")
    wanted = {"warehouse__code": one.warehouse, "carrier__code": one.carrier, "zone": one.zone}
    for rate in rates.filter(**{key: value for key, value in wanted.items() if value}):
        rate.price_minor = (rate.price_minor * (100 + one.percent) + 50) // 100
        rate.save(update_fields=["price_minor"])


def _cards(cells: list[RateCell]) -> None:
    for warehouse, carrier in {(cell.warehouse, cell.carrier) for cell in cells}:
        Rate.objects.filter(warehouse__code=warehouse, carrier__code=carrier).delete()
    for cell in cells:
        _cell(cell, keep_days_min=False)


def _cell(cell: RateCell, keep_days_min: bool) -> None:
    warehouse = Warehouse.objects.filter(code=cell.warehouse).first()
    carrier = Carrier.objects.filter(code=cell.carrier).first()
    if warehouse is None or carrier is None:
        raise NotNow(_("%(place)s or %(carrier)s is gone.") % {"place": cell.warehouse, "carrier": cell.carrier})
    key: dict[str, Any] = {
        "warehouse": warehouse,
        "carrier": carrier,
        "zone": cell.zone,
        "weight_grams_max": cell.weight_grams_max,
    }
    before = Rate.objects.filter(**key).first() if keep_days_min else None
    least = min(before.days_min if before else DAYS_MIN, cell.days_max)
    values: dict[str, Any] = {"price_minor": cell.price_minor, "days_max": cell.days_max, "days_min": least}
    Rate.objects.update_or_create(defaults=values, **key)


def _rules(changes: Changes, by: str) -> None:
    for one in changes.rules:
        shop_id = Shop.objects.filter(code=one.shop).values_list("pk", flat=True).first() if one.shop else None
        draft = RuleVersion.objects.filter(
            table__kind=one.kind, table__name=one.name, table__shop_id=shop_id, state="DRAFT"
        ).first()
        if draft is None or draft.body != one.table:
            raise NotNow(_("The draft of %(name)s is another one by now; try it again.") % {"name": one.name})
        came = ruling.activate(draft.table_id, by, clock.now())
        if isinstance(came, Refusal):
            raise NotNow(_("The draft of %(name)s cannot be put into force.") % {"name": one.name})

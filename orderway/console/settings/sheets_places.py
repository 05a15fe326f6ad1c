"""The sheets of where goods lie and who carries them: warehouses, carriers, zones, rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.card_check import NOT_SERVED, guarded, limits_now, unjoined_bands
from orderway.console.settings.cells import (
    AmountCell,
    ClockCell,
    CodeCell,
    CountryCell,
    CurrencyCell,
    MomentCell,
    ShortCodeCell,
    WholeCell,
    WorkDaysCell,
    YesCell,
    ZoneCell,
    moment_text,
)
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Fault, NotWhole, Row, RowForm, Sheet, yes
from orderway.kernel.money import format_minor, parse_minor
from orderway.records.models import Carrier, Rate, Warehouse, Zone

GRAMS_MAX = 100_000_000
AMOUNT_MINOR_MAX = 2_000_000_000
DAYS_MAX = 365


def minor(form: forms.Form, name: str, currency: str) -> int | None:
    """An amount of a form in minor units; the form has the error where it is none."""
    text = str(form.cleaned_data.get(name) or "0").replace(",", "").strip()
    try:
        amount = parse_minor(text, currency)
    except ValueError:
        form.add_error(name, _("Not an amount."))
        return None
    if not 0 <= amount <= AMOUNT_MINOR_MAX:
        form.add_error(name, _("Not below zero."))
        return None
    return amount


def at_zone(moment: datetime | None, zone: str) -> datetime | None:
    """A moment by the clock of a time zone, unless it names its own."""
    return moment.replace(tzinfo=ZoneInfo(zone)) if moment is not None and moment.tzinfo is None else moment


class WarehouseForm(RowForm):
    """One warehouse."""

    code = ShortCodeCell(label=gettext_lazy("Code"), help_text=gettext_lazy("Short, as HZ or main."))
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=200)
    country = CountryCell(label=gettext_lazy("Country"), initial="CN")
    province = forms.CharField(label=gettext_lazy("Province or region"), max_length=100, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=100, required=False)
    address = forms.CharField(label=gettext_lazy("Street and house number"), max_length=300, required=False)
    currency = CurrencyCell(
        label=gettext_lazy("Currency of its costs"),
        initial="CNY",
        help_text=gettext_lazy("The same for all warehouses, since their costs are compared."),
    )
    time_zone = ZoneCell(label=gettext_lazy("Time zone"), initial="Asia/Shanghai")
    handling_order = AmountCell(label=gettext_lazy("Handling of a parcel"), initial="2.00", required=False)
    handling_unit = AmountCell(label=gettext_lazy("Handling of a unit"), initial="0.50", required=False)
    daily_orders_max = WholeCell(
        label=gettext_lazy("Orders a day at most"), initial=0, required=False, help_text=gettext_lazy("0: no limit.")
    )
    label_first = YesCell(
        label=gettext_lazy("Labels are printed before picking"),
        initial="yes",
        help_text=gettext_lazy("The Chinese way; else after packing."),
    )
    agrees_to_stop = YesCell(
        label=gettext_lazy("Stops by itself what is not packed yet"),
        initial="yes",
        help_text=gettext_lazy("Else somebody there answers each stop."),
    )
    active = YesCell(label=pgettext_lazy("warehouse", "In use"), initial="yes")
    supplier = YesCell(
        label=gettext_lazy("A supplier who ships for us"),
        help_text=gettext_lazy("Drop-shipping: its stock is not ours."),
    )
    cut_off = ClockCell(
        label=gettext_lazy("Leaves the same day until"),
        required=False,
        help_text=gettext_lazy("By its own clock, as 16:00. Empty: around the clock."),
    )
    work_days = WorkDaysCell(
        label=gettext_lazy("Ships on"), initial="1234567", help_text=gettext_lazy("1 is Monday, 7 Sunday.")
    )
    load = AmountCell(
        label=gettext_lazy("A full day of open orders adds"),
        initial="0.00",
        required=False,
        help_text=gettext_lazy(
            "To the cost of one more order there, less in proportion; so that a busy place is spared."
        ),
    )
    closed_from = MomentCell(
        label=gettext_lazy("Closed from"),
        required=False,
        help_text=gettext_lazy("By its own clock, as 2026-11-23 18:00. Nothing is sent there meanwhile."),
    )
    closed_until = MomentCell(
        label=gettext_lazy("Closed until"), required=False, help_text=gettext_lazy("Empty: until somebody says so.")
    )

    def clean(self) -> dict[str, Any]:
        """Costs in minor units, moments by the warehouse's clock."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("currency"):
            for name in ("handling_order", "handling_unit", "load"):
                told[name] = minor(self, name, told["currency"])
        if told.get("time_zone"):
            for name in ("closed_from", "closed_until"):
                told[name] = at_zone(told.get(name), told["time_zone"])
        if told.get("closed_until") and not told.get("closed_from"):
            self.add_error("closed_from", _("Say from when."))
        elif told.get("closed_until") and told["closed_until"] <= told["closed_from"]:
            self.add_error("closed_until", _("Later than the beginning, please."))
        return told


class Warehouses(Sheet):
    """Places that ship."""

    key = "warehouses"
    title = gettext_lazy("Warehouses")
    one = gettext_lazy("warehouse")
    about = gettext_lazy("The places that ship, and what handling costs there.")
    icon = "building-warehouse"
    model = Warehouse
    form = WarehouseForm
    identity = ("code",)
    columns = ("code", "name", "country", "city", "handling_order", "handling_unit")
    search = ("code", "name", "city")
    _plain = (
        *("code", "name", "country", "province", "city", "address", "currency", "time_zone", "daily_orders_max"),
        *("cut_off", "work_days"),
    )
    _boxes = ("label_first", "agrees_to_stop", "active", "supplier")

    def row_of(self, one: Warehouse) -> Row:
        """A warehouse as text."""
        return {
            **{name: str(getattr(one, name)) for name in self._plain},
            "handling_order": format_minor(one.handling_order_minor, one.currency),
            "handling_unit": format_minor(one.handling_unit_minor, one.currency),
            "load": format_minor(one.load_minor, one.currency),
            "closed_from": moment_text(one.closed_from, one.time_zone),
            "closed_until": moment_text(one.closed_until, one.time_zone),
            **{name: yes(getattr(one, name)) for name in self._boxes},
        }

    def instance_of(self, told: Mapping[str, Any], one: Warehouse | None, known: Known) -> Warehouse:
        """The warehouse with the row's values."""
        place = one or Warehouse()
        for name in (*self._plain, *self._boxes):
            setattr(place, name, told[name] if told[name] is not None else 0)
        place.handling_order_minor, place.handling_unit_minor = told["handling_order"], told["handling_unit"]
        place.load_minor = told["load"] or 0
        place.closed_from, place.closed_until = told["closed_from"], told["closed_until"]
        return place


class CarrierForm(RowForm):
    """One carrier."""

    code = ShortCodeCell(label=gettext_lazy("Code"), help_text=gettext_lazy("Short, as sf or dhl."))
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=200)
    adapter = CodeCell(
        label=gettext_lazy("Labels come from"),
        max_length=50,
        initial="by_hand",
        help_text=gettext_lazy("by_hand: numbers are typed or scanned from the carrier's own labels."),
    )
    cod = YesCell(label=gettext_lazy("Collects cash on delivery"))
    cod_fee_permille = WholeCell(1_000, label=gettext_lazy("Its fee on that cash, in ‰"), initial=0, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=50, required=False)
    active = YesCell(label=pgettext_lazy("carrier", "In use"), initial="yes")


class Carriers(Sheet):
    """Who carries."""

    key = "carriers"
    title = gettext_lazy("Carriers")
    one = gettext_lazy("carrier")
    about = gettext_lazy("Who carries parcels, and who of them collects cash at the door.")
    icon = "truck"
    model = Carrier
    form = CarrierForm
    identity = ("code",)
    columns = ("code", "name", "adapter", "cod", "phone")
    search = ("code", "name")

    def row_of(self, one: Carrier) -> Row:
        """A carrier as text."""
        row = {name: str(getattr(one, name)) for name in self.fields()}
        return {**row, "cod": yes(one.cod), "active": yes(one.active)}

    def instance_of(self, told: Mapping[str, Any], one: Carrier | None, known: Known) -> Carrier:
        """The carrier with the row's values."""
        carrier = one or Carrier()
        for name in self.fields():
            setattr(carrier, name, told[name] if told[name] is not None else 0)
        return carrier


class AtWarehouseForm(RowForm):
    """What belongs to one warehouse."""

    warehouse = ShortCodeCell(label=gettext_lazy("Warehouse"), help_text=gettext_lazy("The warehouse's code."))

    def clean_warehouse(self) -> str:
        """The code of a warehouse that exists."""
        code: str = self.cleaned_data["warehouse"]
        if code not in self.known.warehouses:
            raise forms.ValidationError(_("There is no warehouse of this code."))
        return code


class ZoneForm(AtWarehouseForm):
    """One destination's zone."""

    country = CountryCell(
        label=gettext_lazy("Country"), required=False, help_text=gettext_lazy("Empty: the rest of the world.")
    )
    province = forms.CharField(
        label=gettext_lazy("Province or region"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("In full, as 浙江省. Empty: the rest of the country."),
    )
    zone = CodeCell(
        label=gettext_lazy("Zone"),
        max_length=20,
        help_text=gettext_lazy("A name of your own: near, far, 1 … A “-”: nothing is sent there."),
    )


class Zones(Sheet):
    """Which zone a destination is in."""

    key = "zones"
    title = gettext_lazy("Zones")
    one = gettext_lazy("destination")
    about = gettext_lazy("Which zone of the rate card a destination is in, seen from each warehouse.")
    icon = "map-pin"
    model = Zone
    form = ZoneForm
    identity = ("warehouse", "country", "province")
    columns = ("warehouse", "country", "province", "zone")
    search = ("warehouse__code", "country", "province", "zone")
    removable = True
    related = ("warehouse",)
    judged_whole = True

    def row_of(self, one: Zone) -> Row:
        """A destination as text."""
        return {"warehouse": one.warehouse.code, "country": one.country, "province": one.province, "zone": one.zone}

    def instance_of(self, told: Mapping[str, Any], one: Zone | None, known: Known) -> Zone:
        """The destination with the row's values."""
        zone = one or Zone()
        zone.warehouse_id = known.warehouses[told["warehouse"]]
        zone.country, zone.province, zone.zone = told["country"], told["province"].strip(), told["zone"]
        return zone

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save destinations; NotWhole where one falls into a zone without a price, though others have theirs."""
        with guarded():
            super().save(told, known, actor)


class RateForm(AtWarehouseForm):
    """One cell of a rate card."""

    carrier = ShortCodeCell(label=gettext_lazy("Carrier"), help_text=gettext_lazy("The carrier's code."))
    zone = CodeCell(label=gettext_lazy("Zone"), max_length=20)
    weight_grams_from = WholeCell(
        GRAMS_MAX,
        label=gettext_lazy("From grams"),
        required=False,
        help_text=gettext_lazy("Empty: where the lighter band ends, the first at 0. What is written here is checked."),
    )
    weight_grams_max = WholeCell(GRAMS_MAX, min_value=1, label=gettext_lazy("Up to grams"))
    price = AmountCell(label=gettext_lazy("Price"))
    days_min = WholeCell(DAYS_MAX, label=gettext_lazy("Days at least"))
    days_max = WholeCell(DAYS_MAX, label=gettext_lazy("Days at most"))

    def clean_carrier(self) -> str:
        """The code of a carrier that exists."""
        code: str = self.cleaned_data["carrier"]
        if code not in self.known.carriers:
            raise forms.ValidationError(_("There is no carrier of this code."))
        return code

    def clean_zone(self) -> str:
        """A zone that may have a price."""
        zone: str = self.cleaned_data["zone"]
        if zone == NOT_SERVED:
            raise forms.ValidationError(_("“-” stands for destinations that are not served; it has no price."))
        return zone

    def clean(self) -> dict[str, Any]:
        """The price in minor units of the warehouse's currency; days and weights in their order."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        currency = self.known.currencies.get(str(told.get("warehouse")))
        if currency and told.get("price"):
            told["price"] = minor(self, "price", currency)
        least, most = told.get("days_min"), told.get("days_max")
        if least is not None and most is not None and least > most:
            self.add_error("days_max", _("Fewer than the days at least."))
        start, end = told.get("weight_grams_from"), told.get("weight_grams_max")
        if start is not None and end is not None and start >= end:
            self.add_error("weight_grams_from", _("Less than the grams up to which the price holds, please."))
        return told


class Rates(Sheet):
    """The rate card."""

    key = "rates"
    title = gettext_lazy("Rates")
    one = gettext_lazy("rate")
    about = gettext_lazy(
        "What each carrier asks from each warehouse to each zone, by weight. This chooses the warehouse."
    )
    icon = "coin"
    model = Rate
    form = RateForm
    identity = ("warehouse", "carrier", "zone", "weight_grams_max")
    columns = ("warehouse", "carrier", "zone", "weight_grams_max", "price", "days_min", "days_max")
    search = ("warehouse__code", "carrier__code", "zone")
    removable = True
    related = ("warehouse", "carrier")
    part = ("warehouse", "carrier")
    judged_whole = True

    def row_of(self, one: Rate) -> Row:
        """A cell as text."""
        return {
            "warehouse": one.warehouse.code,
            "carrier": one.carrier.code,
            "zone": one.zone,
            "weight_grams_from": "",
            "weight_grams_max": str(one.weight_grams_max),
            "price": format_minor(one.price_minor, one.warehouse.currency),
            "days_min": str(one.days_min),
            "days_max": str(one.days_max),
        }

    def instance_of(self, told: Mapping[str, Any], one: Rate | None, known: Known) -> Rate:
        """The cell with the row's values."""
        rate = one or Rate()
        rate.warehouse_id, rate.carrier_id = known.warehouses[told["warehouse"]], known.carriers[told["carrier"]]
        rate.zone, rate.weight_grams_max, rate.price_minor = told["zone"], told["weight_grams_max"], told["price"]
        rate.days_min, rate.days_max = told["days_min"], told["days_max"]
        return rate

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save cells; NotWhole where a card's bands leave weights out or overlap, or a destination loses its price."""
        with guarded():
            super().save(told, known, actor)
            rows = [row for row, _one in told]
            keys = [(row["warehouse"], row["carrier"], row["zone"]) for row in rows]
            bands = [
                (key, row["weight_grams_from"], row["weight_grams_max"]) for key, row in zip(keys, rows, strict=True)
            ]
            wrong = unjoined_bands(bands, limits_now(key[0] for key in keys))
            faults = [Fault((*key, str(grams)), "weight_grams_from", what) for (key, _from, grams), what in wrong]
            if faults:
                raise NotWhole(faults)

    def replace(
        self, told: Sequence[tuple[Mapping[str, Any], Any]], gone: Sequence[Any], known: Known, actor: str
    ) -> None:
        """Save cells and delete others, judged together."""
        with guarded():
            super().replace(told, gone, known, actor)

    def remove(self, one: Rate) -> None:
        """Delete a cell; NotWhole where it is the last one that reaches a destination."""
        with guarded():
            super().remove(one)

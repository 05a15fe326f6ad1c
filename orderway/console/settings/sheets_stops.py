"""The sheet of areas where for a time nobody delivers (停发)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.cells import CountryCell, MomentCell, ShortCodeCell, moment_text
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Row, RowForm, Sheet
from orderway.console.settings.sheets_places import at_zone
from orderway.records.models import StoppedArea


class StopForm(RowForm):
    """One area."""

    country = CountryCell(label=gettext_lazy("Country"), initial="CN")
    province = forms.CharField(
        label=gettext_lazy("Province or region"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("In full, as 浙江省. Empty: the whole country."),
    )
    city = forms.CharField(
        label=gettext_lazy("City"), max_length=100, required=False, help_text=gettext_lazy("Empty: the whole province.")
    )
    warehouse = ShortCodeCell(
        label=gettext_lazy("From warehouse"),
        required=False,
        help_text=gettext_lazy("Its code. Empty: from all of them."),
    )
    carrier = ShortCodeCell(
        label=gettext_lazy("With carrier"), required=False, help_text=gettext_lazy("Its code. Empty: with all of them.")
    )
    since = MomentCell(label=gettext_lazy("Since"), help_text=gettext_lazy("As 2026-11-23 18:00."))
    until = MomentCell(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: until somebody says so.")
    )
    why = forms.CharField(label=pgettext_lazy("reason", "Why"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Codes that exist, moments by the company's clock."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("warehouse") and told["warehouse"] not in self.known.warehouses:
            self.add_error("warehouse", _("There is no warehouse of this code."))
        if told.get("carrier") and told["carrier"] not in self.known.carriers:
            self.add_error("carrier", _("There is no carrier of this code."))
        for name in ("since", "until"):
            told[name] = at_zone(told.get(name), timezone.get_current_timezone_name())
        if told.get("since") and told.get("until") and told["until"] <= told["since"]:
            self.add_error("until", _("Later than the beginning, please."))
        return told


class Stops(Sheet):
    """Where nobody delivers for a time."""

    key = "stops"
    title = gettext_lazy("Stopped areas")
    one = gettext_lazy("stopped area")
    about = gettext_lazy("Where for a time nobody delivers: orders to there are held, or go with another carrier.")
    icon = "map-pin"
    model = StoppedArea
    form = StopForm
    identity = ("country", "province", "city", "warehouse", "carrier")
    columns = ("country", "province", "city", "warehouse", "carrier", "since", "until")
    search = ("country", "province", "city", "why")
    removable = True
    related = ("warehouse", "carrier")

    def row_of(self, one: StoppedArea) -> Row:
        """An area as text."""
        zone = timezone.get_current_timezone_name()
        return {
            "country": one.country,
            "province": one.province,
            "city": one.city,
            "warehouse": one.warehouse.code if one.warehouse else "",
            "carrier": one.carrier.code if one.carrier else "",
            "since": moment_text(one.since, zone),
            "until": moment_text(one.until, zone),
            "why": one.why,
        }

    def instance_of(self, told: Mapping[str, Any], one: StoppedArea | None, known: Known) -> StoppedArea:
        """The area with the row's values."""
        stop = one or StoppedArea()
        stop.warehouse_id = known.warehouses[told["warehouse"]] if told["warehouse"] else None
        stop.carrier_id = known.carriers[told["carrier"]] if told["carrier"] else None
        stop.country, stop.province, stop.city = told["country"], told["province"].strip(), told["city"].strip()
        stop.since, stop.until, stop.why = told["since"], told["until"], told["why"].strip()
        return stop

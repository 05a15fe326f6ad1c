"""The sheet of a shop's own prices: lists, members' prices, contracts, scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import (
    AmountCell,
    CodeCell,
    CurrencyCell,
    MomentCell,
    ShortCodeCell,
    WholeCell,
    moment_text,
)
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Fault, Identity, NotWhole, Row, RowForm, Sheet, touch
from orderway.console.settings.sheets_places import at_zone, minor
from orderway.kernel.limits import QUANTITY_MAX
from orderway.kernel.money import format_minor
from orderway.records.models import Price


class PriceForm(RowForm):
    """One price."""

    shop = ShortCodeCell(label=gettext_lazy("Shop"), help_text=gettext_lazy("The shop's code."))
    sku = CodeCell(label=gettext_lazy("SKU"), help_text=gettext_lazy("The SKU's code."))
    customer = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: everybody. level:NAME: members of a level. Else the name of a company."),
    )
    units_from = WholeCell(
        QUANTITY_MAX, min_value=1, label=gettext_lazy("From units"), initial=1, help_text=gettext_lazy("Of one line.")
    )
    currency = CurrencyCell(label=gettext_lazy("Currency"), initial="CNY")
    unit = AmountCell(label=gettext_lazy("Price of a unit"))
    since = MomentCell(
        label=gettext_lazy("Since"), required=False, help_text=gettext_lazy("As 2026-11-23 18:00. Empty: always.")
    )
    until = MomentCell(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: until somebody says so.")
    )

    def clean_customer(self) -> str:
        """A company's name in small letters, a level as it is."""
        text = " ".join(str(self.cleaned_data["customer"]).split())
        return text if text.startswith("level:") else text.casefold()

    def clean(self) -> dict[str, Any]:
        """Codes that exist, the price in minor units, moments by the company's clock."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("shop") and told["shop"] not in self.known.shops:
            self.add_error("shop", _("There is no shop of this code."))
        if told.get("sku") and told["sku"] not in self.known.skus:
            self.add_error("sku", _("There is no SKU of this code."))
        if told.get("currency") and told.get("unit"):
            told["unit"] = minor(self, "unit", told["currency"])
        for name in ("since", "until"):
            told[name] = at_zone(told.get(name), timezone.get_current_timezone_name())
        if told.get("since") and told.get("until") and told["until"] <= told["since"]:
            self.add_error("until", _("Later than the beginning, please."))
        return told


class Prices(Sheet):
    """What a shop of one's own asks, so that orders are priced again."""

    key = "prices"
    title = gettext_lazy("Prices")
    one = gettext_lazy("price")
    about = gettext_lazy(
        "Own prices by shop, member level, company and quantity. Orders of own shops are priced again by them."
    )
    icon = "coin"
    model = Price
    form = PriceForm
    identity = ("shop", "sku", "customer", "units_from", "currency", "since")
    columns = ("shop", "sku", "customer", "units_from", "unit", "currency", "since", "until")
    search = ("shop__code", "sku__code", "customer")
    removable = True
    related = ("shop", "sku")
    judged_whole = True

    def identity_of(self, row: Mapping[str, Any]) -> Identity:
        """Which price is meant; its beginning as a file writes it."""
        since = row.get("since")
        text = moment_text(since, timezone.get_current_timezone_name()) if isinstance(since, datetime) else since
        return super().identity_of({**row, "since": text})

    def row_of(self, one: Price) -> Row:
        """A price as text."""
        zone = timezone.get_current_timezone_name()
        return {
            "shop": one.shop.code,
            "sku": one.sku.code,
            "customer": one.customer,
            "units_from": str(one.units_from),
            "currency": one.currency,
            "unit": format_minor(one.unit_minor, one.currency),
            "since": moment_text(one.since, zone),
            "until": moment_text(one.until, zone),
        }

    def instance_of(self, told: Mapping[str, Any], one: Price | None, known: Known) -> Price:
        """The price with the row's values."""
        price = one or Price()
        price.shop_id, price.sku_id = known.shops[told["shop"]], known.skus[told["sku"]]
        price.customer, price.units_from, price.currency = told["customer"], told["units_from"], told["currency"]
        price.unit_minor, price.since, price.until = told["unit"], told["since"], told["until"]
        return price

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save prices; NotWhole where two with an end cross, so that nobody could say which is meant."""
        with transaction.atomic():
            touch()
            super().save(told, known, actor)
            skus = {known.skus[row["sku"]] for row, _one in told}
            if faults := [self._fault(*pair) for pair in crossing(Price.objects.filter(sku__in=skus))]:
                raise NotWhole(faults)

    def _fault(self, early: Price, late: Price) -> Fault:
        row, other = self.row_of(late), self.row_of(early)
        text = _("It crosses the price since %(since)s until %(until)s: let one lie within the other, or after it.")
        return Fault(self.identity_of(row), "since", text % {"since": other["since"], "until": other["until"]})


def crossing(prices: QuerySet[Price]) -> list[tuple[Price, Price]]:
    """Pairs of prices of the same thing, the one that begins first first, of which each holds a while without the
    other: neither lies within the other."""
    same: dict[tuple[Any, ...], list[Price]] = {}
    for one in prices.filter(since__isnull=False, until__isnull=False).select_related("shop", "sku").order_by("since"):
        key = (one.shop_id, one.sku_id, one.customer, one.units_from, one.currency)
        same.setdefault(key, []).append(one)
    return [
        (early, late)
        for rows in same.values()
        for early, late in combinations(rows, 2)
        if early.since < late.since < early.until < late.until  # type: ignore[operator]
    ]

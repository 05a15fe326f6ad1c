"""The sheets of what is sold: SKUs, and the listings of shops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.cells import AmountCell, CodeCell, CurrencyCell, WholeCell, YesCell
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Row, RowForm, Sheet, yes
from orderway.kernel.money import format_minor, parse_minor
from orderway.records.models import Listing, Sku

GRAMS_MAX, MM_MAX = 5_000_000, 50_000
MONEY = ("cost", "floor")
"""Fields in money; the SKU has them in minor units under NAME_minor."""


class SkuForm(RowForm):
    """One SKU."""

    code = CodeCell(
        label=gettext_lazy("Code"), help_text=gettext_lazy("Your own number of the goods; it never changes.")
    )
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=300)
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=300, required=False)
    barcode = CodeCell(label=gettext_lazy("Barcode"), max_length=50, required=False)
    category = forms.CharField(
        label=gettext_lazy("Category"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Shops can ask for a look at orders of a category."),
    )
    weight_grams = WholeCell(GRAMS_MAX, label=gettext_lazy("Weight in grams"), initial=500)
    length_mm = WholeCell(MM_MAX, label=gettext_lazy("Length in mm"), initial=0, required=False)
    width_mm = WholeCell(MM_MAX, label=gettext_lazy("Width in mm"), initial=0, required=False)
    height_mm = WholeCell(MM_MAX, label=gettext_lazy("Height in mm"), initial=0, required=False)
    fragile = YesCell(label=gettext_lazy("Fragile"))
    tracked = YesCell(
        label=gettext_lazy("Has stock"), initial="yes", help_text=gettext_lazy("No for a service or a download.")
    )
    active = YesCell(label=pgettext_lazy("sku", "Sold"), initial="yes")
    cost = AmountCell(label=gettext_lazy("Cost of a unit"), initial="", required=False)
    floor = AmountCell(
        label=gettext_lazy("Lowest price"),
        initial="",
        required=False,
        help_text=gettext_lazy("Below it a reviewer looks at the order."),
    )
    cost_currency = CurrencyCell(label=gettext_lazy("Currency of both"), initial="CNY", required=False)

    def clean(self) -> dict[str, Any]:
        """Cost and floor as minor units."""
        told: dict[str, Any] = super().clean() or {}
        currency = told.get("cost_currency") or "CNY"
        told["cost_currency"] = currency
        for name in ("cost", "floor"):
            try:
                told[name] = parse_minor(told.get(name) or "0", currency)
            except ValueError:
                self.add_error(name, _("This is no amount."))
            else:
                if told[name] < 0:
                    self.add_error(name, _("This is no amount."))
        return told


class Skus(Sheet):
    """What has stock."""

    key = "skus"
    title = gettext_lazy("SKUs")
    one = gettext_lazy("SKU")
    about = gettext_lazy("What you sell and keep in stock, each under a code of your own.")
    icon = "tag"
    permission = "catalogue.change"
    model = Sku
    form = SkuForm
    identity = ("code",)
    columns = ("code", "name", "category", "weight_grams", "barcode")
    search = ("code", "name", "name_zh", "barcode")

    def row_of(self, one: Sku) -> Row:
        """A SKU as text."""
        row = {name: str(getattr(one, name)) for name in self.fields() if name not in MONEY}
        for name in MONEY:
            amount = getattr(one, f"{name}_minor")
            row[name] = format_minor(amount, one.cost_currency) if amount else ""
        return {**row, "fragile": yes(one.fragile), "tracked": yes(one.tracked), "active": yes(one.active)}

    def instance_of(self, told: Mapping[str, Any], one: Sku | None, known: Known) -> Sku:
        """The SKU with the row's values; sizes left empty are 0."""
        sku = one or Sku()
        for name in self.fields():
            setattr(sku, f"{name}_minor" if name in MONEY else name, told[name] if told[name] is not None else 0)
        return sku


class ListingForm(RowForm):
    """One listing."""

    shop = CodeCell(label=gettext_lazy("Shop"), help_text=gettext_lazy("The shop's code."))
    key = CodeCell(
        label=gettext_lazy("Listing"),
        max_length=200,
        help_text=gettext_lazy("What the shop calls it: the platform's SKU number or merchant code."),
    )
    sku = CodeCell(label=gettext_lazy("SKU"), help_text=gettext_lazy("The code of what is shipped."))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300, required=False)
    seller_code = forms.CharField(
        label=gettext_lazy("Seller's code"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("An order of it with another code is held. Empty: not compared."),
    )
    spec = forms.CharField(
        label=gettext_lazy("Model, colour, size"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "As the shop lists it, 颜色:红色;尺码:XL or Red, XL; | between several ways to say it. An order that says"
            " otherwise is held. Empty: not compared."
        ),
    )

    def clean_shop(self) -> str:
        """The code of a shop that exists."""
        code: str = self.cleaned_data["shop"]
        if code not in self.known.shops:
            raise forms.ValidationError(_("There is no shop of this code."))
        return code

    def clean_sku(self) -> str:
        """The code of a SKU that exists."""
        code: str = self.cleaned_data["sku"]
        if code not in self.known.skus:
            raise forms.ValidationError(_("There is no SKU of this code."))
        return code


class Listings(Sheet):
    """What shops call what has stock."""

    key = "listings"
    title = gettext_lazy("Listings")
    one = gettext_lazy("listing")
    about = gettext_lazy("Which SKU is behind what a shop sells. Not needed where the shop sells under your own codes.")
    icon = "link"
    permission = "catalogue.change"
    model = Listing
    form = ListingForm
    identity = ("shop", "key")
    columns = ("shop", "key", "sku", "title", "seller_code", "spec")
    search = ("key", "title", "sku__code")
    removable = True
    related = ("sku",)

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}

    def row_of(self, one: Listing) -> Row:
        """A listing as text."""
        if one.shop_id not in self._codes:
            self._codes = {pk: code for code, pk in Known().shops.items()}
        said = {"title": one.title, "seller_code": one.seller_code, "spec": one.spec}
        return {"shop": self._codes.get(one.shop_id, ""), "key": one.key, "sku": one.sku.code, **said}

    def instance_of(self, told: Mapping[str, Any], one: Listing | None, known: Known) -> Listing:
        """The listing with the row's values."""
        listing = one or Listing(mapped_by="settings")
        listing.shop_id, listing.key = known.shops[told["shop"]], told["key"]
        listing.sku_id, listing.title = known.skus[told["sku"]], told["title"]
        listing.seller_code, listing.spec = told["seller_code"], told["spec"]
        return listing

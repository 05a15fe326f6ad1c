"""The sheet of bundles: one row a component."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import CodeCell, WholeCell
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Row, RowForm, Sheet
from orderway.kernel.limits import QUANTITY_MAX
from orderway.records.models import BundlePart

WEIGHT_MAX = 1_000_000


class BundleForm(RowForm):
    """One component of a bundle."""

    bundle = CodeCell(
        label=gettext_lazy("Bundle"), help_text=gettext_lazy("The code of what is sold; it has no stock of its own.")
    )
    part = CodeCell(label=gettext_lazy("Component"), help_text=gettext_lazy("The code of what is shipped for it."))
    units = WholeCell(QUANTITY_MAX, min_value=1, label=gettext_lazy("Units in one bundle"), initial=1)
    price_weight = WholeCell(
        WEIGHT_MAX,
        label=gettext_lazy("Weight in the price"),
        initial=0,
        required=False,
        help_text=gettext_lazy("How the bundle's price is shared out, as 70 and 30. 0 in all rows: by units."),
    )

    def clean_bundle(self) -> str:
        """The code of a SKU that exists and is no component itself."""
        code: str = self.cleaned_data["bundle"]
        if code not in self.known.skus:
            raise forms.ValidationError(_("There is no SKU of this code."))
        if code in self.known.parts:
            raise forms.ValidationError(_("It is a component of another bundle; bundles hold no bundles."))
        return code

    def clean_part(self) -> str:
        """The code of a SKU that exists and is no bundle itself."""
        code: str = self.cleaned_data["part"]
        if code not in self.known.skus:
            raise forms.ValidationError(_("There is no SKU of this code."))
        if code in self.known.bundles or code == self.cleaned_data.get("bundle"):
            raise forms.ValidationError(_("It is a bundle itself; name its components instead."))
        return code

    def clean(self) -> dict[str, Any]:
        """What this row says counts for the rows after it in the same file."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("bundle") and told.get("part"):
            self.known.bundles.add(told["bundle"])
            self.known.parts.add(told["part"])
        return told


class Bundles(Sheet):
    """What is sold as one thing and shipped as several."""

    key = "bundles"
    title = gettext_lazy("Bundles")
    one = gettext_lazy("component of a bundle")
    about = gettext_lazy("What is sold as one thing and shipped as several: a row for each component.")
    icon = "packages"
    permission = "catalogue.change"
    model = BundlePart
    form = BundleForm
    identity = ("bundle", "part")
    columns = ("bundle", "part", "units", "price_weight")
    search = ("bundle__code", "bundle__name", "part__code", "part__name")
    removable = True
    related = ("bundle", "part")

    def row_of(self, one: BundlePart) -> Row:
        """A component as text."""
        return {
            "bundle": one.bundle.code,
            "part": one.part.code,
            "units": str(one.units),
            "price_weight": str(one.price_weight),
        }

    def instance_of(self, told: Mapping[str, Any], one: BundlePart | None, known: Known) -> BundlePart:
        """The component with the row's values."""
        part = one or BundlePart()
        part.bundle_id, part.part_id = known.skus[told["bundle"]], known.skus[told["part"]]
        part.units, part.price_weight = told["units"], told["price_weight"] or 0
        return part

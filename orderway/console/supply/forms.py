"""The forms of supply."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.supply.reading import SQL
from orderway.kernel.limits import NAME_CHARS_MAX, QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.stock.purchases import Got
from orderway.web.engine import rows


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def sku_of(text: str) -> int | None:
    """The id of the SKU of a code or barcode."""
    found = rows(SQL.sku_of, {"text": text}) if "\0" not in text else []
    return int(found[0][0]) if found else None


class PurchaseForm(forms.Form):
    """A purchase order."""

    supplier = forms.ChoiceField(label=gettext_lazy("Supplier"), required=False)
    warehouse = forms.ChoiceField(label=gettext_lazy("Warehouse"))
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=100, required=False, help_text=gettext_lazy("Empty: the next one.")
    )
    expected = forms.DateField(
        label=gettext_lazy("Expected on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=TEXT_CHARS_MAX, required=False)

    def __init__(
        self, places: list[tuple[str, str]], suppliers: list[tuple[str, str]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        _choose(self, "warehouse", places)
        _choose(self, "supplier", [("", "–"), *suppliers])


def moment(day: Any) -> datetime | None:
    """A day of a form as an instant: its end in UTC, so that goods of that day are not late at its beginning."""
    return datetime.combine(day, time(23, 59), UTC) if day else None


class DayForm(forms.Form):
    """Another day."""

    expected = forms.DateField(
        label=gettext_lazy("Expected on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=gettext_lazy("Empty: not known. Orders that wait are told."),
    )  # fmt: skip


class ReceiveForm(forms.Form):
    """What came of each line: sellable, damaged, of which lot."""

    reference = forms.CharField(label=gettext_lazy("Delivery note"), max_length=NAME_CHARS_MAX, required=False)
    complete = forms.BooleanField(label=gettext_lazy("Nothing more will come"), required=False)

    def __init__(self, lines: list[dict[str, Any]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = lines
        for line in lines:
            key = line["sku_id"]
            self.fields[f"units_{key}"] = forms.IntegerField(
                label=line["code"], min_value=0, max_value=QUANTITY_MAX, required=False
            )
            if line.get("lotted") is not None:
                self.fields[f"damaged_{key}"] = forms.IntegerField(
                    label=_("Damaged"), min_value=0, max_value=QUANTITY_MAX, required=False
                )
            if line.get("lotted"):
                self.fields[f"lot_{key}"] = forms.CharField(label=_("Lot"), max_length=100, required=False)
                self.fields[f"day_{key}"] = forms.DateField(
                    label=_("Expires on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
                )

    def got(self) -> dict[int, Got]:
        """What came, by SKU id; lines left empty are none."""
        told = self.cleaned_data
        found = {}
        for line in self.lines:
            key = line["sku_id"]
            units, damaged = told.get(f"units_{key}") or 0, told.get(f"damaged_{key}") or 0
            if units or damaged:
                found[key] = Got(units, damaged, told.get(f"lot_{key}") or "", told.get(f"day_{key}"))
        return found


class TransferForm(forms.Form):
    """A transfer."""

    source = forms.ChoiceField(label=gettext_lazy("From"))
    target = forms.ChoiceField(label=gettext_lazy("To"))
    due = forms.DateField(
        label=gettext_lazy("There on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=TEXT_CHARS_MAX, required=False)

    def __init__(self, places: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "source", places)
        _choose(self, "target", places)
        self.fields["target"].initial = places[-1][0] if places else None


class CountForm(forms.Form):
    """What was found."""

    found = forms.IntegerField(
        label=gettext_lazy("Units on the shelf"), min_value=0, max_value=QUANTITY_MAX,
        widget=forms.NumberInput(attrs={"autofocus": True, "inputmode": "numeric"}),
    )  # fmt: skip


class SheetForm(forms.Form):
    """Which bins are counted."""

    warehouse = forms.ChoiceField(label=gettext_lazy("Warehouse"))
    first = forms.CharField(label=gettext_lazy("From bin"), max_length=50)
    last = forms.CharField(label=gettext_lazy("To bin"), max_length=50)

    def __init__(self, places: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "warehouse", places)


class FenceForm(forms.Form):
    """Units set apart for a shop."""

    sku = forms.CharField(label=gettext_lazy("SKU or barcode"), max_length=100)
    warehouse = forms.ChoiceField(label=gettext_lazy("Warehouse"))
    shop = forms.ChoiceField(label=gettext_lazy("Shop"))
    units = forms.IntegerField(
        label=gettext_lazy("Units"), min_value=0, max_value=QUANTITY_MAX, help_text=gettext_lazy("0 ends it.")
    )

    def __init__(self, places: list[tuple[str, str]], shops: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "warehouse", places)
        _choose(self, "shop", shops)

    def clean_sku(self) -> int:
        """The id of the SKU."""
        found = sku_of(self.cleaned_data["sku"])
        if found is None:
            raise forms.ValidationError(_("No SKU has this code or barcode."))
        return found

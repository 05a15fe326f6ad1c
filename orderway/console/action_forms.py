"""The form of an action, made from its questions, and the arguments of the command, made from its answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console import alike
from orderway.console.action_choices import Action, Ask
from orderway.console.action_label import DOUBTS
from orderway.console.reading import references
from orderway.flow.order import Line, Order
from orderway.kernel.limits import NAME_CHARS_MAX, QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.kernel.money import parse_minor

HOURS_MAX = 24 * 30


class ActionForm(forms.Form):
    """The questions of one action about one order, or about many (`order` is None)."""

    def __init__(self, action: Action, order: Order | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.action, self.order = action, order
        self.currency = order.currency if order else "CNY"
        for ask in action.asks:
            if ask.kind == "units":
                self._add_units(ask)
            else:
                self.fields[ask.name] = self._field(ask)
        for field in list(self.fields.values())[:1]:
            field.widget.attrs["autofocus"] = True

    def _field(self, ask: Ask) -> forms.Field:
        common: dict[str, Any] = {"label": ask.label, "required": ask.required, "help_text": ask.help}
        if ask.first:
            common["initial"] = ask.first
        if ask.kind == "long":
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(**common, max_length=TEXT_CHARS_MAX, widget=area)
        if ask.kind == "choice":
            return forms.ChoiceField(**common, choices=ask.choices)
        if ask.kind == "whole":
            most = HOURS_MAX if ask.name == "hours" else QUANTITY_MAX
            return forms.IntegerField(**common, min_value=0, max_value=most)
        if ask.kind == "money":
            common["help_text"] = self.currency
            return forms.CharField(**common, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        if ask.kind == "warehouse":
            return forms.ChoiceField(**common, choices=warehouse_choices())
        if ask.kind == "alike":
            boxes = forms.CheckboxSelectMultiple()
            return forms.MultipleChoiceField(**common, choices=alike.choices(self.order), widget=boxes)
        if ask.kind == "line":
            return forms.ChoiceField(**common, choices=[(line.id, line_words(line)) for line in self._lines()])
        return forms.CharField(**common, max_length=NAME_CHARS_MAX)

    def _lines(self) -> list[Line]:
        return self.order.lines if self.order else []

    def _add_units(self, ask: Ask) -> None:
        """One field a line: how many units of it. For a cancellation all that is left stands there already."""
        for line in self._lines():
            most = _most(self.action.command, line)
            if most:
                self.fields[f"units_{line.id}"] = forms.IntegerField(
                    label=line_words(line),
                    min_value=0,
                    max_value=most,
                    initial=most if self.action.command == "cancel" else 0,
                    help_text=_("of %(most)s") % {"most": most},
                    required=False,
                )

    def doubt(self, code: str) -> None:
        """Ask whether the answer that the command refused by this code is meant, if it may be."""
        if code not in DOUBTS:
            return
        name, doubted, label = DOUBTS[code]
        # The tick carries the answer, so that it counts for no other; it is never set by itself.
        box = forms.CheckboxInput(attrs={"value": self.cleaned_data[doubted]}, check_test=lambda _value: False)
        self.fields[name] = forms.BooleanField(label=str(label), required=False, widget=box)

    def clean(self) -> dict[str, Any]:
        """Amounts become minor units."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for ask in self.action.asks:
            if ask.kind == "money" and cleaned.get(ask.name):
                try:
                    cleaned[ask.name] = parse_minor(cleaned[ask.name].replace(",", "").strip(), self.currency)
                except ValueError:
                    self.add_error(ask.name, _("Not an amount."))
        return cleaned

    def args(self) -> dict[str, Any]:
        """The arguments of the command."""
        found: dict[str, Any] = {}
        for ask in self.action.asks:
            if ask.kind == "units":
                units = self._units()
                if units is not None:
                    found[ask.name] = units
            elif self.cleaned_data.get(ask.name) not in (None, "") or ask.kind == "warehouse":
                found[ask.name] = self.cleaned_data[ask.name]
        told = [(name, doubted) for name, doubted, _label in DOUBTS.values() if doubted in found]
        meant = [name for name, doubted in told if found[doubted] == self.data.get(name)]
        return found | dict.fromkeys(meant, True)

    def _units(self) -> dict[str, int] | None:
        """Units by line; None where a cancellation takes all that is left, so that it is the whole order's. What was
        not sent at all stays as it was proposed; a field that was emptied says none."""
        told = [(line, self._told(f"units_{line.id}")) for line in self._lines() if f"units_{line.id}" in self.fields]
        if self.action.command == "cancel" and all(units == _most("cancel", line) for line, units in told):
            return None
        return {str(line.id): units for line, units in told if units}

    def _told(self, name: str) -> int:
        if name not in self.data:
            return int(self.fields[name].initial or 0)
        return self.cleaned_data.get(name) or 0


def _most(command: str, line: Line) -> int:
    if command == "cancel":
        return line.ordered - line.cancelled - line.shipped
    return line.shipped - line.returned


def line_words(line: Line) -> str:
    """A line in a choice: position, title, units still wanted."""
    return f"{line.position}. {line.title or line.sku_code} × {line.ordered - line.cancelled}"


def warehouse_choices() -> list[tuple[str, Any]]:
    """The warehouses by code, and the engine's own choice."""
    found = references().warehouses.values()
    own: list[tuple[str, Any]] = [("", pgettext_lazy("warehouse", "The engine chooses"))]
    return own + [(warehouse.code, warehouse.name) for warehouse in sorted(found, key=lambda one: one.name)]


class AddressForm(forms.Form):
    """The receiver of an order. It is mended piece by piece, so nothing is demanded; without the rest but the extras,
    though, it is not complete."""

    EXTRAS = ("district", "postcode", "company", "email")
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_CHARS_MAX, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=NAME_CHARS_MAX, required=False)
    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=2, required=False, help_text=gettext_lazy("Two letters: CN, DE, US.")
    )
    province = forms.CharField(label=gettext_lazy("Province"), max_length=NAME_CHARS_MAX, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=NAME_CHARS_MAX, required=False)
    district = forms.CharField(label=gettext_lazy("District"), max_length=NAME_CHARS_MAX, required=False)
    street = forms.CharField(
        label=gettext_lazy("Street and house number"),
        max_length=NAME_CHARS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=NAME_CHARS_MAX, required=False)
    company = forms.CharField(label=gettext_lazy("Company"), max_length=NAME_CHARS_MAX, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=NAME_CHARS_MAX, required=False)

    def clean_country(self) -> str:
        """Two capital letters, or nothing."""
        country: str = self.cleaned_data["country"].strip().upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Two letters: CN, DE, US."))
        return country

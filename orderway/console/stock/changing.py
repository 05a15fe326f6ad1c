"""Changing stock by hand: receive, count, adjust, set aside, and the place of a SKU in a warehouse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from orderway.console.answers import answer
from orderway.console.stock.reading import SQL
from orderway.console.stock.words import REASONS, VERBS
from orderway.flow.goods import Change, change_goods
from orderway.kernel import clock
from orderway.kernel.limits import QUANTITY_MAX
from orderway.stock.ledger import set_place
from orderway.web.engine import engine, rows
from orderway.web.permissions import needs, warehouses_of

BIN_CHARS_MAX = 50


class ChangeForm(forms.Form):
    """Units and the reason for them; what the number means depends on the kind."""

    units = forms.IntegerField(label=_("Units"), max_value=QUANTITY_MAX)
    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["units"]
        assert isinstance(units, forms.IntegerField)
        least = {"receive": 1, "damage": 1, "count": 0}.get(kind, -QUANTITY_MAX)
        units.min_value = least
        units.widget.attrs.update({"min": least, "max": QUANTITY_MAX, "autofocus": True, "inputmode": "numeric"})
        units.validators = [_between(least)]
        units.label = {"count": _("Units on the shelf"), "adjust": _("Units more (or, with a minus, fewer)")}.get(
            kind, units.label
        )
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = list(REASONS[kind].items())

    def clean_units(self) -> int:
        """A change of nothing is none."""
        units: int = self.cleaned_data["units"]
        if units == 0 and self.fields["units"].min_value != 0:  # type: ignore[attr-defined]  # an IntegerField has it
            raise forms.ValidationError(_("Zero changes nothing."))
        return units


def _between(least: int) -> Any:
    def check(value: int) -> None:
        if not least <= value <= QUANTITY_MAX:
            raise forms.ValidationError(
                _("A number from %(least)s to %(most)s."), params={"least": least, "most": QUANTITY_MAX}
            )

    return check


class PlaceForm(forms.Form):
    """Where a SKU lies, and how much of it is never sold."""

    bin_code = forms.CharField(label=_("Bin"), max_length=BIN_CHARS_MAX, required=False)
    safety = forms.IntegerField(
        label=_("Safety stock"), min_value=0, max_value=QUANTITY_MAX, help_text=_("Units that are never promised.")
    )


@needs("stock.change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, sku_id: int, warehouse_id: int, kind: str) -> HttpResponse:
    """One change of one kind, in the dialog."""
    if kind not in REASONS:
        raise Http404
    item = _item(request, sku_id, warehouse_id)
    form = ChangeForm(kind, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        changes = [Change(sku_id, warehouse_id, form.cleaned_data["units"])]
        refusal = change_goods(engine(), changes, kind, form.cleaned_data["reason"], request.user.get_username())
        if refusal is None:
            return answer(text=str(_("Stock changed.")), refresh=True)
        form.add_error("units", _("Less than is reserved: orders hold %(units)s.") % {"units": item["reserved"]})
    context = {"form": form, "item": item, "title": VERBS[kind], "url": request.path}
    return render(request, "stock/change.html", context, status=422 if form.is_bound else 200)


@needs("stock.change")
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, sku_id: int, warehouse_id: int) -> HttpResponse:
    """Bin and safety stock, in the dialog."""
    item = _item(request, sku_id, warehouse_id)
    form = PlaceForm(request.POST if request.method == "POST" else None, initial={**item, "bin_code": item["bin"]})
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        with engine().connection.transaction(), engine().connection.cursor() as cursor:
            set_place(cursor, sku_id, warehouse_id, kept["safety"], kept["bin_code"].strip(), clock.now())
        return answer(text=str(_("Place changed.")), refresh=True)
    context = {"form": form, "item": item, "title": _("Bin and safety stock"), "url": request.path}
    return render(request, "stock/change.html", context, status=422 if form.is_bound else 200)


class ReceiveForm(forms.Form):
    """Goods that arrive: which, where, how many, why."""

    sku = forms.CharField(label=_("SKU or barcode"), max_length=100, widget=forms.TextInput(attrs={"autofocus": True}))
    warehouse = forms.ChoiceField(label=_("Warehouse"))
    units = forms.IntegerField(label=_("Units"), min_value=1, max_value=QUANTITY_MAX)
    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: list(REASONS["receive"].items()))

    def __init__(self, places: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        warehouse = self.fields["warehouse"]
        assert isinstance(warehouse, forms.ChoiceField)
        warehouse.choices = places

    def clean_sku(self) -> int:
        """The id of the SKU; refused where no SKU has this code or barcode."""
        found = rows(SQL.sku_of, {"text": self.cleaned_data["sku"]})
        if not found:
            raise forms.ValidationError(_("No SKU has this code or barcode."))
        return int(found[0][0])


@needs("stock.change")
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Goods received, of a SKU that may not have been there before; in the dialog."""
    places = [(str(row[0]), row[1]) for row in rows(SQL.warehouses, {"only": warehouses_of(request.user)})]
    form = ReceiveForm(places, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        changes = [Change(kept["sku"], int(kept["warehouse"]), kept["units"])]
        refusal = change_goods(engine(), changes, "receive", kept["reason"], request.user.get_username())
        if refusal is None:
            return answer(text=str(_("Received. Orders that waited for it go on.")), refresh=True)
        form.add_error("units", refusal.code)
    context = {"form": form, "title": _("Receive goods"), "url": request.path}
    return render(request, "stock/change.html", context, status=422 if form.is_bound else 200)


def _item(request: HttpRequest, sku_id: int, warehouse_id: int) -> dict[str, Any]:
    found = rows(SQL.one, {"sku": sku_id, "warehouse": warehouse_id, "only": warehouses_of(request.user)})
    if not found:
        raise Http404
    row = found[0]
    return {
        "code": row[1],
        "warehouse": row[7],
        "bin": row[8],
        "on_hand": row[9],
        "reserved": row[10],
        "safety": row[11],
    }

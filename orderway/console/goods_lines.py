"""Lines of goods as a person types, scans or pastes them: a code, a barcode or a name that is looked up, and units."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.kernel.limits import QUANTITY_MAX
from orderway.records.models import Sku

GOODS_LIST = "entry-goods"
GOODS_SHOWN_MAX = 12
CODES_MAX = 50
"""Codes whose names are asked for at once (as js/entry.js does)."""
CODE_CHARS_MAX = 100
ROWS_FIRST = 3


def goods_of(codes: Iterable[str]) -> dict[str, Sku]:
    """The goods that texts mean, in one query: the very code first, then it in other letters, then the barcode."""
    texts = {code for code in codes if code and "\0" not in code}
    small = {text.lower() for text in texts}
    found = Sku.objects.annotate(small=Lower("code")).filter(Q(small__in=small) | Q(barcode__in=texts)).order_by("id")
    known = list(found) if texts else []
    by_barcode = {sku.barcode: sku for sku in reversed(known) if sku.barcode}
    by_small = {sku.code.lower(): sku for sku in reversed(known)}
    by_code = {sku.code: sku for sku in known}
    meant = {text: by_code.get(text) or by_small.get(text.lower()) or by_barcode.get(text) for text in texts}
    return {text: sku for text, sku in meant.items() if sku is not None}


def goods_options(request: HttpRequest) -> HttpResponse:
    """What lines may mean, as options of their field: `?q=` the beginning of a code, a barcode or a part of a name;
    `?code=` (again and again) what codes and barcodes that were entered already mean."""
    codes = [code.strip() for code in request.GET.getlist("code")[:CODES_MAX]]
    query = request.GET.get("q", "").strip()[:CODE_CHARS_MAX].replace("\0", "")
    found: Iterable[Sku] = goods_of(codes).values() if codes else ()
    if query:
        meant = Q(code__istartswith=query) | Q(barcode=query) | Q(name__icontains=query) | Q(name_zh__icontains=query)
        found = Sku.objects.filter(meant, active=True).order_by("code")[:GOODS_SHOWN_MAX]
    return render(request, "console/entry_goods.html", {"found": found})


def dress(fields: dict[str, forms.Field]) -> None:
    """Fields of a row have no room for labels: the column says what they are, and a reader hears it."""
    for name, one in fields.items():
        one.widget.attrs |= {"class": "input" if name == "sku" else "input num", "aria-label": str(one.label)}
        one.widget.attrs |= {"placeholder": str(one.label)} if name != "quantity" else {}


class GoodsForm(forms.Form):
    """One line: what, and how many."""

    sku = forms.CharField(label=gettext_lazy("SKU"), max_length=CODE_CHARS_MAX)
    quantity = forms.IntegerField(label=gettext_lazy("Units"), min_value=1, max_value=QUANTITY_MAX)
    sku.widget.attrs = {"list": GOODS_LIST, "autocomplete": "off", "spellcheck": "false"}

    def __init__(self, *args: Any, known: dict[str, Sku] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = known or {}
        dress(self.fields)

    def clean_sku(self) -> Sku:
        """The goods of that code or barcode."""
        found = self.known.get(self.cleaned_data["sku"])
        if found is None:
            raise forms.ValidationError(_("No SKU has this code."))
        return found


if TYPE_CHECKING:
    _Lines = forms.BaseFormSet[GoodsForm]  # generic for the type checker alone
else:
    _Lines = forms.BaseFormSet


class GoodsLines(_Lines):
    """The lines; empty ones are none, each SKU stands once."""

    @cached_property
    def known(self) -> dict[str, Sku]:
        """The goods of all lines, asked for once."""
        if not self.is_bound:
            return {}
        many = min(self.total_form_count(), self.absolute_max)
        return goods_of(str(self.data.get(f"{self.prefix}-{at}-sku", "")).strip() for at in range(many))

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Each line knows the goods of all."""
        return {**super().get_form_kwargs(index), "known": self.known}

    def clean(self) -> None:
        """A SKU that stands twice is named at its second line; no line at all is an error of the whole."""
        seen: set[int] = set()
        for form in self.forms:
            sku = form.cleaned_data.get("sku") if hasattr(form, "cleaned_data") else None
            if sku is not None and sku.pk in seen:
                form.add_error("sku", _("This SKU stands twice."))
            elif sku is not None:
                seen.add(sku.pk)
        if not seen and not any(self.errors):
            raise forms.ValidationError(_("Name at least one SKU with its units."))

    def units(self) -> dict[int, int]:
        """Units by SKU id, of right lines."""
        told = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return {line["sku"].pk: line["quantity"] for line in told}


def goods_lines(posted: Any, most: int) -> GoodsLines:
    """The lines of a form, as posted or a few empty ones; at most `most`."""
    made = forms.formset_factory(
        GoodsForm, formset=GoodsLines, extra=ROWS_FIRST, max_num=most, absolute_max=most + 1, validate_max=True
    )
    return cast(GoodsLines, made(posted, prefix="line"))

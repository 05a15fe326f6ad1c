"""Limits of counting, buying and of what lies too long: one form for the company."""

from __future__ import annotations

import msgspec
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from orderway.console.settings.cells import WholeCell, YesCell
from orderway.records.models import Setting
from orderway.stock.limits import KEY, USUAL, StockLimits
from orderway.web.permissions import needs

UNITS_MAX, PERCENT_MAX, DAYS_MAX = 1_000_000, 100, 3_650


class LimitsForm(forms.Form):
    """`StockLimits`, each explained."""

    count_units = WholeCell(
        UNITS_MAX,
        label=gettext_lazy("Difference in units that one person may book"),
        help_text=gettext_lazy("What is counted otherwise by more waits for a second person."),
    )
    count_percent = WholeCell(
        PERCENT_MAX,
        label=gettext_lazy("Or in percent of the books"),
        help_text=gettext_lazy("The larger of the two counts."),
    )
    count_second_person = YesCell(
        label=gettext_lazy("A second person decides about larger differences"),
        help_text=gettext_lazy("Off for a company of one person: every difference is booked as counted."),
    )
    demand_days = WholeCell(DAYS_MAX, min_value=1, label=gettext_lazy("Days whose demand counts"))
    lead_days = WholeCell(
        DAYS_MAX,
        label=gettext_lazy("Days until a purchase comes"),
        help_text=gettext_lazy("Where neither the SKU nor its supplier says."),
    )
    cover_days = WholeCell(
        DAYS_MAX,
        min_value=1,
        label=gettext_lazy("Days that a purchase lasts"),
        help_text=gettext_lazy("Where the SKU does not say."),
    )
    slow_days = WholeCell(DAYS_MAX, min_value=1, label=gettext_lazy("Slow after days without an order"))
    excess_days = WholeCell(DAYS_MAX, min_value=1, label=gettext_lazy("Too much from so many days of demand"))


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def stock_limits(request: HttpRequest) -> HttpResponseBase:
    """The page with its form."""
    if request.method == "GET":
        stored = Setting.objects.filter(pk=KEY).values_list("value", flat=True).first()
        now = msgspec.convert(stored, StockLimits) if stored else USUAL
        return _page(request, LimitsForm(initial=msgspec.structs.asdict(now)), 200)
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    with transaction.atomic():
        Setting.objects.update_or_create(pk=KEY, defaults={"value": form.cleaned_data})
    messages.success(request, _("Saved."))
    return redirect("settings")


def _page(request: HttpRequest, form: LimitsForm, status: int) -> HttpResponseBase:
    groups = [
        (_("Counting"), [form[name] for name in form.fields if name.startswith("count_")]),
        (_("Buying and reducing"), [form[name] for name in form.fields if name.endswith("_days")]),
    ]
    context = {"section": "settings", "form": form, "groups": groups}
    return render(request, "settings/stock_limits.html", context, status=status)

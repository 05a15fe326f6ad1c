"""The page on which a trial is put together."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from orderway.console.settings import csv_cells
from orderway.console.settings.sheets_places import Rates
from orderway.console.trial.form import TrialForm
from orderway.console.trial.looking import SECTION, currency_of, names_of, sides
from orderway.console.trial.scope import codes_of
from orderway.console.trial.words import said
from orderway.insight.replay import kept
from orderway.insight.replay.changes import ChangeError
from orderway.insight.replay.past import SQL, Period
from orderway.insight.replay.tasks import wish
from orderway.insight.replay.trial import Trial
from orderway.kernel import clock
from orderway.web.engine import engine
from orderway.web.permissions import may, needs, shops_of

DAYS = 30
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("draft", ("draft",)),
    ("policy", ("policy_shop", "policy_field", "policy_value")),
    ("percent", ("percent", "percent_carrier", "percent_warehouse", "percent_zone")),
    ("cell", ("cell_carrier", "cell_warehouse", "cell_zone", "cell_grams", "cell_price", "cell_days")),
    ("card", ("card",)),
    ("closed", ("closed",)),
    ("figures", ("figures_of", "figures_order", "figures_unit", "figures_daily")),
    ("goods", ("goods_from", "goods_to", "goods_percent", "goods_sku")),
    ("copy", ("copy_of", "copy_code", "copy_stock", "copy_province", "copy_near")),
    ("split", ("split",)),
    ("file", ("file",)),
)


@needs("trial.run")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Say what changes and over which days; the run begins in the background."""
    codes = codes_of(request.user)
    if request.method == "GET":
        today = clock.now().date()
        form = TrialForm(codes, initial={"since": today - timedelta(days=DAYS), "until": today, **_asked(request)})
        return _page(request, form, 200)
    form = TrialForm(codes, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    told = form.cleaned_data
    if told["order"].strip():
        return _one_order(request, form)
    period = Period(_start(told["since"]), _start(told["until"] + timedelta(days=1)))
    name = told["name"].strip() or "; ".join(said(told["changes"], "CNY"))[: kept.NAME_CHARS_MAX]
    trial_id = kept.add(engine(), name, told["changes"], period, told["carry"], request.user.get_username())
    if trial_id is None:
        form.add_error(None, _("%(many)s trials wait already; stop one first.") % {"many": kept.WAITING_MAX})
        return _page(request, form, 422)
    wish(trial_id)
    messages.success(request, _("The trial runs; this page shows how far it is."))
    return redirect("trial", pk=trial_id)


def _one_order(request: HttpRequest, form: TrialForm) -> HttpResponse:
    """The change tried on one order at once; nothing is kept of it."""
    if not may(request.user, "order.view"):
        raise PermissionDenied("order.view")
    connection, changes = engine().connection, form.cleaned_data["changes"]
    known = kept.order_of_number(connection, form.cleaned_data["order"].strip(), shops_of(request.user))
    recorded = kept.last_decision(connection, known[0]) if known else None
    if known is None or recorded is None:
        form.add_error("order", _("No decision about an order of this number is kept."))
        return _page(request, form, 422)
    try:
        trial = Trial(connection, engine().gates_of, changes)
        pair = trial.both(recorded, known[0])
    except ChangeError as error:
        form.add_error(None, str(error))
        return _page(request, form, 422)
    context = {"section": SECTION, "changes": said(changes, "CNY"), "number": known[1], "order_id": known[0]}
    context |= {"shop": known[2], "at": recorded.at, "gone": pair is None, "blind": trial.blind}
    if pair is not None:
        context["sides"] = sides(pair, names_of(changes), currency_of({}))
    return render(request, "trial/one.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What another page asks for: `?draft=` of a table."""
    return {name: request.GET[name] for name in TrialForm.base_fields if name in request.GET}


def _start(day: Any) -> datetime:
    return datetime.combine(day, time(), UTC)


def _page(request: HttpRequest, form: TrialForm, status: int) -> HttpResponse:
    titles = {
        "draft": _("A decision table"),
        "policy": _("A shop's policy"),
        "percent": _("Prices of carriers by percent"),
        "cell": _("One price of a rate card"),
        "card": _("A whole rate card"),
        "closed": _("A warehouse closed"),
        "figures": _("Other figures of a warehouse"),
        "goods": _("Goods that lie elsewhere"),
        "copy": _("A new warehouse"),
        "split": _("The price of a second parcel"),
        "file": _("A file"),
    }
    groups = [
        {
            "key": key,
            "title": titles[key],
            "fields": [form[name] for name in names],
            "open": any(form[name].errors or form[name].value() not in (None, "", "*") for name in names),
        }
        for key, names in GROUPS
    ]
    row = engine().connection.execute(SQL.period).fetchone()
    known = {"first": row[0], "last": row[1]} if row and row[0] else {}
    return render(
        request, "trial/new.html", {"section": SECTION, "form": form, "groups": groups, **known}, status=status
    )


@needs("trial.run")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The present rate card as a file, to change and upload."""
    sheet = Rates()
    rows = (sheet.row_of(one) for one in sheet.all())
    text = csv_cells.write(sheet.fields(), ([row[name] for name in sheet.fields()] for row in rows))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="orderway-rates.csv"'
    return response

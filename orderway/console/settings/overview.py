"""The first page of the settings: what there is, what a new company does next, and the practice data's way out."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderway.console.settings.grouping import groups
from orderway.console.settings.sheet import SQL
from orderway.practice.remove import remove
from orderway.practice.state import State, state
from orderway.records.models import RuleTable
from orderway.web.engine import engine
from orderway.web.permissions import needs

Figures = dict[str, int]
"""How many there are of everything, by the key of its sheet."""


class Step(NamedTuple):
    """One step of the guide."""

    text: str
    url: str
    done: bool
    more: str = ""


@needs("settings.view")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The page."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.figures)
        names = [column[0] for column in cursor.description]
        figures: Figures = dict(zip(names, cursor.fetchone(), strict=True))
    steps = _steps(figures)
    context: dict[str, Any] = {
        "section": "settings",
        "groups": groups(request.user, {**figures, "rules": RuleTable.objects.count()}),
        "steps": [] if all(step.done for step in steps) else steps,
        "practice": state() in (State.LOADED, State.PARTLY),
    }
    return render(request, "settings/overview.html", context)


def _steps(figures: Figures) -> list[Step]:
    """A warehouse, SKUs, stock, a shop, an order: what is done and what is next."""
    reach = bool(figures["carriers"] and figures["zones"] and figures["rates"])
    return [
        Step(_("Add a warehouse"), reverse("settings_warehouses_new"), bool(figures["warehouses"])),
        Step(
            _("Say who carries from there, and for how much"),
            reverse(
                "settings_carriers_new"
                if not figures["carriers"]
                else "settings_zones_new"
                if not figures["zones"]
                else "settings_rate_card"
            ),
            reach,
            _("a carrier, a zone, a rate"),
        ),
        Step(_("Add what you sell"), reverse("settings_skus_file"), bool(figures["skus"])),
        Step(_("Say what lies there"), reverse("settings_stock_file"), bool(figures["stock"])),
        Step(_("Add a shop"), reverse("settings_shops_new"), bool(figures["shops"])),
        Step(
            _("Send an order"), _order_url(), bool(figures["orders"]), _("by webhook, by the API, by file or by hand")
        ),
    ]


def _order_url() -> str:
    try:
        return reverse("order_new")
    except NoReverseMatch:
        return reverse("settings_shops")


@needs("settings.change")
@require_POST
def remove_practice(request: HttpRequest) -> HttpResponseBase:
    """Take the practice data away, entirely. Who is a practice user is logged out by it."""
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick the box first."))
        return redirect("settings")
    mine: Any = request.user
    if mine.practice:
        messages.error(
            request, _("A real administrator must do this, or `orderway demo --remove`: you would remove yourself.")
        )
        return redirect("settings")
    many = remove(engine().connection)
    messages.success(
        request, _("%(many)s practice orders and everything that belonged to them are gone.") % {"many": many}
    )
    return redirect("settings")

"""Purchase orders and transfers entered on a page of their own: what and where, then lines as of orders by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from orderway.console.goods_lines import GoodsLines, goods_lines, goods_options
from orderway.console.supply.forms import PurchaseForm, TransferForm, moment
from orderway.console.supply.reading import SQL, choices
from orderway.console.supply.tabs import base
from orderway.console.supply.words import refused
from orderway.flow import supply, transfer
from orderway.kernel.errors import Refusal
from orderway.stock import purchases, transfers
from orderway.web.engine import engine
from orderway.web.permissions import needs, warehouses_of


@needs("stock.view")
@require_GET
def goods(request: HttpRequest) -> HttpResponse:
    """What a line may mean, as options of its field."""
    return goods_options(request)


@needs("purchase.change")
@require_http_methods(["GET", "POST"])
def purchase_new(request: HttpRequest) -> HttpResponseBase:
    """A new purchase order; a right one is placed, and its page opens."""
    posted = request.POST if request.method == "POST" else None
    places = choices(SQL.warehouses, warehouses_of(request.user))
    form = PurchaseForm(places, choices(SQL.suppliers, None), posted)
    lines = goods_lines(posted, purchases.LINES_MAX)

    def deed() -> Any:
        told = form.cleaned_data
        supplier = int(told["supplier"]) if told["supplier"] else None
        return supply.place(
            engine(), int(told["warehouse"]), lines.units(), request.user.get_username(), supplier,
            moment(told["expected"]), told["number"], told["note"],
        )  # fmt: skip

    context = {
        **base("purchases"),
        "title": _("Order goods"),
        "back": "supply_purchases",
        "opens": "supply_purchase",
        "places": ("warehouse",),
    }
    done = _("Ordered. Orders that wait are told the day.")
    return _entered(request, form, lines, deed, {**context, "done": done, "most": purchases.LINES_MAX})


@needs("transfer.propose")
@require_http_methods(["GET", "POST"])
def transfer_new(request: HttpRequest) -> HttpResponseBase:
    """Propose a transfer; a right one is kept, and its page opens."""
    posted = request.POST if request.method == "POST" else None
    form = TransferForm(choices(SQL.warehouses, None), posted)
    lines = goods_lines(posted, transfers.LINES_MAX)

    def deed() -> Any:
        told = form.cleaned_data
        return transfer.propose(
            engine(), int(told["source"]), int(told["target"]), lines.units(), request.user.get_username(),
            due_at=moment(told["due"]), note=told["note"],
        )  # fmt: skip

    context = {
        **base("transfers"),
        "title": _("Propose a transfer"),
        "back": "supply_transfers",
        "opens": "supply_transfer",
        "places": ("source", "target"),
    }
    done = _("Proposed. Somebody has to approve it.")
    return _entered(request, form, lines, deed, {**context, "done": done, "most": transfers.LINES_MAX})


def _entered(
    request: HttpRequest, form: forms.Form, lines: GoodsLines, deed: Callable[[], Any], context: dict[str, Any]
) -> HttpResponseBase:
    """Show the page; carry out the deed of a right one, and say on the page why it was refused."""
    right = form.is_valid()
    if request.method == "POST" and lines.is_valid() and right:
        made = deed()
        if not isinstance(made, Refusal):
            messages.success(request, context["done"])
            seen, places = warehouses_of(request.user), [int(form.cleaned_data[name]) for name in context["places"]]
            sees = seen is None or not set(seen).isdisjoint(places)
            return redirect(context["opens"], made.id) if sees else redirect(context["back"])
        form.add_error(None, str(refused(made)))
    context |= {"form": form, "lines": lines}
    return render(request, "supply/entry.html", context, status=422 if form.is_bound else 200)

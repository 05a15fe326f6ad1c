"""What is done on the pages of supply, each in the dialog or by a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderway.console.answers import answer
from orderway.console.supply import pages
from orderway.console.supply.forms import (
    CountForm,
    DayForm,
    FenceForm,
    ReceiveForm,
    SheetForm,
    moment,
)
from orderway.console.supply.reading import SQL, choices
from orderway.console.supply.words import refused
from orderway.flow import counting, fencing, supply, transfer
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.errors import Refusal
from orderway.stock import counts, publishing, replenish
from orderway.stock.limits import read
from orderway.web.engine import engine, rows
from orderway.web.permissions import may, needs, shops_of, warehouses_of

SHEET_ROWS_MAX = counts.SHEET_ROWS_MAX


def _dialog(request: HttpRequest, form: forms.Form, title: Any) -> HttpResponse:
    context = {"form": form, "title": title, "url": request.path}
    return render(request, "stock/change.html", context, status=422 if form.is_bound else 200)


def _carried(request: HttpRequest, form: forms.Form, title: Any, deed: Callable[[], Any], done: str) -> HttpResponse:
    """Show the form; carry out the deed of a right one, and say in the form why it was refused."""
    if request.method == "POST" and form.is_valid():
        result = deed()
        if not isinstance(result, Refusal):
            return answer(text=done, refresh=True)
        form.add_error(None, str(refused(result)))
    return _dialog(request, form, title)


def _who(request: HttpRequest) -> str:
    return request.user.get_username()


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    return choices(SQL.warehouses, warehouses_of(request.user))


@needs("purchase.change")
@require_http_methods(["GET", "POST"])
def purchase_day(request: HttpRequest, purchase_id: int) -> HttpResponse:
    """Another day for expected goods."""
    one = pages.found_purchase(request, purchase_id)
    first = {"expected": one["expected_on"].date() if one["expected_on"] else None}
    form = DayForm(_data(request), initial=first)

    def deed() -> Any:
        day = moment(form.cleaned_data["expected"])
        return supply.change(engine(), purchase_id, _who(request), expected_on=day, version=one["version"])

    return _carried(request, form, _("Change the day"), deed, str(_("Changed. Orders that wait are told.")))


@needs("purchase.receive")
@require_http_methods(["GET", "POST"])
def purchase_receive(request: HttpRequest, purchase_id: int) -> HttpResponse:
    """Goods of a purchase order have come."""
    pages.found_purchase(request, purchase_id)
    form = ReceiveForm(pages.purchase_lines(purchase_id), _data(request))

    def deed() -> Any:
        told = form.cleaned_data
        return supply.receive(
            engine(), purchase_id, form.got(), _who(request), bool(told["complete"]), told["reference"]
        )

    return _carried(request, form, _("Receive goods"), deed, str(_("Received. Orders that waited for it go on.")))


@needs("purchase.change")
@require_POST
def purchase_step(request: HttpRequest, purchase_id: int, verb: str) -> HttpResponse:
    """Send a draft to the supplier, or cancel."""
    pages.found_purchase(request, purchase_id)
    if verb not in ("order", "cancel"):
        raise Http404
    return _told(supply.step(engine(), purchase_id, verb, _who(request)))


def _told(result: Any) -> HttpResponse:
    if isinstance(result, Refusal):
        return answer(text=str(refused(result)), tone="bad")
    return answer(text=str(_("Done.")), refresh=True)


@needs("purchase.change")
@require_POST
def purchase_proposed(request: HttpRequest) -> HttpResponse:
    """Drafts for what is proposed to be bought: one a supplier, for the first warehouse of the user."""
    places = _places(request)
    wanted = {sku_id for key in request.POST.getlist("sku") if (sku_id := whole(key)) is not None}
    if not places or not wanted:
        return answer(text=str(_("Choose what to buy.")), tone="bad")
    with engine().connection.cursor() as cursor:
        known = [one for one in replenish.positions(cursor, warehouses_of(request.user)) if one.sku_id in wanted]
        limits = read(cursor)
    by_supplier: dict[int | None, dict[int, int]] = {}
    for one in known:
        proposal = replenish.buying(one, limits)
        if proposal is not None and proposal.units:
            by_supplier.setdefault(one.supplier_id, {})[one.sku_id] = proposal.units
    for supplier, units in by_supplier.items():
        made = supply.place(engine(), int(places[0][0]), units, _who(request), supplier, draft=True)
        if isinstance(made, Refusal):
            return answer(text=str(refused(made)), tone="bad")
    text = _("%(many)s drafts of purchase orders made.") % {"many": len(by_supplier)}
    return answer(text=str(text), refresh=True)


STEPS: dict[str, tuple[str, Callable[..., Any]]] = {
    "approve": ("transfer.approve", transfer.approve),
    "ship": ("transfer.move", transfer.ship),
    "settle": ("transfer.approve", transfer.settle),
    "cancel": ("transfer.propose", transfer.cancel),
}


@needs("stock.view")
@require_POST
def transfer_step(request: HttpRequest, transfer_id: int, verb: str) -> HttpResponse:
    """Approve, ship, settle or cancel; each has its own permission."""
    one = pages.found_transfer(request, transfer_id)
    permission, deed = STEPS.get(verb, ("", None))
    if deed is None:
        raise Http404
    if not may(request.user, permission):
        return answer(text=str(_("Your role does not do this.")), tone="bad")
    return _told(deed(engine(), transfer_id, _who(request), version=one["version"]))


@needs("transfer.move")
@require_http_methods(["GET", "POST"])
def transfer_receive(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Units of a transfer have come."""
    pages.found_transfer(request, transfer_id)
    form = ReceiveForm(pages.transfer_lines(transfer_id), _data(request))

    def deed() -> Any:
        told = form.cleaned_data
        units = {sku: got.units for sku, got in form.got().items()}
        return transfer.receive(engine(), transfer_id, units, _who(request), bool(told["complete"]), told["reference"])

    return _carried(request, form, _("Receive goods"), deed, str(_("Received. Orders that waited for it go on.")))


def _count_here(request: HttpRequest, task_id: int) -> None:
    if not rows(SQL.count_place, {"id": task_id, "only": warehouses_of(request.user)}):
        raise Http404


@needs("stock.count")
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, task_id: int) -> HttpResponse:
    """What was found on a shelf. The form does not tell what the books say."""
    _count_here(request, task_id)
    form = CountForm(_data(request))

    def deed() -> Any:
        return counting.enter(engine(), task_id, form.cleaned_data["found"], _who(request))

    return _carried(request, form, _("Count"), deed, str(_("Counted.")))


@needs("stock.change")
@require_POST
def count_decide(request: HttpRequest, task_id: int, verb: str) -> HttpResponse:
    """A large difference is booked, or counted again; or nothing is counted after all."""
    _count_here(request, task_id)
    if verb == "cancel":
        return _told(counting.cancel(engine(), task_id, _who(request)))
    if verb not in ("agree", "again"):
        raise Http404
    return _told(counting.decide(engine(), task_id, verb == "agree", _who(request)))


@needs("stock.change")
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """A count sheet: every SKU of a row of bins is to be counted."""
    form = SheetForm(_places(request), _data(request))

    def deed() -> Any:
        told = form.cleaned_data
        place = int(told["warehouse"])
        with engine().connection.cursor() as cursor:
            skus = counts.whole_shelf(cursor, place, told["first"], told["last"], SHEET_ROWS_MAX)
        return counting.ask(engine(), [(sku, place) for sku in skus], "stocktake", _who(request))

    return _carried(request, form, _("Make a count sheet"), deed, str(_("To be counted.")))


@needs("stock.change")
@require_http_methods(["GET", "POST"])
def fence(request: HttpRequest) -> HttpResponse:
    """Units set apart for a shop."""
    form = FenceForm(_places(request), choices(SQL.shops, shops_of(request.user)), _data(request))

    def deed() -> Any:
        told = form.cleaned_data
        key = (told["sku"], int(told["warehouse"]), int(told["shop"]))
        return fencing.set_fence(engine(), *key, told["units"], _who(request))

    return _carried(request, form, _("Ring-fence for a shop"), deed, str(_("Set apart.")))


@needs("publish.change")
@require_POST
def publish_again(request: HttpRequest, shop_id: int) -> HttpResponse:
    """Tell a shop everything again."""
    allowed = shops_of(request.user)
    if allowed is not None and shop_id not in allowed:
        raise Http404
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        publishing.forget_told(cursor, [shop_id])
    return answer(text=str(_("Everything is told again within a minute.")), refresh=True)


@needs("stock.change")
@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Measure what was asked for now, instead of at the next full hour."""
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        replenish.measure(cursor, clock.now())
    return answer(text=str(_("Measured.")), refresh=True)

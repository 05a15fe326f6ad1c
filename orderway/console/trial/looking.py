"""Looking at trials: the list, one with its figures and its orders, one order then and under the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.console.trial.activating import can_activate, permission_of
from orderway.console.trial.scope import codes_of, may_put_into_force, may_see
from orderway.console.trial.words import STATES, cost_rows, said, side_text, tiles
from orderway.console.why import decisions_of
from orderway.flow.order import Order
from orderway.insight.replay import kept
from orderway.insight.replay.changes import Changes
from orderway.insight.replay.kept import ChangedOrder, Saved
from orderway.insight.replay.outcome import said_of
from orderway.insight.replay.trial import Trial
from orderway.kernel.digits import whole
from orderway.records.models import Warehouse
from orderway.web.engine import engine
from orderway.web.permissions import may, needs
from orderway.web.words_holds import reason_word

SECTION = "trial"
ROWS = 50
"""Changed orders of one page."""


def found(request: HttpRequest, pk: int) -> Saved:
    """The trial of a page; 404 where it is gone, or counts orders of shops that this person does not see."""
    trial = kept.one(engine().connection, pk)
    if trial is None or not may_see(trial.changes, codes_of(request.user)):
        raise Http404
    return trial


@needs("trial.run")
@require_GET
def trials(request: HttpRequest) -> HttpResponse:
    """The trials kept, the newest first."""
    codes = codes_of(request.user)
    rows = [_row(trial) for trial in kept.newest(engine().connection) if may_see(trial.changes, codes)]
    return render(request, "trial/list.html", {"section": SECTION, "rows": rows})


def _row(trial: Saved) -> dict[str, Any]:
    savings = [(cost["saving_minor"], currency) for currency, cost in trial.result.get("cost", {}).items()]
    return {"trial": trial, "state": state_of(trial), "savings": savings}


def state_of(trial: Saved) -> dict[str, Any]:
    """Word, tone and sign of a trial's state."""
    word, tone, sign = STATES[trial.state]
    return {"word": word(), "tone": tone, "icon": sign}


@needs("trial.run")
@require_GET
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """One trial: what changes, how far it is, its figures and its orders."""
    one = found(request, pk)
    context: dict[str, Any] = {
        "section": SECTION,
        "trial": one,
        "state": state_of(one),
        "changes": said(one.changes, currency_of(one.result)),
        "share": min(100, one.done * 100 // one.total) if one.total else 0,
    }
    if request.headers.get("HX-Target") == "trial-run" and one.running:
        return render(request, "trial/run.html", context)
    if one.state == "DONE":
        context |= _result(request, one)
    response = render(request, "trial/trial.html", context)
    if request.headers.get("HX-Target") == "trial-run":
        response["HX-Refresh"] = "true"
    return response


def _result(request: HttpRequest, one: Saved) -> dict[str, Any]:
    place = whole(request.GET.get("from", "")) or 0
    rows = kept.orders(engine().connection, one.id, place, ROWS + 1)
    names = names_of(one.changes)
    return {
        "tiles": tiles(one.result),
        "costs": cost_rows(one.result),
        "places": [{"name": names.get(code, code), **many} for code, many in one.result["warehouses"].items()],
        "holds": [{"name": reason_word(code), **many} for code, many in one.result["holds"].items()],
        "rows": [_order_row(row, names) for row in rows[:ROWS]],
        "next": f"?from={place + ROWS}#orders" if len(rows) > ROWS else "",
        "previous": f"?from={max(0, place - ROWS)}#orders" if place else "",
        "activates": can_activate(one.changes),
        "goods_stay": one.changes.touches_stock(),
        "may_activate": may(request.user, permission_of(one.changes))
        and may_put_into_force(one.changes, codes_of(request.user)),
    }


def names_of(changes: Changes) -> dict[str, str]:
    """Warehouses by code, those of the change too."""
    names = dict(Warehouse.objects.values_list("code", "name"))
    return names | {new.code: new.name or new.code for new in changes.new_warehouses}


def currency_of(result: Mapping[str, Any]) -> str:
    """The currency in which costs are told: the result's first, else the first warehouse's."""
    return next(iter(result.get("cost", {})), "") or str(
        Warehouse.objects.values_list("currency", flat=True).first() or "CNY"
    )


def _order_row(row: ChangedOrder, names: Mapping[str, str]) -> dict[str, Any]:
    before, after = row.change["before"], row.change["after"]
    costs = [side["choice"]["total"] for side in (before, after) if side.get("choice")]
    currency = (before.get("choice") or after.get("choice") or {}).get("currency", "")
    return {
        "order": row,
        "before": side_text(before, names),
        "after": side_text(after, names),
        "more": costs[1] - costs[0] if len(costs) == 2 else None,
        "currency": currency,
    }


@needs("trial.run")
@require_GET
def order(request: HttpRequest, pk: int, order_id: int) -> HttpResponse:
    """One order of the list: each gate's decision then, and under the change."""
    one = found(request, pk)
    row = kept.order(engine().connection, one.id, order_id)
    if row is None:
        raise Http404
    names = names_of(one.changes)
    recorded = kept.record_of(engine().connection, row)
    pair = None
    if recorded is not None:
        pair = Trial(engine().connection, engine().gates_of, one.changes).both(recorded, order_id)
    context = {"section": SECTION, "trial": one, "row": row, **_order_row(row, names), "gone": pair is None}
    if pair is not None:
        context["sides"] = sides(pair, names, str(context["currency"]) or currency_of(one.result))
    context["sees_order"] = may(request.user, "order.view")
    return render(request, "trial/order.html", context)


def sides(pair: tuple[Order, Order], names: Mapping[str, str], currency: str) -> list[dict[str, Any]]:
    """An order as it was decided then and under the change, gate by gate."""
    return [
        {"title": title, "decisions": _decisions(side, names, currency)}
        for title, side in zip((_("Then"), _("Under the change")), pair, strict=True)
    ]


def _decisions(side: Order, names: Mapping[str, str], currency: str) -> list[dict[str, Any]]:
    steps = [[code, outcome, said_of(evidence)] for code, outcome, evidence in side.steps]
    return decisions_of(side, steps, names, currency)

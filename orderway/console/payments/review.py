"""The review of one order: everything that must be settled before release in one place, ticked off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from orderway.console.order import basics, found
from orderway.console.reading import references
from orderway.console.refusals import refusal_text
from orderway.flow import settling
from orderway.flow.command import Target
from orderway.flow.order import Order
from orderway.web.engine import carry_out
from orderway.web.permissions import actor_of, may, needs

KINDS = {
    settling.REMARKS: pgettext_lazy("review", "Remarks"),
    settling.WISHES: pgettext_lazy("review", "Wishes"),
    settling.ANSWERS: pgettext_lazy("review", "Outcomes of questions"),
    settling.SHORTAGE: pgettext_lazy("review", "Shortage"),
    settling.PRICES: pgettext_lazy("review", "Prices and payment"),
    settling.FRAUD: pgettext_lazy("review", "Suspicion"),
}

BESIDE = ("approve", "claim")


@needs("order.view")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, order_id: int) -> HttpResponse:
    """The page; posted `key` ticks off that thing, `all` everything."""
    one = found(request, order_id)
    if request.method == "POST":
        if may(request.user, "order.tick"):
            keys = [] if "all" in request.POST else request.POST.getlist("key")
            (result,) = carry_out("tick_off", [Target(one.id, args={"keys": keys})], {}, actor_of(request.user))
            if result.refusal is not None:
                messages.error(request, refusal_text(result.refusal))
        else:
            messages.error(request, _("Your role does not allow this."))
        return redirect("order_review", order_id)
    context = {"section": "orders", **basics(request, one), **page(one), "ticks": may(request.user, "order.tick")}
    context["beside"] = [offer for offer in context["offers"] if _beside(offer, context["main"])]
    return render(request, "payments/review.html", context)


def _beside(offer: dict[str, Any], main: dict[str, Any] | None) -> bool:
    """Whether a deed of the order stands in the head of its review beside the main one."""
    possible = not offer["refused"] and (main is None or offer["command"] != main["command"])
    return possible and offer["command"] in BESIDE


def page(one: Order) -> dict[str, Any]:
    """What is to be settled, by kind, and what differs line by line."""
    shop = references().shops.get(one.shop_id)
    wanted = shop.policy.tick_off if shop else []
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in settling.items(one):
        at = datetime.fromtimestamp(item.at, UTC) if item.at else None
        row = {"item": item, "at": at, "needed": item.kind in wanted and not item.by, "lines": _lines(item)}
        groups.setdefault(item.kind, []).append(row)
    shown = [{"label": KINDS[kind], "rows": rows} for kind, rows in groups.items()]
    left = sum(1 for rows in groups.values() for row in rows if not row["item"].by)
    return {"groups": shown, "left": left}


def _lines(item: settling.Item) -> list[dict[str, Any]]:
    """The differences of a price line by line."""
    if item.what != "price_differs" or item.hold is None:
        return []
    names = ("position", "sku", "units", "expected", "charged", "source", "unit", "offs")
    return [dict(zip(names, row, strict=False)) for row in item.hold.facts.get("lines", [])]

"""The pages of shortages: what is short, one SKU with all orders that wait for it, one choice for one order or all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.answers import answer
from orderway.console.bulk import results_page
from orderway.console.order import as_seen, found
from orderway.console.refusals import refusal_text
from orderway.console.shortage.reading import ORDERS_MAX, SKUS_MAX, SQL, short_of, shown, together, ways_of
from orderway.console.shortage.words import WAYS, way_word
from orderway.console.supply.reading import title_of
from orderway.flow.command import Target
from orderway.flow.order import Order
from orderway.kernel.digits import wholes
from orderway.kernel.limits import COMMAND_ORDERS_MAX, NAME_CHARS_MAX
from orderway.places import masks
from orderway.web.engine import carry_out, rows
from orderway.web.permissions import actor_of, needs, shops_of
from orderway.web.templatetags.figures import money_text

SAMPLE = 3


class ConsentForm(forms.Form):
    """How the buyer agreed; kept with the decision."""

    consent = forms.CharField(
        label=gettext_lazy("How the buyer agreed"),
        max_length=NAME_CHARS_MAX,
        required=False,
        help_text=gettext_lazy(
            "By phone, in a chat; where the platform punishes it, the number of the buyer's refund."
        ),
    )


@needs("order.shortage")
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, order_id: int, kind: str) -> HttpResponse:
    """One way out of one order: its figures and what it does; then the deed."""
    order = found(request, order_id)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        args = {"choice": kind, "consent": form.cleaned_data["consent"]}
        (result,) = carry_out("decide_shortage", [as_seen(request, order)], args, actor_of(request.user))
        if result.refusal is None:
            return answer(text=str(_("Shortage decided")), orders=[order.id])
        form.add_error(None, refusal_text(result.refusal, order.currency))
    way = next((row for row in shown(ways_of(order)) if row["one"].kind == kind), None)
    if way is None:
        return render(request, "console/refused.html", {"text": _("This way is not possible any more.")})
    context = {"way": way, "order": order, "form": form, "url": request.path, "version": order.version}
    return render(request, "shortage/take.html", context, status=422 if form.errors else 200)


@needs("order.view")
@require_GET
def skus(request: HttpRequest) -> HttpResponse:
    """What is short, the SKU that most orders wait for first."""
    names = "id code name name_zh orders units ship_by expected".split()
    values = {"shops": shops_of(request.user), "limit": SKUS_MAX}
    table = [dict(zip(names, row, strict=True)) for row in rows(SQL.skus, values)]
    for row in table:
        row["title"] = title_of(row["name"], row["name_zh"])
    return render(request, "shortage/skus.html", {"section": "queues", "rows": table})


def _sku(sku_id: int) -> dict[str, Any]:
    known = rows(SQL.sku, {"sku": sku_id})
    if not known:
        raise Http404
    return {"id": known[0][0], "code": known[0][1], "title": title_of(known[0][2], known[0][3])}


@needs("order.view")
@require_GET
def sku(request: HttpRequest, sku_id: int) -> HttpResponse:
    """One SKU: what could be done for all its orders together, and the orders in fair order."""
    one = _sku(sku_id)
    orders = short_of(sku_id, shops_of(request.user))
    table, _able = together(orders)
    lines = [
        {"order": each, "units": sum(line.backordered for line in each.lines if line.sku_id == sku_id)}
        for each in orders
    ]
    context = {"section": "queues", "sku": one, "ways": table, "lines": lines, "cut": len(orders) == ORDERS_MAX}
    return render(request, "shortage/sku.html", context)


@needs("order.shortage")
@require_POST
def for_all(request: HttpRequest, sku_id: int, kind: str) -> HttpResponse:
    """One way for all orders short of a SKU that have it: the preview, or with `confirm` the deed."""
    if kind not in WAYS:
        raise Http404
    one = _sku(sku_id)
    orders = short_of(sku_id, shops_of(request.user))
    form = ConsentForm(request.POST if "confirm" in request.POST else None)
    if form.is_bound and form.is_valid():
        wanted = set(wholes(request.POST.get("ids", ""), COMMAND_ORDERS_MAX))
        targets = [Target(order.id) for order in orders if order.id in wanted]
        args = {"choice": kind, "consent": form.cleaned_data["consent"]}
        results = carry_out("decide_shortage", targets, args, actor_of(request.user))
        return results_page(request, str(way_word(kind)), results)
    table, able = together(orders)
    mine = able.get(kind, [])
    row = next((each for each in table if each["kind"] == kind), None)
    title = _("%(way)s: %(orders)s") % {"way": way_word(kind), "orders": _orders(len(mine))}
    unable = [order for order in orders if order not in mine]
    reason = _("This way is not possible for it.")
    context = {
        "title": title,
        "verb": title,
        "sentence": _sentence(one, row),
        "sample": [_sampled(order) for order in mine[:SAMPLE]],
        "more": max(0, len(mine) - SAMPLE),
        "refusals": [{"label": order.number, "reason": reason} for order in unable],
        "untried": 0,
        "form": form,
        "post": reverse("shortage_for_all", args=[sku_id, kind]),
        "hidden": [("ids", ",".join(str(order.id) for order in mine)), ("confirm", "1")],
        "danger": kind in ("cancel", "cancel_short"),
        "nothing": not mine,
    }
    return render(request, "console/bulk.html", context, status=422 if form.errors else 200)


def _sampled(order: Order) -> dict[str, str]:
    who = masks.mask_name(order.person.name)
    return {"label": order.number, "note": f"{who} · {money_text(order.total_minor, order.currency)}"}


def _sentence(one: dict[str, Any], row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    costs = _(", ").join(money_text(amount, currency) for amount, currency in row["costs"])
    text = _("For all orders short of %(sku)s; it costs %(costs)s together.") % {"sku": one["code"], "costs": costs}
    if row["refunds"]:
        back = _(", ").join(money_text(amount, currency) for amount, currency in row["refunds"])
        text += " " + _("%(back)s go back to buyers.") % {"back": back}
    if row["punished"]:
        text += " " + ngettext(
            "%(many)s is at a platform that punishes it: its buyer must file the refund.",
            "%(many)s are at a platform that punishes it: their buyers must file the refund.",
            row["punished"],
        ) % {"many": row["punished"]}
    return text


def _orders(many: int) -> str:
    return ngettext("%(many)s order", "%(many)s orders", many) % {"many": f"{many:,}"}

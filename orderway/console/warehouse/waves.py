"""Waves at the desk: making one, looking at one; and answering the stops that the order desk asks for."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.answers import answer
from orderway.console.refusals import refusal_text
from orderway.console.warehouse.desk import SQL, places
from orderway.flow.command import Target
from orderway.journey.pick.walks import drawing
from orderway.journey.pick.wave import WAVE_ORDERS_MAX, make_wave, stops_drawn, tour_of
from orderway.kernel.digits import whole
from orderway.web.engine import carry_out, rows
from orderway.web.permissions import actor_of, needs, warehouses_of

ORDERS_USUAL = 12
COUNT_MAX = 1_000


@needs("warehouse.pick")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The dialog in which a wave is made: warehouse and number of orders. POST makes it and opens it."""
    mine = places(request.user)
    if not mine:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    text, many = asked.get("w", ""), asked.get("orders", "")
    free = {key: rows(SQL.free, [key, COUNT_MAX])[0][0] for key in mine}
    fullest = max(mine, key=lambda key: free[key])
    chosen = whole(text)
    place = chosen if chosen is not None and chosen in mine else fullest
    error = ""
    if request.method == "POST":
        wanted = whole(many) or 0
        if not 1 <= wanted <= WAVE_ORDERS_MAX:
            error = _("A wave has 1 to %(most)s orders: as many as the trolley has baskets.") % {
                "most": WAVE_ORDERS_MAX
            }
        else:
            wave_id = make_wave(place, actor_of(request.user), wanted)
            if wave_id is not None:
                response = HttpResponse(status=204)
                response["HX-Redirect"] = reverse("wave", args=[wave_id])
                return response
            error = _("Nothing waits to be picked there.")
    context = {
        "places": [
            {"id": key, "name": name, "free": free[key], "chosen": key == place} for key, (name, _z) in mine.items()
        ],
        "orders": many or min(ORDERS_USUAL, free[place] or ORDERS_USUAL), "most": WAVE_ORDERS_MAX, "error": error,
    }  # fmt: skip
    return render(request, "warehouse/wave_new.html", context, status=422 if error else 200)


@needs("warehouse.view")
@require_GET
def show(request: HttpRequest, wave_id: int) -> HttpResponse:
    """One wave: the walk on the plan, its stops, its baskets, its papers."""
    tour = tour_of(f"W{wave_id}", warehouses_of(request.user))
    if tour is None:
        raise Http404
    names = ("id", "order_id", "state", "number", "units", "ship_by", "tracking")
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows(SQL.baskets, [tour.plan.baskets])}
    baskets = [{"basket": at, **found[key]} for at, key in enumerate(tour.plan.baskets, start=1) if key in found]
    stops: list[dict[str, Any]] = []
    for at, stop in enumerate(tour.stops, start=1):
        first = stop.parts[0]
        into = [(tour.basket_of(p.fulfilment_id), p.quantity - p.short) for p in stop.parts if p.quantity > p.short]
        stops.append(
            {"at": at, "bin": stop.bin, "sku": first.sku, "name": first.name, "name_zh": first.name_zh,
             "units": stop.units, "left": stop.left, "into": into}
        )  # fmt: skip
    units, left = sum(s.units for s in tour.stops), sum(s.left for s in tour.stops)
    context = {
        "section": "warehouse", "tour": tour, "wave_id": wave_id, "baskets": baskets, "stops": stops, "units": units,
        "done": units - left, "metres": tour.plan.length_dm / 10,
        "plan": drawing(tour.warehouse, tour.plan.corners, stops_drawn(tour)),
        "labels": sum(1 for b in baskets if b["tracking"]),
    }  # fmt: skip
    return render(request, "warehouse/wave.html", context)


@needs("warehouse.manage")
@require_POST
def answer_stop(request: HttpRequest, fulfilment_id: int) -> HttpResponse:
    """The warehouse agrees to a stop (`agree=1`), or it goes on as before."""
    found = rows(SQL.order_of, {"id": fulfilment_id, "only": warehouses_of(request.user)})
    if not found:
        raise Http404
    agree = request.POST.get("agree") == "1"
    args = {"fulfilment_id": fulfilment_id, "agree": agree}
    (result,) = carry_out("answer_stop", [Target(found[0][0], args=args)], {}, actor_of(request.user))
    if result.refusal is not None:
        return answer(text=refusal_text(result.refusal), tone="bad")
    return answer(text=_("Stopped.") if agree else _("It goes on as before."), refresh=True)


@needs("warehouse.pack")
@require_POST
def ask_labels(request: HttpRequest, wave_id: int) -> HttpResponse:
    """Ask the carriers for every label of the wave that is missing."""
    tour = tour_of(f"W{wave_id}", warehouses_of(request.user))
    if tour is None:
        raise Http404
    orders = {part.fulfilment_id: part.order_id for part in tour.parts}
    targets = [Target(order_id, args={"fulfilment_id": key}) for key, order_id in orders.items()]
    done = sum(result.done for result in carry_out("want_label", targets, {}, actor_of(request.user)))
    text = ngettext("%(many)s label asked for.", "%(many)s labels asked for.", done) % {"many": done}
    return answer(text=text if done else _("Every order of the wave has its label."), refresh=bool(done))

"""The handheld while picking: one bin at a time, a scan for every unit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.flow.command import Actor, Target
from orderway.journey.pick.actions import SHORT_REASONS
from orderway.journey.pick.walks import drawing
from orderway.journey.pick.wave import SQL, WAITING_MAX, Part, Stop, Tour, stops_drawn, tour_of
from orderway.journey.pick.words import wrong
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.web.engine import carry_out, engine, rows
from orderway.web.going import go
from orderway.web.permissions import actor_of, needs, warehouses_of

SKIPS_MAX = 200
CODE_CHARS_MAX = 60
WAVE = ("id", "made_at", "made_by", "picker", "warehouse", "orders")
SINGLE = ("id", "number", "ship_by", "state", "units")


@needs("warehouse.pick")
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Where picking begins: scan a pick list, or take one of those that wait."""
    only = warehouses_of(request.user)
    answer: dict[str, Any] = {}
    if request.method == "POST":
        code = request.POST.get("code", "").replace("\x00", "").strip()[:CODE_CHARS_MAX]
        found = _code_of(code, only)
        if found:
            return go(request, reverse("pick_walk", args=[found]))
        answer = {"right": False, "text": wrong("unknown")}
    who = request.user.get_username()
    waves = rows(SQL.open_waves, {"only": only, "who": who, "limit": WAITING_MAX})
    single = rows(SQL.single_waiting, {"only": only, "limit": WAITING_MAX})
    context = {
        "section": "warehouse",
        "answer": answer,
        "waves": [{"code": f"W{row[0]}", **_named(WAVE, row)} for row in waves],
        "single": [{"code": f"F{row[0]}", **_named(SINGLE, row)} for row in single],
        "who": who,
    }
    return render(request, "pick/home_inner.html" if request.headers.get("HX-Request") else "pick/home.html", context)


def _named(names: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


def _code_of(code: str, only: list[int] | None) -> str:
    tour = tour_of(code, only)
    if tour is not None:
        return tour.code
    found = rows(SQL.fulfilment_of_number, {"number": code, "only": only})
    if not found:
        return ""
    fulfilment_id, wave_id = found[0]
    return f"W{wave_id}" if wave_id else f"F{fulfilment_id}"


@needs("warehouse.pick")
@require_http_methods(["GET", "POST"])
def walk(request: HttpRequest, code: str) -> HttpResponse:
    """The next stop of a walk; a POST is a scan (`code`), or with `all` takes everything that the basket wants."""
    tour = _tour(request, code)
    if request.method == "GET":
        return _show(request, tour, _skips(request.GET.get("skip", "")), {})
    skips = _skips(request.POST.get("skip", ""))
    stop = _stop(tour, skips)
    if stop is None:
        return _show(request, tour, skips, {})
    scanned = request.POST.get("code", "").replace("\x00", "").strip()[:CODE_CHARS_MAX]
    part = _wanted(stop)
    many = part.left if request.POST.get("all") else 1
    problem = "" if request.POST.get("all") else _problem(tour, stop, scanned)
    if problem == "place":
        return _show(request, tour, skips, {"right": True, "text": _("Right bin")})
    if not problem:
        problem = _pick(request, tour, part, many)
    if problem:
        return _show(request, _tour(request, code), skips, {"right": False, "text": wrong(problem)})
    after = _tour(request, code)
    left = next((s.left for s in after.stops if s.key == stop.key), 0)
    said = (
        ngettext("Right, %(left)s more", "Right, %(left)s more", left) % {"left": left}
        if left
        else _("Right, all here")
    )
    return _show(request, after, skips, {"right": True, "text": said})


@needs("warehouse.pick")
@require_GET
def ask_short(request: HttpRequest, code: str) -> HttpResponse:
    """The one question of a short pick: how many are missing or damaged."""
    tour = _tour(request, code)
    skips = _skips(request.GET.get("skip", ""))
    stop = _stop(tour, skips)
    if stop is None:
        raise Http404
    damaged = request.GET.get("kind") == "damaged"
    whys = [
        ("not_found", _("The bin is empty: correct the stock")),
        ("misplaced", _("It must be elsewhere in the house: leave the stock")),
    ]
    context = {
        "tour": tour, "stop": stop, "part": _wanted(stop), "damaged": damaged, "skip": ",".join(skips), "whys": whys,
    }  # fmt: skip
    return render(request, "pick/short.html", context)


@needs("warehouse.pick")
@require_POST
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Units that are not there or broken: off this stop, from the last basket on, sourced elsewhere."""
    tour = _tour(request, code)
    skips = _skips(request.POST.get("skip", ""))
    stop = next((s for s in tour.stops if s.key == request.POST.get("stop", "")), None)
    reason = request.POST.get("reason", "")
    units = whole(request.POST.get("units", "")) or 0
    if stop is None or reason not in SHORT_REASONS or not 0 < units <= stop.left:
        return _show(request, tour, skips, {"right": False, "text": wrong("more_than_asked")})
    answer: dict[str, Any] = {"right": True, "text": _("Noted: the rest comes from elsewhere")}
    for part in reversed(stop.parts):
        many = min(units, part.left)
        if many:
            args = {"fulfilment_id": part.fulfilment_id, "line_id": part.id, "units": many, "reason": reason}
            (result,) = carry_out("short", [Target(part.order_id, args=args)], {}, actor_of(request.user))
            units -= many
            if result.refusal is not None:
                answer = {"right": False, "text": wrong(result.refusal.code)}
    response = _show(request, _tour(request, code), skips, answer)
    response["HX-Trigger"] = "closeDialog"
    return response


@needs("warehouse.pick")
@require_GET
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The plan of the aisles with the path drawn, in the dialog."""
    tour = _tour(request, code)
    drawn = drawing(tour.warehouse, tour.plan.corners, stops_drawn(tour))
    return render(request, "pick/plan_dialog.html", {"tour": tour, "plan": drawn, "metres": tour.plan.length_dm / 10})


def _tour(request: HttpRequest, code: str) -> Tour:
    tour = tour_of(code, warehouses_of(request.user))
    if tour is None:
        raise Http404
    return tour


def _skips(text: str) -> list[str]:
    return [key for key in text.split(",") if key][:SKIPS_MAX]


def _stop(tour: Tour, skips: list[str]) -> Stop | None:
    """The first stop that still wants something; skipped ones come back at the end."""
    left = [stop for stop in tour.stops if stop.left]
    return next((stop for stop in left if stop.key not in skips), left[0] if left else None)


def _wanted(stop: Stop) -> Part:
    return next(part for part in stop.parts if part.left)


def _problem(tour: Tour, stop: Stop, scanned: str) -> str:
    """Why a scan is not the item wanted; "place" for the right bin, "" for the item."""
    part = stop.parts[0]
    text = scanned.casefold()
    if text in {each.casefold() for each in (part.sku, part.barcode) if each}:
        return ""
    if text and text == stop.bin.casefold():
        return "place"
    if text in {s.bin.casefold() for s in tour.stops}:
        return "other_bin"
    others = {each.casefold() for p in tour.parts for each in (p.sku, p.barcode) if each}
    return "other_item" if text in others else "not_here"


def _pick(request: HttpRequest, tour: Tour, part: Part, many: int) -> str:
    """Take units into the part's basket; the code of a refusal, or ""."""
    actor: Actor = actor_of(request.user)
    args = {"fulfilment_id": part.fulfilment_id, "picked": {str(part.id): many}}
    (result,) = carry_out("pick", [Target(part.order_id, args=args)], {}, actor)
    if result.refusal is not None:
        return result.refusal.code
    if tour.wave_id is not None:
        engine().connection.execute(SQL.take_wave, {"who": actor.name, "id": tour.wave_id})
    return ""


def _show(request: HttpRequest, tour: Tour, skips: list[str], answer: dict[str, Any]) -> HttpResponse:
    stop = _stop(tour, skips)
    asked = sum(s.units for s in tour.stops)
    left = sum(s.left for s in tour.stops)
    if stop is None and tour.wave_id is not None and tour.done_at is None:
        engine().connection.execute(SQL.end_wave, {"id": tour.wave_id, "now": clock.now()})
    numbers = {part.fulfilment_id: (part.number, part.state) for part in tour.parts}
    stopped = [
        (tour.basket_of(fid), number)
        for fid, (number, state) in numbers.items()
        if state in ("STOP_REQUESTED", "CANCELLED")
    ]
    chinese = (get_language() or "").startswith("zh")
    part = _wanted(stop) if stop else None
    context = {
        "section": "warehouse", "tour": tour, "stop": stop, "part": part, "answer": answer, "stopped": stopped,
        "asked": asked, "done": asked - left, "skip": ",".join(skips),
        "skip_next": ",".join([*skips, stop.key]) if stop else "",
        "name": (part.name_zh if chinese and part.name_zh else part.name) if part else "",
        "basket": tour.basket_of(part.fulfilment_id) if part and len(tour.plan.baskets) > 1 else 0,
        "baskets": len(tour.plan.baskets), "at": tour.stops.index(stop) + 1 if stop else len(tour.stops),
    }  # fmt: skip
    return render(request, "pick/walk_inner.html" if request.headers.get("HX-Request") else "pick/walk.html", context)

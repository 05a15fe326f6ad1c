"""The packing table: every item checked by scan, weighed, labelled."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderway.flow.command import Target
from orderway.journey.pack import table as packing
from orderway.journey.pack.table import SQL, Boxes, Table
from orderway.journey.pack.words import wrong
from orderway.web.engine import carry_out, rows
from orderway.web.going import go
from orderway.web.permissions import actor_of, needs, warehouses_of

WAITING_MAX = 50
CODE_CHARS_MAX = 60
GRAMS_MAX = 1_000_000


@needs("warehouse.pack")
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Where packing begins: scan a basket, an order, a label; or take one of those that wait."""
    only = warehouses_of(request.user)
    answer: dict[str, Any] = {}
    if request.method == "POST":
        code = request.POST.get("code", "").replace("\x00", "").strip()[:CODE_CHARS_MAX]
        found = packing.find(code, only) if code else None
        if found:
            return go(request, reverse("pack_check", args=[f"F{found}"]))
        answer = {"right": False, "text": wrong("unknown")}
    waiting = rows(SQL.waiting, {"only": only, "limit": WAITING_MAX})
    names = ("id", "number", "ship_by", "wave", "units", "basket")
    listed = [{"code": f"F{row[0]}", **dict(zip(names, row, strict=True))} for row in waiting]
    context = {"section": "warehouse", "answer": answer, "waiting": listed}
    return render(request, "pack/home_inner.html" if request.headers.get("HX-Request") else "pack/home.html", context)


@needs("warehouse.pack")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """One order on the table. POST: a scan (`code`), `box` (another parcel), `close` with `grams` (packed), `label`."""
    only = warehouses_of(request.user)
    found = packing.find(code, only)
    table = packing.table_of(found, only) if found else None
    if table is None:
        raise Http404
    boxes = packing.boxes_of(request.POST.get("scanned", ""))
    if request.method == "POST" and "label" in request.POST:
        return _label(request, table)
    if request.method == "GET" or table.state != "PICKED":
        return _show(request, table, boxes, {})
    if request.POST.get("wish"):
        return _tick(request, table, boxes)
    if request.POST.get("box"):
        return _show(request, table, *_next_box(boxes))
    if request.POST.get("close"):
        return _close(request, table, boxes)
    problem = packing.add(table, boxes, request.POST.get("code", "").replace("\x00", "").strip()[:CODE_CHARS_MAX])
    if problem:
        return _show(request, table, boxes, {"right": False, "text": wrong(problem)})
    left = packing.left(table, boxes)
    said = ngettext("Right, %(left)s more", "Right, %(left)s more", left) % {"left": left} if left else _("All here")
    return _show(request, table, boxes, {"right": True, "text": said})


def _label(request: HttpRequest, table: Table) -> HttpResponse:
    """The number on the carrier's own label, scanned for a parcel that waits for none from the carrier."""
    number = request.POST["label"].replace("\x00", "").strip()[:CODE_CHARS_MAX]
    parcel, meant = table.to_label(), bool(request.POST.get("confirmed"))
    if parcel is None:
        return _show(request, table, [{}], {"right": False, "text": wrong("labelled_already")})
    if not table.is_label(number):
        return _show(request, table, [{}], {"right": False, "text": wrong("not_a_label")})
    args = {"parcel_id": parcel.id, "tracking_number": number, "number_confirmed": meant}
    (result,) = carry_out("label", [Target(table.order_id, args=args)], {}, actor_of(request.user))
    after = packing.table_of(table.id, warehouses_of(request.user))
    assert after is not None
    if result.refusal is None:
        return _show(request, after, [{}], {"right": True, "text": _("Labelled")})
    answer: dict[str, Any] = {"right": False, "text": wrong(result.refusal.code)}
    if result.refusal.code == "check_digit_wrong":
        answer["doubted"] = number
    return _show(request, after, [{}], answer)


def _tick(request: HttpRequest, table: Table, boxes: Boxes) -> HttpResponse:
    """A wish of the buyer was carried out."""
    args = {"wish": request.POST["wish"][:50]}
    (result,) = carry_out("tick_wish", [Target(table.order_id, args=args)], {}, actor_of(request.user))
    after = packing.table_of(table.id, warehouses_of(request.user))
    assert after is not None
    said = wrong(result.refusal.code) if result.refusal else _("Ticked off")
    return _show(request, after, boxes, {"right": result.refusal is None, "text": said})


def _next_box(boxes: Boxes) -> tuple[Boxes, dict[str, Any]]:
    if not boxes[-1]:
        return boxes, {"right": False, "text": wrong("empty_parcel")}
    boxes.append({})
    return boxes, {"right": True, "text": _("Parcel %(number)s") % {"number": len(boxes)}}


def _close(request: HttpRequest, table: Table, boxes: Boxes) -> HttpResponse:
    """Close the parcels and ask for labels that are still missing."""
    full = [box for box in boxes if box]
    text = request.POST.get("grams", "").strip()
    if text and not (text.isascii() and text.isdigit() and int(text[:9]) <= GRAMS_MAX):
        return _show(request, table, boxes, {"right": False, "text": wrong("no_weight")})
    parcels: list[dict[str, Any]] = [{"contents": {str(key): units for key, units in box.items()}} for box in full]
    if text and len(parcels) == 1:
        parcels[0]["weight_grams"] = int(text)
    args = {"fulfilment_id": table.id, "parcels": parcels, "weight_confirmed": bool(request.POST.get("confirmed"))}
    actor = actor_of(request.user)
    (result,) = carry_out("pack", [Target(table.order_id, args=args)], {}, actor)
    if result.refusal is not None:
        answer: dict[str, Any] = {"right": False, "text": wrong(result.refusal.code)}
        if result.refusal.code == "weight_far_off":
            answer |= {"facts": result.refusal.facts, "grams": text}
        return _show(request, table, boxes, answer)
    carry_out("want_label", [Target(table.order_id, args={"fulfilment_id": table.id})], {}, actor)
    after = packing.table_of(table.id, warehouses_of(request.user))
    assert after is not None
    return _show(request, after, [{}], {"right": True, "text": _("Packed")})


def _show(request: HttpRequest, table: Table, boxes: Boxes, answer: dict[str, Any]) -> HttpResponse:
    seen = packing.scanned(boxes)
    chinese = (get_language() or "").startswith("zh")
    items = [
        {
            "sku": item.sku, "name": item.name_zh if chinese and item.name_zh else item.name, "fragile": item.fragile,
            "units": item.units, "seen": min(seen.get(item.id, 0), item.units),
            "done": seen.get(item.id, 0) >= item.units,
        }
        for item in table.items
    ]  # fmt: skip
    units = sum(item.units for item in table.items)
    left = packing.left(table, boxes)
    packed = table.state in ("PACKED", "READY")
    context = {
        "company": [{"number": n, "packed": p, "stopped": s} for n, p, s in rows(SQL.in_the_box, [table.id])],
        "section": "warehouse", "table": table, "items": items, "answer": answer, "units": units, "done": units - left,
        "left": left, "scanned": packing.text_of(boxes), "box": len(boxes), "code": f"F{table.id}",
        "waits": packed and table.to_label() is None and any(not p.tracking_number for p in table.parcels),
        "to_label": table.to_label() if packed else None,
    }  # fmt: skip
    return render(request, "pack/check_inner.html" if request.headers.get("HX-Request") else "pack/check.html", context)

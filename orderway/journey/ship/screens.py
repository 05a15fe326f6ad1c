"""Handing over: each parcel is scanned as the carrier takes it; what must not leave is refused in red."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderway.flow.command import Target
from orderway.journey.ship.words import wrong
from orderway.kernel.sql import named
from orderway.web.engine import carry_out, rows
from orderway.web.permissions import actor_of, needs, warehouses_of

CODE_CHARS_MAX = 60
SCANNED_MAX = 500
"""Parcels that one page remembers; the counter starts again behind them."""
CARRIERS_MAX = 20
SQL = named(__file__)


class Scanned(NamedTuple):
    """A parcel under the scanner."""

    parcel_id: int
    order_id: int
    fulfilment_id: int
    state: str
    fulfilment_state: str
    warehouse_id: int
    number: str
    carrier: str | None
    address_version: int
    address_now: int
    stopped: bool


@needs("warehouse.pack")
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """The scanner at the door. POST: the `code` of a parcel; `seen` are the numbers scanned before."""
    only = warehouses_of(request.user)
    seen = [code for code in request.POST.get("seen", "").split(" ") if code][-SCANNED_MAX:]
    answer: dict[str, Any] = {}
    if request.method == "POST":
        code = request.POST.get("code", "").replace("\x00", "").strip()[:CODE_CHARS_MAX]
        answer = _scan(request, code, seen, only)
        if answer["right"]:
            seen.append(code)
    waiting = rows(SQL.ready, {"only": only, "limit": CARRIERS_MAX})
    context = {
        "section": "warehouse", "answer": answer, "seen": " ".join(seen), "done": len(seen),
        "last": list(reversed(seen[-8:])), "waiting": waiting, "left": sum(row[1] for row in waiting),
    }  # fmt: skip
    return render(
        request, "ship/hand_over_inner.html" if request.headers.get("HX-Request") else "ship/hand_over.html", context
    )


def _scan(request: HttpRequest, code: str, seen: list[str], only: list[int] | None) -> dict[str, Any]:
    found = rows(SQL.scanned, [code])
    if not found:
        return {"right": False, "text": wrong("unknown")}
    parcel = Scanned(*found[0])
    problem = _problem(parcel, code, seen, only)
    if problem:
        return {"right": False, "text": wrong(problem), "number": parcel.number}
    numbers = [row[0] for row in rows(SQL.siblings, [parcel.fulfilment_id])]
    missing = [number for number in numbers if number != code and number not in seen]
    if missing:
        said = _("Parcel %(at)s of %(many)s: scan the other") % {
            "at": len(numbers) - len(missing),
            "many": len(numbers),
        }
        return {"right": True, "text": said, "number": parcel.number}
    args = {"fulfilment_id": parcel.fulfilment_id, "tracking_number": code}
    (result,) = carry_out("hand_over", [Target(parcel.order_id, args=args)], {}, actor_of(request.user))
    if result.refusal is not None:
        return {"right": False, "text": wrong(result.refusal.code), "number": parcel.number}
    return {"right": True, "text": parcel.carrier or _("Handed over"), "number": parcel.number}


def _problem(parcel: Scanned, code: str, seen: list[str], only: list[int] | None) -> str:
    """Why this parcel must not leave; "" where it may."""
    if only is not None and parcel.warehouse_id not in only:
        return "other_place"
    if parcel.state == "VOIDED":
        return "void"
    if parcel.fulfilment_state == "SHIPPED":
        return "gone"
    if parcel.fulfilment_state in ("STOP_REQUESTED", "CANCELLED") or parcel.stopped:
        return "stopped"
    if parcel.address_version != parcel.address_now:
        return "label_outdated"
    if parcel.fulfilment_state != "READY":
        return "not_packed"
    return "again" if code in seen else ""

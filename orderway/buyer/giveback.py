"""Sending something back: what the shop promises, what can be returned, and how far it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from orderway.buyer import links, reading, when
from orderway.buyer.page import BUYER, face, gone, policy_of, public
from orderway.buyer.seen import LineSeen, OrderSeen, ReturnSeen
from orderway.buyer.words import RETURN_REASONS, refusal_text
from orderway.flow.command import Target
from orderway.flow.money import share_left
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.links import RETURN
from orderway.web.engine import carry_out

NOTE_CHARS_MAX = 1000
UNITS_OFFERED_MAX = 50
"""Units of one line that can be chosen at once; more are asked for by a message."""
NOT_INSPECTED = ("REQUESTED", "APPROVED", "AWAITING_PARCEL", "PARTIALLY_RECEIVED", "RECEIVED")
CAN_CANCEL = ("REQUESTED", "APPROVED", "AWAITING_PARCEL")
ENDED_OTHERWISE = ("DECLINED", "CANCELLED", "EXPIRED", "SENT_BACK")
STEP_OF = {
    "REQUESTED": 0, "APPROVED": 1, "AWAITING_PARCEL": 1, "PARTIALLY_RECEIVED": 2, "RECEIVED": 2, "INSPECTED": 2,
    "SETTLING": 3, "MANUAL": 3, "DISPUTED": 0, "COMPLETED": 4,
}  # fmt: skip


@public
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, code: str, sign: str) -> HttpResponse:
    """The return page of an order; open to whoever holds its link."""
    seen = _opened(code, sign)
    if seen is None or links.is_over(seen.closed_at, links.TRACKING_DAYS, clock.now()):
        return gone(request, seen.shop if seen else None)
    if request.method != "POST":
        return render(request, "buyer/return.html", shown(seen, clock.now()))
    units = {str(line.id): whole(request.POST.get(f"units_{line.id}", ""), 6) or 0 for line in seen.lines}
    args = {
        "lines": {line: many for line, many in units.items() if many},
        "reason": request.POST.get("reason", ""),
        "note": request.POST.get("note", "").replace("\x00", "").strip()[:NOTE_CHARS_MAX],
    }
    (result,) = carry_out("request_return", [Target(seen.id)], args, BUYER)
    if result.refusal is None:
        return HttpResponseRedirect(links.return_path(seen.id))
    chosen = {"chosen": units, "reason": args["reason"], "note": args["note"]}
    context = {**shown(seen, clock.now(), units), **chosen, "error": refusal_text(result.refusal.code)}
    return render(request, "buyer/return.html", context, status=422)


@public
@require_POST
def cancel(request: HttpRequest, code: str, sign: str) -> HttpResponse:
    """The buyer keeps it after all; open to whoever holds the link."""
    seen = _opened(code, sign)
    if seen is None:
        return gone(request)
    case_id = request.POST.get("return_id", "")
    (result,) = carry_out("cancel_return", [Target(seen.id)], {"return_id": case_id or "0"}, BUYER)
    if result.refusal is None:
        return HttpResponseRedirect(links.return_path(seen.id))
    context = {**shown(seen, clock.now()), "error": refusal_text(result.refusal.code)}
    return render(request, "buyer/return.html", context, status=422)


def _opened(code: str, sign: str) -> OrderSeen | None:
    order_id = links.opened(RETURN, code, sign)
    return reading.order_seen(order_id) if order_id is not None else None


def shown(seen: OrderSeen, now: datetime, chosen: dict[str, int] | None = None) -> dict[str, Any]:
    """Everything the return page shows."""
    zone, policy = when.zone_of(seen.shop.time_zone), policy_of(seen.shop)
    end = seen.delivered_at + timedelta(days=policy.return_days) if seen.delivered_at else None
    open_now = end is not None and now <= end
    offers = [_offer(line, seen, (chosen or {}).get(str(line.id), 0)) for line in seen.lines if line.shipped]
    return {
        "shop": face(seen.shop),
        "order": seen,
        "days": policy.return_days,
        "until": when.day(end.astimezone(zone).date(), now.astimezone(zone).date()) if end else "",
        "is_open": open_now,
        "offers": offers,
        "anything": open_now and any(offer["left"] for offer in offers),
        "reasons": list(RETURN_REASONS.items()),
        "cases": [_case(case, seen, now) for case in reversed(seen.returns)],
        "note_chars_max": NOTE_CHARS_MAX,
        "tracking_path": links.tracking_path(seen.id),
        "cancel_path": f"{links.return_path(seen.id)}/cancel",
    }


def _offer(line: LineSeen, seen: OrderSeen, chosen: int) -> dict[str, Any]:
    """How many of a line can go back, and what exactly each number of units pays back."""
    coming = sum(
        entry["asked"]
        for case in seen.returns
        if case.state in NOT_INSPECTED
        for entry in case.lines
        if entry["line_id"] == line.id
    )
    left = max(0, line.shipped - line.returned - coming)
    most = min(left, UNITS_OFFERED_MAX, max(0, line.ordered - line.refunded_units - coming))
    before = share_left(line, coming)
    return {
        "line": line,
        "left": left,
        "options": [
            {
                "units": units,
                "minor": share_left(line, coming + units) - before,
                "chosen": units == chosen,
            }
            for units in range(1, most + 1)
        ],
    }


def _case(case: ReturnSeen, seen: OrderSeen, now: datetime) -> dict[str, Any]:
    zone = when.zone_of(seen.shop.time_zone)
    titles = {line.id: line.title for line in seen.lines}
    refund = next((refund for refund in seen.refunds if refund.return_id == case.id), None)
    return {
        "seen": case,
        "items": [{"title": titles.get(e["line_id"], ""), "units": e["asked"]} for e in case.lines],
        "steps": _steps(case),
        "sentence": _sentence(case),
        "until": when.day(case.due_at.astimezone(zone).date(), now.astimezone(zone).date()) if case.due_at else "",
        "asked": when.moment(case.asked_at, now, zone),
        "refund": refund,
        "paid": refund is not None and refund.state == "SUCCEEDED",
        "can_cancel": case.kind != "refused" and case.state in CAN_CANCEL,
        "send_it": case.state in ("AWAITING_PARCEL", "PARTIALLY_RECEIVED") and case.kind != "refused",
        "declined": case.state == "DECLINED",
    }


def _steps(case: ReturnSeen) -> list[dict[str, Any]]:
    if case.state in ENDED_OTHERWISE or case.kind == "refused":
        return []
    labels = (
        pgettext("return step", "Asked"),
        pgettext("return step", "Sent back"),
        pgettext("return step", "Checked"),
        pgettext("return step", "Paid back"),
    )
    here = STEP_OF.get(case.state, 0)
    return [{"label": label, "done": at < here, "here": at == here} for at, label in enumerate(labels)]


def _sentence(case: ReturnSeen) -> str:
    sentences = {
        "REQUESTED": _("We look at it within a day."),
        "AWAITING_PARCEL": _("Agreed: please send it back."),
        "PARTIALLY_RECEIVED": _("A part of it has arrived with us."),
        "RECEIVED": _("It has arrived with us and is being checked."),
        "INSPECTED": _("It has arrived with us and is being checked."),
        "SETTLING": _("Checked: your money is being paid back."),
        "MANUAL": _("Checked: your money is being paid back by hand."),
        "COMPLETED": _("Done."),
        "DECLINED": _("We cannot take it back."),
        "SENT_BACK": _("We could not accept it and are sending it back to you."),
        "CANCELLED": _("You kept it."),
        "EXPIRED": _("Nothing arrived in time, so the return was closed."),
        "DISPUTED": _("The platform decides about it."),
    }
    if case.kind == "refused" and case.closed_at is None:
        return _("The parcel was not accepted and is coming back to us.")
    return sentences.get(case.state, "")

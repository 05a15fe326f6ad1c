"""Payments that fit no order, matched by hand; and the days by gateway, as a page and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from orderway.console.payments import after
from orderway.console.refusals import refusal_text
from orderway.journey.review import notices
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.errors import Refusal
from orderway.kernel.money import format_minor
from orderway.kernel.sql import named
from orderway.web.engine import engine, rows
from orderway.web.permissions import may, needs, shops_of

OPEN_MAX, DAY_ROWS_MAX = 200, 2_000
DAYS_SHOWN, DAYS_MAX = 7, 92
SQL = named(__file__)
KINDS = {
    "authorised": pgettext_lazy("payment", "Authorised"),
    "captured": pgettext_lazy("payment", "Paid"),
    "voided": pgettext_lazy("payment", "Voided"),
    "collected": pgettext_lazy("payment", "Collected"),
    "remitted": pgettext_lazy("payment", "Remitted"),
    "refunded": pgettext_lazy("payment", "Refunded"),
    "refund_failed": pgettext_lazy("payment", "Refund failed"),
    "card": pgettext_lazy("payment", "Card result"),
}
HEADINGS = ("day", "shop", "gateway", "kind", "currency", "count", "amount", "fee")
COLUMNS = ("day", "shop", "shop_name", *HEADINGS[2:])


@needs("payment.view")
@require_GET
def open_notices(request: HttpRequest) -> HttpResponse:
    """What gateways told that fits no order, or that its order refused: a person says where it belongs."""
    found = rows(SQL.open_notices, {"shops": shops_of(request.user), "limit": OPEN_MAX})
    names = (
        "id",
        "gateway",
        "shop",
        "at",
        "kind",
        "order",
        "reference",
        "amount",
        "currency",
        "outcome",
        "why",
        "order_id",
    )
    shown = [dict(zip(names, row, strict=True)) for row in found]
    for one in shown:
        one["kind_words"] = KINDS.get(one["kind"], one["kind"])
        one["why_words"] = _why(one)
    context = {
        "section": "payments", "rows": shown, "after": after.rows_for(request),
        "mends": may(request.user, "payment.record"),
    }  # fmt: skip
    return render(request, "payments/open.html", context)


def _why(one: Mapping[str, Any]) -> str:
    if one["outcome"] == "no_order":
        return _("No order has this number.")
    if one["why"] == "refund_unknown":
        return _("We asked for no such refund: it was made at the gateway.")
    return refusal_text(Refusal(str(one["why"])))


@needs("payment.record")
@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Say to which order a payment belongs (`order`), or that nothing is to be done with it (`settle`)."""
    by, shops = request.user.get_username(), shops_of(request.user)
    if "settle" in request.POST:
        done = notices.settle(engine(), pk, "by_hand", by, shops)
        why = "" if done else "settled_already"
    else:
        why = notices.match(engine(), pk, request.POST.get("order", ""), by, shops)
    words = {
        "unknown_order": _("No order of this shop has this number."),
        "several_orders": _("Several orders have this number: use the shop's own key."),
        "settled_already": _("Somebody has settled this payment already."),
        "no_payment": _("This is no payment: settle it."),
    }
    if why:
        messages.error(request, words.get(why) or refusal_text(Refusal(why)))
    else:
        messages.success(request, _("Noted."))
    return redirect("payments")


@needs("payment.view")
@require_GET
def days(request: HttpRequest) -> HttpResponse:
    """The last days by gateway."""
    found = [dict(zip(COLUMNS, row, strict=True)) for row in _days(request)]
    for one in found:
        one["kind_words"] = KINDS.get(one["kind"], one["kind"])
    return render(request, "payments/days.html", {"section": "payments", "rows": found, "days": _span(request)})


@needs("payment.view")
@require_GET
def days_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV, amounts as decimal text."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="payments.csv"'
    writer = csv.writer(response)
    writer.writerow(HEADINGS)
    for day, shop, _name, gateway, kind, currency, count, amount, fee in _days(request):
        safe = "'" + gateway if gateway[:1] in "=+-@" and len(gateway) > 1 else gateway
        money = (format_minor(amount, currency), format_minor(fee, currency))
        writer.writerow([day.isoformat(), shop, safe, kind, currency, count, *money])
    return response


def _span(request: HttpRequest) -> int:
    told = whole(request.GET.get("days", ""))
    return DAYS_SHOWN if told is None else min(max(1, told), DAYS_MAX)


def _days(request: HttpRequest) -> list[tuple[Any, ...]]:
    until = clock.now()
    values = {
        "since": until - timedelta(days=_span(request)), "until": until, "shops": shops_of(request.user),
        "limit": DAY_ROWS_MAX,
    }  # fmt: skip
    return rows(SQL.days, values)

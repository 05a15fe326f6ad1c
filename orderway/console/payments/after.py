"""Orders whose money somebody must look after: it does not fit, could not be taken, lapses, or is too much or too
little."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from orderway.console.order import found
from orderway.console.refusals import refusal_text
from orderway.console.why import fact_words
from orderway.flow import capturing, verifying
from orderway.flow.command import Target
from orderway.kernel.sql import named
from orderway.web import words_holds
from orderway.web.engine import carry_out, engine
from orderway.web.permissions import actor_of, needs, shops_of

ROWS_MAX = 200
TAKEN = (capturing.FAILED, capturing.ENDS)
"""Reasons after which the gateway is asked to take the money."""
REASONS = (*TAKEN, verifying.DIFFERS, verifying.GATEWAY.silent, "overpaid")
PART_PAID = "part_paid"
SQL = named(__file__)


def rows_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The orders that this reader may see, the longest waiting first."""
    values = {"reasons": list(REASONS), "shops": shops_of(request.user), "limit": ROWS_MAX}
    names = ("id", "number", "shop", "reason", "facts", "at", "currency", "due", "captured", "authorised")
    with engine().connection.cursor() as cursor:
        shown = [dict(zip(names, row, strict=True)) for row in cursor.execute(SQL.after, values).fetchall()]
    for one in shown:
        part = one["reason"] == PART_PAID
        one["word"] = pgettext("payment", "Partly paid") if part else words_holds.reason_word(one["reason"])
        one["said"] = _missing(one) if part else fact_words(one["facts"], one["currency"])
        one["takes"] = one["reason"] in TAKEN and one["authorised"] > one["captured"]
    return shown


def _missing(one: Mapping[str, Any]) -> str:
    return fact_words({"due": one["due"], "captured": one["captured"]}, one["currency"])


@needs("payment.record")
@require_POST
def take(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask the gateway to take what is authorised of an order."""
    one = found(request, order_id)
    (result,) = carry_out("capture", [Target(one.id)], {}, actor_of(request.user))
    if result.refusal is not None:
        messages.error(request, refusal_text(result.refusal))
    else:
        messages.success(request, _("The gateway is asked."))
    return redirect("payments")

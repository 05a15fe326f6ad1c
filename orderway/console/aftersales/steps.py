"""One step of a return, refund or message: its dialog, and the deed on the order as it was seen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from orderway.console.aftersales import case as cases
from orderway.console.aftersales.forms import StepForm
from orderway.console.aftersales.pages import seen_order
from orderway.console.aftersales.stacks import RETURN
from orderway.console.aftersales.words import STEPS, Step
from orderway.console.answers import answer
from orderway.console.order import as_seen
from orderway.console.refusals import refusal_text
from orderway.flow.order import Order
from orderway.web.engine import carry_out, commands
from orderway.web.permissions import actor_of, may, needs


@needs("return.view")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, kind: str, row_id: int, command: str) -> HttpResponse:
    """The dialog of a step, or the deed; each command asks for its own permission."""
    found = STEPS.get(command)
    if found is None or found.kind != kind:
        raise Http404
    order = seen_order(request, kind, row_id)
    permission = commands()[command].permission
    if not may(request.user, permission):
        return render(request, "console/refused.html", {"text": cases.role_says(permission)}, status=403)
    form = StepForm(command, order, row_id, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _dialog(request, found, order, row_id, form, 422 if request.method == "POST" else 200)
    args = {**form.args(), **({cases.ID_ARGUMENT[kind]: row_id} if kind in cases.ID_ARGUMENT else {})}
    (result,) = carry_out(command, [as_seen(request, order)], args, actor_of(request.user))
    if result.refusal is not None:
        error = refusal_text(result.refusal, order.currency)
        return _dialog(request, found, order, row_id, form, 422, error)
    messages.success(request, f"{found.done} · {order.number}")
    return answer(refresh=True)


def _dialog(
    request: HttpRequest, found: Step, order: Order, row_id: int, form: StepForm, status: int, error: str = ""
) -> HttpResponse:
    case = cases.return_of(order, row_id) if found.kind == RETURN else None
    refund = cases.refund_of(order, row_id)
    context: dict[str, Any] = {
        "step": found,
        "order": order,
        "form": form,
        "error": error,
        "post": reverse("aftersales_step", args=[found.kind, row_id, found.command]),
        "version": order.version,
        "parts": cases.parts_of(order, case) if case else [],
        "sum": cases.sum_of(order, case) if case else None,
        "place": cases.place_of(order, case) if case else "",
        "amount": refund.amount_minor if refund and not case else None,
    }
    return render(request, "aftersales/step.html", context, status=status)

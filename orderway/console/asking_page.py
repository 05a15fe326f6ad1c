"""The proposal of a question anew, when another field is chosen in its dialog."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from orderway.console import asking
from orderway.console.action_choices import QUESTIONS
from orderway.console.order import found
from orderway.web.permissions import needs


@needs("order.contact")
@require_GET
def proposal(request: HttpRequest, order_id: int) -> HttpResponse:
    """Channel, reason and words for the field that is asked about (`field`); the first one where it is none."""
    field = request.GET.get("field", "")
    known = {code for code, _label in QUESTIONS}
    context = {"asking": asking.preview(found(request, order_id), field if field in known else "")}
    return render(request, "console/asking.html", context)

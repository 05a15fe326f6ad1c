"""Looking at a receiver in full: one record at a time, with a reason, written down, so many an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orderway.console import order_parts
from orderway.console.changes import revealed_before
from orderway.console.order import found
from orderway.kernel import clock
from orderway.records.models import Reveal
from orderway.web.permissions import needs

LOOKS_PER_HOUR_MAX = 60


class RevealForm(forms.Form):
    """Why somebody wants to see it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=(
            ("call", gettext_lazy("Call the buyer")),
            ("delivery", gettext_lazy("Solve a delivery")),
            ("address", gettext_lazy("Check the address")),
            ("refund", gettext_lazy("Refund or return")),
            ("other", gettext_lazy("Other")),
        ),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=150, required=False)


def look(user: Any, order_id: int, reason: str) -> bool:
    """Write a look down; False, and nothing written, where this person has had as many as one hour allows."""
    since = clock.now() - timedelta(hours=1)
    if Reveal.objects.filter(user=user, at__gte=since).count() >= LOOKS_PER_HOUR_MAX:
        return False
    Reveal.objects.create(user=user, order_id=order_id, reason=reason[:200])
    return True


def too_many() -> str:
    """What who looked too often is told."""
    text = _("You have looked at %(most)s receivers within an hour. Wait a little, or ask an administrator.")
    return text % {"most": LOOKS_PER_HOUR_MAX}


@needs("person.reveal")
@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask for a reason, then show the receiver of one order in full."""
    one = found(request, order_id)
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = ": ".join(part for part in (form.cleaned_data["reason"], form.cleaned_data["note"]) if part)
        if not look(request.user, one.id, reason):
            return render(request, "console/refused.html", {"text": too_many()}, status=429)
        shown = {"order": one, "buyer": order_parts.revealed(one.person), "before": revealed_before(one)}
        return render(request, "console/revealed.html", shown)
    status = 422 if request.method == "POST" else 200
    return render(request, "console/reveal.html", {"order": one, "form": form}, status=status)

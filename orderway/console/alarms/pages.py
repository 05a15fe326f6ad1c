"""The page of alarms, and the band that other pages show while one is not acknowledged."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from orderway.console.alarms.words import broken_word
from orderway.insight import alarms as kept
from orderway.insight.alarms import IDS_KEPT_MAX, NOTE_CHARS_MAX, Alarm
from orderway.web.engine import engine
from orderway.web.permissions import may, needs

_ORDER = re.compile(r"\border (\d{1,18})\b")


class KnownForm(forms.Form):
    """What somebody does about an alarm."""

    note = forms.CharField(
        label=gettext_lazy("What is done about it"),
        max_length=NOTE_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )


def unacknowledged() -> int:
    """How many alarms wait for a person; for the band."""
    with engine().connection.cursor() as cursor:
        return kept.unacknowledged(cursor)


@needs("alarm.view")
@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """What is broken or was not acknowledged yet, and what was."""
    with engine().connection.cursor() as cursor:
        standing, past = kept.standing(cursor), kept.past(cursor)
    context = {
        "section": "board",
        "standing": [_shown(one, request) for one in standing],
        "past": [_shown(one, request) for one in past],
        "may_acknowledge": may(request.user, "alarm.acknowledge"),
    }
    return render(request, "alarms/alarms.html", context)


def _shown(one: Alarm, request: HttpRequest) -> dict[str, Any]:
    opens = may(request.user, "order.view")
    named = []
    for text in one.ids:
        found = _ORDER.search(text)
        named.append({"text": text, "url": reverse("order", args=[int(found[1])]) if found and opens else ""})
    return {"alarm": one, "what": broken_word(one.invariant), "named": named, "more": one.broken > IDS_KEPT_MAX}


@needs("alarm.acknowledge")
@require_http_methods(["GET", "POST"])
def acknowledge(request: HttpRequest, alarm_id: int) -> HttpResponseBase:
    """Say that one knows, and what is done; the alarm stands on until the books are whole again."""
    form = KnownForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "alarm_id": alarm_id}
        return render(request, "alarms/known.html", context, status=422 if request.method == "POST" else 200)
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        done = kept.acknowledge(cursor, alarm_id, request.user.get_username(), form.cleaned_data["note"])
    if done:
        messages.success(request, _("Acknowledged"))
    else:
        messages.info(request, _("Somebody has acknowledged it already."))
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return redirect("alarms")

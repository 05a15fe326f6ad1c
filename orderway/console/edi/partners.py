"""Settings of EDI: partners, and which system each warehouse has."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from orderway.console.edi.forms import (
    HEAD,
    LINE,
    PAPERS,
    PLACE,
    WAREHOUSE_SYSTEMS,
    PartnerForm,
    SystemForm,
    initial_of,
    partner_of,
)
from orderway.console.edi.pages import SQL
from orderway.console.settings.sheet import touch
from orderway.records.models import EdiPartner, Warehouse, WarehouseSystem
from orderway.web.engine import rows
from orderway.web.permissions import needs
from orderway.web.secrets import new_webhook_secret, seal


@needs("settings.change")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Partners, and warehouses with their systems."""
    names = ("id", "code", "standard", "active", "whose", "of_shop", "usage", "heard_at")
    systems = {one.warehouse_id: one.system for one in WarehouseSystem.objects.all()}
    words = dict(WAREHOUSE_SYSTEMS)
    context = {
        "section": "settings",
        "partners": [dict(zip(names, row, strict=True)) for row in rows(SQL.partners, {})],
        "warehouses": [
            {"pk": one.pk, "code": one.code, "name": one.name, "system": words[systems.get(one.pk, "built_in")]}
            for one in Warehouse.objects.filter(active=True).order_by("code")
        ],
    }
    return render(request, "edi/settings.html", context)


@needs("settings.change")
@never_cache
@require_http_methods(["GET", "POST"])
def partner(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """One partner's form."""
    existing = EdiPartner.objects.filter(pk=pk).first() if pk else None
    if pk and existing is None:
        raise Http404
    form = PartnerForm(request.POST or None, initial=initial_of(existing), existing=existing)
    if form.is_valid():
        saved = _save(form.cleaned_data, existing)
        messages.success(request, _("Saved"))
        return redirect("settings_edi_edit", saved.pk)
    groups = [
        {"title": title, "fields": [form[name] for name in names]}
        for title, names in (("", HEAD), (_("Envelope"), PLACE), (_("Documents"), PAPERS), (_("The line"), LINE))
    ]
    context = {"section": "settings", "form": form, "one": existing, "groups": groups}
    return render(request, "edi/partner.html", context, status=422 if form.errors else 200)


def _save(told: dict[str, Any], existing: EdiPartner | None) -> EdiPartner:
    one = existing or EdiPartner()
    one.code, one.standard, one.active, one.url = told["code"], told["standard"], told["active"], told["url"]
    one.shop, one.warehouse = told["shop"], told["warehouse"]
    one.settings = msgspec.to_builtins(partner_of(told))
    if told["secret"]:
        one.secret = seal(told["secret"])
    with transaction.atomic():
        one.save()
        touch()
    return one


@needs("settings.change")
@never_cache
@require_http_methods(["GET", "POST"])
def system(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which system a warehouse has; a new secret stands on the answer once."""
    place = Warehouse.objects.filter(pk=pk).first()
    if place is None:
        raise Http404
    existing = WarehouseSystem.objects.filter(warehouse=place).first()
    start = {"system": existing.system, "url": existing.url} if existing else {}
    form = SystemForm(request.POST or None, initial=start)
    shown = ""
    if form.is_valid():
        one = existing or WarehouseSystem(warehouse=place)
        one.system, one.url = form.cleaned_data["system"], form.cleaned_data["url"]
        if one.system == "webhook" and (form.cleaned_data["renew"] or not one.secret):
            shown = new_webhook_secret()
            one.secret = seal(shown)
        with transaction.atomic():
            one.save()
            touch()
        existing = one
        messages.success(request, _("Saved"))
    events = request.build_absolute_uri(f"/api/v1/warehouses/{place.code}/events")
    context = {"section": "settings", "place": place, "form": form, "shown": shown, "one": existing, "events": events}
    return render(request, "edi/system.html", context, status=422 if form.errors else 200)

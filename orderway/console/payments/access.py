"""Access of shops to payment gateways: entered once, kept encrypted, never shown again."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from orderway.journey.review import notices
from orderway.kernel import clock
from orderway.records.models import GatewayAccount, Shop
from orderway.web.permissions import needs
from orderway.web.secrets import SealBroken, seal, unseal

SECRET_CHARS_MAX = 10_000
FIELDS = {
    "api_key": gettext_lazy("API key"),
    "private_key": gettext_lazy("Our private key"),
    "serial": gettext_lazy("Serial number of our certificate"),
    "notice_key": gettext_lazy("Key of the gateway's notices (signing secret or public key)"),
}


@needs("settings.change")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every own shop with every gateway."""
    known = {(a.shop_id, a.gateway): a for a in GatewayAccount.objects.all()}
    shops = [
        {
            "shop": shop,
            "ways": [
                (code, one.name, known.get((shop.pk, code)))
                for code, one in notices.gateways().items()
                if shop.practice or not one.practice
            ],
        }
        for shop in Shop.objects.filter(active=True).order_by("code")
    ]
    return render(request, "payments/gateways.html", {"section": "settings", "shops": shops})


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, shop_id: int, gateway: str) -> HttpResponse:
    """One access; an empty secret keeps the one that is there."""
    shop, adapter = get_object_or_404(Shop, pk=shop_id), notices.gateways().get(gateway)
    if adapter is None or (adapter.practice and not shop.practice):
        raise Http404
    account = GatewayAccount.objects.filter(shop=shop, gateway=gateway).first()
    if request.method == "POST":
        _save(request, shop, gateway, account, adapter.fields)
        messages.success(request, _("Saved."))
        return redirect("settings_gateways")
    have = _secrets(account)
    fields = [{"name": name, "label": FIELDS[name], "there": bool(have.get(name))} for name in adapter.fields]
    context: dict[str, Any] = {
        "section": "settings", "shop": shop, "gateway": adapter, "account": account, "fields": fields,
        "address": request.build_absolute_uri(f"/api/v1/payments/{shop.code}/{gateway}"),
    }  # fmt: skip
    return render(request, "payments/gateway.html", context)


def _save(
    request: HttpRequest, shop: Shop, gateway: str, account: GatewayAccount | None, fields: tuple[str, ...]
) -> None:
    secrets = _secrets(account)
    for name in fields:
        given = request.POST.get(name, "").strip()[:SECRET_CHARS_MAX]
        if given:
            secrets[name] = given
    made = account or GatewayAccount(shop=shop, gateway=gateway)
    made.merchant = request.POST.get("merchant", "").strip()[:100]
    made.sealed = seal(msgspec.json.encode(secrets).decode())
    made.sandbox, made.active = "sandbox" in request.POST, "active" in request.POST
    made.changed_by, made.changed_at = request.user.get_username(), clock.now()
    made.save()


def _secrets(account: GatewayAccount | None) -> dict[str, str]:
    """What is kept; nothing where it cannot be opened any more."""
    if account is None or not account.sealed:
        return {}
    try:
        return msgspec.json.decode(unseal(account.sealed), type=dict[str, str])
    except SealBroken:
        return {}

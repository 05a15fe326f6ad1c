"""How machines reach a shop: its webhook with the secret, and API keys. Both are shown once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from orderway.console.settings.sheet import touch
from orderway.kernel import clock
from orderway.records.models import ApiKey, Shop
from orderway.web.auth import SCOPES, make_key
from orderway.web.permissions import needs
from orderway.web.secrets import new_webhook_secret, seal

SCOPE_WORDS = {
    "orders:read": gettext_lazy("read orders"),
    "orders:write": gettext_lazy("send orders"),
    "commands": gettext_lazy("change and cancel orders, ask buyers, ask for returns"),
    "warehouse": gettext_lazy("report picking, packing, shipping, scans"),
    "payments": gettext_lazy("report payments and refunds"),
    "stock:read": gettext_lazy("read stock"),
    "stock:write": gettext_lazy("report stock"),
}


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(label=gettext_lazy("Who uses it"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(scope, SCOPE_WORDS.get(scope, scope)) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        initial=["orders:read", "orders:write"],
    )


class SecretForm(forms.Form):
    """A secret that the platform gave."""

    secret = forms.CharField(label=gettext_lazy("Secret given by the platform"), max_length=500, required=False)


@needs("settings.change")
@never_cache
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a new secret or key stands on its answer once and never again."""
    shop = _shop(pk)
    shown: dict[str, str] = {}
    keys = KeyForm(request.POST if "key" in request.POST else None)
    given = SecretForm(request.POST if "given" in request.POST else None)
    if "made" in request.POST:
        shown = {"what": _("Webhook secret"), "value": new_webhook_secret()}
        _keep(shop, shown["value"])
    elif given.is_bound and given.is_valid() and given.cleaned_data["secret"]:
        _keep(shop, given.cleaned_data["secret"])
        messages.success(request, _("Saved"))
    elif keys.is_bound and keys.is_valid():
        told = keys.cleaned_data
        _key, token = make_key(told["name"], told["scopes"], request.user.get_username(), [shop.pk])
        shown = {"what": _("API key"), "value": token}
        keys = KeyForm()
    context: dict[str, Any] = {
        "section": "settings",
        "shop": shop,
        "shown": shown,
        "form": keys,
        "given": given,
        "keys": [
            {"key": key, "scopes": _(", ").join(str(SCOPE_WORDS.get(scope, scope)) for scope in key.scopes)}
            for key in ApiKey.objects.filter(shop_ids__contains=[shop.pk]).order_by("-pk")
        ],
        "webhook": request.build_absolute_uri(f"/api/v1/channels/{shop.code}/webhook"),
        "orders": request.build_absolute_uri("/api/v1/orders"),
    }
    return render(request, "settings/access.html", context, status=422 if keys.errors else 200)


def _shop(pk: int) -> Shop:
    shop = Shop.objects.filter(pk=pk).first()
    if shop is None:
        raise Http404
    return shop


def _keep(shop: Shop, secret: str) -> None:
    with transaction.atomic():
        shop.secret = seal(secret)
        shop.save(update_fields=["secret"])
        touch()


@needs("settings.change")
@require_POST
def revoke(request: HttpRequest, pk: int, key_id: int) -> HttpResponseBase:
    """From now on the key opens nothing."""
    ApiKey.objects.filter(pk=key_id, shop_ids__contains=[pk], revoked_at=None).update(revoked_at=clock.now())
    messages.success(request, _("The key opens nothing any more."))
    return redirect("settings_shop_access", pk)

"""The accesses to gateways of text messages, edited and tried; what went out this month and what came of it."""

from __future__ import annotations

import secrets as chance
from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.letters.words import example
from orderway.console.texts.forms import AccountForm
from orderway.journey.confirm import texts
from orderway.journey.confirm.letter_texts import EN, ZH
from orderway.kernel import clock
from orderway.ports.notice import Notice, NoticeRefused, NoticeSilent, TextGateway
from orderway.records.models import TextAccount
from orderway.web.engine import engine
from orderway.web.permissions import needs
from orderway.web.secrets import SealBroken, seal, unseal

SHOWN_MAX = 200
SUMS_DAYS = 30
TOKEN_BYTES = 18
PLAIN = ("prefixes", "quiet_from", "quiet_until", "events", "active")


@needs("settings.view")
@require_GET
def texts_page(request: HttpRequest) -> HttpResponse:
    """Every access with what it brought in the last thirty days."""
    values = {"since": clock.now() - timedelta(days=SUMS_DAYS)}
    with engine().connection.cursor() as cursor:
        sums = {row[0]: row[1:] for row in cursor.execute(texts.SQL.sums, values)}
    known = texts.gateways()
    rows = [
        {
            "account": one,
            "name": known[one.gateway].name if one.gateway in known else one.gateway,
            "sums": dict(zip(("many", "parts", "delivered", "failed"), sums.get(one.pk, (0, 0, 0, 0)), strict=True)),
        }
        for one in TextAccount.objects.select_related("shop").order_by("shop__name", "pk")[:SHOWN_MAX]
    ]
    context = {"section": "settings", "rows": rows, "gateways": [(code, one.name) for code, one in known.items()]}
    return render(request, "texts/texts.html", context)


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, gateway: str) -> HttpResponseBase:
    """A new access to a gateway."""
    one = texts.gateways().get(gateway)
    if one is None:
        raise Http404
    return _edit(request, one, None)


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One access; `remove` takes it away."""
    kept = get_object_or_404(TextAccount, pk=pk)
    if request.POST.get("remove"):
        kept.delete()
        messages.success(request, _("Removed"))
        return redirect("texts")
    gateway = texts.gateways().get(kept.gateway)
    if gateway is None:
        raise Http404
    return _edit(request, gateway, kept)


def _edit(request: HttpRequest, gateway: TextGateway, kept: TextAccount | None) -> HttpResponseBase:
    have = _secrets(kept)
    form = AccountForm(gateway, have, request.POST or None, initial=_first(kept))
    if request.method == "POST" and form.is_valid():
        shop = form.cleaned_data["shop"]
        others = TextAccount.objects.filter(shop=shop, gateway=gateway.code).exclude(pk=kept.pk if kept else 0)
        if others.exists():
            form.add_error("shop", _("There is an access to this gateway already."))
        else:
            _save(request, form, gateway, kept, have)
            messages.success(request, _("Saved"))
            return redirect("texts")
    context: dict[str, Any] = {
        "section": "settings", "form": form, "gateway": gateway, "kept": kept,
        "address": texts.address_of(kept.pk, have.get("callback", ""), _origin(request)) if kept else "",
    }  # fmt: skip
    return render(request, "texts/form.html", context, status=422 if form.errors else 200)


@needs("settings.change")
@require_POST
def try_account(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send one text message of a made-up order to a number that is typed in; it is kept nowhere."""
    kept = get_object_or_404(TextAccount, pk=pk)
    gateway = texts.gateways().get(kept.gateway)
    if gateway is None:
        raise Http404
    try:
        reference = gateway.send(_trial(request, kept))
    except SealBroken:
        messages.error(request, _("The access cannot be opened: enter its secrets again"))
    except (NoticeRefused, NoticeSilent) as failed:
        messages.error(request, _("It did not go out: %(why)s") % {"why": failed})
    else:
        messages.success(request, _("It went out as %(reference)s") % {"reference": reference})
    return redirect("text_account", pk)


def _trial(request: HttpRequest, kept: TextAccount) -> Notice:
    language = ZH if (get_language() or "").startswith("zh") else EN
    kind = next((key.split()[0] for key in kept.templates if key.endswith(f" {language}")), "reply")
    facts = example(language)
    link = _origin(request) + "/t/1/1"
    account = texts.Account(
        kept.pk, kept.gateway, kept.prefixes, kept.sealed, kept.options, kept.templates, kept.events,
        kept.quiet_from, kept.quiet_until,
    )  # fmt: skip
    return Notice(
        f"try{kept.pk}-{chance.token_hex(4)}", "", _("A trial"), language, link,
        phone=request.POST.get("number", "").strip()[:40], kind=kind,
        facts={**facts, "link_path": texts.link_path(link)}, access=account.access(_origin(request)),
    )  # fmt: skip


def _save(
    request: HttpRequest, form: AccountForm, gateway: TextGateway, kept: TextAccount | None, have: dict[str, str]
) -> None:
    one = kept or TextAccount(gateway=gateway.code)
    secrets, one.options, one.templates = form.told()
    secrets = {"callback": chance.token_urlsafe(TOKEN_BYTES), **have, **secrets}
    one.sealed = seal(msgspec.json.encode(secrets).decode())
    one.shop = form.cleaned_data["shop"]
    for name in PLAIN:
        setattr(one, name, form.cleaned_data[name])
    one.changed_by, one.changed_at = request.user.get_username(), clock.now()
    one.save()


def _first(kept: TextAccount | None) -> dict[str, Any]:
    if kept is None:
        return {"quiet_from": texts.QUIET_FROM, "quiet_until": texts.QUIET_UNTIL, "active": True}
    first: dict[str, Any] = {name: getattr(kept, name) for name in PLAIN}
    first |= {"shop": kept.shop_id, **{f"f_{name}": word for name, word in kept.options.items()}}
    return first | {f"t_{key.replace(' ', '_')}": word for key, word in kept.templates.items()}


def _secrets(kept: TextAccount | None) -> dict[str, str]:
    """What is kept; nothing where it cannot be opened any more."""
    if kept is None or not kept.sealed:
        return {}
    try:
        return msgspec.json.decode(unseal(kept.sealed), type=dict[str, str])
    except SealBroken:
        return {}


def _origin(request: HttpRequest) -> str:
    """Where the world reaches us: the first of ORDERWAY_ORIGINS, else as this person did."""
    told: list[str] = settings.CSRF_TRUSTED_ORIGINS
    return told[0].rstrip("/") if told else request.build_absolute_uri("/").rstrip("/")

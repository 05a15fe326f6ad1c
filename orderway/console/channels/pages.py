"""The pages of the traffic with platforms, and what people can do there."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.answers import answer
from orderway.console.channels import reading
from orderway.console.channels.forms import CARRIER, AccessForm
from orderway.console.channels.reading import Traffic
from orderway.console.channels.words import FAILURE, STANDING, TOLD
from orderway.console.outgoing.pages import failure_words
from orderway.history.log import try_outgoing_again
from orderway.journey.intake import accounts, tasks
from orderway.journey.intake.api_channels import channel as channel_of
from orderway.journey.intake.platforms import platform
from orderway.kernel import clock
from orderway.web.engine import engine
from orderway.web.permissions import may, needs, shops_of
from orderway.web.secrets import SealBroken


@needs("inbox.view")
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every shop with how its traffic stands."""
    rows = [_shown(one) for one in reading.traffic(shops_of(request.user))]
    columns = [
        {"key": "shop", "label": _("Shop")},
        {"key": "standing", "label": _("Traffic")},
        {"key": "order", "label": _("Last order"), "number": True},
        {"key": "pull", "label": _("Last pull"), "number": True, "rank": 2},
        {"key": "compared", "label": _("Missing, 24 hours"), "number": True, "rank": 3},
        {"key": "failed", "label": _("Not sent"), "number": True},
        {"key": "ends", "label": _("Access ends"), "number": True, "rank": 4},
    ]
    return render(request, "channels/channels.html", {"section": "inbox", "rows": rows, "columns": columns})


@needs("inbox.view")
@require_GET
def channel(request: HttpRequest, shop_id: int) -> HttpResponse:
    """One shop: where pulling stands, the comparison of each hour, what its platform was not told."""
    one = _one(request, shop_id)
    failed = reading.failed(shop_id)
    for row in failed:
        row |= {"what": TOLD.get(row["topic"], row["topic"]), "because": failure_words(row["failure"])}
    context = {
        "section": "inbox", "one": one, **_shown(one), "hours": reading.hours(shop_id), "messages_failed": failed,
        "talk": _talk(one),
        "mends": may(request.user, "inbox.mend"), "connects": may(request.user, "settings.change") and one.known,
        "opens": may(request.user, "order.view"),
    }  # fmt: skip
    return render(request, "channels/channel.html", context)


def _talk(one: Traffic) -> dict[str, Any] | None:
    talk = reading.talk(one)
    if talk and talk["failure"]:
        talk["because"] = failure_words(f"{talk['failure']}: {talk['said']}")
    return talk


@needs("inbox.mend")
@require_POST
def act(request: HttpRequest, shop_id: int) -> HttpResponse:
    """`do`: pull (now, even where the platform said later), compare, again (all that failed)."""
    one = _one(request, shop_id)
    deed = request.POST.get("do", "")
    if deed == "again":
        with engine().connection.transaction(), engine().connection.cursor() as cursor:
            done = try_outgoing_again(cursor, reading.failed_ids(one.id), clock.now())
        text = ngettext("%(many)s message is tried again.", "%(many)s messages are tried again.", done) % {"many": done}
    elif deed == "compare":
        text = _("The comparison begins.") if tasks.wish_comparison(one.id) else _("It is asked for already.")
    else:
        wished = tasks.wish_pull(one.id, now_even_if_told_later=True)
        text = _("The pull begins.") if wished else _("It is asked for already.")
    return answer(text=text, refresh=deed == "again")


@needs("settings.change")
@never_cache
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest, shop_id: int) -> HttpResponseBase:
    """The shop's access: secrets are taken and never shown."""
    one = _one(request, shop_id)
    client = platform(one.channel)
    if client is None:
        adapter = channel_of(one.channel)
        context = {"section": "settings", "one": one, "pushed": adapter is not None and adapter.pushed}
        return render(request, "channels/no_access.html", context)
    with engine().connection.cursor() as cursor:
        kept = next(iter(accounts.shops(cursor, [shop_id])), None)
    try:
        secrets = kept.secrets() if kept else {}
    except SealBroken:
        secrets = {}
    form = AccessForm(client, frozenset(secrets), request.POST or None, initial=_initial(kept))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        ends = told["expires_at"].replace(tzinfo=UTC) if told["expires_at"] else None
        fresh = form.secrets()
        if client.abilities.refresh and "access_token" not in {**secrets, **fresh}:
            ends = clock.now()  # the first token is fetched like every later one
        with engine().connection.transaction(), engine().connection.cursor() as cursor:
            accounts.save(
                cursor, shop_id, told.get("base_url", ""), {**secrets, **fresh}, form.options(), ends, told["tells"],
                request.user.get_username(), told["active"],
            )  # fmt: skip
        messages.success(request, _("Saved"))
        return redirect("channel", shop_id)
    context = {"section": "settings", "one": one, "form": form}
    return render(request, "channels/access.html", context, status=422 if form.errors else 200)


def _initial(kept: accounts.Shop | None) -> dict[str, Any]:
    if kept is None:
        return {"active": True, "tells": ["shipped", "stock", "cancelled", "confirmed", "refund", "ask"]}
    carriers = [f"{k.removeprefix(CARRIER)} = {v}" for k, v in sorted(kept.options.items()) if k.startswith(CARRIER)]
    plain = {key: value for key, value in kept.options.items() if not key.startswith(CARRIER)}
    return {
        **plain, "base_url": kept.base_url, "expires_at": kept.expires_at, "tells": kept.tells, "active": kept.active,
        "carriers": "\n".join(carriers),
    }  # fmt: skip


def _one(request: HttpRequest, shop_id: int) -> Traffic:
    found = reading.traffic(shops_of(request.user), shop_id)
    if not found:
        raise Http404
    return found[0]


def _shown(one: Traffic) -> dict[str, Any]:
    word = STANDING[one.standing]
    said = f": {one.said}" if one.said else ""
    because = f"{FAILURE.get(one.failure, one.failure)}{said}" if one.failure else ""
    return {"one": one, "word": word.label, "tone": word.tone, "because": because}

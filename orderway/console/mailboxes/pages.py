"""The mailboxes of shops: entered, read at once, and how reading them went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.mailboxes.forms import MailboxForm
from orderway.journey.intake import mails
from orderway.kernel import clock
from orderway.ports.mailbox import PORTS, TLS
from orderway.ports.platform import Failure
from orderway.records.models import MailAccount, Shop
from orderway.web.engine import engine
from orderway.web.permissions import needs, shops_of
from orderway.web.secrets import seal
from orderway.web.words import Text

PLAIN_FIELDS = ("host", "port", "security", "user", "folder", "address", "plus", "active")
FAILURES: dict[str, Text] = {
    Failure.AUTH.value: pgettext_lazy("mailbox", "The server refuses user name or password"),
    Failure.REFUSED.value: pgettext_lazy("mailbox", "It cannot be read as it is set up"),
    Failure.TRY_LATER.value: pgettext_lazy("mailbox", "It could not be read; it is tried again"),
}


@needs("settings.view")
@require_GET
def mailboxes_page(request: HttpRequest) -> HttpResponse:
    """Every shop with its mailbox."""
    with engine().connection.cursor() as cursor:
        states = {row[0]: _state(row[1:]) for row in cursor.execute(mails.SQL.states)}
    accounts = {one.shop_id: one for one in MailAccount.objects.all()}
    rows = [{"shop": shop, "account": accounts.get(shop.pk), "state": states.get(shop.pk)} for shop in _shops(request)]
    context = {"section": "settings", "rows": rows, "practice": Shop.objects.filter(practice=True).exists()}
    return render(request, "mailboxes/mailboxes.html", context)


def _state(row: tuple[Any, ...]) -> dict[str, Any]:
    read_at, letters, failed_at, failure, said = row
    return {"read_at": read_at, "letters": letters, "failed_at": failed_at, "failure": failure,
            "words": FAILURES.get(failure, failure), "said": said}  # fmt: skip


def _shops(request: HttpRequest) -> list[Shop]:
    mine = shops_of(request.user)
    found = Shop.objects.filter(practice=False).order_by("name")
    return list(found if mine is None else found.filter(pk__in=mine))


def _shop(request: HttpRequest, shop_id: int) -> Shop:
    found = next((shop for shop in _shops(request) if shop.pk == shop_id), None)
    if found is None:
        raise Http404
    return found


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, shop_id: int) -> HttpResponseBase:
    """The mailbox of one shop; `remove` takes it away."""
    shop = _shop(request, shop_id)
    kept = MailAccount.objects.filter(shop=shop).first()
    if request.POST.get("remove") and kept is not None:
        kept.delete()
        messages.success(request, _("Removed"))
        return redirect("mailboxes")
    form = MailboxForm(kept is not None, request.POST or None, initial=_first(shop, kept))
    if request.method == "POST" and form.is_valid():
        _save(request, form, shop, kept)
        messages.success(request, _("Saved"))
        return redirect("mailbox", shop.pk)
    context = {"section": "settings", "form": form, "shop": shop, "kept": kept}
    return render(request, "mailboxes/form.html", context, status=422 if form.errors else 200)


def _first(shop: Shop, kept: MailAccount | None) -> dict[str, Any]:
    if kept is None:
        return {"address": shop.email, "user": shop.email, "security": TLS, "port": PORTS[TLS], "folder": "INBOX",
                "active": True}  # fmt: skip
    return {name: getattr(kept, name) for name in PLAIN_FIELDS}


def _save(request: HttpRequest, form: MailboxForm, shop: Shop, kept: MailAccount | None) -> None:
    one = kept or MailAccount(shop=shop)
    for name in PLAIN_FIELDS:
        setattr(one, name, form.cleaned_data[name])
    if form.cleaned_data["password"]:
        one.sealed = seal(form.cleaned_data["password"])
    one.changed_by, one.changed_at = request.user.get_username(), clock.now()
    one.save()
    mails.try_again(engine(), shop.pk)


@needs("settings.change")
@require_POST
def read_now(request: HttpRequest, shop_id: int) -> HttpResponseBase:
    """Read the mailbox at once, and say what came of it."""
    shop = _shop(request, shop_id)
    mails.try_again(engine(), shop.pk)
    found = mails.read_mails(engine(), shop.pk)
    if found.why in FAILURES:
        words = {"why": FAILURES[found.why], "said": found.said}
        messages.error(request, _("%(why)s: %(said)s") % words)
    elif found.why in ("done", "more"):
        text = ngettext("Read: %(many)s new mail.", "Read: %(many)s new mails.", found.fresh)
        messages.success(request, text % {"many": found.fresh})
    else:
        messages.error(request, _("It is not in use, or being read right now."))
    return redirect("mailbox", shop.pk)

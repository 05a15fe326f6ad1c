"""What people do about a parked message: have it read again, open and mend it, set it aside; one, or all alike."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from orderway.console import reveals
from orderway.console.answers import answer
from orderway.console.inbox import reading
from orderway.console.inbox.body import why_not
from orderway.console.inbox.masking import pretty
from orderway.console.inbox.reading import SQL, Parked
from orderway.journey.intake import inbox as store
from orderway.journey.intake.api_take import hint
from orderway.kernel import clock
from orderway.kernel.limits import BODY_BYTES_MAX
from orderway.web.engine import engine
from orderway.web.permissions import may, needs, shops_of

MENDED = "duplicate"
"""The outcome of a message whose mended copy is read in its place: by itself it changes nothing."""
SET_ASIDE = "set_aside"


def _found(request: HttpRequest, message_id: int) -> Parked:
    one = reading.one(shops_of(request.user), message_id)
    if one is None:
        raise Http404
    return one


@needs("inbox.mend")
@require_POST
def try_one(request: HttpRequest, message_id: int) -> HttpResponse:
    """Have one message read again."""
    one = _found(request, message_id)
    with engine().connection.cursor() as cursor:
        store.try_again(cursor, [one.id])
    hint(engine().connection, at_once=True)
    return answer(text=_("It is read again now; it comes back here if it still cannot be read."), refresh=True)


@needs("inbox.mend")
@require_POST
def try_alike(request: HttpRequest) -> HttpResponse:
    """Have all messages of one reason read again, at the shops this person has."""
    reason = request.POST.get("reason", "")[:60].replace("\0", "")
    connection = engine().connection
    shops = shops_of(request.user)
    if shops is None:
        shops = [row[0] for row in connection.execute(SQL.shop_ids)]
    with connection.cursor() as cursor:
        many = store.try_all_alike(cursor, reason, shops)
    hint(connection, at_once=True)
    text = ngettext("%(many)s message is read again.", "%(many)s messages are read again.", many) % {"many": many}
    return answer(text=text, refresh=True)


@needs("inbox.mend")
@require_POST
def set_aside(request: HttpRequest, message_id: int) -> HttpResponse:
    """A message that nobody needs to be read: it stays in the books, and leaves the list."""
    one = _found(request, message_id)
    connection = engine().connection
    with connection.transaction(), connection.cursor() as cursor:
        store.settle(cursor, one.id, SET_ASIDE, clock.now())
    return answer(text=_("Set aside. Its body is kept."), refresh=True)


@needs("inbox.mend")
@never_cache
@require_http_methods(["GET", "POST"])
def open_whole(request: HttpRequest, message_id: int) -> HttpResponse:
    """Ask for a reason, then show the body in full, ready to be mended. The look is written down."""
    one = _found(request, message_id)
    if not may(request.user, "person.reveal"):
        text = _("Only who may see receivers can open a message in full.")
        return render(request, "console/refused.html", {"text": text}, status=403)
    form = reveals.RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not reveals.look(request.user, one.id, f"inbox {form.cleaned_data['reason']}: {form.cleaned_data['note']}"):
            return render(request, "console/refused.html", {"text": reveals.too_many()}, status=429)
        return render(request, "inbox/mend.html", {"one": one, "body": pretty(one.body)})
    status = 422 if request.method == "POST" else 200
    return render(request, "inbox/open.html", {"one": one, "form": form}, status=status)


@needs("inbox.mend")
@never_cache
@require_POST
def mend(request: HttpRequest, message_id: int) -> HttpResponse:
    """Read a mended body in the place of the message; what came is kept as it came."""
    one = _found(request, message_id)
    if not may(request.user, "person.reveal"):
        text = _("Only who may see receivers can mend a message.")
        return render(request, "console/refused.html", {"text": text}, status=403)
    body = request.POST.get("body", "").replace("\r\n", "\n").encode()
    if not body.strip() or len(body) > BODY_BYTES_MAX:
        error = _("The body is empty, or larger than can be read.")
    else:
        error = why_not(one, body)
    if error:
        context = {"one": one, "body": request.POST.get("body", ""), "error": error}
        return render(request, "inbox/mend.html", context, status=422)
    if not _replace(one, body, request.user.get_username()):
        return answer(text=_("Somebody else has dealt with it already."), tone="warn", refresh=True)
    hint(engine().connection, at_once=True)
    return answer(text=_("The mended message is read now."), refresh=True)


def _replace(one: Parked, body: bytes, who: str) -> bool:
    """Store the mended copy and settle the original, both or none; False where it is no longer parked."""
    now = clock.now()
    copy = store.Arrival(one.shop_id, body, one.topic, f"mends:{one.id}", f"hand:{who}"[:200])
    with transaction.atomic():
        connection = engine().connection
        if connection.execute(SQL.lock, [one.id]).fetchone() is None:
            return False
        with connection.cursor() as cursor:
            store.store(cursor, [copy], now, engine().ids)
            store.settle(cursor, one.id, MENDED, now)
    return True

"""The queue of messages that did not arrive, and the practice mailbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from orderway.console.answers import answer
from orderway.console.outgoing.said import said
from orderway.history.log import settle_outgoing_by_hand, try_outgoing_again
from orderway.kernel import clock
from orderway.kernel.digits import WHOLE_MAX, whole, wholes
from orderway.kernel.links import ANSWER, SURVEY, TRACK, signed_path
from orderway.kernel.sql import named
from orderway.places.masks import mask_name
from orderway.web.engine import engine, rows
from orderway.web.permissions import may, needs, shops_of
from orderway.web.words import Text

PAGE_ROWS = 50
COUNT_MAX = 1_000
SQL = named(__file__)
TOPICS: dict[str, Text] = {
    "label": pgettext_lazy("message", "Label"),
    "void_label": pgettext_lazy("message", "Label given back"),
    "channel.shipped": pgettext_lazy("message", "Shipment told to the channel"),
    "channel.stock": pgettext_lazy("message", "Stock told to the channel"),
    "stock": pgettext_lazy("message", "Stock told to the channel"),
    "channel.confirmed": pgettext_lazy("message", "Order confirmed to the channel"),
    "channel.cancelled": pgettext_lazy("message", "Cancellation told to the channel"),
    "channel.remark": pgettext_lazy("message", "Remark told to the channel"),
    "channel.ship_date": pgettext_lazy("message", "Ship date told to the channel"),
    "letter": pgettext_lazy("message", "Letter to the buyer"),
    "alert": pgettext_lazy("message", "Alert to staff"),
    "channel.ask": pgettext_lazy("message", "Platform asked before release"),
    "payment.capture": pgettext_lazy("message", "Authorised money taken at the gateway"),
    "payment.void": pgettext_lazy("message", "Authorised money given back at the gateway"),
    "payment.ask": pgettext_lazy("message", "Payment read again at the gateway"),
    "channel.refund": pgettext_lazy("message", "Refund decision told to the channel"),
    "question": pgettext_lazy("message", "Question to the buyer"),
    "survey": pgettext_lazy("message", "Survey"),
    "refund": pgettext_lazy("message", "Refund"),
    "invoice": pgettext_lazy("message", "Invoice"),
    "invoice_upload": pgettext_lazy("message", "Invoice for the channel"),
    "edi.answer": pgettext_lazy("message", "Order answer by EDI"),
    "edi.change": pgettext_lazy("message", "Answer to an order change by EDI"),
    "edi.later": pgettext_lazy("message", "Order answer by EDI"),
    "edi.shipped": pgettext_lazy("message", "Despatch and invoice by EDI"),
    "edi.send": pgettext_lazy("message", "EDI interchange"),
    "edi.renew": pgettext_lazy("message", "EDI interchange"),
    "edi.came": pgettext_lazy("message", "Report of an outside warehouse"),
    "wms.release": pgettext_lazy("message", "Shipping order to an outside warehouse"),
    "wms.stop": pgettext_lazy("message", "Stop asked of an outside warehouse"),
}
MAILED = ["question", "survey", "letter", "promise.moved"]
"""Topics of what buyers are written."""
FAILURES: dict[str, Text] = {
    "by_hand": pgettext_lazy("message", "No connection for this: do it by hand"),
    "no_carrier": pgettext_lazy("message", "No carrier is chosen"),
    "gave_up": pgettext_lazy("message", "Given up after the last try"),
    "silent": pgettext_lazy("message", "No answer"),
    "refused": pgettext_lazy("message", "Refused"),
    "not_wanted": pgettext_lazy("message", "The order no longer wants it"),
    "not_stored": pgettext_lazy("message", "The answer did not fit the order"),
    "put_off": pgettext_lazy("message", "Put off: the other side is silent"),
    "try_later": pgettext_lazy("message", "The platform cannot be reached"),
    "auth": pgettext_lazy("message", "The platform's authorisation is over: renew it on the page Channels"),
    "unknown_outcome": pgettext_lazy("message", "The platform broke off: unknown whether it has it"),
    "gone": pgettext_lazy("message", "The platform does not know it any more"),
    "paused": pgettext_lazy("message", "Traffic with this shop is paused"),
    "no_number": pgettext_lazy("message", "The parcel has no tracking number"),
    "broken": pgettext_lazy("message", "Broke while asking"),
    "later": pgettext_lazy("message", "A limit of the service: it goes out later"),
    "quiet_hours": pgettext_lazy("message", "Quiet hours: it goes out in the morning"),
    "not_arrived": pgettext_lazy("message", "The text message did not arrive"),
    "seal_broken": pgettext_lazy("message", "The access cannot be opened: enter its secrets again"),
}

GONE: Text = pgettext_lazy("message", "What it is about is not there any more")


def given_up(shops: Sequence[int] | None) -> int:
    """How many messages of these shops (None: all) wait for a person, up to COUNT_MAX."""
    return int(rows(SQL.given_up, {"shops": shops, "limit": COUNT_MAX})[0][0])


def failure_words(failure: str) -> str:
    """A failure in words: its kind, and what the other side said."""
    code, _colon, told = failure.partition(":")
    word = FAILURES.get(code) or (GONE if code.startswith("unknown_") else None)
    if word is None:
        return failure
    return _("%(label)s: %(said)s") % {"label": word, "said": said(told.strip())} if told.strip() else str(word)


@needs("inbox.view")
@require_GET
def failed(request: HttpRequest) -> HttpResponse:
    """Messages that were given up, each with its reason."""
    found = rows(SQL.failed, {"before": _before(request), "limit": PAGE_ROWS + 1, "shops": shops_of(request.user)})
    names = ("id", "at", "topic", "target", "failure", "attempt", "order_id", "number")
    page = [dict(zip(names, row, strict=True)) for row in found[:PAGE_ROWS]]
    for each in page:
        each |= {"what": TOPICS.get(each["topic"], each["topic"]), "why": failure_words(each["failure"])}
        each["url"] = _order_url(each["order_id"])
    context = {
        "section": "outgoing", "rows": page, "next_url": f"?before={page[-1]['id']}" if len(found) > PAGE_ROWS else "",
        "waiting": rows(SQL.waiting, {"limit": COUNT_MAX})[0][0], "mends": may(request.user, "inbox.mend"),
    }  # fmt: skip
    return render(request, "outgoing/failed.html", context)


@needs("inbox.mend")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Try messages again (`do=again`), or note that they were dealt with by hand (`do=by_hand`). `ids=1,2`."""
    ids = wholes(request.POST.get("ids", ""), COUNT_MAX)
    mine = [row[0] for row in rows(SQL.scoped, {"ids": ids, "shops": shops_of(request.user)})]
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        if request.POST.get("do") == "by_hand":
            done = settle_outgoing_by_hand(cursor, mine, request.user.get_username(), clock.now())
            text = ngettext("%(many)s message noted as done.", "%(many)s messages noted as done.", done)
        else:
            done = try_outgoing_again(cursor, mine, clock.now())
            text = ngettext("%(many)s message is tried again.", "%(many)s messages are tried again.", done)
    return answer(text=text % {"many": done}, refresh=True)


@needs("mailbox.view")
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The letters that practice buyers got, with the links they would follow."""
    values = {
        "before": _before(request), "limit": PAGE_ROWS + 1, "topics": MAILED,
        "shops": shops_of(request.user),
    }  # fmt: skip
    found = rows(SQL.letters, values)
    key = str(settings.SECRET_KEY).encode()
    page = []
    for letter_id, at, topic, payload, order_id, number, name, shop in found[:PAGE_ROWS]:
        kind, about = _link(topic, payload, order_id)
        page.append(
            {"id": letter_id, "at": at, "letter": payload["letter"], "link": signed_path(key, kind, about),
             "number": number, "url": _order_url(order_id), "to": mask_name(name) or _("nobody by name"), "shop": shop}
        )  # fmt: skip
    next_url = f"?before={page[-1]['id']}" if len(found) > PAGE_ROWS else ""
    return render(request, "outgoing/mailbox.html", {"section": "mailbox", "letters": page, "next_url": next_url})


def _link(topic: str, payload: Mapping[str, Any], order_id: int) -> tuple[str, int]:
    """What a letter's link opens: the question, the survey, else the page of the order."""
    if topic == "question":
        return ANSWER, int(payload["question"])
    return (SURVEY, int(payload["survey"])) if topic == "survey" else (TRACK, order_id)


def _before(request: HttpRequest) -> int:
    return whole(request.GET.get("before", "")) or WHOLE_MAX


def _order_url(order_id: int | None) -> str:
    try:
        return reverse("order", args=[order_id]) if order_id else ""
    except NoReverseMatch:
        return ""

"""Queues: one for each kind of work, by deadline; whoever is free takes the next."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from orderway.console import orders_sql
from orderway.console.alarms.pages import unacknowledged
from orderway.console.filter_sql import criteria_of
from orderway.console.filters import Query, parse
from orderway.console.orders import asked, listing, typed
from orderway.console.reader import reader_of
from orderway.console.scope import Scope, scope_of
from orderway.flow.command import Target
from orderway.web.engine import carry_out, commands
from orderway.web.permissions import actor_of, may, needs
from orderway.web.words import Text

CLAIM_TRIES_MAX = 200
"""So many of the most urgent orders are looked at for one that nobody works on."""


class Queue(NamedTuple):
    """One kind of work: its name, the filter behind it, what an empty one means."""

    name: str
    label: Text
    query: str
    empty: Text
    alarm: bool = False


QUEUES = (
    Queue(
        "exceptions",
        pgettext_lazy("queue", "Exceptions"),
        "standing:held owner:operator,service",
        gettext_lazy("Nothing is held. Orders come here when something about them has to be put right."),
    ),
    Queue(
        "questions",
        pgettext_lazy("queue", "Questions"),
        "question:open",
        gettext_lazy("No question to a buyer is open."),
    ),
    Queue(
        "shortages",
        pgettext_lazy("queue", "Shortages"),
        "is:short",
        gettext_lazy("Everything ordered is in stock."),
    ),
    Queue(
        "review",
        pgettext_lazy("queue", "Review"),
        "standing:held owner:reviewer",
        gettext_lazy("Nothing waits for approval. Large amounts, edits and doubtful payments come here."),
    ),
    Queue(
        "stuck",
        pgettext_lazy("queue", "Ready and stuck"),
        "is:stuck",
        gettext_lazy("Nothing is stuck: what is ready goes on by itself."),
    ),
    Queue(
        "parcels",
        pgettext_lazy("queue", "Parcels in trouble"),
        "parcel:trouble",
        gettext_lazy("No parcel is lost, refused or on its way back."),
    ),
    Queue(
        "aftersales",
        pgettext_lazy("queue", "After-sales"),
        "is:aftersales",
        gettext_lazy("No return and no refund is open."),
    ),
    Queue(
        "overdue",
        pgettext_lazy("queue", "Overdue"),
        "todo:late",
        gettext_lazy("Everything is worked in time."),
        True,
    ),
)
BY_NAME = {queue.name: queue for queue in QUEUES}


@needs("order.view")
@require_GET
def queues(request: HttpRequest) -> HttpResponseBase:
    """The first queue that holds something for this reader's roles."""
    first = "review" if "reviewer" in request.user.roles else "exceptions"  # type: ignore[union-attr]
    return redirect("queue", first)


@needs("order.view")
@require_GET
def queue(request: HttpRequest, name: str) -> HttpResponseBase:
    """One queue, by deadline; the filter line narrows it."""
    one = BY_NAME.get(name)
    if one is None:
        raise Http404
    scope, base = scope_of(request.user), reverse("queue", args=[name])
    if request.GET.get("f"):
        return redirect(f"{base}?{urlencode({'q': typed(request)})}")
    fixed = parse(one.query)
    mine = parse("claimed:me")
    context = {
        "section": "queues",
        "heading": one.label,
        "queue": one,
        "groups": [
            {"label": _("Queues"), "views": [_entry(request, scope, each, name) for each in QUEUES]},
            {"label": _("Mine"), "views": [_mine(request, scope, mine)]},
        ],
        "may_claim": may(request.user, commands()["claim"].permission),
        "claim_url": reverse("queue_next", args=[name]),
        "alarms_many": unacknowledged(),
        "blank_title": _("Nothing to do here"),
        "blank_text": one.empty,
        **listing(request, scope, asked(request, scope), base, "todo", fixed),
    }
    return render(request, "console/queue.html", context)


def _entry(request: HttpRequest, scope: Scope, one: Queue, current: str) -> dict[str, Any]:
    many = orders_sql.count(criteria_of(parse(one.query), reader_of(request.user)), scope, one.query)
    return {
        "label": one.label,
        "url": reverse("queue", args=[one.name]),
        "count": many,
        "key": f"queue.{one.name}",
        "alarm": one.alarm and many != 0,
        "current": one.name == current,
    }


def _mine(request: HttpRequest, scope: Scope, mine: Query) -> dict[str, Any]:
    many = orders_sql.count(criteria_of(mine, reader_of(request.user)), scope)
    url = f"{reverse('orders')}?{urlencode({'q': str(mine)})}"
    return {"label": _("Claimed by me"), "url": url, "count": many, "current": False}


@needs("order.hold")
@require_POST
def claim_next(request: HttpRequest, name: str) -> HttpResponseBase:
    """Claim the most urgent order of a queue that nobody works on, and open it."""
    one = BY_NAME.get(name)
    if one is None:
        raise Http404
    scope = scope_of(request.user)
    criteria = criteria_of(parse(one.query), reader_of(request.user))
    page = orders_sql.page(criteria, scope, "todo", None, None, CLAIM_TRIES_MAX)
    for order_id in orders_sql.unclaimed(page.ids):
        (result,) = carry_out("claim", [Target(order_id)], {}, actor_of(request.user))
        if result.done:
            response = HttpResponse(status=204)
            response["HX-Redirect"] = reverse("order", args=[order_id])
            return response
    messages.info(request, _("Nothing here is free: all of it is claimed, or it has no hold to claim."))
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response

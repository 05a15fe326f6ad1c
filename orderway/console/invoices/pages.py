"""The queue of invoices, and one invoice in full."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from orderway.console import reveals
from orderway.console.answers import answer
from orderway.console.invoice_words import failure_words, kind_words, shown_title
from orderway.console.order import found
from orderway.flow.command import Target
from orderway.kernel.digits import whole, wholes
from orderway.kernel.sql import named
from orderway.web.engine import carry_out, rows
from orderway.web.permissions import actor_of, may, needs, shops_of

ROWS = 50
AT_ONCE_MAX = 500
"""Invoices that one click orders."""
SQL = named(__file__)
NAMES = "id order_id number shop state kind holder title amount currency at failure shipped".split()


@needs("invoice.view")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Invoices to issue, refused ones, and those the channel does not have yet."""
    values = {
        "after": whole(request.GET.get("after", "")) or 0,
        "limit": ROWS + 1,
        "shops": shops_of(request.user),
    }
    read = rows(SQL.open, values)
    page = [dict(zip(NAMES, row, strict=True)) for row in read[:ROWS]]
    for each in page:
        each["title"] = shown_title(each["title"], each["holder"])
        each["kind"], each["why"] = kind_words(each["kind"]), failure_words(each["failure"])
    context = {
        "section": "invoices",
        "rows": page,
        "next_url": f"?after={page[-1]['id']}" if len(read) > ROWS else "",
        "issues": may(request.user, "invoice.issue"),
        "waiting": [each["id"] for each in page if each["state"] in ("ASKED", "FAILED") and not each["failure"]],
    }
    return render(request, "invoices/queue.html", context)


@needs("invoice.issue")
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Order several invoices of their issuers. `ids=1,2`."""
    ids = wholes(request.POST.get("ids", ""), AT_ONCE_MAX)
    mine = rows(SQL.scoped, {"ids": ids, "shops": shops_of(request.user)})
    targets = [Target(order_id, args={"invoice_id": invoice_id}) for invoice_id, order_id in mine]
    results = carry_out("issue_invoice", targets, {}, actor_of(request.user)) if targets else []
    done = sum(result.done for result in results)
    text = ngettext("%(many)s invoice is ordered.", "%(many)s invoices are ordered.", done) % {"many": done}
    return answer(text=text, tone="good" if done == len(results) else "warn", refresh=True)


@needs("invoice.view")
@require_GET
def one(request: HttpRequest, order_id: int, invoice_id: int) -> HttpResponse:
    """One invoice in full, to be issued by hand; that it was looked at is written down."""
    order = found(request, order_id)
    wanted = next((each for each in order.invoices if each.id == invoice_id), None)
    if wanted is None:
        raise Http404
    if not reveals.look(request.user, order.id, _("invoice")):
        return render(request, "console/refused.html", {"text": reveals.too_many()}, status=429)
    shown = {"order": order, "invoice": wanted, "kind": kind_words(wanted.kind), "why": failure_words(wanted.failure)}
    return render(request, "invoices/one.html", shown)
